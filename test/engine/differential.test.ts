import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Difference, describeDifference, differences, setDifferences } from '../support/differential.ts';
import { randomScenario, type Scenario } from '../support/random-cluster.ts';

// Sized for every run; test/bench/differential.ts does the long one.
const SEEDS = [1, 20_260, 987_654_321];

describe('the engine and the naive evaluator agree on random clusters', () => {
  for (const seed of SEEDS) {
    test(`port by port, seed ${seed}`, () => {
      assertNone(seed, { clusters: 500, queries: 40, differencesOf: (scenario) => differences(scenario) });
    });

    test(`on the set of ports, seed ${seed}`, () => {
      assertNone(seed, { clusters: 150, queries: 12, differencesOf: (scenario) => setDifferences(scenario) });
    });
  }
});

interface Extent {
  readonly clusters: number;
  readonly queries: number;
  readonly differencesOf: (scenario: Scenario) => readonly Difference[];
}

function assertNone(seed: number, { clusters, queries, differencesOf }: Extent): void {
  const property = fc.property(randomScenario(queries), (scenario) => {
    const [difference] = differencesOf(scenario);
    expect(difference === undefined ? '' : describeDifference(scenario, difference)).toBe('');
  });
  fc.assert(property, { seed, numRuns: clusters });
}
