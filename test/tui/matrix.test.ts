import { describe, expect, test } from 'vitest';
import { columnHeads } from '../../src/tui/screens/matrix-heads.ts';
import { topScreen } from '../../src/tui/state/state.ts';
import { open } from './driver.ts';

const POD = (namespace: string, name: string): string => `
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: ${namespace}, name: ${name}, labels: { app: ${name} } }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.${namespace.length}.${name.length} } }`;

const CLUSTER = `${POD('db', 'pg')}${POD('db', 'backup')}${POD('shop', 'web')}${POD('zoo', 'ape')}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { namespace: db, name: only-web }
spec:
  podSelector: { matchLabels: { app: pg } }
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } } }], ports: [{ port: 5432 }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { namespace: zoo, name: sealed }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;

/** Signs of the cells, a string for each row. */
function signs(rows: readonly string[]): readonly string[] {
  return rows
    .filter((row) => /^ (db|shop|zoo) +[^→ ]* *[[▒█·]/.test(row))
    .map((row) => row.slice(9).replace(/ +/g, ''));
}

describe('the heads of columns', () => {
  test.each([
    { names: ['shop', 'deploy/web'], heads: ['shop', 'web'] },
    { names: ['deploy/api', 'deploy/gateway', 'job/web'], heads: ['api', 'gateway', 'job/web'] },
    { names: ['deploy/webshop', 'sts/webshop'], heads: ['dep…hop', 'sts…hop'] },
    { names: ['team-0-1120', 'team-0-120', 'team-0-1160'], heads: ['…0-1120', '…-0-120', 'tea…160'] },
    { names: ['team-1-northern', 'team-2-northern'], heads: ['team-1…', 'team-2…'] },
    { names: ['northern-1-team-ab', 'northern-2-team-ab'], heads: ['nor…-ab', 'nor…-ab'] },
  ])('$names', ({ names, heads }) => {
    expect(columnHeads(names, 7, '…')).toEqual(heads);
  });
});

describe('the matrix', () => {
  test('shortens the names of columns only where they do not fit', () => {
    const cluster = ['ingress-nginx', 'kube-system', 'monitoring', 'payments', 'shop']
      .map((name) => POD(name, 'a'))
      .join('');
    const header = (columns: number): string =>
      open(cluster, { columns, rows: 24 })
        .press('m')
        .rows()
        .find((row) => row.includes('▸')) ?? '';
    expect(header(100)).toMatch(/ingress-nginx +kube-system +monitoring +payments +shop/);
    expect(header(60)).toMatch(/ingr?…\S+ +kube?…\S+ .*shop/);
  });

  test('shows namespaces by namespaces from anywhere, and says what the cursor is on', () => {
    const driver = open(CLUSTER, { columns: 80, rows: 24 }).press('m');
    expect(signs(driver.rows())).toEqual(['[▒]█·', '▒·', '··']);
    expect(driver.text()).toContain('db → db: some open, 1 of 2 pairs of pods');
    driver.press('right', 'down');
    expect(driver.text()).toContain('shop → shop: no two pods');
    expect(driver.press('right').text()).toContain('shop → zoo: closed, none of 1 pair of pods');
  });

  test('enter leads to the workloads of the cell, and from there to the question', () => {
    const driver = open(CLUSTER).press('m', 'down', 'enter');
    expect(driver.text()).toContain('Matrix(shop → db)');
    expect(driver.press('right').text()).toContain('web → pg: some open, 1 of 1 pair of pods; TCP 5432');
    driver.press('enter');
    expect(driver.text()).toContain('shop/web');
    expect(driver.screen().at).toBe('reach');
    expect(driver.press('esc', 'esc').text()).toContain('Matrix(namespaces)');
  });

  test('of no pods is only a sentence, and offers no keys for cells', () => {
    const rows = open('', { columns: 120, rows: 24 }).press('m').rows();
    expect(rows.filter((row) => row !== '').slice(2, -1)).toEqual([
      expect.stringContaining('There are no pods to compare.'),
    ]);
    expect(rows.join('')).not.toMatch(/transpose|most open/);
  });

  test('turns round, and the cursor stays on its cell', () => {
    const driver = open(CLUSTER).press('m', 'down');
    expect(driver.text()).toContain('shop → db:');
    expect(driver.press('t').text()).toContain('from columns to rows');
    expect(driver.text()).toContain('shop → db:');
    expect(driver.press('t').text()).toContain('shop → db:');
  });

  test('is filtered by rows and by columns', () => {
    const driver = open(CLUSTER).press('m', '/').type('o > d').press('enter');
    expect(signs(driver.rows())).toHaveLength(2);
    expect(driver.text()).toContain('shop → db:');
    expect(driver.press('t').state().stack.at(-1)?.view.filter).toBe('d > o');
    driver.press('esc');
    expect(driver.text()).toContain('3');
    driver.press('/').type('nowhere').press('enter');
    expect(driver.text()).toContain('Nothing matches "nowhere"');
    expect(driver.press('enter').news()).toContain('nothing to open here');
  });

  test('is sorted by how much is open', () => {
    const driver = open(CLUSTER).press('m', 'O');
    const names = () => driver.rows().flatMap((row) => /^ (db|shop|zoo) +(?!→)/.exec(row)?.[1] ?? []);
    expect(names().at(-1)).toBe('zoo');
    expect(driver.press('O') && names()[0]).toBe('zoo');
    expect(driver.press('N') && names()).toEqual(['db', 'shop', 'zoo']);
  });

  test('asks for one port', () => {
    const driver = open(CLUSTER).press(':').type('matrix 80').press('enter');
    expect(driver.text()).toContain('port 80');
    expect(driver.press('down').text()).toContain('shop → db: some open, 1 of 2 pairs of pods');
    driver.press(':').type('matrix none').press('enter');
    expect(driver.news()).toContain('matrix takes one port');
  });

  test('has plain signs, and fits a small terminal with many columns', () => {
    const many = Array.from({ length: 30 }, (_, index) => POD(`namespace-${String(index).padStart(2, '0')}`, 'p')).join(
      '',
    );
    const driver = open(many, { columns: 60, rows: 12, ascii: true }).press('m', '$', 'G');
    expect(driver.text()).toContain('namespace-29 > namespace-29');
    expect(driver.rows().every((row) => [...row].length <= 60)).toBe(true);
    const screen = topScreen(driver.state());
    expect(screen.at === 'matrix' && screen.column.index).toBe(29);
    expect(driver.press('^', 'left', 'left').text()).toContain('namespace-29 > namespace-00');
  });
});
