import { describe, expect, it } from 'vitest';
import { differencesBetween } from '../../src/engine/differences.ts';
import { type ListEnd, listConnections, onlyPort } from '../../src/engine/list.ts';
import { resolveEndpoint } from '../../src/engine/resolve.ts';
import { formatRange } from '../../src/model/addresses.ts';
import type { PortSet } from '../../src/model/ports.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const POD = (name: string, owner: string, labels: string) => `
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: ${name}, labels: ${labels}, ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: ${owner}, controller: true }] }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.${name.length} } }`;

const CLUSTER =
  POD('a', 'web', '{ app: web }') +
  POD('bb', 'web', '{ app: web, canary: "1" }') +
  POD('ccc', 'db', '{ app: db }') +
  `
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: db }, spec: { podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress, Egress], ingress: [
    { from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 5432 }] },
    { from: [{ podSelector: { matchLabels: { canary: "1" } } }], ports: [{ port: 9187 }] },
    { from: [{ ipBlock: { cidr: 192.0.2.0/24, except: [192.0.2.0/25] } }], ports: [{ port: 5432 }] } ] } }`;

const end = (listEnd: ListEnd): string =>
  listEnd.kind === 'workload' ? listEnd.workload.name : listEnd.ranges.map(formatRange).join(' ');
const ports = (set: PortSet): string =>
  set.TCP.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(',');

function rows(snapshot: Snapshot, filter: Parameters<typeof listConnections>[1]): readonly string[] {
  return listConnections(snapshot, filter).map(
    (row) =>
      `${end(row.from)} > ${end(row.to)}: ${ports(row.allowed)}${row.partial.TCP.length > 0 ? ` some ${ports(row.partial)}` : ''}`,
  );
}

function resolved(snapshot: Snapshot, text: string) {
  const end = resolveEndpoint(snapshot, text, 'default');
  if ('error' in end) throw new Error(end.error);
  return end;
}

describe('the list of connections', () => {
  const snapshot = snapshotFromYaml(CLUSTER);

  it('tells what all replicas may from what some may', () => {
    expect(rows(snapshot, { from: resolved(snapshot, 'shop/sts/web'), to: resolved(snapshot, 'shop/sts/db') })).toEqual(
      ['web > db: 5432 some 5432,9187'],
    );
  });

  it('has no row where nothing may connect, nor for a single pod with itself', () => {
    expect(rows(snapshot, { from: resolved(snapshot, 'shop/sts/db'), to: resolved(snapshot, 'shop/sts/db') })).toEqual(
      [],
    );
    expect(rows(snapshot, { from: resolved(snapshot, 'shop/sts/db'), to: resolved(snapshot, 'shop/sts/web') })).toEqual(
      [],
    );
  });

  const KEPT_APART = `
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: canaries }, spec: { podSelector: { matchLabels: { canary: "1" } }, ingress: [{ from: [{ podSelector: { matchLabels: { canary: "1" } } }] }] } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: others }, spec: { podSelector: { matchExpressions: [{ key: canary, operator: DoesNotExist }] }, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: canary, operator: DoesNotExist }] } }] }] } }`;

  it('does not take a replica that has no equal for two of them, nor does a difference', () => {
    const web = (of: Snapshot) => ({ from: resolved(of, 'shop/sts/web'), to: resolved(of, 'shop/sts/web') });
    const apart = snapshotFromYaml(CLUSTER + KEPT_APART);
    expect(rows(apart, web(apart))).toEqual([]);
    const closed = differencesBetween(snapshot, apart).closed.filter(
      ({ from, to }) => end(from) === 'web' && end(to) === 'web',
    );
    expect(closed.map(({ everyPod }) => everyPod)).toEqual([true]);
    const two = snapshotFromYaml(CLUSTER + POD('dddd', 'web', '{ app: web }') + KEPT_APART);
    expect(rows(two, web(two))).toEqual(['web > web:  some 1-65535']);
    const oneOfTwo = differencesBetween(snapshot, two).closed.filter(
      ({ from, to }) => end(from) === 'web' && end(to) === 'web',
    );
    expect(oneOfTwo.map(({ everyPod }) => everyPod)).toEqual([false]);
  });

  it('keeps replicas that talk to each other', () => {
    const web = resolved(snapshot, 'shop/sts/web');
    expect(rows(snapshot, { from: web, to: web })).toEqual(['web > web: 1-65535']);
  });

  it('cuts the outside where rules treat it differently', () => {
    expect(rows(snapshot, { from: resolved(snapshot, 'external'), to: resolved(snapshot, 'shop/sts/db') })).toEqual([
      '192.0.2.128/25 > db: 5432',
    ]);
  });

  it('can be narrowed to a port', () => {
    expect(rows(snapshot, { to: resolved(snapshot, 'shop/sts/db'), ports: onlyPort(9187, 'TCP') })).toEqual([
      'web > db:  some 9187',
    ]);
  });
});
