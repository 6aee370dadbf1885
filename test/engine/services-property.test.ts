import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import { check, isProblem } from '../../src/engine/check.ts';
import type { Endpoint } from '../../src/model/endpoints.ts';
import type { Protocol } from '../../src/model/ports.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Json } from '../support/naive/objects.ts';
import { type NaiveServiceAnswer, type NaiveServiceQuery, naiveServices } from '../support/naive/services.ts';
import { naiveTiersSide } from '../support/naive-tiers/verdict.ts';
import { randomCluster } from '../support/random-cluster.ts';
import { randomServiceScenario } from '../support/random-services.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

// Services by selector and by slice, headless, without a selector, with named target ports, of one family and of two, with endpoints that
// are ready, draining, gone or outside, kept on one node or not; asked by pods, nodes and clients outside, at the Service and at NodePorts: what a
// connection arrives at and whether it may, by the engine and by what shares no code with it.

const CLUSTERS = 300;
const QUERIES = 12;

test.each([
  ['NetworkPolicies', 3, randomCluster, undefined],
  ['NetworkPolicies', 1_414, randomCluster, undefined],
  ['policies of all tiers', 5, randomTieredCluster, naiveTiersSide],
] as const)(
  'the engine and the naive evaluator agree on what is behind Services under %s, seed %d',
  (_what, seed, cluster, sideOf) => {
    const seen = new Map<string, number>();
    const property = fc.property(randomServiceScenario(QUERIES, cluster), ({ objects, queries }) => {
      const snapshot = snapshotOf(objects);
      const ask = naiveServices(objects, sideOf?.(objects));
      for (const query of queries) {
        const engine = engineAnswer(snapshot, query);
        const naive = ask(query);
        for (const kind of [kindOf(engine), `${wayOf(query)} ${kindOf(engine)}`])
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
        if (!isSame(engine, naive)) expect.fail(described(objects, query, engine, naive));
      }
    });
    fc.assert(property, { seed, numRuns: CLUSTERS });
    // Where nothing is behind any of them, there was nothing to agree on.
    const ways = ['from a pod', 'from elsewhere', 'at a NodePort'].flatMap((way) =>
      ['allowed', 'denied', 'unknown', 'nothing behind'].map((kind) => `${way} ${kind}`),
    );
    for (const kind of [...ways, 'no such port'])
      expect([kind, seen.get(kind) ?? 0]).toEqual([kind, expect.toSatisfy((count: number) => count > 3)]);
  },
);

function snapshotOf(objects: readonly Json[]): Snapshot {
  const events = objects.map((value): ObjectEvent => {
    return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
  });
  return applyEvents(emptySnapshot(), events);
}

function engineAnswer(snapshot: Snapshot, query: NaiveServiceQuery): NaiveServiceAnswer | undefined {
  const { port, to } = query;
  const [namespace, name] = 'service' in to ? to.service.split('/') : [];
  const protocol = query.protocol as Protocol;
  const asked = {
    from: sourceText(query.source),
    to: 'service' in to ? `${namespace}/svc/${name}` : `node/${to.node}`,
    port,
    protocol,
  };
  const answer = check(snapshot, asked, 'default');
  if (isProblem(answer)) return undefined;
  const behind = answer.pairs.map(
    (pair) => `${endText(pair.destination)}:${pair.port}/${pair.protocol} ${pair.decision}`,
  );
  return { decision: answer.decision, behind: behind.sort() };
}

function sourceText(source: NaiveServiceQuery['source']): string {
  if ('pod' in source) return source.pod;
  return 'address' in source ? source.address : `node/${source.node}`;
}

function endText(end: Endpoint): string {
  if (end.kind === 'pod') return end.pod.key;
  return end.kind === 'address' ? end.address.text : end.kind;
}

function wayOf({ source, to }: NaiveServiceQuery): string {
  if ('node' in to) return 'at a NodePort';
  return 'pod' in source ? 'from a pod' : 'from elsewhere';
}

function kindOf(answer: NaiveServiceAnswer | undefined): string {
  if (answer === undefined) return 'no such port';
  return answer.behind.length === 0 ? 'nothing behind' : answer.decision;
}

function isSame(engine: NaiveServiceAnswer | undefined, naive: NaiveServiceAnswer | undefined): boolean {
  return JSON.stringify(engine) === JSON.stringify(naive);
}

function described(objects: readonly Json[], query: NaiveServiceQuery, engine: unknown, naive: unknown): string {
  const said = [query, engine, naive].map((part) => JSON.stringify(part ?? 'no such port'));
  return `${said.join('\n')}\n${objects.map((object) => stringify(object)).join('---\n')}`;
}
