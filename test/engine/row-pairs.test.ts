import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finished } from '../../src/engine/in-steps.ts';
import { type PairedPods, type PairedWorkload, pairedWorkloadsInSteps } from '../../src/engine/paired-pods.ts';
import { meetingKey, nodeNumber, pairsInRow } from '../../src/engine/row-pairs.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

interface Place {
  readonly owner: string;
  readonly node: string;
  readonly isHost: boolean;
  readonly label: string;
}

const place: fc.Arbitrary<Place> = fc.record({
  owner: fc.constantFrom('a', 'b'),
  node: fc.constantFrom('n1', 'n2', 'n3', ''),
  isHost: fc.boolean(),
  label: fc.constantFrom('x', 'y'),
});

const POLICY = `
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: x }, spec: { podSelector: { matchLabels: { is: x } } } }`;

function snapshotOf(places: readonly Place[]) {
  const pods = places.map(
    ({ owner, node, isHost, label }, index) => `
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: p${index}, labels: { is: ${label} }, ownerReferences: [{ apiVersion: apps/v1, kind: DaemonSet, name: ${owner}, controller: true }] }, spec: { ${node === '' ? '' : `nodeName: ${node},`} hostNetwork: ${isHost}, containers: [] }, status: { phase: Running, podIP: 10.0.0.${index + 1} } }`,
  );
  return snapshotFromYaml(POLICY + pods.join(''));
}

const keyOf = (source: PairedPods, destination: PairedPods): number =>
  meetingKey(
    source.kind,
    destination.kind,
    nodeNumber(source.before, destination.before) * 4 + nodeNumber(source.after, destination.after),
  );

function everyMeeting(from: PairedWorkload, to: PairedWorkload): ReadonlySet<number> {
  const all = from
    .pairsByNode()
    .flatMap((source) =>
      to
        .pairsByNode()
        .flatMap((destination) =>
          from === to && source === destination && source.isOnePod ? [] : [keyOf(source, destination)],
        ),
    );
  return new Set(all);
}

test('with pods of the host, some pair of each way to meet is in the row, and no way twice', () => {
  const places = fc.array(place, { minLength: 1, maxLength: 7 });
  let asked = 0;
  const property = fc.property(places, places, (was, is) => {
    const workloads = finished(pairedWorkloadsInSteps({ before: snapshotOf(was), after: snapshotOf(is) }));
    for (const from of workloads) {
      for (const to of workloads) {
        if (!from.hasHosts && !to.hasHosts) continue;
        asked += 1;
        const keys = pairsInRow(from, to).map(([source, destination]) => keyOf(source, destination));
        expect(new Set(keys).size).toBe(keys.length);
        expect(new Set(keys)).toEqual(everyMeeting(from, to));
      }
    }
  });
  fc.assert(property, { seed: 9, numRuns: 200 });
  expect(asked).toBeGreaterThan(200);
});
