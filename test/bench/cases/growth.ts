import { countAllPairs } from '../../../src/engine/reachability/all-pairs.ts';
import { compile } from '../../../src/engine/reachability/compiled.ts';
import { realisticObjects } from '../clusters/realistic.ts';
import { scaled } from '../clusters/sizes.ts';
import { snapshotOf } from '../clusters/snapshot.ts';
import { exponent, type Figure, median, timed } from '../measure.ts';

/** How the cost grows with the number of pods, at the same density. */
export function growthCase(seed: number, runs: number): readonly Figure[] {
  const points = [5000, 15_000, 50_000, 150_000].map((pods) => {
    const snapshot = snapshotOf(realisticObjects(scaled(pods), seed));
    const compiling = median(timed(runs, () => compile(snapshot)).times);
    const compiled = compile(snapshot);
    const counting = median(timed(runs, () => countAllPairs(compiled)).times);
    return { size: pods, compiling, counting };
  });
  const grows = (cost: (point: (typeof points)[number]) => number): number =>
    exponent(points.map((point) => ({ size: point.size, cost: cost(point) })));
  return [
    ...points.flatMap(({ size, compiling, counting }): Figure[] => [
      { name: `compile, ${size} pods`, value: compiling, unit: 'ms' },
      { name: `all pairs, ${size} pods`, value: counting, unit: 'ms' },
    ]),
    { name: 'growth of compiling', value: grows((point) => point.compiling), unit: 'exponent' },
    { name: 'growth of all pairs', value: grows((point) => point.counting), unit: 'exponent' },
    {
      name: 'growth of both',
      value: grows(({ compiling, counting }) => compiling + counting),
      unit: 'exponent',
      goal: { number: 2, most: 1.2 },
    },
  ];
}
