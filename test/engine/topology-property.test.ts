import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finished } from '../../src/engine/in-steps.ts';
import { type ListRow, listConnections } from '../../src/engine/list.ts';
import type { Resolved } from '../../src/engine/resolve.ts';
import { podsOf } from '../../src/engine/selection.ts';
import { type TopologyFlow, topologyInSteps } from '../../src/engine/topology.ts';
import { everyAddress } from '../../src/model/addresses.ts';
import type { Workload } from '../../src/model/cluster-objects.ts';
import { isNoPort } from '../../src/model/ports.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { randomReading, seen } from '../support/partial-cluster.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

const OUTSIDE: Resolved = {
  text: 'external',
  kind: 'external',
  endpoints: [
    { kind: 'range', range: everyAddress('IPv4') },
    { kind: 'range', range: everyAddress('IPv6') },
  ],
};

function resolved(snapshot: Snapshot, workload: Workload): Resolved {
  return {
    text: workload.key,
    kind: 'workload',
    endpoints: podsOf(snapshot, workload).map((pod) => ({ kind: 'pod', pod })),
  };
}

/** The flows with ends of this kind, as the list says them; where some pods only may is said where nothing is open to all. */
function flowsOf(rows: readonly ListRow[], end: 'from' | 'to'): readonly TopologyFlow[] {
  return rows.map(({ allowed, partial, unknown, ...ends }) => {
    const some = isNoPort(allowed) ? partial : { TCP: [], UDP: [], SCTP: [] };
    return { end: ends[end], allowed, partial: some, isDoubtful: !isNoPort(unknown) };
  });
}

describe('the topology of a namespace', () => {
  const clusters = fc.tuple(randomTieredCluster, randomReading).map(([all, read]) => seen(all, read));

  test('says of the outside what the list of connections says of each workload', () => {
    fc.assert(
      fc.property(clusters, (snapshot) => {
        for (const namespace of snapshot.namespaces.keys()) {
          for (const { workload, from, to } of finished(topologyInSteps(snapshot, namespace)).nodes) {
            const inside = resolved(snapshot, workload);
            const entering = flowsOf(listConnections(snapshot, { from: OUTSIDE, to: inside }), 'from');
            const leaving = flowsOf(listConnections(snapshot, { from: inside, to: OUTSIDE }), 'to');
            expect(from.filter(({ end }) => end.kind === 'outside')).toEqual(entering);
            expect(to.filter(({ end }) => end.kind === 'outside')).toEqual(leaving);
          }
        }
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});
