import { describe, expect, test } from 'vitest';
import { FILES, netpol, READ } from './command-line.ts';

async function out(line: string): Promise<string> {
  return (await netpol(line, { files: FILES })).out;
}

const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));

describe('exposure', () => {
  test('is a table of workloads, sign and word in each cell', async () => {
    expect(rowsOf(await out(`exposure ${READ}`))).toEqual([
      ['NAMESPACE', 'WORKLOAD', 'FROM-OUTSIDE', 'TO-OUTSIDE', 'FROM-NEW-PODS', 'TO-NEW-PODS'],
      [
        'payments',
        'sts/ledger',
        '◐ all ports (some pods): 0.0.0.0/0',
        '○ not isolated',
        '◐ all ports (some pods): own, new, others',
        '◐ all ports: new, others',
      ],
      ['shop', 'pod/checkout', '○ not isolated', '○ not isolated', '○ not isolated', '◐ all ports: own, new'],
      ['shop', 'pod/frontend', '○ not isolated', '○ not isolated', '○ not isolated', '◐ all ports: own, new'],
    ]);
  });

  test('and without signs beyond ASCII, the most open first when asked', async () => {
    const rows = rowsOf(await out(`exposure ${READ} --ascii --sort worst`));
    expect(rows.map((row) => row[1])).toEqual(['WORKLOAD', 'pod/checkout', 'pod/frontend', 'sts/ledger']);
    expect(rows[1]?.[2]).toBe('o not isolated');
  });

  test('and the same as data', async () => {
    const data = JSON.parse(await out(`exposure ${READ} -o json -n shop`));
    expect(data.map(({ workload }: { workload: string }) => workload)).toEqual(['shop/checkout', 'shop/frontend']);
    expect(data[0].ingress.isolated).toBe('none');
    expect(data[0].ingress.outside.everywhere.TCP).toEqual([[1, 65_535]]);
    expect(data[0].egress.newPods.parts.map(({ where }: { where: string }) => where)).toEqual([
      'own-namespace',
      'new-namespace',
    ]);
    expect((await out(`exposure ${READ} -o csv`)).split('\n')[0]).toBe(
      'namespace,workload,from-outside,to-outside,from-new-pods,to-new-pods',
    );
    expect(await out(`exposure ${READ} -o md -n shop`)).toContain('| pod/checkout | ○ not isolated |');
  });

  test('as totals: how many pods are isolated, and open to the outside', async () => {
    expect(await out(`exposure ${READ} --totals`)).toBe(
      [
        'ingress  2 of 4 pods isolated; 3 of 4 open from outside: 3 everywhere',
        'egress   0 of 4 pods isolated; 4 of 4 open to the outside: 4 everywhere',
        '',
      ].join('\n'),
    );
    expect(JSON.parse(await out(`exposure ${READ} --totals -n shop -o json`))).toMatchObject({
      pods: 2,
      subjects: 2,
      ingress: { isolated: 0, isolationUnknown: 0, outside: { everywhere: 2, inPart: 0, unknown: 0, ranges: 0 } },
    });
    expect((await netpol(`exposure ${READ} --totals -o csv`, { files: FILES })).code).toBe(2);
  });

  test('says why what it does not know is not known, as text and as data', async () => {
    const policy = `
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: db }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.1 } }
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: shop, name: vpn }, spec: { podSelector: {}, ingress: [
  { from: [{ ipBlock: { cidr: 10.8.0.0/16 } }], ports: [{ port: 5432 }] } ] } }
`;
    const because =
      'shop/vpn ingress #1 names the addresses 10.8.0.0/16, and which address a new pod will get is not known';
    const ask = async (options: string): Promise<string> =>
      (await netpol(`exposure -f vpn.yaml${options}`, { files: { 'vpn.yaml': policy } })).out;
    expect((await ask('')).trimEnd().split('\n').slice(2)).toEqual(['', `shop/db from new pods, TCP 5432: ${because}`]);
    const [{ ingress, egress }] = JSON.parse(await ask(' -o json'));
    const unknown = [{ kind: 'address-not-known', message: because }];
    expect(ingress.newPods.why).toEqual([{ protocol: 'TCP', port: 5432, unknown }]);
    expect([ingress.outside.why, egress.newPods.why]).toEqual([undefined, undefined]);
  });

  test('says when there is nothing', async () => {
    expect(await out(`exposure ${READ} -n nowhere`)).toContain('nowhere');
  });

  test('what it does not know is refused', async () => {
    expect((await netpol(`exposure ${READ} --sort best`, { files: FILES })).code).toBe(2);
  });
});
