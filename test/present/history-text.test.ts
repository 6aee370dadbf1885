import { expect, test } from 'vitest';
import { ASCII } from '../../src/present/glyphs.ts';
import { historyText } from '../../src/present/history-text.ts';
import { policyTable } from '../../src/present/policy-table.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

// Local time: the machine's zone must not matter to the test.
const at = new Date(2026, 10, 25, 14, 3, 59).getTime();

test('who edited it, else when it was made, else nothing', () => {
  const none = { created: undefined, generation: undefined, edit: undefined };
  const edit = { by: 'argo\u001bcd', at, operation: undefined };
  expect(historyText({ ...none, created: at, edit })).toBe('edited 2026-11-25 14:03 by argo\\x1bcd');
  expect(historyText({ ...none, created: at })).toBe('made 2026-11-25 14:03');
  expect([historyText({ ...none, generation: 2 }), historyText(undefined)]).toEqual([undefined, undefined]);
});

const policy = (metadata: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a, namespace: x${metadata} }\nspec: { podSelector: {} }`;

test('the table of policies has a column for it where a server noted anything', () => {
  const columns = (metadata: string) =>
    policyTable(snapshotFromYaml(policy(metadata)), ASCII).columns.map(({ id }) => id);
  expect(columns('')).not.toContain('edited');
  expect(columns(', creationTimestamp: "2026-11-24T08:00:00Z"')).toEqual(expect.arrayContaining(['edited', 'where']));
});
