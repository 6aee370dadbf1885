import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connectionsBetween } from '../../../src/engine/connections.ts';
import { finished } from '../../../src/engine/in-steps.ts';
import { onlyPort } from '../../../src/engine/list.ts';
import { holdsPorts } from '../../../src/engine/reachability/port-sets.ts';
import { type ReachTotals, reachInSteps } from '../../../src/engine/reachability/reach.ts';
import { compiledOf } from '../../../src/engine/reachability/reachability.ts';
import { podsOf } from '../../../src/engine/selection.ts';
import type { Pod } from '../../../src/model/cluster-objects.ts';
import { podEnd } from '../../../src/model/endpoints.ts';
import { DIRECTIONS, type Direction } from '../../../src/model/policies.ts';
import { ALL_PORTS, intersectSets, isNoPort, type PortSet } from '../../../src/model/ports.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { snapshotOf } from '../../bench/clusters/snapshot.ts';
import { randomReading, seen } from '../../support/partial-cluster.ts';
import { randomCluster } from '../../support/random-cluster.ts';
import { randomTieredCluster } from '../../support/random-tiers.ts';
import { snapshotFromYaml } from '../../support/snapshot.ts';

/** The same by asking the explaining path about each other pod and each of the group. */
function askedOneByOne(snapshot: Snapshot, group: readonly Pod[], direction: Direction, asked: PortSet): ReachTotals {
  const tally = { pods: 0, open: 0, all: 0, perhaps: 0 };
  const namespaces = new Set<string>();
  const living = group.filter(({ state }) => state !== 'finished');
  for (const other of snapshot.pods.values()) {
    if (other.state === 'finished') continue;
    const pairs = living
      .filter((pod) => pod !== other || pod.state === 'template')
      .map((pod) => {
        const [source, destination] = direction === 'ingress' ? [other, pod] : [pod, other];
        return connectionsBetween(snapshot, podEnd(source), podEnd(destination), 'replica');
      });
    if (pairs.length === 0) continue;
    const isOpen = pairs.some(({ allowed }) => !isNoPort(intersectSets(allowed, asked)));
    const isPerhaps = pairs.some(({ unknown }) => !isNoPort(intersectSets(unknown, asked)));
    tally.pods += 1;
    if (isOpen) {
      tally.open += 1;
      namespaces.add(other.namespace);
    } else if (isPerhaps) tally.perhaps += 1;
    if (pairs.every(({ allowed }) => holdsPorts(allowed, asked))) tally.all += 1;
  }
  return { ...tally, namespaces: namespaces.size };
}

function expectEqualReach(snapshot: Snapshot, asked: PortSet | undefined): void {
  const groups = [
    ...[...snapshot.pods.values()].map((pod) => [pod]),
    ...[...snapshot.workloads.values()].map((workload) => podsOf(snapshot, workload)),
    [...snapshot.pods.values()],
  ];
  for (const group of groups) {
    if (group.every(({ state }) => state === 'finished')) continue;
    const reach = finished(reachInSteps(snapshot, group, { asked }));
    for (const direction of DIRECTIONS)
      expect(reach[direction]).toEqual(askedOneByOne(snapshot, group, direction, asked ?? ALL_PORTS));
  }
}

describe('who can reach pods, and what they reach, is what asking pair by pair adds up to', () => {
  const clusters: readonly (readonly [string, fc.Arbitrary<Snapshot>])[] = [
    ['with NetworkPolicies', randomCluster.map(snapshotOf)],
    ['with tiers', randomTieredCluster.map(snapshotOf)],
    ['that were read in part', fc.tuple(randomTieredCluster, randomReading).map(([all, read]) => seen(all, read))],
  ];
  test.each(clusters)('on clusters %s', (_, cluster) => {
    void fc.assert(
      fc.property(cluster, (snapshot) => {
        expectEqualReach(snapshot, undefined);
        expectEqualReach(snapshot, onlyPort(80, 'TCP'));
      }),
      { seed: 21, numRuns: 25 },
    );
  });
});

test('what is being counted is right where another snapshot is asked about meanwhile', () => {
  const snapshot = snapshotFromYaml(`
{ apiVersion: v1, kind: Pod, metadata: { namespace: a, name: web, labels: { app: web } }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.1 } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: b, name: db }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.2 } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: a, name: sealed }, spec: { podSelector: {} } }
`);
  const web = snapshot.pods.get('a/web');
  if (web === undefined) throw new Error('no pod');
  const steps = reachInSteps(snapshot, [web]);
  for (let step = steps.next(), at = 0; ; step = steps.next(), at++) {
    if (step.done === true) {
      expect(step.value.ingress).toMatchObject({ pods: 1, open: 0 });
      expect(step.value.egress).toMatchObject({ pods: 1, open: 1, namespaces: 1 });
      break;
    }
    if (at < 12) compiledOf({ ...snapshot, policies: [] });
  }
});
