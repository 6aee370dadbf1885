import { describe, expect, test } from 'vitest';
import { WEB_SERVICE } from '../support/web-service.ts';
import { open } from './driver.ts';

const app = () => open(WEB_SERVICE, { namespace: 'shop', columns: 120, rows: 50 });

describe('Services', () => {
  test('the table: ports, ready endpoints, isolation, what calls; enter asks about it', () => {
    const screen = app().type(':svc').press('enter');
    expect(screen.selected()).toMatch(/web +ClusterIP +10\.96\.0\.1 +http 80→http +2 ready of 3 +◐ 1 rule +ing\/front/);
    screen.press('enter').type('shop/client-1').press('enter');
    expect(screen.text()).toContain('1 of 2 endpoints denied');
    expect(screen.text()).toContain('1 of 3 endpoints is not ready');
  });

  test('described: each endpoint with its port and state, and who may reach it', () => {
    const screen = app().type(':svc').press('enter', 'd');
    expect(screen.text()).toMatch(/shop\/web-2 +80→9090/);
    expect(screen.text()).toMatch(/shop\/web-3 +80→8080 +not ready/);
    expect(screen.text()).toContain('Ingress shop/front');
    expect(screen.text()).toMatch(/reached by +shop\/sts\/client/);
  });
});

test('who may reach a Service is not said to be nobody where it is not known', () => {
  const cluster = `
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: web-1, labels: { app: web } }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.1 } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: agent-1 }, spec: { hostNetwork: true, nodeName: a, containers: [] }, status: { phase: Running, podIP: 172.16.0.1 } }
---
{ apiVersion: v1, kind: Service, metadata: { namespace: shop, name: web }, spec: { selector: { app: web }, ports: [{ port: 80 }] } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: none }, spec: { podSelector: {}, policyTypes: [Ingress] } }
`;
  const screen = open(cluster, { columns: 120, rows: 40 }).type(':svc').press('enter', 'd');
  expect(screen.text()).toMatch(/reached by +shop\/pod\/agent-1 {2}\? unknown: all ports/);
});

describe('replicas', () => {
  test('that differ are counted in the table, and told apart on the screen of the workload', () => {
    const screen = app().type(':wl').press('enter');
    expect(screen.text()).toMatch(/sts\/client +3, 2 kinds/);
    screen.type('/client').press('enter', 'enter');
    expect(screen.text()).toContain('To policies its replicas are not all alike: 2 pods with role=client');
    expect(screen.text()).toMatch(/client-3 +role=klient/);
  });
});
