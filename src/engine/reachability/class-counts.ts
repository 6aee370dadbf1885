import { KINDS, type Openness } from './tally.ts';

/** By class and openness: pairs in which the class is the source, or the destination. */
export interface ClassCounts {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

export function noCounts(classes: number): ClassCounts {
  return { from: new Float64Array(classes * KINDS), to: new Float64Array(classes * KINDS) };
}

/** Counts so many pairs more between two classes; fewer when it is less than none. */
export function addPairs(
  counts: ClassCounts,
  source: number,
  destination: number,
  openness: Openness,
  pairs: number,
): void {
  const from = source * KINDS + openness;
  const to = destination * KINDS + openness;
  counts.from[from] = (counts.from[from] ?? 0) + pairs;
  counts.to[to] = (counts.to[to] ?? 0) + pairs;
}
