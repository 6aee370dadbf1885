import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type ConnectionSet, connectionsBetween } from '../../src/engine/connections.ts';
import { type DirectionExposure, exposureOf, type WorkloadExposure } from '../../src/engine/exposure.ts';
import type { OpenPorts } from '../../src/engine/open-ports.ts';
import { contains, formatRange, parseAddress } from '../../src/model/addresses.ts';
import type { Endpoint } from '../../src/model/endpoints.ts';
import { isNoPort, NO_PORTS, type PortSet, subtractSets } from '../../src/model/ports.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { randomCluster } from '../support/random-cluster.ts';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';

const CLUSTER = `
{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: edge, labels: { team: edge } } }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: locked } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: web, labels: { app: web } }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.1 } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: db, labels: { app: db } }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.2 } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: edge, name: free }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.3 } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: edge, name: gone }, spec: { containers: [] }, status: { phase: Succeeded } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: web }, spec: { podSelector: { matchLabels: { app: web } }, ingress: [
    { ports: [{ port: 443 }] }, { from: [{ ipBlock: { cidr: 192.0.2.0/24 } }], ports: [{ port: 22 }] }, { from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] } ] } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: db }, spec: { podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress, Egress], ingress: [
    { from: [{ podSelector: {} }], ports: [{ port: 5432 }] }, { from: [{ namespaceSelector: { matchLabels: { team: edge } } }], ports: [{ port: 9187 }] } ] } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: locked, name: deny }, spec: { podSelector: {}, policyTypes: [Ingress, Egress] } }
`;

function exposed(snapshot: Snapshot, name: string): WorkloadExposure {
  const found = exposureOf(snapshot).find(({ workload }) => workload.name === name);
  if (found === undefined) throw new Error(`no workload ${name}`);
  return found;
}

const tcp = (set: PortSet): string => set.TCP.map(([a, b]) => (a === b ? a : `${a}-${b}`)).join(',');

function outside({ outside: { everywhere, parts } }: DirectionExposure): string {
  const blocks = parts.filter(({ whole }) => !whole && parts.length > 1);
  return [
    tcp(everywhere),
    ...blocks.map(({ ranges, ports }) => `${tcp(ports.allowed)}: ${ranges.map(formatRange).join(' ')}`),
  ].join('; ');
}

function newPods({ newPods: { parts } }: DirectionExposure): readonly string[] {
  return parts.map(
    ({ where, ports }) =>
      `${where.kind === 'other-namespaces' ? where.names.join(' ') : where.kind}: ${tcp(ports.allowed)}`,
  );
}

describe('exposure', () => {
  const snapshot = snapshotFromYaml(CLUSTER);

  test('to the outside: what is open to every address, and what to some', () => {
    const { ingress, egress } = exposed(snapshot, 'web');
    expect(tcp(ingress.outside.everywhere)).toBe('443');
    expect(tcp(ingress.outside.somewhere)).toBe('22,443');
    expect(outside(ingress)).toContain('22,443: 192.0.2.0/24');
    expect([ingress.isolated, egress.isolated]).toEqual(['all', 'none']);
    expect(tcp(egress.outside.everywhere)).toBe('1-65535');
    const db = exposed(snapshot, 'db');
    expect(isNoPort(db.ingress.outside.somewhere)).toBe(true);
    expect(isNoPort(db.egress.outside.somewhere)).toBe(true);
  });

  test('to pods that do not exist yet: only rules that match pods without labels count, and their own side does', () => {
    expect(newPods(exposed(snapshot, 'web').ingress)).toEqual([
      'own-namespace: 80,443',
      'new-namespace: 80,443',
      'edge: 80,443',
    ]);
    expect(newPods(exposed(snapshot, 'db').ingress)).toEqual(['own-namespace: 5432', 'edge: 9187']);
    expect(newPods(exposed(snapshot, 'web').egress)).toEqual([
      'own-namespace: 1-65535',
      'new-namespace: 1-65535',
      'edge: 1-65535',
    ]);
  });

  test('a workload whose pods have finished is open to nothing', () => {
    const { ingress } = exposed(snapshot, 'gone');
    expect([ingress.kinds, ingress.outside.parts, ingress.newPods.parts]).toEqual([0, [], []]);
  });

  test('what a policy that is not evaluated could change is unknown', () => {
    const foreign = snapshotFromYaml(`${CLUSTER}---
{ apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: { namespace: edge, name: c }, spec: { endpointSelector: {}, ingress: [{}] } }
`);
    const { ingress } = exposed(foreign, 'free');
    expect([tcp(ingress.outside.everywhere), tcp(ingress.outside.unknown)]).toEqual(['', '1-65535']);
    expect(tcp(ingress.newPods.unknown)).toBe('1-65535');
  });
});

const OUTSIDE = ['198.51.100.1', '0.0.0.0', '255.255.255.255', 'fd00::f', '2001:db8::1', '::'];

describe('exposure of random clusters', () => {
  test('says what the point evaluator says of addresses outside, and of new pods once they are there', () => {
    const seen = { outside: 0, newPods: 0 };
    const property = fc.property(randomCluster, (objects) => {
      const text = objects.map((object) => stringify(object)).join('---\n');
      const before = snapshotFromYaml(text);
      const places = [...before.namespaces.keys(), 'tomorrow'];
      const after = snapshotFromYaml([text, ...places.map(podIn), namespaceText('tomorrow')].join('\n---\n'));
      for (const exposure of exposureOf(before)) {
        for (const direction of ['ingress', 'egress'] as const) {
          seen.outside += outsideAgrees(before, exposure, direction);
          seen.newPods += newPodsAgree({ before, after, places }, exposure, direction);
        }
      }
    });
    fc.assert(property, { seed: 20_263, numRuns: 25 });
    expect(Math.min(seen.outside, seen.newPods)).toBeGreaterThan(100);
  });
});

function podIn(namespace: string): string {
  return `{ apiVersion: v1, kind: Pod, metadata: { namespace: ${JSON.stringify(namespace)}, name: tomorrows }, spec: { containers: [] } }`;
}

function namespaceText(name: string): string {
  return `{ apiVersion: v1, kind: Namespace, metadata: { name: ${name} } }`;
}

/** How the exposure and the evaluator speak of the same ends: what the one says of all pods holds for each. */
function holdsFor(ports: OpenPorts | undefined, is: ConnectionSet): boolean {
  if (ports === undefined) return isNoPort(is.allowed) && isNoPort(is.unknown);
  const { allowed, partial, unknown } = ports;
  const some = isNoPort(partial) ? allowed : partial;
  return isWithin(allowed, is.allowed) && isWithin(is.allowed, some) && isWithin(is.unknown, unknown);
}

/** How many sampled addresses were compared. */
function outsideAgrees(snapshot: Snapshot, exposure: WorkloadExposure, direction: 'ingress' | 'egress'): number {
  let compared = 0;
  for (const text of OUTSIDE) {
    const address = parseAddress(text);
    if (address === undefined) throw new Error(text);
    const part = exposure[direction].outside.parts.find(({ ranges }) =>
      ranges.some((range) => contains(range, address)),
    );
    for (const pod of podsOf(snapshot, exposure)) {
      const ends: readonly [Endpoint, Endpoint] = [
        { kind: 'address', address },
        { kind: 'pod', pod },
      ];
      const [source, destination] = direction === 'ingress' ? ends : [ends[1], ends[0]];
      const is = connectionsBetween(snapshot, source, destination);
      compared += 1;
      expect(holdsFor(part?.ports, is)).toBe(true);
    }
  }
  return compared;
}

interface Tomorrow {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly places: readonly string[];
}

function newPodsAgree(
  { before, after, places }: Tomorrow,
  exposure: WorkloadExposure,
  direction: 'ingress' | 'egress',
): number {
  let compared = 0;
  for (const place of places) {
    const part = exposure[direction].newPods.parts.find(({ where }) => {
      if (where.kind === 'own-namespace') return place === exposure.workload.namespace;
      return where.kind === 'new-namespace' ? place === 'tomorrow' : where.names.includes(place);
    });
    const others = podsOf(before, exposure).map((pod) => {
      const [from, to] = direction === 'ingress' ? [`${place}/tomorrows`, pod.key] : [pod.key, `${place}/tomorrows`];
      return answerTo(after, { from, to }).pairs[0]?.connections;
    });
    for (const is of others) {
      if (is === undefined) continue;
      compared += 1;
      expect(holdsFor(part?.ports, is)).toBe(true);
      if (others.length === 1) expect([is.allowed, is.unknown]).toEqual(exactly(part?.ports));
    }
  }
  return compared;
}

function podsOf(snapshot: Snapshot, { workload }: WorkloadExposure) {
  return workload.podKeys.flatMap((key) => {
    const pod = snapshot.pods.get(key);
    return pod === undefined || pod.state !== 'running' ? [] : [pod];
  });
}

function exactly(ports: OpenPorts | undefined): readonly PortSet[] {
  return [ports?.allowed ?? NO_PORTS, ports?.unknown ?? NO_PORTS];
}

/** Every port of the first is one of the second. */
function isWithin(inner: PortSet, outer: PortSet): boolean {
  return isNoPort(subtractSets(inner, outer));
}
