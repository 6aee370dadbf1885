import fc from 'fast-check';
import { expect, it } from 'vitest';
import { connectionsBetween } from '../../src/engine/connections.ts';
import { identitiesOf } from '../../src/engine/identities.ts';
import type { Pod } from '../../src/model/cluster-objects.ts';
import type { Endpoint } from '../../src/model/endpoints.ts';
import { randomCluster } from '../support/random-cluster.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const end = (pod: Pod): Endpoint => ({ kind: 'pod', pod });

it('no policy can tell pods of one identity apart', () => {
  fc.assert(
    fc.property(randomCluster, (objects) => {
      const snapshot = snapshotFromYaml(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
      const identities = identitiesOf(snapshot);
      const pods = [...snapshot.pods.values()];
      for (const source of pods) {
        for (const destination of pods) {
          if (source === destination) continue;
          const { allowed, unknown } = connectionsBetween(snapshot, end(source), end(destination));
          const byIdentity = connectionsBetween(
            snapshot,
            end(identities.of(source).representative),
            end(identities.of(destination).representative),
            'replica',
          );
          expect([byIdentity.allowed, byIdentity.unknown]).toEqual([allowed, unknown]);
        }
      }
    }),
    { seed: 5, numRuns: 150 },
  );
});

it('replicas share an identity, and a label that no selector mentions does not split them', () => {
  const pod = (name: string, hash: string): string =>
    `{ apiVersion: v1, kind: Pod, metadata: { name: ${name}, labels: { app: web, hash: ${hash} } }, spec: { containers: [] }, status: { podIP: 10.0.0.1 } }`;
  const policy = (label: string): string =>
    `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p }, spec: { podSelector: { matchLabels: { ${label} } } } }`;
  const count = (label: string): number =>
    identitiesOf(snapshotFromYaml([pod('one', 'a1'), pod('two', 'b2'), policy(label)].join('\n---\n'))).all.length;
  expect([count('app: web'), count('hash: a1')]).toEqual([1, 2]);
});
