import { expect, test } from 'vitest';
import type { ConnectionState, KindState } from '../../src/model/live-state.ts';
import { connectionLine } from '../../src/present/connection-text.ts';
import { UNICODE } from '../../src/present/glyphs.ts';
import { plainText } from '../../src/present/spans.ts';

const POD: KindState = {
  served: { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true },
  phase: 'live',
  objects: 7,
  onlyIn: undefined,
  listed: true,
  problem: undefined,
  since: undefined,
};
const POLICY: KindState = {
  ...POD,
  served: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', plural: 'networkpolicies', namespaced: true },
};

function line(kinds: readonly KindState[], problem?: string): string {
  const state: ConnectionState = { context: 'lab', server: '', kinds, unavailable: [], problem };
  return plainText(connectionLine(state, UNICODE));
}

const AT = new Date(2026, 10, 21, 14, 3, 12).getTime();

test.each<readonly [string, readonly KindState[], string | undefined]>([
  ['connecting', [], undefined],
  ['▲ not connected: api.example refuses connections', [], 'api.example refuses connections'],
  ['reading 1 of 2 kinds, 14 objects', [POD, { ...POLICY, phase: 'listing', listed: false }], undefined],
  ['● live', [POD, POLICY], undefined],
  [
    '● live, not all of networkpolicies.networking.k8s.io readable',
    [POD, { ...POLICY, phase: 'refused', listed: false }],
    undefined,
  ],
  [
    '● live, not all of 2 kinds readable',
    [
      { ...POD, onlyIn: 'shop' },
      { ...POLICY, onlyIn: 'shop' },
    ],
    undefined,
  ],
  ['▲ stale since 14:03:12: it broke', [POD, { ...POLICY, phase: 'stale', since: AT, problem: 'it broke' }], undefined],
  ['▲ stale since 14:03:12: \\x1b[2J', [{ ...POD, phase: 'stale', since: AT, problem: '\u001b[2J' }], undefined],
])('%s', (text, kinds, problem) => {
  expect(line(kinds, problem)).toBe(text);
});
