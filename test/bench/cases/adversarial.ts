import { countAllPairs } from '../../../src/engine/reachability/all-pairs.ts';
import { compile } from '../../../src/engine/reachability/compiled.ts';
import { outcomeBetween } from '../../../src/engine/reachability/pairs.ts';
import type { Json } from '../../support/naive/objects.ts';
import { blocks, crowd, singletons } from '../clusters/hard.ts';
import { createRandom } from '../clusters/random.ts';
import { snapshotOf } from '../clusters/snapshot.ts';
import { type Figure, keptHeap, timed, worked } from '../measure.ts';
import { expectAsNaive } from './all-pairs.ts';

interface Limits {
  readonly seconds?: number;
  readonly heapPerClass?: number;
  readonly heap?: number;
  readonly point?: number;
}

/** Clusters made to be hard. They must come to an end; how long it takes is said, and how much memory. */
export function* adversarialCase(): Generator<readonly Figure[]> {
  yield hardCase('3,000 singletons in a namespace', singletons(3000, 3000));
  yield hardCase('24,000 pods, each a class of its own', singletons(24_000, 3000));
  yield hardCase('24,000 singletons, wide rules', crowd(24_000), { seconds: 10, heapPerClass: 8 });
  yield hardCase('10,000 different blocks', blocks(10_000));
}

/** The largest of them, which takes minutes. */
export function* crowdCase(): Generator<readonly Figure[]> {
  yield hardCase('150,000 singletons, wide rules', crowd(150_000), { heap: 1500, point: 20 });
}

function hardCase(name: string, objects: Iterable<Json>, limits: Limits = {}): readonly Figure[] {
  const snapshot = snapshotOf(objects);
  const before = keptHeap();
  const compiling = timed(1, () => compile(snapshot));
  const compiled = compiling.result;
  const counting = timed(1, () => countAllPairs(compiled));
  const after = keptHeap();
  expectAsNaive(snapshot, compiled, createRandom(1), 2000);
  const all = (compiling.times[0] ?? 0) + (counting.times[0] ?? 0);
  const most = (limit: number | undefined) => (limit === undefined ? {} : { goal: { number: 12, most: limit } });
  const perClass = ((after - before) * 1000) / compiled.classes.length;
  return [
    { name: `${name}: classes`, value: compiled.classes.length, unit: 'count' },
    { name: `${name}: compile`, value: compiling.times[0] ?? 0, unit: 'ms' },
    { name: `${name}: all pairs`, value: counting.times[0] ?? 0, unit: 'ms' },
    { name: `${name}: both`, value: all, unit: 'ms', ...most(limits.seconds && limits.seconds * 1000) },
    { name: `${name}: open pairs`, value: counting.result.total.open, unit: 'count' },
    {
      name: `${name}: heap, the snapshot aside, kB a class`,
      value: perClass,
      unit: 'ratio',
      ...most(limits.heapPerClass),
    },
    { name: `${name}: heap with the snapshot`, value: after, unit: 'MB', ...most(limits.heap) },
    { name: `${name}: point query`, value: pointCost(compiled), unit: 'us', ...most(limits.point) },
  ];
}

const ASKED = 20_000;

/** Microseconds for one pair of classes, nothing remembered. */
function pointCost(compiled: ReturnType<typeof compile>): number {
  const random = createRandom(3);
  const { classes } = compiled;
  const pick = () => classes[random.below(classes.length)];
  const pairs = Array.from({ length: ASKED }, () => ({ from: pick(), to: pick() }));
  const began = worked();
  for (const { from, to } of pairs) if (from !== undefined && to !== undefined) outcomeBetween(compiled, from, to);
  return ((worked() - began) / ASKED) * 1000;
}
