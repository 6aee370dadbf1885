import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Json, list, map } from '../support/naive/objects.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';
import { netpol } from './command-line.ts';

// What lint says has no effect can be taken away: then `diff` finds nothing that differs.

const CLUSTERS = 40;

interface Finding {
  readonly code: string;
  /** `n1/policy0 ingress #2`, or with the kind before it. */
  readonly object: string;
  readonly path: string;
}

/** The policy without what the finding is about; undefined where it is about the whole of it. */
const WITHOUT: { readonly [code: string]: (policy: Json, path: string) => Json | undefined } = {
  'policy-redundant': () => undefined,
  'selects-nothing': () => undefined,
  'rule-shadowed': withoutRule,
  'duplicate-rule': withoutRule,
  'inert-rules': (policy, path) => withSpec(policy, { [path.replace('spec.', '')]: undefined }),
};

test.each([1, 3_000])('what has no effect can be taken away from random clusters, seed %d', async (seed) => {
  const seen = new Map<string, number>();
  for (const objects of fc.sample(randomTieredCluster, { seed, numRuns: CLUSTERS })) {
    const before = written(objects);
    const { out } = await netpol('lint -f before.yaml -o json --verbose', { files: { 'before.yaml': before } });
    const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] };
    for (const { code, object, path } of findings) {
      const without = WITHOUT[code];
      if (without === undefined) continue;
      seen.set(code, (seen.get(code) ?? 0) + 1);
      const policy = policyNamed(objects, object);
      const left = without(policy, path);
      const after = written(objects.map((one) => (one === policy ? left : one)).filter((one) => one !== undefined));
      const files = { 'before.yaml': before, 'after.yaml': after };
      const said = await netpol('diff before.yaml after.yaml', { files });
      expect([code, object, path, said.code], `${said.out}\n${before}`).toEqual([code, object, path, 0]);
    }
  }
  expect([...seen.keys()].sort()).toEqual(Object.keys(WITHOUT).sort());
});

function policyNamed(objects: readonly Json[], words: string): Json {
  const [first = '', second = ''] = words.split(' ');
  const [kind, name] = first.endsWith('Policy') ? [first, second] : ['NetworkPolicy', first];
  const found = objects.find((object) => object['kind'] === kind && nameOf(object) === name);
  if (found === undefined) throw new Error(`no ${words}`);
  return found;
}

function nameOf(object: Json): string {
  const { namespace = 'default', name } = map(object['metadata']);
  return object['kind'] === 'NetworkPolicy' ? `${namespace}/${name}` : String(name);
}

/** Types that are not written follow from the rules there are: they are written, so that only the rule goes. */
function withoutRule(policy: Json, path: string): Json {
  const [, direction = '', index] = /^spec\.(ingress|egress)\[(\d+)\]/.exec(path) ?? [];
  const spec = map(policy['spec']);
  const rules = list(spec[direction]).filter((_, place) => place !== Number(index));
  const isDefaulted = policy['kind'] === 'NetworkPolicy' && list(spec['policyTypes']).length === 0;
  const policyTypes = list(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  return withSpec(policy, { [direction]: rules, ...(isDefaulted ? { policyTypes } : {}) });
}

function withSpec(policy: Json, fields: Json): Json {
  return { ...policy, spec: { ...map(policy['spec']), ...fields } };
}

function written(objects: readonly Json[]): string {
  return objects.map((object) => stringify(object)).join('---\n');
}
