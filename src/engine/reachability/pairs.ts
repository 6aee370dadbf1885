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

/** Outcomes between two classes, of ends that speak for a node those on another one; as `outcomeBetween` says. */
export type Outcomes = (source: PodClass, destination: PodClass) => number;

/**
 * So many are remembered, 1 MB, each in the one place its pair has: who takes it forgets the one before. A place is source, destination
 * and outcome, and a fourth number that makes them lie together.
 */
const PLACES = 2 ** 16;
const PLACE = 4;

const remembered = new WeakMap<Compiled, Outcomes>();

/** The outcomes of what is compiled, those asked for lately remembered. Classes never change, so that one that is known stays true. */
export function outcomesOf(compiled: Compiled): Outcomes {
  return remember(remembered, compiled, () => {
    const known = new Int32Array(PLACES * PLACE).fill(-1);
    return (source, destination) => {
      const [from, to] = [source.id, destination.id];
      const place = ((Math.imul(from, FROM_FACTOR) + Math.imul(to, TO_FACTOR)) >>> PLACE_SHIFT) * PLACE;
      if (known[place] === from && known[place + 1] === to) return known[place + 2] ?? 0;
      const made = outcomeBetween(compiled, source, destination);
      known[place] = from;
      known[place + 1] = to;
      known[place + 2] = made;
      return made;
    };
  });
}

// Odd numbers without a pattern, so that pairs next to each other lie apart; the upper bits of what comes out are the place.
const FROM_FACTOR = 0x9e3779b1;
const TO_FACTOR = 0x85ebca6b;
const PLACE_SHIFT = 16;
