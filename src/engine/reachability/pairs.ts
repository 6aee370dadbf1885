import type { Pod } from '../../model/cluster-objects.ts';
import { type Compiled, sideBetween } from './compiled.ts';
import type { PodClass } from './pod-classes.ts';
import type { IsolationKind } from './walk.ts';

/** Whether two pods run on one node: it matters where one of them speaks for its node (semantics §1.11). */
export type OnNode = 'same' | 'other' | 'unknown';

/** Whether the pods run on one node. */
export function nodeRelation(a: Pod, b: Pod): OnNode {
  if (a.nodeName === undefined || b.nodeName === undefined) return 'unknown';
  return a.nodeName === b.nodeName ? 'same' : 'other';
}

/** What isolation means for a pod and this other end. */
export function isolationBetween(other: PodClass, relation: OnNode): IsolationKind {
  if (other.isSubject) return 'denies';
  if (relation === 'same') return 'exempt';
  return relation === 'other' ? 'denies' : 'unknown';
}

/** What pods of one class may open to pods of another, as a number of `SideValues.outcome`. */
export function outcomeBetween(
  compiled: Compiled,
  source: PodClass,
  destination: PodClass,
  relation: OnNode = 'other',
): number {
  const egress = sideBetween(compiled, source.egress, destination, isolationBetween(destination, relation));
  const ingress = sideBetween(compiled, destination.ingress, source, isolationBetween(source, relation));
  return compiled.tables.values.join(egress, ingress, source.reach, destination.reach);
}
