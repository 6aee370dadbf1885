import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readAssertions } from '../../src/cli/read-assertions.ts';
import { check, isProblem } from '../../src/engine/check.ts';
import { askedVerdict, assertionsText } from '../../src/present/assertion-text.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';
import { FILES, netpol, POLICIES, READ, SHOP } from './command-line.ts';

const HOLDING = `assertions:
  - name: the front end reaches the ledger
    from: shop/frontend
    to: payments/svc/ledger
    port: 80
    expect: allowed
  - { from: shop/checkout, to: "payments/ledger-0:8080", expect: denied }
`;
const FAILING = `# what is wrong
- name: checkout <reaches> & "pays"
  from: shop/checkout
  to: payments/ledger-0
  port: http
  expect: allowed
  reason: customers pay
`;

async function run(assertions: string, options = '') {
  return netpol(`test tests.yaml ${READ} ${options}`, { files: { ...FILES, 'tests.yaml': assertions } });
}

describe('assertions', () => {
  test('that hold are counted', async () => {
    const { out, err, code } = await run(HOLDING);
    expect([out, err, code]).toEqual(['2 assertions: 2 hold\n', '', 0]);
    expect((await run(HOLDING, '--verbose')).out).toContain('✓ holds  the front end reaches the ledger\n');
  });

  test('that fail are explained as check explains', async () => {
    const { out, code } = await run(`${HOLDING}---\n${FAILING}`);
    const lines = out.split('\n');
    expect(lines[0]).toBe('✗ fails  checkout <reaches> & "pays"  (tests.yaml:10)');
    expect(lines[1]).toBe('    shop/checkout to payments/ledger-0:http');
    expect(lines[2]).toContain('expected allowed, is denied: ingress of payments/ledger-0 is isolated by');
    expect(lines[3]).toBe('    why it is expected: customers pay');
    expect(out).toContain('wants app=checkout, pod has app=checkout-v2');
    expect(lines.at(-2)).toBe('3 assertions: 2 hold and 1 fails');
    expect(code).toBe(1);
  });

  test('one open replica makes "denied" fail, though check says denied', async () => {
    const { out, code } = await run('{from: shop/checkout, to: payments/sts/ledger, port: 8080, expect: denied}');
    expect(out).toContain('expected denied, 1 of 2 connections is allowed');
    expect(code).toBe(1);
  });

  test('without a port "denied" means every port', async () => {
    const open = '{from: shop/frontend, to: payments/ledger-0, expect: denied}';
    expect((await run(open)).code).toBe(1);
    expect((await run('{from: external, to: payments/ledger-0, expect: denied}')).code).toBe(0);
  });

  test('what cannot be told neither holds nor fails', async () => {
    const cilium =
      '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: payments}, spec: {endpointSelector: {}, ingress: [{}]}}';
    const { out, code } = await netpol(`test tests.yaml ${READ} -f cilium`, {
      files: { ...FILES, cilium, 'tests.yaml': FAILING },
    });
    expect(out).toContain('? unknown  checkout');
    expect(code).toBe(3);
  });

  test('an end that is not there is no pass', async () => {
    const { out, code } = await run('{from: shop/nobody, to: payments/ledger-0, port: 80, expect: denied}');
    expect(out).toContain('cannot be asked: "shop/nobody" is not in the input');
    expect(code).toBe(2);
  });

  test.each([
    ['{from: a, to: b, expct: denied}', 'tests.yaml:1: an assertion has no "expct"; did you mean "expect"?'],
    ['\n- {from: a, to: b}', 'tests.yaml:2: "expect" wants allowed, denied, partly, unknown'],
    ['{from: a, to: b, expect: no}', '"expect" wants'],
    ['{to: b, expect: denied}', 'an assertion wants "from"'],
    ['{from: 1, to: b, expect: denied}', '"from" wants text'],
    ['{from: a, to: b, port: 70000, expect: denied}', '"port" wants a number from 1 to 65535'],
    ['{from: a, to: b, port: 1, protocol: icmp, expect: denied}', '"protocol" wants TCP, UDP, SCTP'],
    ['{from: a, to: b, protocol: UDP, expect: denied}', '"protocol" wants a "port" beside it'],
    ['assertions: 3', '"assertions" wants a list'],
    ['- just text', 'not an assertion'],
    ['- [', 'tests.yaml:1: '],
    ['', 'tests.yaml holds no assertion'],
  ])('%s is refused with its line', async (text, words) => {
    const { err, out, code } = await run(text);
    expect(err).toContain(words);
    expect([out, code]).toEqual(['', 2]);
  });

  test('a file that is not there', async () => {
    const { err, code } = await netpol(`test nowhere ${READ}`, { files: FILES });
    expect(err).toBe('netpol-tui: cannot read the assertions in nowhere: no such file or directory\n');
    expect(code).toBe(2);
  });
});

describe('assertions for programs', () => {
  test('JUnit, escaped', async () => {
    const { out, code } = await run(`${HOLDING}---\n${FAILING}`, '-o junit');
    expect(out).toContain('<testsuites name="netpol-tui" tests="3" failures="1" errors="0">');
    expect(out).toContain('<testcase name="checkout &lt;reaches&gt; &amp; &quot;pays&quot;" classname="tests.yaml"');
    expect(out).toMatch(/<failure type="fails" message="expected allowed, is denied: /);
    expect(code).toBe(1);
  });

  test('JSON with the answer', async () => {
    const { out } = await run(`${HOLDING}---\n${FAILING}`, '-o json');
    expect(JSON.parse(out)).toMatchObject({
      holds: 2,
      fails: 1,
      assertions: [
        { outcome: 'holds' },
        {},
        { outcome: 'fails', line: 10, answer: { verdict: 'denied', ingress: {} } },
      ],
    });
  });
});

describe('an answer as an assertion', () => {
  const snapshot = snapshotFromYaml(`${SHOP}---\n${POLICIES}`);

  test.each([
    ['shop/checkout', 'payments/ledger-0:8080'],
    ['shop/frontend', 'payments/svc/ledger:web'],
    // One replica lets everybody in.
    ['10.0.0.0/30', 'payments/sts/ledger:53/UDP'],
    ['external', 'shop/frontend'],
  ])('%s to %s holds when it is read again', async (from, to) => {
    const answer = check(snapshot, { from, to }, 'default');
    if (isProblem(answer)) throw new Error(answer.problem);
    const text = assertionsText([{ ...askedVerdict(answer), name: 'n: "quoted"' }]);
    const [assertion] = readAssertions(text, 'f');
    expect(assertion).toMatchObject({ name: 'n: "quoted"', from: answer.from.text });
    expect(parse(text)).toMatchObject({ assertions: [{ to: answer.to.text }] });
    const { code } = await netpol(`test t ${READ}`, { files: { ...FILES, t: text } });
    expect(code).toBe(0);
  });
});
