import type { PortSet } from '../../model/ports.ts';
import { finished, type InSteps, type Progress } from '../in-steps.ts';
import { addPairs, noCounts } from './class-counts.ts';
import type { Compiled } from './compiled.ts';
import { nodeShiftsInSteps } from './node-shifts.ts';
import { pairPlanInSteps } from './pair-plan.ts';
import type { PodClass } from './pod-classes.ts';
import { columnsOf, putRight } from './put-right.ts';
import { joinedOpenness, KINDS, opennessOf, type PairCount, pairCount } from './tally.ts';
import { countWide } from './wide-pairs.ts';

/** Every ordered pair of different pods, counted by how much is open between them; nothing is kept of single pairs. */
export interface AllPairs {
  readonly total: PairCount;
  /** Connections that so many pods of the class may open to others, and others to them; all of its pods when not said. */
  readonly from: (of: PodClass, pods?: number) => PairCount;
  readonly to: (of: PodClass, pods?: number) => PairCount;
}

/**
 * Counts all pairs for these ports, or all.
 *
 * What a profile says about most classes hangs on its wide selectors only. So the pairs are first counted as if there were no
 * others, which needs only the number of pods of each kind; then, source by source, every pair about which one of the two sides
 * knows better is put right. The cost follows what the other selectors name, not the number of pairs.
 *
 * `leastWide`: selectors that match so many classes are wide; what is counted does not hang on it.
 */
export function countAllPairs(compiled: Compiled, asked?: PortSet, leastWide?: number): AllPairs {
  return finished(countInSteps(compiled, asked, leastWide));
}

/** The same by small steps. To be begun anew when something is added to what is compiled, or pods move, in between. */
export function* countInSteps(
  compiled: Compiled,
  asked?: PortSet,
  leastWide?: number,
  onProgress: Progress = () => undefined,
): InSteps<AllPairs> {
  const counts = noCounts(compiled.classes.length);
  const openness = opennessOf(compiled.tables.ports, compiled.tables.values, asked);
  yield;
  const plan = yield* pairPlanInSteps(compiled, leastWide);
  const joined = joinedOpenness(compiled.tables.ports, compiled.tables.values, asked);
  yield* countWide(compiled, plan.wide, counts, joined);
  const columns = yield* columnsOf(compiled);
  yield* putRight(compiled, { plan, columns, counts, openness: joined }, onProgress);
  yield* nodeShiftsInSteps(compiled, ({ source, destination, from, to, count }) => {
    addPairs(counts, source.id, destination.id, openness(from), -count);
    addPairs(counts, source.id, destination.id, openness(to), count);
  });
  const { sizes } = columns;
  const total = new Float64Array(KINDS);
  for (let index = 0; index < counts.from.length; index++) {
    total[index % KINDS] = (total[index % KINDS] ?? 0) + (counts.from[index] ?? 0);
  }
  return {
    total: pairCount(total),
    from: ({ id }, pods = sizes[id] ?? 0) => scaled(pairCount(counts.from, id * KINDS), pods, sizes[id] ?? 0),
    to: ({ id }, pods = sizes[id] ?? 0) => scaled(pairCount(counts.to, id * KINDS), pods, sizes[id] ?? 0),
  };
}

/** Pods of a class count alike, for want of better where nodes tell them apart. */
function scaled({ pairs, open, all, unknown, perhaps }: PairCount, pods: number, size: number): PairCount {
  const of = (count: number): number => (size === 0 ? 0 : Math.round((count * pods) / size));
  return { pairs: of(pairs), open: of(open), all: of(all), unknown: of(unknown), perhaps: of(perhaps) };
}
