import { describe, expect, test } from 'vitest';
import { FILES, netpol, READ } from './command-line.ts';

async function out(line: string): Promise<string> {
  return (await netpol(line, { files: FILES })).out;
}

interface Cell {
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly pairs: number;
}

function podIn(namespace: string) {
  const status = { phase: 'Running', podIP: '10.0.0.1' };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: 'web' }, spec: { containers: [] }, status };
}

describe('matrix', () => {
  test('is a grid of namespaces, columns by the number of the row', async () => {
    const [head, numbers, ...rows] = (await out(`matrix ${READ}`)).trimEnd().split('\n');
    expect(head).toContain('from rows to columns, every port');
    expect(numbers?.trim()).toBe('1  2');
    expect(rows.map((row) => row.slice(0, 12).trim())).toEqual(['1 payments', '2 shop']);
  });

  test('and the same as data, in every format', async () => {
    const cells = JSON.parse(await out(`matrix ${READ} -o json`)) as readonly Cell[];
    expect(cells.map(({ from, to, pairs }) => `${from} ${to} ${pairs}`)).toEqual([
      'payments payments 2',
      'payments shop 4',
      'shop payments 4',
      'shop shop 2',
    ]);
    const lines = (await out(`matrix ${READ} -o jsonl`)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(cells);
    const csv = (await out(`matrix ${READ} -o csv`)).trimEnd().split('\n').slice(1);
    expect(csv.map((line) => line.split(',')[2])).toEqual(cells.map(({ state }) => state));
    const words = (await out(`matrix ${READ} -o md`)).match(/\b(all|some|none|unknown|empty)\b/g);
    expect(words).toEqual(cells.map(({ state }) => state));
    const classes = [...(await out(`matrix ${READ} -o html`)).matchAll(/<td class="(\w+)"/g)].map((match) => match[1]);
    expect(classes).toEqual(cells.map(({ state }) => state));
  });

  test('of workloads, of two namespaces, for one port', async () => {
    const text = await out(`matrix ${READ} --by workload --from shop --to payments --port 5432 -o json`);
    const cells = JSON.parse(text) as readonly Cell[];
    expect(cells.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'shop/checkout > payments/sts/ledger',
      'shop/frontend > payments/sts/ledger',
    ]);
  });

  test('has no text where there are too many cells, and says what has', async () => {
    const pods = Array.from({ length: 2001 }, (_, at) => JSON.stringify(podIn(`n${at}`)));
    const files = { 'many.json': `{"apiVersion":"v1","kind":"List","items":[${pods.join()}]}` };
    const { code, err } = await netpol('matrix -f many.json', { files });
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('2,001 rows and 2,001 columns; narrow it with --from and --to'),
    ]);
    expect((await netpol('matrix -f many.json --from n7 -o csv', { files })).out.split('\n').length).toBe(2003);
  });

  test.each(['--port http', '--from nowhere', '--port 80/ICMP'])('%s is refused', async (wrong) => {
    expect((await netpol(`matrix ${READ} ${wrong}`, { files: FILES })).code).toBe(2);
  });
});
