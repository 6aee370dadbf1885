import { expect, test } from 'vitest';
import type { ReachTotals } from '../../src/engine/reachability/reach.ts';
import { reachLine } from '../../src/present/reach-text.ts';
import { plainText } from '../../src/present/spans.ts';

const NOTHING: ReachTotals = { pods: 1200, open: 0, all: 0, perhaps: 0, namespaces: 0 };

test.each([
  ['ingress', {}, 'now: none of 1,200 other pods may connect'],
  ['ingress', { pods: 1 }, 'now: none of 1 other pod may connect'],
  ['ingress', { open: 1100, namespaces: 1 }, 'now: 1,100 of 1,200 other pods may connect, in 1 namespace'],
  [
    'egress',
    { open: 3, all: 3, namespaces: 2 },
    'now: it may connect to 3 of 1,200 other pods on every port, in 2 namespaces',
  ],
  [
    'egress',
    { open: 3, all: 1, namespaces: 2 },
    'now: it may connect to 3 of 1,200 other pods, 1 on every port, in 2 namespaces',
  ],
  ['ingress', { perhaps: 7 }, 'now: none of 1,200 other pods may connect; 7 are not known'],
  ['egress', { pods: 0 }, 'now: there is no other pod'],
] as const)('%s %j', (direction, totals, text) => {
  expect(plainText(reachLine(direction, { ...NOTHING, ...totals }))).toBe(text);
});
