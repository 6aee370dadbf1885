import { describe, expect, test } from 'vitest';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';

const CLUSTER = `
apiVersion: v1
kind: Node
metadata: { name: n1 }
status: { addresses: [{ type: InternalIP, address: 192.168.0.1 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: x, labels: { app: a } }
spec: { nodeName: n1, containers: [] }
status: { phase: Running, podIP: 10.0.0.1 }
---
apiVersion: v1
kind: Pod
metadata: { name: b, namespace: x, labels: { app: b } }
spec: { nodeName: n1, containers: [] }
status: { phase: Running, podIP: 10.0.0.2 }
---
`;
const CILIUM = `
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: p, namespace: x }
spec: { endpointSelector: { matchLabels: { app: a } }, ingress: [{}] }
`;
const HOSTS = `
apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: { name: hosts }
spec: { nodeSelector: {}, egress: [{}] }
`;
const ISTIO = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, namespace: x }
spec: { selector: { matchLabels: { app: a } } }
`;
const FIREWALL = `
apiVersion: k8s.ovn.org/v1
kind: EgressFirewall
metadata: { name: default, namespace: x }
spec: { egress: [] }
`;
const DENY = `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: x }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;

/** What there is, from, to, and the verdict. */
const ROWS: readonly (readonly [string, string, string, string, string])[] = [
  ['may allow what NetworkPolicies deny', CILIUM + DENY, '203.0.113.1', 'x/a', 'unknown'],
  ['may deny what they allow', CILIUM, 'x/b', 'x/a', 'unknown'],
  ['is of no matter where the other side denies', CILIUM + DENY, 'x/b', 'x/a', 'denied'],
  ['is of no matter in the other direction', CILIUM, 'x/a', 'x/b', 'allowed'],
  ['is of no matter to a pod and itself', CILIUM, 'x/a', 'x/a', 'allowed'],
  ['is of no matter to what comes from the own node', CILIUM, 'node/n1', 'x/a', 'allowed'],
  ['about nodes is of no matter to pods', HOSTS, 'x/a', 'x/b', 'allowed'],
  ['about nodes may decide for a node', HOSTS, 'node/n1', '203.0.113.1', 'unknown'],
  ['that only denies does not change a denial', ISTIO + DENY, '203.0.113.1', 'x/a', 'denied'],
  ['that only denies may deny', ISTIO, '203.0.113.1', 'x/a', 'unknown'],
  ['for the way out of the cluster leaves pods alone', FIREWALL, 'x/a', 'x/b', 'allowed'],
  ['for the way out of the cluster may deny it', FIREWALL, 'x/a', '203.0.113.1', 'unknown'],
];

describe('a policy that is not evaluated', () => {
  test.each(ROWS)('%s', (_, policies, from, to, verdict) => {
    expect(answerTo(snapshotFromYaml(CLUSTER + policies), { from, to, port: 80 }).decision).toBe(verdict);
  });

  test('is named with what the answer would be without it', () => {
    const [pair] = answerTo(snapshotFromYaml(CLUSTER + CILIUM), { from: 'x/b', to: 'x/a', port: 80 }).pairs;
    const reason = pair?.flow?.verdict.ingress.reason;
    expect(reason?.kind === 'unknown' ? reason.because : []).toMatchObject([
      { kind: 'foreign-policy', selects: 'yes', end: 'destination', otherwise: 'allowed', policy: { name: 'p' } },
    ]);
  });

  test('leaves the answer to which ports open on all of them', () => {
    const [pair] = answerTo(snapshotFromYaml(CLUSTER + CILIUM), { from: 'x/b', to: 'x/a' }).pairs;
    expect(pair?.connections?.unknown.TCP).toEqual([[1, 65_535]]);
  });
});
