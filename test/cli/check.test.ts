import { describe, expect, test } from 'vitest';
import { FILES, netpol, READ } from './command-line.ts';

const SENTENCE =
  'ingress of payments/ledger-0 is isolated by payments/allow-checkout and payments/default-deny; nearest: allow-checkout #1 wants app=checkout, pod has app=checkout-v2 (policies.yaml:7)';

async function json(line: string, files = FILES) {
  const { out } = await netpol(`check ${READ} ${line} -o json`, { files });
  return JSON.parse(out) as Record<string, unknown>;
}

describe('check as text', () => {
  test('a verdict line, the sentence, both sides', async () => {
    const { out, err, code } = await netpol(`check ${READ} shop/checkout payments/ledger-0:8080`, { files: FILES });
    expect(out.split('\n').slice(0, 8)).toEqual([
      '✗ denied  shop/checkout → payments/ledger-0:8080/TCP',
      SENTENCE,
      '',
      '✓ egress of shop/checkout: allowed, no policy isolates it for egress',
      '✗ ingress of payments/ledger-0: denied, isolated by 2 policies and no rule matches',
      '  payments/allow-checkout (policies.yaml:1) isolates ingress',
      '    ✗ #1 from app=checkout in namespaces team=shop on TCP 8080 (policies.yaml:7)',
      '        from[0] wants app=checkout, pod has app=checkout-v2',
    ]);
    expect([err, code]).toEqual(['', 1]);
  });

  test('lines are broken to the terminal, whose colours they have', async () => {
    const { out } = await netpol(`check ${READ} shop/checkout payments/ledger-0:8080`, { files: FILES, columns: 60 });
    const plain = out.replaceAll(/\u001b\[\d+m/g, '');
    expect(plain).not.toBe(out);
    expect(plain.split('\n').every((line) => line.length <= 60)).toBe(true);
    expect(plain.replaceAll(/\n */g, ' ')).toContain(SENTENCE);
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }, 60, false],
    ['FORCE_COLOR without a terminal', { FORCE_COLOR: '1' }, undefined, true],
    ['a dumb terminal', { TERM: 'dumb' }, 60, false],
  ])('colours: %s', async (_, env, columns, coloured) => {
    const { out } = await netpol(`check ${READ} shop/checkout payments/ledger-0:8080`, {
      files: FILES,
      env,
      ...(columns === undefined ? {} : { columns }),
    });
    expect(out.includes('\u001b[')).toBe(coloured);
  });

  test('--no-color and --ascii', async () => {
    const { out } = await netpol(`check --no-color --ascii ${READ} shop/checkout payments/ledger-0`, {
      files: FILES,
      columns: 80,
    });
    expect(out).toMatch(/^[\n -~]*$/);
    expect(out).toMatch(/^x denied {2}shop\/checkout > payments\/ledger-0\n/);
  });
});

describe('exit codes', () => {
  test.each([
    ['shop/checkout payments/ledger-0:8080', 1],
    ['shop/frontend payments/ledger-0:8080', 0],
    ['shop/frontend payments/sts/ledger:8080', 0],
    ['shop/checkout payments/sts/ledger:8080', 1],
    ['shop/checkout payments/svc/ledger:http', 2],
    ['shop/frontend payments/svc/ledger:web', 0],
    ['payments/ledger-0 payments/svc/ledger:80', 3],
    ['shop/frontend payments/ledger-0', 0],
    ['shop/checkout payments/ledger-0', 1],
    ['shop/checkout payments/nobody:80', 2],
    ['shop/checkout payments/ledger-0:99999', 2],
    ['shop/checkout', 2],
    ['', 2],
  ])('check %s exits %i', async (query, code) => {
    expect((await netpol(`check ${READ} ${query}`, { files: FILES })).code).toBe(code);
  });

  test('unknown is 3, and says what is missing', async () => {
    const files = {
      'shop.yaml': FILES['shop.yaml'].replace('podIPs: [{ip: 10.0.0.1}]', ''),
      'policies.yaml': FILES['policies.yaml'].replace('- from:', '- from:\n        - ipBlock: {cidr: 10.0.0.0/24}'),
    };
    const noStatus = { ...files, 'shop.yaml': files['shop.yaml'].replace('status: {phase: Running, }', '') };
    const { code, out } = await netpol(`check ${READ} shop/checkout payments/ledger-0:8080`, { files: noStatus });
    expect(code).toBe(3);
    expect(out).toContain('the address of shop/checkout is not in the input (no status.podIP)');
  });
});

describe('check -o json', () => {
  test('has the shape of the contract', async () => {
    const answer = await json('shop/checkout payments/ledger-0:8080');
    expect(answer).toMatchObject({
      from: 'shop/checkout',
      to: 'payments/ledger-0',
      port: 8080,
      protocol: 'TCP',
      verdict: 'denied',
      egress: { verdict: 'allowed', reason: 'not-isolated' },
      ingress: {
        verdict: 'denied',
        reason: 'isolated',
        policies: ['NetworkPolicy payments/allow-checkout', 'NetworkPolicy payments/default-deny'],
      },
      message: SENTENCE,
    });
    expect(answer).not.toHaveProperty('endpoints');
    expect(answer).not.toHaveProperty('connections');
  });

  test('carries near misses with both values, the trace, and the diagnostics of the input', async () => {
    const files = { ...FILES, 'policies.yaml': `${FILES['policies.yaml']}---\n{{ x }}\n` };
    const answer = await json('shop/checkout payments/ledger-0:8080', files);
    expect(answer).toMatchObject({
      ingress: {
        nearMisses: [
          {
            rule: {
              policy: 'NetworkPolicy payments/allow-checkout',
              path: 'spec.ingress[0]',
              file: 'policies.yaml',
              line: 7,
            },
            failures: [{ clause: 'pod-label', wants: 'app=checkout', has: 'pod has app=checkout-v2' }],
          },
          { rule: { path: 'spec.ingress[1]' } },
        ],
        trace: [{ tier: 'NetworkPolicy', outcome: 'isolated', policies: [{ isolates: true }, { isolates: true }] }],
      },
      diagnostics: [{ code: 'template', file: 'policies.yaml' }],
    });
  });

  test('a rule that allows is named with its place', async () => {
    const { ingress } = await json('shop/frontend payments/ledger-0:http');
    expect(ingress).toMatchObject({
      verdict: 'allowed',
      reason: 'rule',
      rules: [{ path: 'spec.ingress[1]', line: 11 }],
    });
  });

  test('a workload has one endpoint for each pod, and is denied if any is', async () => {
    const answer = await json('shop/checkout payments/sts/ledger:8080');
    expect(answer).toMatchObject({
      to: 'payments/statefulset/ledger',
      verdict: 'denied',
      endpoints: [
        { from: 'shop/checkout', to: 'payments/ledger-0', port: 8080, protocol: 'TCP', verdict: 'denied' },
        { from: 'shop/checkout', to: 'payments/ledger-1', port: 8080, verdict: 'allowed', ingress: { reason: 'rule' } },
      ],
    });
  });

  test('a Service port is translated for each endpoint', async () => {
    const answer = await json('shop/frontend payments/svc/ledger:80');
    expect(answer).toMatchObject({
      port: 80,
      verdict: 'allowed',
      endpoints: [{ port: 8080, servicePort: 80 }, { port: 8080 }],
    });
  });

  test('without a port: the ports that are open, on every endpoint', async () => {
    expect((await json('shop/frontend payments/ledger-0'))['connections']).toEqual({
      TCP: [[8080, 8080]],
      UDP: [],
      SCTP: [],
    });
    expect((await json('shop/frontend payments/sts/ledger'))['connections']).toEqual({
      TCP: [[8080, 8080]],
      UDP: [],
      SCTP: [],
    });
    expect((await json('shop/checkout shop/frontend'))['connections']).toEqual({
      TCP: [[1, 65535]],
      UDP: [[1, 65535]],
      SCTP: [[1, 65535]],
    });
  });

  test('without a port, of a Service: its own ports', async () => {
    expect((await json('shop/frontend payments/svc/ledger'))['connections']).toEqual({
      TCP: [[80, 80]],
      UDP: [],
      SCTP: [],
    });
  });

  test('an address that belongs to something is treated as it and says so', async () => {
    const answer = await json('10.0.0.1 10.96.0.7:80');
    expect(answer).toMatchObject({
      from: 'shop/checkout',
      to: 'payments/service/ledger',
      recognised: { from: { address: '10.0.0.1', as: 'shop/checkout' }, to: { address: '10.96.0.7' } },
    });
  });

  test('yaml and jsonl say the same', async () => {
    const yaml = await netpol(`check ${READ} shop/checkout payments/ledger-0:8080 -o yaml`, { files: FILES });
    expect(yaml.out).toContain('verdict: denied\negress:\n  verdict: allowed\n  reason: not-isolated\n');
    const jsonl = await netpol(`check ${READ} shop/checkout payments/ledger-0:8080 -o jsonl`, { files: FILES });
    expect(jsonl.out.split('\n')).toHaveLength(2);
    expect(JSON.parse(jsonl.out)).toMatchObject({ verdict: 'denied' });
  });
});
