import { remember } from '../model/memo.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { effectiveOf } from './effective.ts';
import { podsIn, policiesOf } from './selection.ts';

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
  const effective = pods.map((pod) => effectiveOf(snapshot, pod));
  return {
    namespace,
    pods: pods.length,
    subjects: effective.filter((entry) => entry.subject).length,
    isolatedIngress: effective.filter((entry) => entry.ingress.isolated).length,
    isolatedEgress: effective.filter((entry) => entry.egress.isolated).length,
    policies: policiesOf(snapshot, namespace).length,
  };
}
