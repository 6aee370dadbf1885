import type { Pod } from '../../model/cluster-objects.ts';
import type { Labels } from '../../model/labels.ts';
import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, Direction } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isSelectable, type SelectorFailure, selectorFailures } from '../match.ts';
import { policiesAbout } from '../selection.ts';
import type { AnsweredSide } from './answered-side.ts';
import { compareDistances, distanceOf, isSlip } from './distance.ts';

/** A policy whose podSelector nearly selects a pod, and what the pod lacks. */
export interface NearSelector {
  readonly policy: CompiledPolicy;
  /** One or two. */
  readonly failures: readonly SelectorFailure[];
}

const MOST_FAILURES = 2;
const MOST_NAMED = 3;

/**
 * For a side that is allowed because no policy isolates its pod: those that came nearest to selecting it. The nearest whatever it
 * lacks, and others only where the pod misses by a slip: every policy of a namespace is for somebody else.
 */
export function nearSelectorsOf({ side, subject, pair }: AnsweredSide): readonly NearSelector[] {
  if (side.reason.kind !== 'not-isolated' || subject.kind !== 'pod') return [];
  const near = nearSelectors(pair.asked.snapshot, subject.pod, side.direction);
  return near.filter(({ failures }, index) => index === 0 || failures.every(isSlip)).slice(0, MOST_NAMED);
}

// In a namespace with a policy for each of a thousand applications every one of them nearly selects every pod.
const MOST_KEPT = 12;

const known = new WeakMap<Snapshot, Map<string, Map<Labels, readonly NearSelector[]>>>();

/**
 * Policies that speak of this direction and do not select the pod, nearest first by the measure of near misses, the first few. Rules
 * that are not in force count as speaking of it. Cheap to ask again for the same pod or a replica of it.
 */
export function nearSelectors(snapshot: Snapshot, pod: Pod, direction: Direction): readonly NearSelector[] {
  if (!isSelectable(pod)) return [];
  const byPlace = remember(known, snapshot, () => new Map());
  const byLabels = remember(byPlace, `${direction} ${pod.namespace}`, () => new Map<Labels, readonly NearSelector[]>());
  return remember(byLabels, pod.labels, () => findNear(snapshot, pod, direction));
}

function findNear(snapshot: Snapshot, pod: Pod, direction: Direction): readonly NearSelector[] {
  return policiesAbout(snapshot, pod.namespace)
    .filter((policy) => speaksOf(policy, direction))
    .map((policy): NearSelector => ({ policy, failures: selectorFailures(policy.subject, pod, snapshot) }))
    .filter(({ failures }) => failures.length > 0 && failures.length <= MOST_FAILURES)
    .map((near) => ({ near, distance: distanceOf(near.failures) }))
    .sort((a, b) => compareDistances(a.distance, b.distance))
    .slice(0, MOST_KEPT)
    .map(({ near }) => near);
}

function speaksOf({ isolates, rules, inert }: CompiledPolicy, direction: Direction): boolean {
  return isolates.includes(direction) || [...rules, ...inert].some(({ ref }) => ref.direction === direction);
}
