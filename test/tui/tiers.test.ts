import { expect, it } from 'vitest';
import { open } from './driver.ts';

const tiered = (name: string, tier: string, priority: number, action: string): string =>
  `{ apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: { name: ${name} }, spec: { tier: ${tier}, priority: ${priority}, subject: { namespaces: {} }, ingress: [{ name: all, action: ${action}, from: [{ namespaces: {} }] }] } }`;

const SHOP = [
  '{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: web, labels: { app: web } }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.1 } }',
  tiered('last-word', 'Baseline', 7, 'Deny'),
  tiered('platform', 'Admin', 50, 'Pass'),
  '{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: web }, spec: { podSelector: {} } }',
].join('\n---\n');

const CILIUM =
  '{ apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: { namespace: shop, name: api }, spec: { endpointSelector: {}, ingress: [{}] } }';

const rowsWith = (rows: readonly string[], ...words: readonly string[]): readonly (string | undefined)[] =>
  rows.flatMap((row) => words.find((word) => row.includes(word)) ?? []);

it('a pod shows tier by tier what is decided before the next is asked', () => {
  const app = open(SHOP, { namespace: 'shop', columns: 100, rows: 30 }).press('enter');
  expect(
    rowsWith(app.rows(), 'Admin asked first', 'pass platform #1', 'NetworkPolicy what no rule', 'Baseline never'),
  ).toEqual(['Admin asked first', 'pass platform #1', 'NetworkPolicy what no rule', 'Baseline never']);
});

it('policies stand in the order they are asked in, with tier and priority', () => {
  const app = open(SHOP, { columns: 140 }).type(':policies').press('enter');
  expect(app.text()).toContain('PRIORITY');
  expect(rowsWith(app.rows(), 'platform', 'NetworkPolicy  ', 'last-word')[0]).toBe('platform');
  expect(rowsWith(app.rows(), 'last-word').length).toBe(1);
  expect(app.rows().findIndex((row) => row.includes('last-word'))).toBeGreaterThan(
    app.rows().findIndex((row) => row.includes('shop')),
  );
});

it('a policy of another engine is named on top, and what it selects is unknown', () => {
  const app = open([SHOP, CILIUM].join('\n---\n'), { namespace: 'shop', columns: 140 });
  expect(app.rows()[0]).toContain('1 CiliumNetworkPolicy not evaluated');
  expect(app.selected()).toContain('? unknown');
});
