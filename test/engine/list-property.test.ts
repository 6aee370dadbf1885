import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portsByClassInSteps } from '../../src/engine/class-ports.ts';
import { connectionsBetween } from '../../src/engine/connections.ts';
import { finished } from '../../src/engine/in-steps.ts';
import { listConnections } from '../../src/engine/list.ts';
import { concerns } from '../../src/engine/narrowed-differences.ts';
import type { PairPorts } from '../../src/engine/open-ports.ts';
import type { Pod } from '../../src/model/cluster-objects.ts';
import { podEnd } from '../../src/model/endpoints.ts';
import { isNoPort } from '../../src/model/ports.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { randomReading, seen } from '../support/partial-cluster.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const randomSnapshot = fc.tuple(randomTieredCluster, randomReading).map(([objects, read]) => seen(objects, read));

test('ports between pods are by class what they are with reasons, wherever classes tell', () => {
  const found = new Set<string>();
  const property = fc.property(randomSnapshot, (snapshot) => {
    const byClass = finished(portsByClassInSteps(snapshot));
    for (const [source, destination] of pairsOf(snapshot)) {
      const ports = byClass(source, destination);
      found.add(kindOf(ports));
      if (ports === undefined) continue;
      const { allowed, unknown } = connectionsBetween(snapshot, podEnd(source), podEnd(destination), 'replica');
      expect(ports).toEqual({ allowed, unknown });
    }
  });
  fc.assert(property, { seed: 3, numRuns: 100 });
  expect([...found].sort()).toEqual(['known', 'not told', 'unknown']);
});

test('the rows of a namespace are those of all that concern it', () => {
  const property = fc.property(randomSnapshot, fc.nat(), (snapshot, place) => {
    const names = [...snapshot.namespaces.keys()];
    const namespace = names[place % Math.max(1, names.length)] ?? 'n0';
    const own = listConnections(snapshot, { namespace });
    expect(own).toEqual(listConnections(snapshot, {}).filter((row) => concerns(row, namespace)));
  });
  fc.assert(property, { seed: 4, numRuns: 20 });
});

function pairsOf({ pods }: Snapshot): readonly (readonly [Pod, Pod])[] {
  const alive = [...pods.values()].filter(({ state }) => state !== 'finished');
  return alive.flatMap((source) => alive.map((destination) => [source, destination] as const));
}

function kindOf(ports: PairPorts | undefined): string {
  if (ports === undefined) return 'not told';
  return isNoPort(ports.unknown) ? 'known' : 'unknown';
}

const POD = (name: string, owner: string, node: string, more: string) => `
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: ${name}, labels: { app: ${owner} }, ownerReferences: [{ apiVersion: apps/v1, kind: DaemonSet, name: ${owner}, controller: true }] }, spec: { nodeName: ${node}, ${more} containers: [] }, status: { phase: Running, podIP: 10.0.0.${name.length} } }`;

// Nothing keeps a node from the pods on it: an agent is let in where it runs, and nowhere else.
test('pods of many nodes are listed by whether an end is on the same one', () => {
  const snapshot = snapshotFromYaml(
    `
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: closed }, spec: { podSelector: { matchLabels: { app: web } } } }` +
      ['n1', 'n2', 'n3'].map((node) => POD(`agent-${node}`, 'agent', node, 'hostNetwork: true,')).join('') +
      ['n1', 'n2'].map((node) => POD(`web-${node}`, 'web', node, '')).join('') +
      POD('batch', 'batch', 'n4', '') +
      POD('far', 'web', 'n5', ''),
  );
  const rows = listConnections(snapshot, {}).flatMap(({ from, to, allowed, partial }) =>
    from.kind === 'workload' && to.kind === 'workload'
      ? [
          `${from.workload.name} > ${to.workload.name} ${isNoPort(allowed) ? '' : 'all'}${isNoPort(partial) ? '' : 'some'}`,
        ]
      : [],
  );
  expect(rows.sort()).toEqual([
    'agent > agent all',
    'agent > batch all',
    'agent > web some',
    'batch > agent all',
    'web > agent all',
    'web > batch all',
  ]);
});
