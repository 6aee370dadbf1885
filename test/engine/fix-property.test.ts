import { describe, expect, test } from 'vitest';
import { checkFixes } from '../support/fix-promises.ts';

// More clusters, by hand: `node test/bench/fixes.ts --clusters 500`.
const CLUSTERS = 25;

describe('fixes in random clusters', () => {
  test.each([4, 20_261])('each does what it says when it is written down, and nothing else, seed %d', (seed) => {
    // The property is worth nothing where nothing is proposed.
    expect(checkFixes({ seed, clusters: CLUSTERS })).toBeGreaterThan(CLUSTERS);
  });
});
