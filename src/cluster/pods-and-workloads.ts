import { KINDS, kindName } from '../kinds/registry.ts';
import type { Pod, Workload } from '../model/cluster-objects.ts';
import type { NamespacedMap } from '../model/namespaced-map.ts';
import { changedNamespaces, keptIn, recordsIn } from './changed-namespaces.ts';
import { isBare, type Kept, podIn, type Records } from './object-records.ts';
import { assembleWorkloads, isSameOwner, type OwnedPods } from './workloads.ts';

/** All pods with their owners, and all workloads. */
export interface PodsAndWorkloads {
  readonly pods: NamespacedMap<Pod>;
  readonly workloads: NamespacedMap<Workload>;
}

const PODS = 'v1 Pod';
const WORKLOADS = KINDS.filter(({ category }) => category === 'workload').map(kindName);

/** Owners lie in the namespace of what they own, so that only namespaces in which something changed are put together again. */
export function podsAndWorkloads(
  records: Records,
  owned: OwnedPods,
  before: PodsAndWorkloads & { readonly records: Records | undefined },
): PodsAndWorkloads {
  const pods = before.pods.writer();
  const workloads = before.workloads.writer();
  const otherOwners = changedNamespaces(WORKLOADS, records, before.records);
  for (const namespace of new Set([...changedNamespaces([PODS], records, before.records), ...otherOwners])) {
    const read = keptIn(records, PODS, namespace);
    const readBefore = before.records === undefined ? NOBODY : keptIn(before.records, PODS, namespace);
    const isShared = !otherOwners.has(namespace) && before.pods.part(namespace) === readBefore;
    if (isShared && isOwnedAlike(readBefore, read)) {
      pods.replace(namespace, read);
      continue;
    }
    const made = assembleWorkloads(podsIn(records, namespace), workloadsIn(records, namespace), {
      owned,
      pods: otherOwners.has(namespace) ? NOBODY : before.pods.part(namespace),
      workloads: before.workloads.part(namespace),
    });
    // Most namespaces have the pods that were read, no more and no others: then there is one map of them.
    pods.replace(namespace, sameOr(before.pods.part(namespace), sameOr(read, made.pods)));
    workloads.replace(namespace, sameOr(before.workloads.part(namespace), made.workloads));
  }
  return { pods: pods.done(), workloads: workloads.done() };
}

const NOBODY: ReadonlyMap<string, Pod> = new Map();

function* podsIn(records: Records, namespace: string): Generator<Pod> {
  for (const kept of keptIn(records, PODS, namespace).values()) {
    const pod = podIn(kept);
    if (pod !== undefined) yield pod;
  }
}

function workloadsIn(records: Records, namespace: string) {
  return WORKLOADS.flatMap((kind) =>
    recordsIn(records, kind, namespace).flatMap(({ decoded }) => (decoded.kind === 'workload' ? decoded.workload : [])),
  );
}

/**
 * Whether the pods that were read, and were the pods of the snapshot before as they stood, may be so again: the same ones in the same order,
 * with the same owners, and finished where they were. Then their workloads are what they were.
 */
function isOwnedAlike(
  before: ReadonlyMap<string, Kept>,
  now: ReadonlyMap<string, Kept>,
): now is ReadonlyMap<string, Pod> {
  if (before.size !== now.size) return false;
  const keys = [...before.keys()];
  let at = 0;
  for (const [key, kept] of now) {
    const was = before.get(key);
    if (keys[at] !== key || was === undefined) return false;
    if (was !== kept && !(isBare(was) && isBare(kept) && standsAlike(was, kept))) return false;
    at += 1;
  }
  return true;
}

function standsAlike(a: Pod, b: Pod): boolean {
  return (a.state === 'finished') === (b.state === 'finished') && isSameOwner(a.workload, b.workload);
}

/** Another map, where it has the same in the same order: so it is with most that happens to a Deployment. */
function sameOr<V>(other: ReadonlyMap<string, unknown>, made: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  if (other.size !== made.size) return made;
  const keys = [...other.keys()];
  let at = 0;
  for (const [key, value] of made) {
    if (keys[at] !== key || other.get(key) !== value) return made;
    at += 1;
  }
  return other as ReadonlyMap<string, V>;
}
