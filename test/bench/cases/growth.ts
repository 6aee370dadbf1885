import { countAllPairs } from '../../../src/engine/reachability/all-pairs.ts';
import { compile } from '../../../src/engine/reachability/compiled.ts';
import { createRandom } from '../clusters/random.ts';
import { realisticObjects } from '../clusters/realistic.ts';
import { scaled } from '../clusters/sizes.ts';
import { snapshotOf } from '../clusters/snapshot.ts';
import { exponent, type Figure, median, timed, worked } from '../measure.ts';
import { pointCosts } from './point-query.ts';

/** Larger clusters are measured so many times at most: they take minutes on a busy machine, and vary less. */
const MOST_RUNS_WHEN_LARGE = 3;

/** How the cost grows with the number of pods, at the same density. */
export function growthCase(seed: number, runs: number): readonly Figure[] {
  const points = [5000, 15_000, 50_000, 150_000].map((pods) => {
    const snapshot = snapshotOf(realisticObjects(scaled(pods), seed));
    const times = { compiling: [] as number[], first: [] as number[], again: [] as number[] };
    for (let run = 0; run < Math.min(runs, pods < 50_000 ? runs : MOST_RUNS_WHEN_LARGE); run++) {
      const began = worked();
      const compiled = compile(snapshot);
      times.compiling.push(worked() - began);
      times.first.push(...timed(1, () => countAllPairs(compiled)).times);
      times.again.push(...timed(1, () => countAllPairs(compiled)).times);
    }
    return {
      ...pointCosts(snapshot, createRandom(seed)),
      size: pods,
      compiling: median(times.compiling),
      counting: median(times.first),
      again: median(times.again),
    };
  });
  const grows = (cost: (point: (typeof points)[number]) => number): number =>
    exponent(points.map((point) => ({ size: point.size, cost: cost(point) })));
  return [
    ...points.flatMap(({ size, compiling, counting, again, classes, remembered, inHand, reasons }): Figure[] => [
      { name: `compile, ${size} pods`, value: compiling, unit: 'ms' },
      { name: `all pairs of what was just compiled, ${size} pods`, value: counting, unit: 'ms' },
      { name: `all pairs again, ${size} pods`, value: again, unit: 'ms' },
      { name: `point query, ${size} pods`, value: classes, unit: 'us' },
      { name: `point query, remembered, ${size} pods`, value: remembered, unit: 'us' },
      { name: `point query, remembered, classes at hand, ${size} pods`, value: inHand, unit: 'us' },
      { name: `point query with reasons, ${size} pods`, value: reasons, unit: 'us' },
    ]),
    { name: 'growth of compiling', value: grows((point) => point.compiling), unit: 'exponent' },
    { name: 'growth of all pairs', value: grows((point) => point.counting), unit: 'exponent' },
    { name: 'growth of all pairs again', value: grows((point) => point.again), unit: 'exponent' },
    {
      name: 'growth of a point query by classes',
      value: grows((point) => point.classes),
      unit: 'exponent',
      goal: { number: 4, most: 0.6 },
    },
    {
      name: 'growth of one that is remembered, of two pods by name',
      value: grows((point) => point.remembered),
      unit: 'exponent',
      goal: { number: 4, most: 0.1 },
    },
    {
      name: 'growth of one that is remembered, of two pods whose classes are at hand',
      value: grows((point) => point.inHand),
      unit: 'exponent',
      goal: { number: 4, most: 0.1 },
    },
    { name: 'growth of one with reasons', value: grows((point) => point.reasons), unit: 'exponent' },
    {
      name: 'growth of both',
      value: grows(({ compiling, counting }) => compiling + counting),
      unit: 'exponent',
      goal: { number: 2, most: 1.2 },
    },
  ];
}
