import { expect, test } from 'vitest';
import type { Effect } from '../../src/engine/difference-rows.ts';
import { differencesBetween } from '../../src/engine/differences.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const CLUSTER = (labels: string) => `
---
{ apiVersion: v1, kind: Namespace, metadata: { name: routers, labels: ${labels} } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: edge, name: router }, spec: { hostNetwork: true, nodeName: n1, containers: [] }, status: { phase: Running, podIP: 192.0.2.1 } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: web }, spec: { nodeName: n2, containers: [] }, status: { phase: Running, podIP: 10.0.0.1 } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: from-routers }, spec: { podSelector: {}, ingress: [
    { from: [{ namespaceSelector: { matchLabels: { policy-group.network.openshift.io/host-network: "" } } }] } ] } }`;

const onOpenShift = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  plugin: { ...snapshot.plugin, traits: ['host-network-by-label'] },
});

const textOf = ({ from, to }: Effect): string =>
  [from, to].map((end) => (end.kind === 'workload' ? end.workload.name : 'outside')).join(' > ');
const opened = (was: Snapshot, is: Snapshot) => differencesBetween(was, is).opened.map(textOf).sort();
const closed = (was: Snapshot, is: Snapshot) => differencesBetween(was, is).closed.map(textOf).sort();

// No policy, no pod and no node differs, and the namespace has no pods.
test('a label by which a namespace stands for the hosts opens connections of hostNetwork pods', () => {
  const [before, after] = [CLUSTER('{}'), CLUSTER('{ policy-group.network.openshift.io/host-network: "" }')].map(
    (text) => snapshotFromYaml(text),
  );
  if (before === undefined || after === undefined) throw new Error('there are two');
  expect(opened(before, after)).toEqual([]);
  expect(opened(onOpenShift(before), onOpenShift(after))).toEqual(['router > web']);
});

const ON_NODES = (web: string, node: string) => `
---
{ apiVersion: v1, kind: Node, metadata: { name: n1 }, status: { addresses: [{ type: InternalIP, address: ${node} }] } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: edge, name: router }, spec: { hostNetwork: true, nodeName: n1, containers: [] } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: web }, spec: { nodeName: ${web}, containers: [] }, status: { phase: Running, podIP: 10.0.0.1 } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: db }, spec: { nodeName: n2, containers: [] }, status: { phase: Running, podIP: 10.0.0.2 } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: closed }, spec: { podSelector: {}, policyTypes: [Ingress, Egress], egress: [
    { to: [{ ipBlock: { cidr: 192.0.2.9/32 } }], ports: [{ port: 80 }] } ] } }`;

test('a pod that comes to another node differs for the hostNetwork pods there, and for nobody else', () => {
  const [before, after] = [
    snapshotFromYaml(ON_NODES('n2', '192.0.2.1')),
    snapshotFromYaml(ON_NODES('n1', '192.0.2.1')),
  ];
  expect(opened(before, after)).toEqual(['router > web', 'web > router']);
  expect(closed(before, after)).toEqual([]);
  expect(closed(after, before)).toEqual(['router > web', 'web > router']);
});

test('a node with another address differs for those who may reach the hostNetwork pods on it', () => {
  const [before, after] = [
    snapshotFromYaml(ON_NODES('n1', '192.0.2.1')),
    snapshotFromYaml(ON_NODES('n1', '192.0.2.9')),
  ];
  expect(opened(before, after)).toEqual(['db > router']);
  expect(closed(after, before)).toEqual(['db > router']);
});

test('pods that stand on other nodes with other names are as they were', () => {
  const nodes = (name: string) => ON_NODES('n1', '192.0.2.1').replaceAll(/n[12]/g, (node) => `${name}-${node}`);
  const { opened, closed, inDoubt } = differencesBetween(snapshotFromYaml(nodes('a')), snapshotFromYaml(nodes('b')));
  expect([...opened, ...closed, ...inDoubt].map(textOf)).toEqual([]);
});
