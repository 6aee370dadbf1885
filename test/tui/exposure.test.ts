import { expect, test } from 'vitest';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

const WIDE = { columns: 160, rows: 30 };

test('workloads stand by how open they are, most open first', () => {
  const app = open(SHOP, WIDE).type(':exposure').press('enter');
  expect(app.rows()[1]).toContain('Exposure(all)');
  expect(app.text()).toMatch(/shop +pod\/cart-1 +○ not isolated +○ not isolated/);
  expect(app.text()).toMatch(/data +pod\/db-0 +◐ TCP 5432: 192\.168\.0\.0\/16 +○ not isolated/);
  expect(app.text().indexOf('pod/cart-1')).toBeLessThan(app.text().indexOf('pod/db-0'));
});

test('how many pods are isolated and open stands above them, of the cluster or the namespace', () => {
  const app = open(SHOP, WIDE).type(':exposure').press('enter');
  expect(app.text()).toMatch(/ingress {2}\d of 4 pods isolated; \d of 4 open from outside: /);
  expect(open(SHOP, WIDE).type(':exposure data').press('enter').text()).toMatch(/ingress {2}1 of 1 pod isolated; /);
});

test('enter asks whether the outside may connect to the workload', () => {
  const app = open(SHOP, WIDE).type(':exposure data').press('enter').press('enter');
  const { at } = app.screen();
  expect(at).toBe('reach');
  expect(app.text()).toContain('external');
  expect(app.text()).toContain('data/db-0');
  expect(app.press('esc').screen().at).toBe('exposure');
});

const SEALED = `${SHOP}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress] }
`;

test('! leaves the rows that are open to the outside, and a filter those it names', () => {
  const app = open(SEALED, WIDE).type(':exposure').press('enter');
  expect(app.text()).toContain('pod/web-1');
  app.press('!');
  expect(app.text()).not.toContain('pod/web-1');
  expect(app.text()).toContain('pod/cart-1');
  app.press('!').press('/').type('ns:data').press('enter');
  expect(app.text()).toContain('pod/db-0');
  expect(app.text()).not.toContain('pod/cart-1');
});

test('a letter sorts by a column', () => {
  const app = open(SEALED, WIDE).type(':exposure').press('enter').press('N');
  const text = app.text();
  expect(text.indexOf('pod/cart-1')).toBeLessThan(text.indexOf('pod/db-0'));
  expect(text.indexOf('pod/db-0')).toBeLessThan(text.indexOf('pod/web-1'));
});

test('in a narrow terminal without colours and with ASCII only', () => {
  const app = open(SEALED, { columns: 80, rows: 24, ascii: true }).type(':exposure').press('enter');
  expect(app.text()).toContain('o not isol');
  expect(app.text()).toContain('# nothing');
});

test('of very many workloads and namespaces those of one namespace are asked for', () => {
  const many = Array.from(
    { length: 1001 },
    (_, i) => `{ apiVersion: v1, kind: Pod, metadata: { namespace: n${i}, name: p }, spec: { containers: [] } }`,
  ).join('\n---\n');
  const app = open(many, WIDE).type(':exposure').press('enter');
  expect(app.text()).toContain('1001 workloads and 1001 namespaces are too many');
  app.type(':exposure n7').press('enter').workEnds();
  expect(app.rows()[1]).toContain('Exposure(n7)');
  expect(app.text()).toContain('not isolated');
});

test('below the table, what is cut in it stands in full', () => {
  const app = open(SHOP, { columns: 80, rows: 24 }).type(':exposure data').press('enter');
  expect(app.text()).toMatch(/^ data\/db-0$/m);
  expect(app.text()).toMatch(/FROM-NEW-PODS +◐ all ports: own/);
  expect(app.text()).toMatch(/FROM-OUTSIDE +◐ TCP 5432: 192\.168\.0\.0\/16/);
  expect(app.resize(80, 15).text()).not.toMatch(/FROM-NEW-PODS +◐ all ports: own/);
});

test('and where there is room, why something is not known', () => {
  const app = open(SHOP, WIDE).type(':exposure data').press('enter');
  expect(app.text()).toMatch(
    /\? from new pods, TCP 5432: data\/\S+ ingress #\d names the addresses 192\.168\.0\.0\/16/,
  );
});
