// The long run: `node test/bench/differential.ts --flows 1000000 --seed 1`, over policies of all tiers with `--tiers`. Prints flows, seconds and differences; exits 1 on any.

import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { describeDifference, differences } from '../support/differential.ts';
import { naiveCluster } from '../support/naive/verdict.ts';
import { naiveTiers } from '../support/naive-tiers/verdict.ts';
import { randomScenario } from '../support/random-cluster.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    tiers: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.flows);
const firstSeed = Number(values.seed);

const QUERIES = 200;
const BATCH = 50;

const scenarios = values.tiers
  ? randomScenario(QUERIES, QUERIES, randomTieredCluster)
  : randomScenario(QUERIES, QUERIES);
const judge = values.tiers ? naiveTiers : naiveCluster;

let flows = 0;
let clusters = 0;
let differing = 0;
const verdicts = new Map<string, number>();
const began = performance.now();

for (let seed = firstSeed; flows < wanted; seed += 1) {
  for (const scenario of fc.sample(scenarios, { seed, numRuns: BATCH })) {
    const count = (verdict: string): void => void verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    const found = differences(scenario, count, judge);
    flows += scenario.queries.length;
    clusters += 1;
    differing += found.length;
    const [first] = found;
    if (first !== undefined && differing - found.length < 5)
      console.log(`seed ${seed}\n${describeDifference(scenario, first)}`);
  }
}

const seconds = ((performance.now() - began) / 1000).toFixed(1);
const spread = [...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ');
console.log(
  `${flows} flows on ${clusters} clusters from seed ${firstSeed} in ${seconds} s: ${differing} differences (${spread})`,
);
process.exitCode = differing === 0 ? 0 : 1;
