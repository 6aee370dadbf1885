import { describe, expect, test } from 'vitest';
import { ASCII, prefersAscii, UNICODE } from '../../src/present/glyphs.ts';
import { barText, namespaceTable } from '../../src/present/namespace-table.ts';
import { podTable } from '../../src/present/pod-table.ts';
import { policyTable } from '../../src/present/policy-table.ts';
import { serviceTable } from '../../src/present/service-table.ts';
import { type Column, cell, layoutColumns, type Table } from '../../src/present/tables.ts';
import { workloadTable } from '../../src/present/workload-table.ts';
import { addresses, cluster, onPort, pod, policy, replicas, service, tcp } from './sample-cluster.ts';

const SNAPSHOT = cluster({
  namespaces: { shop: {}, batch: {} },
  pods: [
    pod('shop/web', { app: 'web' }, { addresses: addresses('10.0.0.5'), nodeName: 'n1' }),
    ...replicas('StatefulSet', 'shop/db', 2, { app: 'db' }),
    pod(
      'shop/db-canary',
      { app: 'db', open: '' },
      { workload: { kind: 'StatefulSet', namespace: 'shop', name: 'db' } },
    ),
    pod('batch/job', {}, { state: 'finished', status: 'Succeeded' }),
    pod('batch/agent', {}, { hostNetwork: true }),
    pod('batch/free', {}),
  ],
  policies: [
    policy('shop/db-sealed', { selects: ['app=db'], ingress: [] }),
    policy('shop/db-canary', { selects: ['open'], ingress: [{ ports: [onPort(5432)] }, {}] }),
    policy('shop/idle', { selects: ['app=gone'], egress: [{}], line: 30 }),
  ],
  services: [
    service('shop/db', { app: 'db' }, [
      { name: 'pg', protocol: 'TCP', port: 5432, targetPort: 'postgres', nodePort: undefined },
    ]),
  ],
});

function texts<T>(table: Table<T>, ...ids: readonly string[]): readonly (readonly string[])[] {
  const at = ids.map((id) => table.columns.findIndex((column) => column.id === id));
  return table.rows.map((row) => at.map((index) => row.cells[index]?.text ?? 'no such column'));
}

describe('tables', () => {
  test('pods: isolation with sign and word; what policies do not apply to says so', () => {
    expect(texts(podTable(SNAPSHOT, UNICODE), 'name', 'workload', 'ingress', 'egress', 'policies')).toEqual([
      ['agent', 'pod/agent', 'host network', 'host network', '0'],
      ['free', 'pod/free', '○ open', '○ open', '0'],
      ['job', 'pod/job', 'finished', 'finished', '0'],
      ['db-0', 'sts/db', '● sealed', '○ open', '1'],
      ['db-1', 'sts/db', '● sealed', '○ open', '1'],
      ['db-canary', 'sts/db, differs', '◐ 2 rules', '○ open', '2'],
      ['web', 'pod/web', '○ open', '○ open', '0'],
    ]);
  });

  test('pods of one namespace need no NAMESPACE column', () => {
    const table = podTable(SNAPSHOT, UNICODE, { namespace: 'batch' });
    expect(table.columns.map((column) => column.id)).not.toContain('namespace');
    expect(table.rows.map((row) => row.id)).toEqual(['batch/agent', 'batch/free', 'batch/job']);
    expect(table.rows.at(0)?.cells).toHaveLength(table.columns.length);
  });

  test('workloads: replicas that differ are flagged', () => {
    expect(texts(workloadTable(SNAPSHOT, ASCII, { namespace: 'shop' }), 'name', 'pods', 'ingress', 'egress')).toEqual([
      ['sts/db', '3, 2 kinds', '! 2 differ', 'o open'],
      ['pod/web', '1', 'o open', 'o open'],
    ]);
  });

  test('namespaces count isolated pods among those policies can apply to', () => {
    expect(texts(namespaceTable(SNAPSHOT, UNICODE), 'name', 'pods', 'ingress', 'egress', 'policies')).toEqual([
      ['batch', '3', '0/1', '0/1', '0'],
      ['shop', '4', '3/4   ████▌', '0/4', '3'],
    ]);
  });

  test('policies: rules per direction, pods selected', () => {
    expect(texts(policyTable(SNAPSHOT, UNICODE), 'name', 'subject', 'pods', 'ingress', 'egress', 'where')).toEqual([
      ['db-sealed', 'app=db', '3', '● none', '-', 'policies.yaml:1'],
      ['db-canary', 'open', '1', '◐ 2 rules', '-', 'policies.yaml:1'],
      ['idle', 'app=gone', '0', '-', '◐ 1 rule', 'policies.yaml:30'],
    ]);
  });

  test('services: port, target port and ready endpoints', () => {
    expect(texts(serviceTable(SNAPSHOT, UNICODE), 'name', 'ports', 'endpoints')).toEqual([
      ['db', 'pg 5432→postgres', '3 ready'],
    ]);
  });

  test('cells sort by value, not by text', () => {
    const snapshot = cluster({
      pods: ['10.0.0.9', '10.0.0.10'].map((ip, i) => pod(`x/p${i}`, {}, { addresses: addresses(ip), ports: [tcp(1)] })),
    });
    const at = podTable(snapshot, UNICODE).columns.findIndex((column) => column.id === 'ip');
    const [nine, ten] = podTable(snapshot, UNICODE).rows.map((row) => String(row.cells[at]?.sort));
    expect(nine !== undefined && ten !== undefined && nine < ten).toBe(true);
  });
});

describe('layoutColumns', () => {
  const column = (id: string, minWidth: number, priority: number, extra: Partial<Column> = {}): Column => {
    return { id, title: id, align: 'left', minWidth, priority, ...extra };
  };
  const columns = [
    column('name', 6, 0),
    column('node', 4, 2),
    column('ip', 4, 1),
    column('labels', 4, 9, { wideOnly: true }),
  ];
  const rows = [{ cells: [cell('checkout-6f7d9'), cell('worker-1'), cell('10.0.0.1'), cell('app=web')] }];
  const laid = (total: number, wide = false) =>
    layoutColumns(columns, rows, total, { wide }).map(({ column: { id }, width }) => `${id} ${width}`);

  test('as wide as the widest cell where there is room', () => expect(laid(80)).toEqual(['name 14', 'node 8', 'ip 8']));
  test('wide columns when asked for', () => expect(laid(80, true)).toEqual(['name 14', 'node 8', 'ip 8', 'labels 7']));
  test('columns that are dropped last get what they want first', () =>
    expect(laid(30)).toEqual(['name 14', 'node 4', 'ip 8']));
  test('the highest priority is dropped first', () => {
    expect(laid(17)).toEqual(['name 11', 'ip 4']);
    expect(laid(8)).toEqual(['name 8']);
  });
  test('the last column stays even where it does not fit', () => expect(laid(1)).toEqual(['name 6']));
});

describe('glyphs', () => {
  test.each([
    [{ LANG: 'en_GB.UTF-8' }, false],
    [{ LANG: 'C' }, true],
    [{ LC_ALL: 'de_DE.utf8', LANG: 'C' }, false],
    [{ TERM: 'linux', LANG: 'en_GB.UTF-8' }, true],
    [{}, false],
  ])('%j prefers ASCII: %s', (env, ascii) => expect(prefersAscii(env)).toBe(ascii));

  test('a bar shows some part of whatever is not nothing, and never more than full', () => {
    expect([0, 0.001, 0.5, 1].map((share) => barText(share, 4, UNICODE))).toEqual(['    ', '▏   ', '██  ', '████']);
    expect(barText(0.5, 4, ASCII)).toBe('##  ');
  });
});

describe('columns', () => {
  const NAMES: readonly Column[] = [
    { id: 'name', title: 'NAME', align: 'left', minWidth: 8, priority: 0, cut: 'middle' },
    { id: 'ip', title: 'IP', align: 'left', minWidth: 6, priority: 2, claim: 0 },
    { id: 'note', title: 'NOTE', align: 'left', minWidth: 6, priority: 1 },
  ];
  const widthsIn = (total: number, note: string): readonly string[] =>
    layoutColumns(NAMES, [{ cells: [cell('n'.repeat(30)), cell('10.0.0.12'), cell(note)] }], total).map(
      ({ column, width }) => `${column.id} ${width}`,
    );

  test('one that is blank goes before one with a higher priority', () => {
    expect(widthsIn(20, '')).toEqual(['name 10', 'ip 8']);
    expect(widthsIn(20, 'seen')).toEqual(['name 14', 'note 4']);
  });

  test('one that is blank gives its columns to those that would be cut, and stays where none is', () => {
    expect(widthsIn(44, '')).toEqual(['name 30', 'ip 9']);
    expect(widthsIn(47, '')).toEqual(['name 30', 'ip 9', 'note 4']);
  });

  test('what claims more room first gets it, whatever its priority', () => {
    expect(widthsIn(28, 'seen')).toEqual(['name 11', 'ip 9', 'note 4']);
  });
});
