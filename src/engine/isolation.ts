import type { Labels } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import type { CompiledPolicy, Direction } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isSelectable } from './match.ts';
import { podsIn, policiesOf, policiesSelecting } from './selection.ts';

/** How far a namespace's pods are isolated. Finished and hostNetwork pods count as pods, not as subjects. */
export interface NamespaceIsolation {
  readonly namespace: string;
  readonly pods: number;
  /** Pods that policies can apply to. */
  readonly subjects: number;
  readonly isolatedIngress: number;
  readonly isolatedEgress: number;
  readonly policies: number;
}

const known = new WeakMap<Snapshot, readonly NamespaceIsolation[]>();

/** One line for each namespace, declared or implied, by name. */
export function namespaceIsolation(snapshot: Snapshot): readonly NamespaceIsolation[] {
  return remember(known, snapshot, () =>
    [...snapshot.namespaces.keys()].sort().map((namespace) => isolationIn(snapshot, namespace)),
  );
}

/** The line of one namespace. */
export function isolationIn(snapshot: Snapshot, namespace: string): NamespaceIsolation {
  const pods = podsIn(snapshot, namespace);
  const subjects = pods.filter(isSelectable);
  const byLabels = new Map<Labels, Isolation>();
  // Policies look at the labels of a pod and of its namespace; replicas share theirs.
  const isolated = subjects.map((pod) =>
    remember(byLabels, pod.labels, () => isolationBy(policiesSelecting(snapshot, pod))),
  );
  return {
    namespace,
    pods: pods.length,
    subjects: subjects.length,
    isolatedIngress: isolated.filter(({ ingress }) => ingress).length,
    isolatedEgress: isolated.filter(({ egress }) => egress).length,
    policies: policiesOf(snapshot, namespace).length,
  };
}

type Isolation = Readonly<Record<Direction, boolean>>;

function isolationBy(policies: readonly CompiledPolicy[]): Isolation {
  const isIsolated = (direction: Direction): boolean => policies.some(({ isolates }) => isolates.includes(direction));
  return { ingress: isIsolated('ingress'), egress: isIsolated('egress') };
}
