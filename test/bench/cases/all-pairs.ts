import { countAllPairs } from '../../../src/engine/reachability/all-pairs.ts';
import { type Compiled, compile } from '../../../src/engine/reachability/compiled.ts';
import { nodeRelation, outcomeBetween } from '../../../src/engine/reachability/pairs.ts';
import { opennessOf, SOME } from '../../../src/engine/reachability/tally.ts';
import type { Pod } from '../../../src/model/cluster-objects.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Random } from '../clusters/random.ts';
import { type Figure, median, timed, worked } from '../measure.ts';
import { byNamespace, naiveOpen } from '../naive.ts';

const SAMPLES = 50_000;

/** A pod chosen by chance. */
export function podPicker(snapshot: Snapshot, random: Random): () => Pod {
  const pods = [...snapshot.pods.values()].filter((pod) => pod.state !== 'finished');
  const [first] = pods;
  if (first === undefined) throw new Error('no pods');
  return () => pods[random.below(pods.length)] ?? first;
}

/** Compiling and counting all pairs, beside a loop over pairs of workloads with the policies of a namespace at hand. */
export function allPairsCase(snapshot: Snapshot, random: Random, runs: number, size: string): readonly Figure[] {
  const cold = timed(1, () => {
    const compiled = compile(snapshot);
    const began = worked();
    const all = countAllPairs(compiled);
    return { compiled, all, counting: worked() - began };
  });
  expectAsNaive(snapshot, cold.result.compiled, random);
  const compiling = median(timed(runs, () => compile(snapshot)).times);
  const counting = median(timed(runs, () => countAllPairs(cold.result.compiled)).times);
  const naive = naivePairs(snapshot, random);
  const leastRatio = { M: 10, L: 150, XL: 1000 }[size];
  const { compiled, all } = cold.result;
  const compilingFirst = (cold.times[0] ?? 0) - cold.result.counting;
  return [
    { name: 'classes of pods', value: compiled.classes.length, unit: 'count' },
    { name: 'pairs', value: all.total.pairs, unit: 'count' },
    { name: 'open pairs', value: all.total.open, unit: 'count' },
    { name: 'compile, first time', value: compilingFirst, unit: 'ms' },
    { name: 'all pairs, first time', value: cold.result.counting, unit: 'ms' },
    { name: 'compile', value: compiling, unit: 'ms' },
    { name: 'all pairs', value: counting, unit: 'ms' },
    { name: 'all pairs / compile', value: counting / compiling, unit: 'ratio', goal: { number: 3, most: 0.2 } },
    {
      name: 'all pairs / compile, first time',
      value: cold.result.counting / compilingFirst,
      unit: 'ratio',
      goal: { number: 3, most: 0.5 },
    },
    { name: 'naive loop over pairs of workloads (sampled)', value: naive, unit: 'ms' },
    {
      name: 'naive / (compile + all pairs)',
      value: naive / (compiling + counting),
      unit: 'x',
      ...(leastRatio === undefined ? {} : { goal: { number: 1, least: leastRatio } }),
    },
  ];
}

/** Stops where the engine and the naive loop disagree about whether anything is open between two pods chosen by chance. */
export function expectAsNaive(snapshot: Snapshot, compiled: Compiled, random: Random, samples = SAMPLES): void {
  const openness = opennessOf(compiled.tables.ports, compiled.tables.values);
  const policiesFor = byNamespace(snapshot);
  const pick = podPicker(snapshot, random);
  for (let sample = 0; sample < samples; sample++) {
    const [source, destination] = [pick(), pick()];
    const [from, to] = [compiled.classOf.get(source.key), compiled.classOf.get(destination.key)];
    if (source === destination || from === undefined || to === undefined) continue;
    const outcome = outcomeBetween(compiled, from, to, nodeRelation(source, destination));
    const open = (openness(outcome) & SOME) !== 0;
    if (open === naiveOpen(snapshot, policiesFor, { source, destination })) continue;
    throw new Error(`the engine and the naive loop disagree: ${source.key} -> ${destination.key}`);
  }
}

/** Milliseconds for one pod of each workload against one of each other, from a sample. */
function naivePairs(snapshot: Snapshot, random: Random): number {
  const policiesFor = byNamespace(snapshot);
  const pick = podPicker(snapshot, random);
  const pairs = Array.from({ length: SAMPLES }, () => ({ source: pick(), destination: pick() }));
  const run = () => pairs.filter((pair) => naiveOpen(snapshot, policiesFor, pair)).length;
  run();
  const { times } = timed(2, run);
  return (median(times) / SAMPLES) * snapshot.workloads.size ** 2;
}
