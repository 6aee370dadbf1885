import { describe, expect, test } from 'vitest';
import { readResolutions } from '../../src/cli/resolve-option.ts';
import { resolveDomainNames } from '../../src/cluster/resolve-names.ts';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';

const MANIFESTS = `
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop }
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: names }
spec:
  tier: Admin
  priority: 1
  subject: { namespaces: {} }
  egress:
    - { action: Accept, to: [{ domainNames: [api.example.com., '*.example.org'] }] }
    - { action: Deny, to: [{ networks: [0.0.0.0/0] }] }
`;

/** What is given, and the verdicts for 203.0.113.1 and 203.0.113.2. */
const ROWS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['nothing', [], ['unknown', 'unknown']],
  ['the name', ['API.example.com=203.0.113.1'], ['allowed', 'unknown']],
  ['the name and the wildcard', ['api.example.com=203.0.113.1', '*.example.org=198.51.100.1'], ['allowed', 'denied']],
  [
    'a name under the wildcard',
    ['api.example.com=198.51.100.1', 'www.example.org=203.0.113.2'],
    ['unknown', 'allowed'],
  ],
  [
    'the apex, which the wildcard does not mean',
    ['api.example.com=198.51.100.1', 'example.org=203.0.113.2'],
    ['unknown', 'unknown'],
  ],
  [
    'a name twice',
    ['api.example.com=203.0.113.1', 'api.example.com=203.0.113.2,::1', '*.example.org=::1'],
    ['allowed', 'allowed'],
  ],
];

describe('domain names with addresses given', () => {
  test.each(ROWS)('%s', (_, given, verdicts) => {
    const snapshot = resolveDomainNames(snapshotFromYaml(MANIFESTS), readResolutions(given));
    const answers = ['203.0.113.1', '203.0.113.2'].map(
      (to) => answerTo(snapshot, { from: 'shop/a', to, port: 443 }).decision,
    );
    expect(answers).toEqual(verdicts);
  });

  test('a snapshot without any stays the same', () => {
    const snapshot = snapshotFromYaml(MANIFESTS);
    expect(resolveDomainNames(snapshot, new Map())).toBe(snapshot);
  });

  test.each(['api.example.com', '=1.2.3.4', 'api.example.com=', 'api.example.com=somewhere', 'a.b=10.0.0.0/8'])(
    '%s is refused',
    (text) => {
      expect(() => readResolutions([text])).toThrow('--resolve');
    },
  );
});
