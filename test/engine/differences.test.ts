import { expect, test } from 'vitest';
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

// No policy, no pod and no node differs, and the namespace has no pods.
test('a label by which a namespace stands for the hosts opens connections of hostNetwork pods', () => {
  const [before, after] = [CLUSTER('{}'), CLUSTER('{ policy-group.network.openshift.io/host-network: "" }')].map(
    (text) => snapshotFromYaml(text),
  );
  if (before === undefined || after === undefined) throw new Error('there are two');
  const opened = (was: Snapshot, is: Snapshot) =>
    differencesBetween(was, is).opened.map(({ from, to }) =>
      [from, to].map((end) => (end.kind === 'workload' ? end.workload.name : 'outside')).join(' > '),
    );
  expect(opened(before, after)).toEqual([]);
  expect(opened(onOpenShift(before), onOpenShift(after))).toEqual(['router > web']);
});
