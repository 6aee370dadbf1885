import type { Pod } from '../../model/cluster-objects.ts';
import { remember } from '../../model/memo.ts';
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

/** Outcomes between two classes, of ends that speak for a node those on another one; as `outcomeBetween` says, each asked for once. */
export type Outcomes = (source: PodClass, destination: PodClass) => number;

/** So many are remembered; then it begins anew. */
const MOST_REMEMBERED = 1_000_000;
const MOST_CLASSES = 2 ** 24;

const remembered = new WeakMap<Compiled, Outcomes>();

/** The outcomes of what is compiled. Classes never change, so that one that is known stays true. */
export function outcomesOf(compiled: Compiled): Outcomes {
  return remember(remembered, compiled, () => {
    const known = new Map<number, number>();
    return (source, destination) => {
      const key = source.id * MOST_CLASSES + destination.id;
      const before = known.get(key);
      if (before !== undefined) return before;
      const made = outcomeBetween(compiled, source, destination);
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(key, made);
      return made;
    };
  });
}
