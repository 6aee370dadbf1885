import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Difference, describeDifference, differences, setDifferences } from '../support/differential.ts';
import { naiveTiers } from '../support/naive-tiers/verdict.ts';
import { randomScenario, type Scenario } from '../support/random-cluster.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

// Sized for every run; `test/bench/differential.ts --tiers` does the long one.
const SEEDS = [2, 31_337, 123_456_789];

describe('the engine and the naive evaluator of the tiers agree on random clusters', () => {
  for (const seed of SEEDS) {
    test(`port by port, seed ${seed}`, () => {
      assertNone(seed, 900, (scenario) => differences(scenario, undefined, naiveTiers));
    });

    test(`on the set of ports, seed ${seed}`, () => {
      assertNone(seed, 200, (scenario) => setDifferences(scenario, naiveTiers));
    });
  }
});

function assertNone(
  seed: number,
  clusters: number,
  differencesOf: (scenario: Scenario) => readonly Difference[],
): void {
  const property = fc.property(randomScenario(20, 1, randomTieredCluster), (scenario) => {
    const [difference] = differencesOf(scenario);
    expect(difference === undefined ? '' : describeDifference(scenario, difference)).toBe('');
  });
  // Nothing to wait for: the property is synchronous.
  void fc.assert(property, { seed, numRuns: clusters });
}
