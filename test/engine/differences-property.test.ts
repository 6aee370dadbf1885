import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import type { Effect } from '../../src/engine/difference-rows.ts';
import { type Differences, differencesBetween, differencesInSteps } from '../../src/engine/differences.ts';
import { finished } from '../../src/engine/in-steps.ts';
import type { ListEnd } from '../../src/engine/list.ts';
import { contains, parseAddress } from '../../src/model/addresses.ts';
import { PROTOCOLS, type Protocol } from '../../src/model/ports.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Json } from '../support/naive/objects.ts';
import { type NaiveEnd, type NaiveQuery, naiveCluster } from '../support/naive/verdict.ts';
import { randomCluster } from '../support/random-cluster.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

const SEEDS = [11, 20_262];
const CLUSTERS = 15;

/** Two clusters of the same few names: a policy changed, pods relabelled, added and taken away, or everything. */
const pairOf = (cluster: fc.Arbitrary<readonly Json[]>): fc.Arbitrary<Pair> =>
  fc
    .record({
      one: cluster,
      other: cluster,
      taken: fc.constantFrom<(kind: string) => boolean>(
        (kind) => kind.endsWith('Policy'),
        (kind) => kind === 'Pod',
        (kind) => kind === 'Namespace',
        (kind) => kind === 'Node',
        () => true,
      ),
    })
    .map(({ one, other, taken }) => ({
      before: one,
      after: [...one.filter((object) => !taken(kindOf(object))), ...other.filter((object) => taken(kindOf(object)))],
    }));

const randomPair = pairOf(randomCluster);

describe('differences of random clusters', () => {
  for (const seed of SEEDS) {
    test(`are those of listing both sides, seed ${seed}`, () => {
      const seen = new Set<Change>();
      const property = fc.property(randomPair, (pair) => {
        for (const { query, naive, listed } of answersFor(pair)) {
          seen.add(naive);
          if (agrees(naive, listed)) continue;
          const clusters = [pair.before, pair.after].map((objects) => objects.map((o) => stringify(o)).join('---\n'));
          expect.fail(`${JSON.stringify(query)}: listed ${listed}, is ${naive}\n${clusters.join('\n=====\n')}`);
        }
      });
      fc.assert(property, { seed, numRuns: CLUSTERS });
      expect([...seen]).toEqual(expect.arrayContaining(['same', 'opened', 'closed']));
    });
  }

  test('are the same whether pods are compared by class or with reasons', () => {
    const property = fc.property(fc.oneof(randomPair, pairOf(randomTieredCluster)), ({ before, after }) => {
      const states = { before: snapshotOf(before), after: snapshotOf(after) };
      const [byClass, withReasons] = [true, false].map((is) =>
        finished(differencesInSteps(states, { compiles: () => is })),
      );
      expect(byClass).toEqual(withReasons);
    });
    fc.assert(property, { seed: 31, numRuns: 6 * CLUSTERS });
  });

  test('are the same chosen beforehand as picked out of all', () => {
    const property = fc.property(randomPair, fc.nat(), ({ before, after }, place) => {
      const [was, is] = [snapshotOf(before), snapshotOf(after)];
      const workloads = [...new Set([...was.workloads.values(), ...is.workloads.values()])];
      const chosen = workloads[place % Math.max(1, workloads.length)];
      if (chosen === undefined) return;
      const all = differencesBetween(was, is);
      const ends = { workloads: [chosen], ranges: [] };
      const isChosen = (end: ListEnd): boolean => end.kind === 'workload' && end.workload.key === chosen.key;
      const from = differencesBetween(was, is, { from: ends });
      expect(from).toEqual(onlyEffects(all, (effect) => isChosen(effect.from)));
      const to = differencesBetween(was, is, { to: ends });
      expect(to).toEqual(onlyEffects(all, (effect) => isChosen(effect.to)));
    });
    fc.assert(property, { seed: 32, numRuns: 3 * CLUSTERS });
  });

  test('are none between a cluster and itself, read again', () => {
    const property = fc.property(randomCluster, (objects) => {
      const { opened, closed, inDoubt, added, removed } = differencesBetween(snapshotOf(objects), snapshotOf(objects));
      expect([...opened, ...closed, ...inDoubt, ...added, ...removed]).toEqual([]);
    });
    fc.assert(property, { seed: 5, numRuns: CLUSTERS });
  });
});

function onlyEffects(all: Differences, isWanted: (effect: Effect) => boolean): Differences {
  const [opened, closed, inDoubt] = [all.opened, all.closed, all.inDoubt].map((list) => list.filter(isWanted));
  return { ...all, opened: opened ?? [], closed: closed ?? [], inDoubt: inDoubt ?? [] };
}

interface Pair {
  readonly before: readonly Json[];
  readonly after: readonly Json[];
}

/** What both sides say of every probe, and what was listed for it. */
function* answersFor({ before, after }: Pair) {
  const [was, is] = [snapshotOf(before), snapshotOf(after)];
  const found = differencesBetween(was, is);
  const [askBefore, askAfter] = [naiveCluster(before), naiveCluster(after)];
  for (const query of probes(before, after, [was, is])) {
    const naive = changeOf(
      isThere(query, before) ? askBefore(query) : 'absent',
      isThere(query, after) ? askAfter(query) : 'absent',
    );
    yield { query, naive, listed: listedChange(query, found) };
  }
}

/** An answer that is unknown on both sides may be listed as doubtful: the reasons may differ. */
function agrees(naive: Change, listed: Change): boolean {
  return naive === listed || (naive === 'still unknown' && listed !== 'opened' && listed !== 'closed');
}

function kindOf(object: Json): string {
  return String(object['kind']);
}

function keyOf(object: Json): string {
  const { name, namespace } = object['metadata'] as Json;
  return `${namespace ?? 'default'}/${name}`;
}

function snapshotOf(objects: readonly Json[]): Snapshot {
  const events = objects.map((value): ObjectEvent => {
    return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
  });
  return applyEvents(emptySnapshot(), events);
}

const PORTS = [1, 53, 80, 81, 443, 65_535];
const OUTSIDE = ['10.0.0.15', '198.51.100.1', '0.0.0.0', '255.255.255.255', 'fd00::f', '2001:db8::1', '::'];

function probes(
  before: readonly Json[],
  after: readonly Json[],
  snapshots: readonly Snapshot[],
): readonly NaiveQuery[] {
  const keys = [...before, ...after].filter((object) => kindOf(object) === 'Pod').map(keyOf);
  const pods = [...new Set(keys)].map((pod): NaiveEnd => ({ pod }));
  const outside = OUTSIDE.filter((text) => snapshots.every((snapshot) => isNobodys(snapshot, text)));
  const pairs = [
    ...pods.flatMap((source) => pods.map((destination) => ({ source, destination }))),
    ...pods.flatMap((pod) =>
      outside.flatMap((address) => [
        { source: pod, destination: { address } },
        { source: { address }, destination: pod },
      ]),
    ),
  ];
  return pairs
    .filter(({ source, destination }) => JSON.stringify(source) !== JSON.stringify(destination))
    .flatMap((pair) => PROTOCOLS.flatMap((protocol) => PORTS.map((port) => ({ ...pair, protocol, port }))));
}

function isNobodys(snapshot: Snapshot, text: string): boolean {
  const address = parseAddress(text)?.text;
  return ![...snapshot.pods.values(), ...snapshot.nodes.values()].some(({ addresses }) =>
    addresses.some((own) => own.text === address),
  );
}

/** Whether both ends are there; a finished pod is not. */
function isThere({ source, destination }: NaiveQuery, objects: readonly Json[]): boolean {
  const pods = objects.filter((object) => kindOf(object) === 'Pod');
  const isEnd = (end: NaiveEnd): boolean =>
    !('pod' in end) || pods.some((pod) => keyOf(pod) === end.pod && !isFinished(pod));
  return isEnd(source) && isEnd(destination);
}

function isFinished(pod: Json): boolean {
  const phase = (pod['status'] as Json | undefined)?.['phase'];
  return phase === 'Succeeded' || phase === 'Failed';
}

type Change = 'same' | 'opened' | 'closed' | 'inDoubt' | 'still unknown';

function changeOf(before: string, after: string): Change {
  if (before === 'unknown' && after === 'unknown') return 'still unknown';
  const [was, is] = [before, after].map((verdict) => (verdict === 'absent' ? 'denied' : verdict));
  if (was === is) return 'same';
  if (is === 'allowed') return 'opened';
  return was === 'allowed' ? 'closed' : 'inDoubt';
}

function listedChange(query: NaiveQuery, { opened, closed, inDoubt }: Differences): Change {
  const isIn = (effects: readonly Effect[]): boolean => effects.some((effect) => holds(effect, query));
  if (isIn(opened)) return 'opened';
  if (isIn(closed)) return 'closed';
  return isIn(inDoubt) ? 'inDoubt' : 'same';
}

function holds({ from, to, ports }: Effect, { source, destination, protocol, port }: NaiveQuery): boolean {
  if (!isListed(from, source) || !isListed(to, destination)) return false;
  return ports[protocol as Protocol].some(([first, last]) => first <= port && port <= last);
}

function isListed(end: ListEnd, naive: NaiveEnd): boolean {
  if (end.kind === 'workload') return 'pod' in naive && end.workload.podKeys.includes(naive.pod);
  const address = 'address' in naive ? parseAddress(naive.address) : undefined;
  return address !== undefined && end.ranges.some((range) => contains(range, address));
}
