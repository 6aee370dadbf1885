import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { membersOf } from '../../src/engine/effective.ts';
import { isInBlock, isSelected } from '../../src/engine/match.ts';
import { podsSelectedBy } from '../../src/engine/selection.ts';
import type { Pod } from '../../src/model/cluster-objects.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { randomReading, seen } from '../support/partial-cluster.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

test('what a peer and a policy select is what each pod by itself is asked', () => {
  void fc.assert(
    fc.property(randomTieredCluster, randomReading, (objects, read) => {
      const snapshot = seen(objects, read);
      const those = (passes: (pod: Pod) => boolean): readonly Pod[] => [...snapshot.pods.values()].filter(passes);
      for (const policy of snapshot.policies) {
        expect(podsSelectedBy(snapshot, policy)).toEqual(those((pod) => isSelected(policy.subject, pod, snapshot)));
        for (const { peers } of policy.rules) {
          if (peers === 'any') expect(membersOf(snapshot, peers).pods).toEqual(those(isAlive));
          else for (const peer of peers) expect(membersOf(snapshot, peer).pods).toEqual(askedOneByOne(snapshot, peer));
        }
      }
    }),
    { seed: 6, numRuns: 60 },
  );
});

function isAlive({ state }: Pod): boolean {
  return state !== 'finished';
}

function askedOneByOne(snapshot: Snapshot, peer: Parameters<typeof membersOf>[1]): readonly Pod[] {
  const all = [...snapshot.pods.values()];
  if (typeof peer === 'string') return all.filter(isAlive);
  switch (peer.kind) {
    case 'endpoints':
      return all.filter((pod) => isSelected(peer.select, pod, snapshot));
    case 'addresses':
      return all.filter((pod) => isAlive(pod) && pod.addresses.some((address) => isInBlock(peer.block, address)));
    default:
      return [];
  }
}
