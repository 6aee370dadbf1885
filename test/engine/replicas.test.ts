import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvents } from '../../src/cluster/fold.ts';
import { isSelected } from '../../src/engine/match.ts';
import { isOddReplica, replicaGroups } from '../../src/engine/replicas.ts';
import { podsOf } from '../../src/engine/selection.ts';
import type { Pod } from '../../src/model/cluster-objects.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { setEvent, snapshotOf } from '../bench/clusters/snapshot.ts';
import type { Json } from '../support/naive/objects.ts';
import { randomForeignPolicies } from '../support/random-foreign.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

/** All pods of a namespace as replicas of one StatefulSet. */
function asReplicas(object: Json): Json {
  if (object['kind'] !== 'Pod') return object;
  const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'all', uid: 'all', controller: true };
  return { ...object, metadata: { ...(object['metadata'] as Json), ownerReferences: [owner] } };
}

/** Asks every selector there is about a pod, and every name of a port. */
function seenNaively({ policies, foreign, ...rest }: Snapshot): (pod: Pod) => string {
  const snapshot = { policies, foreign, ...rest };
  const rules = policies.flatMap((policy) => policy.rules);
  const peers = rules.flatMap((rule) => (rule.peers === 'any' ? [] : rule.peers));
  const selectors = [
    ...policies.map(({ subject }) => subject),
    ...peers.flatMap((peer) => (peer.kind === 'endpoints' ? [peer.select] : [])),
    ...foreign.flatMap(({ selections }) => selections.flatMap(({ pods }) => pods ?? [])),
  ];
  const matchers = rules.flatMap(({ ports }) => (ports === 'any' ? [] : ports));
  const names = new Set(matchers.flatMap((matcher) => (matcher.kind === 'named' ? [matcher.name] : [])));
  return (pod) =>
    JSON.stringify([
      pod.hostNetwork,
      selectors.map((select) => isSelected(select, pod, snapshot)),
      pod.ports
        .flatMap(({ name, port, protocol }) => (names.has(name ?? '') ? `${name} ${port} ${protocol}` : []))
        .sort(),
    ]);
}

function expectEqualGroups(snapshot: Snapshot): void {
  const seen = seenNaively(snapshot);
  for (const workload of snapshot.workloads.values()) {
    const pods = podsOf(snapshot, workload).filter(({ state }) => state !== 'finished');
    const groups = Map.groupBy(pods, seen);
    const found = replicaGroups(snapshot, workload);
    expect(found.map((group) => [...group.pods].sort()).sort()).toEqual(
      [...groups.values()].map((group) => group.map(({ key }) => key).sort()).sort(),
    );
    if (groups.size < 2) expect(pods.filter((pod) => isOddReplica(snapshot, pod))).toEqual([]);
  }
}

test('replicas are told apart as by asking every selector, while policies come and go', () => {
  void fc.assert(
    fc.property(randomTieredCluster, randomTieredCluster, randomForeignPolicies, (first, then, foreign) => {
      let snapshot = snapshotOf([...first, ...foreign].map(asReplicas));
      expectEqualGroups(snapshot);
      for (const object of then) {
        snapshot = applyEvents(snapshot, [setEvent(asReplicas(object))]);
        expectEqualGroups(snapshot);
      }
    }),
    { seed: 13, numRuns: 40 },
  );
});
