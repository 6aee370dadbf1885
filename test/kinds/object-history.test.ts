import { expect, test } from 'vitest';
import { snapshotFromYaml } from '../support/snapshot.ts';

const MADE = Date.parse('2026-11-24T08:00:00Z');
const EDITED = Date.parse('2026-11-25T14:03:00Z');

/** As `kubectl get -o yaml --show-managed-fields` has it: the kubelet came last, and wrote the status only. */
const METADATA = `
  creationTimestamp: "2026-11-24T08:00:00Z"
  generation: 3
  managedFields:
  - { manager: kubectl-client-side-apply, operation: Update, time: "2026-11-24T08:00:00Z", fieldsV1: { "f:spec": {} } }
  - { manager: argocd-controller, operation: Apply, time: "2026-11-25T14:03:00Z", fieldsV1: { "f:spec": {} } }
  - { manager: kubelet, operation: Update, subresource: status, time: "2026-11-25T15:00:00Z" }`;

const HISTORY = { created: MADE, generation: 3, edit: { by: 'argocd-controller', at: EDITED, operation: 'Apply' } };

test('policies, pods and namespaces keep who edited them last, and nothing else of managedFields', () => {
  const snapshot = snapshotFromYaml(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: a
  namespace: x${METADATA}
spec: { podSelector: {} }
---
apiVersion: v1
kind: Pod
metadata:
  name: p
  namespace: x${METADATA}
---
apiVersion: v1
kind: Namespace
metadata:
  name: x${METADATA}
`);
  expect(snapshot.policies[0]?.ref.history).toEqual(HISTORY);
  expect(snapshot.pods.get('x/p')?.history).toEqual(HISTORY);
  expect(snapshot.namespaces.get('x')?.history).toEqual(HISTORY);
  const kept = JSON.stringify([snapshot.policies, snapshot.pods.get('x/p'), snapshot.namespaces.get('x')]);
  expect(kept).not.toMatch(/kubelet|fieldsV1|client-side/);
});

test.each<[string, string, unknown]>([
  ['a manifest that people write', '{}', undefined],
  ['what --dry-run prints', '{ creationTimestamp: null }', undefined],
  ['no managedFields', '{ creationTimestamp: "2026-11-24T08:00:00Z" }', { created: MADE }],
  ['times that are none', '{ creationTimestamp: yesterday, managedFields: [{ manager: m, time: 12 }] }', undefined],
  ['managedFields that are none', '{ managedFields: { manager: m }, generation: -1 }', undefined],
  [
    'an entry without an operation',
    '{ managedFields: [{ manager: m, time: "2026-11-24T08:00:00Z" }, null, 7] }',
    { edit: { by: 'm', at: MADE } },
  ],
])('%s', (_, more, history) => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: ${more.replace('{', '{ name: p, namespace: x, ').replace(', }', ' }')}`;
  const pod = snapshotFromYaml(text).pods.get('x/p');
  if (typeof history !== 'object' || history === null) expect(pod?.history).toBeUndefined();
  else expect(pod?.history).toMatchObject(history);
});
