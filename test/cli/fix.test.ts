import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { FILES, netpol, READ } from './command-line.ts';

const DENIED = 'shop/checkout payments/ledger-0:8080';
const ALLOWED = 'shop/frontend payments/ledger-0:8080';

describe('fix as text', () => {
  test('the verdict, then each proposal with what it changes and what to write', async () => {
    const { out, code, err } = await netpol(`fix ${READ} ${DENIED}`, { files: FILES });
    expect(out.split('\n').slice(0, 18)).toEqual([
      '✗ denied  shop/checkout → payments/ledger-0:8080/TCP',
      expect.stringContaining('allow-checkout #1 wants app=checkout, pod has app=checkout-v2'),
      '4 ways to allow it, each evaluated with its edit in place; what changes least comes first, and nothing was written',
      '',
      '1. payments/allow-checkout ingress #1 (policies.yaml:7): app=checkout in namespaces team=shop becomes app=checkout-v2 in namespaces team=shop',
      '   opens nothing else and closes nothing',
      '     # payments/allow-checkout, spec.ingress[0]',
      '     - from:',
      '         - namespaceSelector:',
      '             matchLabels:',
      '               team: shop',
      '           podSelector:',
      '             matchLabels:',
      '               app: checkout-v2',
      '       ports:',
      '         - protocol: TCP',
      '           port: 8080',
      '',
    ]);
    expect([code, err]).toEqual([0, '']);
  });

  test('control characters of the input never reach the terminal', async () => {
    const files = { ...FILES, 'shop.yaml': FILES['shop.yaml'].replace('app: checkout-v2', 'app: "checkout\\e[31m"') };
    const { out } = await netpol(`fix ${READ} ${DENIED}`, { files });
    expect(out).not.toContain('\u001b');
  });
});

describe('fix as documents', () => {
  test.each([1, 2, 3, 4])('proposal %i, applied, allows the connection', async (pick) => {
    const { out } = await netpol(`fix ${READ} ${DENIED} -o yaml --pick ${pick}`, { files: FILES });
    const files = { ...FILES, 'fix.yaml': out };
    const { out: answer } = await netpol(`check ${READ} -f fix.yaml ${DENIED} -o json`, { files });
    expect(JSON.parse(answer)).toMatchObject({ verdict: 'allowed' });
  });

  test('a document is a whole policy, and says what it leaves out', async () => {
    const { out } = await netpol(`fix ${READ} ${DENIED} -o yaml`, { files: FILES });
    expect(out).toContain('labels, annotations and comments are not repeated');
    const [policy] = parseAllDocuments(out).map((document) => document.toJS() as unknown);
    expect(policy).toMatchObject({
      kind: 'NetworkPolicy',
      metadata: { name: 'allow-checkout', namespace: 'payments' },
    });
  });
});

describe('fix as data', () => {
  test('proposals with their edits, effects and policies', async () => {
    const { out } = await netpol(`fix ${READ} --deny ${ALLOWED} -o json`, { files: FILES });
    const answer = JSON.parse(out) as { proposals: { verdict: string }[] };
    expect(answer).toMatchObject({ verdict: 'allowed', wanted: 'denied' });
    expect(answer.proposals[0]).toMatchObject({
      verdict: 'denied',
      edits: [{ kind: 'narrow-peers', policy: 'NetworkPolicy payments/allow-checkout', path: 'spec.ingress[1]' }],
      closes: [],
      policies: [{ kind: 'NetworkPolicy' }],
    });
    expect(answer.proposals.at(-1)).toMatchObject({
      closes: [
        { from: 'shop/frontend', to: 'payments/sts/ledger', somePodsOnly: true, connections: { TCP: [[8080, 8080]] } },
        { from: 'shop/frontend', to: '0.0.0.0/0' },
      ],
    });
  });
});

describe('exit codes of fix', () => {
  test.each([
    [DENIED, 0],
    [ALLOWED, 0],
    [`--deny ${ALLOWED}`, 0],
    ['10.9.9.9 10.9.9.8:80 --deny', 1],
    ['shop/frontend payments/ledger-0', 2],
    ['shop/nobody payments/ledger-0:80', 2],
    ['shop/frontend', 2],
    [`${DENIED} -o yaml --pick 9`, 2],
    [`${DENIED} -o yaml --pick first`, 2],
  ])('fix %s exits %i', async (question, code) => {
    expect((await netpol(`fix ${READ} ${question}`, { files: FILES })).code).toBe(code);
  });
});
