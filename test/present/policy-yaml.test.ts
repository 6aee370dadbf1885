import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import type { CompiledPolicy } from '../../src/model/policies.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import { policyObject } from '../../src/present/policy-yaml.ts';
import { tieredPolicyObject } from '../../src/present/tiered-policy-yaml.ts';
import { yamlText } from '../../src/present/yaml-text.ts';
import type { Json } from '../support/naive/objects.ts';
import { randomPolicies } from '../support/random-policies.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

describe('a policy written down', () => {
  test('reads as the same policy again', () => {
    const property = fc.property(randomPolicies(), (objects) => {
      const policies = compiled(objects);
      const text = policies.map((policy) => yamlText(policyObject(policy))).join('---\n');
      const again = snapshotFromYaml(text);
      expect(again.refused).toEqual([]);
      expect(again.policies.map(meaning)).toEqual(policies.map(meaning));
    });
    fc.assert(property, { seed: 7, numRuns: 300 });
  });

  test('reads as the same policy again, of the tiers above and below too', () => {
    let written = 0;
    const property = fc.property(randomTieredCluster, (objects) => {
      const policies = compiled(objects).filter(({ ref }) => ref.kind !== 'NetworkPolicy');
      const again = policies.flatMap((policy) => {
        const object = tieredPolicyObject(policy);
        return object === undefined ? [] : [{ policy, text: yamlText(object) }];
      });
      written += again.length;
      for (const { policy, text } of again) {
        const snapshot = snapshotFromYaml(text);
        expect(snapshot.refused).toEqual([]);
        expect(snapshot.policies.map(meaning)).toEqual([meaning(policy)]);
      }
    });
    fc.assert(property, { seed: 7, numRuns: 150 });
    expect(written).toBeGreaterThan(100);
  });

  test('as kubectl would show it', () => {
    const { policies } = snapshotFromYaml(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: shop}
spec:
  podSelector: {matchExpressions: [{key: app, operator: In, values: [web]}, {key: tier, operator: Exists}]}
  egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 80, endPort: 90}, {protocol: UDP}]}]
`);
    expect(policies.map((policy) => yamlText(policyObject(policy)))).toEqual([
      `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: p
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web
    matchExpressions:
      - key: tier
        operator: Exists
  policyTypes:
    - Ingress
    - Egress
  egress:
    - to:
        - ipBlock:
            cidr: "10.0.0.0/8"
            except:
              - "10.1.0.0/16"
      ports:
        - protocol: TCP
          port: 80
          endPort: 90
        - protocol: UDP
`,
    ]);
  });
});

function compiled(objects: readonly Json[]): readonly CompiledPolicy[] {
  const events = objects.map((value): ObjectEvent => {
    return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
  });
  return applyEvents(emptySnapshot(), events).policies;
}

/** Everything but where and how it was written. */
function meaning(policy: CompiledPolicy): string {
  return JSON.stringify(policy, (key, value: unknown) => {
    if (key === 'origin' || key === 'form') return undefined;
    return typeof value === 'bigint' ? String(value) : value;
  });
}
