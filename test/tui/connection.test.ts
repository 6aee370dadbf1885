import { expect, test } from 'vitest';
import type { WorldSource } from '../../src/tui/state/store.ts';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

const PROBLEM = 'api.example:6443 refuses connections: nothing listens there, or a tunnel is down';

const CLUSTER: WorldSource = {
  kind: 'cluster',
  label: 'prod',
  connection: { context: 'prod', server: 'https://api.example:6443', kinds: [], unavailable: [], problem: PROBLEM },
};

test('the top line names the context and what is wrong with the connection, on a narrow screen too', () => {
  for (const columns of [60, 100, 200]) {
    const [top = ''] = open(SHOP, { source: CLUSTER, columns }).rows();
    expect(top).toContain('not connected: api.example:6443 refuses connections');
  }
  expect(open(SHOP, { source: CLUSTER, columns: 200 }).rows()[0]).toContain('│ prod │');
});

test('ctrl-r asks the cluster again; files are read again', () => {
  const app = open(SHOP, { source: CLUSTER }).press('ctrl-r');
  expect([app.asked, app.news()]).toEqual([['retry'], 'asking the cluster again']);
  const files = open(SHOP).press('ctrl-r');
  expect([files.asked, files.news()]).toEqual([['retry'], 'reading the files again']);
  expect(files.worldChanges(SHOP).news()).toBe('nothing has changed in the files');
  expect(files.worldChanges(SHOP.replace('app: cart }', 'app: kart }')).news()).toBe(
    '1 object has changed: C shows them',
  );
});

test('a question about a cluster of which nothing was read says so', () => {
  const app = open('', { source: CLUSTER }).type(':reach shop/web 10.0.0.1:80').press('enter');
  expect(app.text()).toContain('nothing was read of this cluster yet: :ctx says why');
});
