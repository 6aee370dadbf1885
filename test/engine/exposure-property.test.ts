import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConnectionSet, connectionsBetween } from '../../src/engine/connections.ts';
import { exposureOf, type WorkloadExposure } from '../../src/engine/exposure.ts';
import { exposureUnknowns } from '../../src/engine/exposure-unknowns.ts';
import { NEW_NAMESPACE, withNewPods } from '../../src/engine/new-pods.ts';
import type { OpenPorts } from '../../src/engine/open-ports.ts';
import { contains, parseAddress } from '../../src/model/addresses.ts';
import { nameInKey, type Pod } from '../../src/model/cluster-objects.ts';
import type { Endpoint } from '../../src/model/endpoints.ts';
import { isNoPort, type PortSet, type Protocol, subtractSets } from '../../src/model/ports.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Json } from '../support/naive/objects.ts';
import { type NaiveEnd, type NaiveVerdict, naiveCluster } from '../support/naive/verdict.ts';
import { randomReading, seen } from '../support/partial-cluster.ts';
import { randomCluster } from '../support/random-cluster.ts';
import { randomForeignPolicies } from '../support/random-foreign.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

const DIRECTIONS = ['ingress', 'egress'] as const;
const OUTSIDE = ['198.51.100.1', '10.0.0.77', '192.0.2.9', '2001:db8::1'];
const PORTS: readonly (readonly [Protocol, number])[] = [
  ['TCP', 80],
  ['TCP', 443],
  ['TCP', 8080],
  ['UDP', 53],
  ['TCP', 65_535],
  ['SCTP', 1],
];

/** What stands at the other end: an address outside, or a new pod by its namespace. */
type Other = { readonly address: string } | { readonly place: string };

/** What the exposure says of this other end; undefined where nothing is open to it, nor may be. */
function portsWith(exposure: WorkloadExposure, direction: 'ingress' | 'egress', other: Other): OpenPorts | undefined {
  const { outside, newPods } = exposure[direction];
  if ('place' in other) {
    return newPods.parts.find(({ where }) => {
      if (where.kind === 'own-namespace') return other.place === exposure.workload.namespace;
      return where.kind === 'new-namespace' ? other.place === NEW_NAMESPACE : where.names.includes(other.place);
    })?.ports;
  }
  const address = parseAddress(other.address);
  if (address === undefined) throw new Error(other.address);
  return outside.parts.find(({ ranges }) => ranges.some((range) => contains(range, address)))?.ports;
}

function podsOf(snapshot: Snapshot, { workload }: WorkloadExposure): readonly Pod[] {
  return workload.podKeys.flatMap((key) => {
    const pod = snapshot.pods.get(key);
    return pod?.state === 'running' ? [pod] : [];
  });
}

const has = (set: PortSet | undefined, [protocol, port]: (typeof PORTS)[number]): boolean =>
  set?.[protocol].some(([first, last]) => first <= port && port <= last) ?? false;

/** Whether what is said of all pods of a workload can be so when this is so of one of them. */
function allows(ports: OpenPorts | undefined, at: (typeof PORTS)[number], verdict: NaiveVerdict): boolean {
  if (verdict === 'allowed') return has(ports?.allowed, at) || has(ports?.partial, at);
  return verdict === 'unknown' ? has(ports?.unknown, at) : !has(ports?.allowed, at);
}

/** Each running pod in each direction, with the exposure of its workload. */
function* sidesIn(snapshot: Snapshot) {
  for (const exposure of exposureOf(snapshot)) {
    for (const pod of podsOf(snapshot, exposure)) {
      for (const direction of DIRECTIONS) yield { exposure, pod, direction };
    }
  }
}

type NaiveCounts = Record<NaiveVerdict, number>;

function expectAsNaive(objects: readonly Json[], counts: NaiveCounts): void {
  const snapshot = seen(objects, []);
  const places = [...snapshot.namespaces.keys(), NEW_NAMESPACE];
  const ask = naiveCluster([...objects, ...places.map(newPod)]);
  const others: readonly Other[] = [...OUTSIDE.map((address) => ({ address })), ...places.map((place) => ({ place }))];
  for (const { exposure, pod, direction } of sidesIn(snapshot)) {
    const inside = { pod: `${pod.namespace}/${nameInKey(pod.key)}` };
    for (const other of others) {
      const [source, destination] = inOrder<NaiveEnd>(inside, naiveEnd(other), direction);
      const ports = portsWith(exposure, direction, other);
      for (const at of PORTS) {
        const verdict = ask({ source, destination, protocol: at[0], port: at[1] });
        counts[verdict] += 1;
        const said = `${JSON.stringify([inside, direction, other, at])} is ${verdict}`;
        if (!allows(ports, at, verdict)) expect.fail(`${said}, and exposed is ${JSON.stringify(ports)}`);
      }
    }
  }
}

describe('everything that is exposed is found', () => {
  test('as an evaluator that was written apart says, on random clusters', () => {
    const counts: NaiveCounts = { allowed: 0, denied: 0, unknown: 0 };
    fc.assert(
      fc.property(randomCluster, (objects) => expectAsNaive(objects, counts)),
      { seed: 77, numRuns: 15 },
    );
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(20);
  });
});

function newPod(namespace: string): Json {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: 'new' }, spec: { containers: [] } };
}

function naiveEnd(other: Other): NaiveEnd {
  return 'place' in other ? { pod: `${other.place}/new` } : other;
}

function inOrder<T>(inside: T, other: T, direction: 'ingress' | 'egress'): readonly [T, T] {
  return direction === 'ingress' ? [other, inside] : [inside, other];
}

describe('exposure says what the explaining path says of the same ends', () => {
  const clusters: readonly (readonly [string, fc.Arbitrary<Snapshot>])[] = [
    ['that were read in part', fc.tuple(randomTieredCluster, randomReading).map(([all, read]) => seen(all, read))],
    [
      'with tiers and policies of other engines',
      fc.tuple(randomTieredCluster, randomForeignPolicies).map(([all, foreign]) => seen([...all, ...foreign], [])),
    ],
  ];
  test.each(clusters)('on clusters %s', (_, cluster) => {
    const counts = { compared: 0, unknown: 0 };
    fc.assert(
      fc.property(cluster, (snapshot) => expectAsExplained(snapshot, counts)),
      { seed: 5, numRuns: 12 },
    );
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(100);
  });
});

test('what is not known has its reasons: each range of ports of each part, on random clusters that were read in part', () => {
  const counts = { outside: 0, 'new-pods': 0 };
  fc.assert(
    fc.property(fc.tuple(randomTieredCluster, randomForeignPolicies, randomReading), ([all, foreign, read]) => {
      const snapshot = seen([...all, ...foreign], read);
      const extended = withNewPods(snapshot);
      for (const { workload, ingress, egress } of exposureOf(snapshot)) {
        for (const exposure of [ingress, egress]) {
          const unknowns = exposureUnknowns(extended, workload, exposure);
          const ranges = [...exposure.outside.parts, ...exposure.newPods.parts].flatMap(({ ports: { unknown } }) =>
            Object.values(unknown).flat(),
          );
          expect(unknowns).toHaveLength(ranges.length);
          expect(unknowns.every(({ because }) => because.length > 0)).toBe(true);
          for (const { toward } of unknowns) counts[toward] += 1;
        }
      }
    }),
    { seed: 9, numRuns: 12 },
  );
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(50);
});

function endsOf(snapshot: Snapshot): readonly { readonly other: Other; readonly end: Endpoint }[] {
  const { pods } = withNewPods(snapshot);
  const addresses = OUTSIDE.flatMap((text) => {
    const address = parseAddress(text);
    if (address === undefined) return [];
    // Addresses are asked about as the outside: one alone could be that of a pod which was not read.
    const range = { family: address.family, first: address.value, last: address.value };
    return [{ other: { address: text }, end: { kind: 'range', range } as const }];
  });
  return [...addresses, ...[...pods].map(([place, pod]) => ({ other: { place }, end: { kind: 'pod', pod } as const }))];
}

function expectAsExplained(snapshot: Snapshot, counts: { compared: number; unknown: number }): void {
  const extended = withNewPods(snapshot).snapshot;
  const others = endsOf(snapshot);
  for (const { exposure, pod, direction } of sidesIn(snapshot)) {
    for (const { other, end } of others) {
      const ports = portsWith(exposure, direction, other);
      const [source, destination] = inOrder<Endpoint>({ kind: 'pod', pod }, end, direction);
      const is = connectionsBetween('place' in other ? extended : snapshot, source, destination);
      counts.compared += 1;
      if (!isNoPort(is.unknown)) counts.unknown += 1;
      if (!holdsFor(ports, is)) expect.fail(`${pod.key} ${direction} ${JSON.stringify([other, ports, is.unknown])}`);
    }
  }
}

function holdsFor(ports: OpenPorts | undefined, is: ConnectionSet): boolean {
  if (ports === undefined) return isNoPort(is.allowed) && isNoPort(is.unknown);
  const { allowed, partial, unknown } = ports;
  const some = isNoPort(partial) ? allowed : partial;
  return isWithin(allowed, is.allowed) && isWithin(is.allowed, some) && isWithin(is.unknown, unknown);
}

function isWithin(inner: PortSet, outer: PortSet): boolean {
  return isNoPort(subtractSets(inner, outer));
}
