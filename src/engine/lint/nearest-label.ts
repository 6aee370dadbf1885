import type { LabelSelector, Labels, Requirement } from '../../model/labels.ts';
import { requirementHolds } from '../../model/labels.ts';
import { isLike, keyWithValue } from '../label-likeness.ts';
import type { NearestLabel } from './finding.ts';

/** Something with labels and a name to call it by. */
export interface Labelled {
  readonly name: string;
  readonly labels: Labels;
}

/**
 * The one requirement that keeps a selector from meaning these: all others hold, and what is there instead resembles it, in its value
 * or under another key. Undefined when nothing comes that near, for a guess would send people the wrong way.
 */
export function nearestLabel(selector: LabelSelector, candidates: Iterable<Labelled>): NearestLabel | undefined {
  const misses = new Map<Requirement, Labelled[]>();
  for (const candidate of candidates) {
    const failed = selector.requirements.filter((requirement) => !requirementHolds(requirement, candidate.labels));
    const [only, ...others] = failed;
    if (only === undefined || others.length > 0 || !resembles(only, candidate.labels)) continue;
    const list = misses.get(only) ?? [];
    list.push(candidate);
    misses.set(only, list);
  }
  const [best] = [...misses].sort((a, b) => b[1].length - a[1].length);
  if (best === undefined) return undefined;
  const [requirement, missed] = best;
  return {
    requirement,
    actual: byFrequency(missed.flatMap(({ labels }) => labels.get(requirement.key) ?? [])),
    otherKey: missed.map(({ labels }) => keyWithValue(requirement, labels)).find((key) => key !== undefined),
    example: missed[0]?.name ?? '',
  };
}

function resembles(requirement: Requirement, labels: Labels): boolean {
  if (requirement.operator !== 'In') return false;
  const actual = labels.get(requirement.key);
  if (actual !== undefined && requirement.values.some((wanted) => isLike(wanted, actual))) return true;
  return keyWithValue(requirement, labels) !== undefined;
}

function byFrequency(values: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value);
}
