import { expect, test } from 'vitest';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

const DEPLOYED = `${SHOP}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: lab }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, ports: [{ containerPort: 80 }] }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: db, namespace: lab }
spec: { template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: c }] } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: lab }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 5432 }] }]
`;

test('a workload stands between those that may connect to it and those it may connect to', () => {
  const app = open(DEPLOYED, { columns: 120, rows: 40 }).type(':topology lab').press('enter');
  expect(app.rows()[1]).toContain('Topology(lab)');
  expect(app.text()).toMatch(/deploy\/web TCP 5432 ───→ deploy\/db +───→ it may connect to nothing/);
  expect(app.text()).toMatch(/deploy\/web +─┬─→/);
  app.press('enter');
  expect(app.rows()[1]).toContain('lab/deploy/db');
});

test('M is the map of where one is, and / leaves only lines that match', () => {
  const app = open(DEPLOYED, { columns: 120, rows: 40 }).type('/lab').press('enter', 'M');
  expect(app.rows()[1]).toContain('Topology(lab)');
  app.type('/db').press('enter');
  expect(app.rows()[1]).toMatch(/\/db +\d of \d+$/);
  expect(app.press('M').news()).toBe('this is the map');
  app.press('/').type('nope').press('enter');
  expect(app.text()).toContain('No line matches "dbnope".');
  const findings = open(SHOP).press('L').timePasses().press('M');
  expect(findings.rows()[1] + (findings.news() ?? '')).toMatch(/Topology\(|a map is of one namespace/);
});

test('of which namespace must be said, and there must be such', () => {
  expect(open(SHOP).type(':topology').press('enter').news()).toContain('topology NAMESPACE');
  expect(open(SHOP).type(':topology nope').press('enter').news()).toContain('there is no namespace nope');
  expect(open(SHOP, { namespace: 'shop' }).type(':topology').press('enter').rows()[1]).toContain('Topology(shop)');
});

test('peers of one rule are joined to its ports and its policy', () => {
  const app = open(SHOP, { columns: 120, rows: 40 }).type(':open data/db-0').press('enter');
  expect(app.text()).toMatch(/app=cart in namespaces team=shop ─*┬ TCP 5432 +data\/db-allow #1/);
  expect(app.text()).toMatch(/192\.168\.0\.0\/16 ─+┘ TCP 5432 +data\/db-allow #1/);
  expect(app.text()).toMatch(/all pods of data +all ports +data\/db-allow #2/);
});
