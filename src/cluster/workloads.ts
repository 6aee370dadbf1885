import type { DecodedWorkload } from '../kinds/decoded.ts';
import type { Pod, Workload, WorkloadRef } from '../model/cluster-objects.ts';
import { workloadKey } from '../model/cluster-objects.ts';
import { topOf, topOwnerOf } from './top-owner.ts';

/** Pods of one namespace with their owners, and the workloads they stand for. */
export interface Assembled {
  readonly pods: ReadonlyMap<string, Pod>;
  readonly workloads: ReadonlyMap<string, Workload>;
}

/** Pods as decoded to pods with their top-most owner, so that a pod that did not change stays the same object. */
export type OwnedPods = WeakMap<Pod, Pod>;

/** What was made before, to be taken over where it says the same. */
export interface MadeBefore {
  readonly owned: OwnedPods;
  /** The pods of the namespace; none where what owns them may have changed. */
  readonly pods: ReadonlyMap<string, Pod>;
  readonly workloads: ReadonlyMap<string, Workload>;
}

/**
 * Gives each pod its top-most owner, and a pod from its template to each workload that has none. A workload that goes on making
 * pods and has only finished ones gets a template too: they say nothing about the next.
 */
export function assembleWorkloads(
  decodedPods: Iterable<Pod>,
  decodedWorkloads: readonly DecodedWorkload[],
  before: MadeBefore,
): Assembled {
  const { owned } = before;
  const byKey = new Map(decodedWorkloads.map((workload) => [workloadKey(workload.ref), workload]));
  const pods = new Map<string, Pod>();
  const groups = new Map<string, { readonly ref: WorkloadRef; readonly members: Pod[] }>();
  const add = (pod: Pod, key: string): void => {
    pods.set(pod.key, pod);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ref: pod.workload, members: [pod] });
    else group.members.push(pod);
  };
  for (const decoded of decodedPods) {
    const known = asBefore(decoded, before);
    if (known !== undefined) {
      add(known, workloadKey(known.workload));
      continue;
    }
    const top = topOwnerOf(decoded, byKey);
    const key = workloadKey(top);
    add(withOwner(decoded, groups.get(key)?.ref ?? top, owned), key);
  }
  for (const { template } of templatesOf(decodedWorkloads, byKey, owned)) {
    const key = workloadKey(template.workload);
    const members = groups.get(key)?.members ?? [];
    const isOver = template.workload.kind === 'Job' && members.length > 0;
    if (!isOver && members.every((pod) => pod.state === 'finished')) add(template, key);
  }
  const workloads = new Map<string, Workload>();
  for (const [key, { ref, members }] of groups) {
    const podKeys = standingFor(members);
    const known = before.workloads.get(key);
    const isAsBefore = known !== undefined && isSameList(known.podKeys, podKeys);
    workloads.set(key, isAsBefore ? known : madeOf(ref, key, podKeys));
  }
  return { pods, workloads };
}

// Every field by its name: what is added to a copy takes more memory.
function madeOf({ kind, namespace, name }: WorkloadRef, key: string, podKeys: readonly string[]): Workload {
  return { kind, namespace, name, key, podKeys };
}

/** The pod as it was, where neither it nor what owns it changed. */
function asBefore(pod: Pod, { pods, owned }: MadeBefore): Pod | undefined {
  const known = pods.get(pod.key);
  return known === pod || (known !== undefined && known === owned.get(pod)) ? known : undefined;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function withOwner(pod: Pod, workload: WorkloadRef, owned: OwnedPods): Pod {
  if (isSameOwner(pod.workload, workload)) return pod;
  const known = owned.get(pod);
  if (known !== undefined && isSameOwner(known.workload, workload)) return known;
  const made = { ...pod, workload };
  owned.set(pod, made);
  return made;
}

/** Whether both name the same owner. */
export function isSameOwner(a: WorkloadRef, b: WorkloadRef): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
}

/** One template for each top-most owner: its own when its object was read, else that of the last thing it owns. */
function templatesOf(
  workloads: readonly DecodedWorkload[],
  byKey: ReadonlyMap<string, DecodedWorkload>,
  owned: OwnedPods,
): readonly { readonly template: Pod }[] {
  const templates = new Map<string, { readonly template: Pod }>();
  for (const workload of workloads) {
    const top = topOf(workload.ref, byKey);
    const key = workloadKey(top);
    if (isSameOwner(top, workload.ref)) templates.set(key, workload);
    else if (!byKey.has(key)) templates.set(key, { template: templateFor(top, workload.template, owned) });
  }
  return [...templates.values()];
}

function templateFor(top: WorkloadRef, template: Pod, owned: OwnedPods): Pod {
  const known = owned.get(template);
  if (known !== undefined && isSameOwner(known.workload, top)) return known;
  const made = { ...template, key: workloadKey(top), workload: top };
  owned.set(template, made);
  return made;
}

/** Finished pods stand for a workload only when it has no others. */
function standingFor(members: readonly Pod[]): readonly string[] {
  const alive = members.filter((pod) => pod.state !== 'finished');
  return (alive.length > 0 ? alive : members).map((pod) => pod.key).sort();
}
