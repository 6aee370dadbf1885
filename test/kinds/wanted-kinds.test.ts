import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { WANTED_RESOURCES, wantedRank } from '../../src/kinds/wanted-kinds.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

test('docs/rbac.yaml grants get, list and watch on exactly what is read', () => {
  const role = parse(readFileSync('docs/rbac.yaml', 'utf8')) as { readonly rules: readonly Rule[] };
  const granted = role.rules.flatMap(({ apiGroups, resources }) =>
    apiGroups.flatMap((group) => resources.map((plural) => `${plural}.${group}`)),
  );
  const read = new Set(WANTED_RESOURCES.map(({ group, plural }) => `${plural}.${group}`));
  expect([...granted].sort()).toEqual([...read].sort());
  for (const { verbs } of role.rules) expect(verbs).toEqual(['get', 'list', 'watch']);
});

test('what is evaluated is preferred to what is only known, and the rest is left alone', () => {
  expect(wantedRank({ apiVersion: 'v1', kind: 'Pod' })).toBe(2);
  expect(wantedRank({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' })).toBe(1);
  expect(wantedRank({ apiVersion: 'v1', kind: 'Secret' })).toBeUndefined();
  expect(wantedRank({ apiVersion: 'v1', kind: 'ConfigMap' })).toBeUndefined();
});
