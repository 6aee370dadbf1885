import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressPieces, connectionsBetween } from '../../src/engine/connections.ts';
import { FAMILIES } from '../../src/engine/end-addresses.ts';
import { foreignSelecting } from '../../src/engine/foreign.ts';
import { finished } from '../../src/engine/in-steps.ts';
import { isSelectable } from '../../src/engine/match.ts';
import { type DirectionTotals, openTotalsInSteps } from '../../src/engine/open-totals.ts';
import { policiesSelecting } from '../../src/engine/selection.ts';
import { everyAddress } from '../../src/model/addresses.ts';
import type { Pod } from '../../src/model/cluster-objects.ts';
import { type Endpoint, podEnd } from '../../src/model/endpoints.ts';
import { DIRECTIONS, type Direction } from '../../src/model/policies.ts';
import { intersectSets, isNoPort } from '../../src/model/ports.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { snapshotOf } from '../bench/clusters/snapshot.ts';
import { randomReading, seen } from '../support/partial-cluster.ts';
import { randomCluster } from '../support/random-cluster.ts';
import { randomForeignPolicies } from '../support/random-foreign.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

type Openness = 'everywhere' | 'somewhere' | 'perhaps' | 'closed';

/** How open one pod is to addresses outside, piece by piece. */
function opennessOf(snapshot: Snapshot, pod: Pod, direction: Direction): Openness {
  const families = FAMILIES.filter(
    (family) => pod.addresses.length === 0 || pod.addresses.some((address) => address.family === family),
  );
  const byFamily = families.map((family) =>
    addressPieces(snapshot, podEnd(pod), direction, everyAddress(family)).map((range) => {
      const outside: Endpoint = { kind: 'range', range };
      return direction === 'egress'
        ? connectionsBetween(snapshot, podEnd(pod), outside)
        : connectionsBetween(snapshot, outside, podEnd(pod));
    }),
  );
  if (byFamily.some((pieces) => !isNoPort(pieces.map(({ allowed }) => allowed).reduce(intersectSets))))
    return 'everywhere';
  if (byFamily.flat().some(({ allowed }) => !isNoPort(allowed))) return 'somewhere';
  return byFamily.flat().some(({ unknown }) => !isNoPort(unknown)) ? 'perhaps' : 'closed';
}

/** The same pod by pod, ranges aside. */
function podByPod(snapshot: Snapshot, pods: readonly Pod[], direction: Direction): Omit<DirectionTotals, 'ranges'> {
  const subjects = pods.filter(isSelectable);
  const isIsolated = (pod: Pod): boolean =>
    policiesSelecting(snapshot, pod).some(({ isolates }) => isolates.includes(direction));
  const isolated = subjects.filter(isIsolated).length;
  const perhapsIsolated = subjects.filter(
    (pod) => !isIsolated(pod) && foreignSelecting(snapshot, { kind: 'pod', pod }, direction).length > 0,
  ).length;
  const alive = pods.filter(({ state }) => state !== 'finished').map((pod) => opennessOf(snapshot, pod, direction));
  const count = (of: Openness): number => alive.filter((openness) => openness === of).length;
  return {
    isolated,
    perhapsIsolated,
    everywhere: count('everywhere'),
    somewhere: count('somewhere'),
    perhaps: count('perhaps'),
  };
}

describe('how many pods are isolated and open to the outside is what pods add up to one by one', () => {
  const clusters: readonly (readonly [string, fc.Arbitrary<Snapshot>])[] = [
    ['with NetworkPolicies', randomCluster.map(snapshotOf)],
    ['with tiers', randomTieredCluster.map(snapshotOf)],
    ['that were read in part', fc.tuple(randomTieredCluster, randomReading).map(([all, read]) => seen(all, read))],
    [
      'with policies of other engines',
      fc.tuple(randomTieredCluster, randomForeignPolicies).map(([all, foreign]) => snapshotOf([...all, ...foreign])),
    ],
  ];
  test.each(clusters)('on clusters %s', (_, cluster) => {
    void fc.assert(
      fc.property(cluster, (snapshot) => {
        for (const namespace of [undefined, ...snapshot.namespaces.keys()]) {
          const totals = finished(openTotalsInSteps(snapshot, namespace));
          const pods = [...snapshot.pods.values()].filter(
            (pod) => namespace === undefined || pod.namespace === namespace,
          );
          expect(totals.pods).toBe(pods.filter(({ state }) => state !== 'finished').length);
          expect(totals.subjects).toBe(pods.filter(isSelectable).length);
          for (const direction of DIRECTIONS)
            expect(totals[direction]).toMatchObject(podByPod(snapshot, pods, direction));
        }
      }),
      { seed: 31, numRuns: 25 },
    );
  });
});
