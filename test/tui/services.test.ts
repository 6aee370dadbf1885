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

describe('replicas', () => {
  test('that differ are counted in the table, and told apart on the screen of the workload', () => {
    const screen = app().type(':wl').press('enter');
    expect(screen.text()).toMatch(/sts\/client +3, 2 kinds/);
    screen.type('/client').press('enter', 'enter');
    expect(screen.text()).toContain('To policies its replicas are not all alike: 2 pods with role=client');
    expect(screen.text()).toMatch(/client-3 +role=klient/);
  });
});
