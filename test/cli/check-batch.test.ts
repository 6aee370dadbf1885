import { describe, expect, test } from 'vitest';
import { FILES, netpol, READ } from './command-line.ts';

async function batch(...queries: readonly string[]) {
  const files = { ...FILES, '-': `${queries.join('\n')}\n` };
  const { out, code, err } = await netpol(`check ${READ} --batch - -o jsonl`, { files });
  const answers = out.split('\n').filter((line) => line !== '');
  return { code, err, answers: answers.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('check --batch', () => {
  test('one answer a line, in order, with the other keys of the query', async () => {
    const { code, answers } = await batch(
      '{"from":"shop/checkout","to":"payments/ledger-0","port":8080,"id":1,"note":{"why":"page"}}',
      '{"from":"shop/frontend","to":"payments/ledger-0","port":"http","protocol":"TCP","id":2}',
      '{"from":"shop/checkout","to":"shop/frontend:53/UDP","id":3}',
      '{"from":"shop/frontend","to":"payments/ledger-0","id":4}',
    );
    expect(code).toBe(0);
    expect(answers).toMatchObject([
      {
        id: 1,
        note: { why: 'page' },
        verdict: 'denied',
        port: 8080,
        message: expect.stringContaining('wants app=checkout'),
      },
      { id: 2, verdict: 'allowed', port: 8080, portName: 'http' },
      { id: 3, verdict: 'allowed', to: 'shop/frontend', port: 53, protocol: 'UDP' },
      { id: 4, verdict: 'allowed', connections: { TCP: [[8080, 8080]], UDP: [], SCTP: [] } },
    ]);
  });

  test('what cannot be answered is an error in its place, and the rest go on', async () => {
    const { code, answers } = await batch(
      '{"from":"shop/nobody","to":"payments/ledger-0","port":80,"id":1}',
      'not json',
      '[1]',
      '{"to":"payments/ledger-0","id":4}',
      '{"from":"shop/frontend","to":"payments/ledger-0","port":true,"id":5}',
      '{"from":"shop/frontend","to":"payments/ledger-0","port":80,"protocol":"ICMP","id":6}',
      '{"from":"shop/frontend","to":"payments/ledger-0","port":8080,"protocol":null,"id":7}',
    );
    expect(code).toBe(2);
    expect(answers.map((answer) => [answer['id'], answer['error'] ?? answer['verdict']])).toEqual([
      [1, expect.stringMatching(/^"shop\/nobody" is not in the input/)],
      [undefined, 'line 2 is not a JSON object'],
      [undefined, 'line 3 is not a JSON object'],
      [4, '"from" must be a string'],
      [5, '"port" must be a number or a name'],
      [6, '"protocol" must be TCP, UDP or SCTP'],
      [7, 'allowed'],
    ]);
  });

  test('no queries, no answers', async () => expect(await batch('', '')).toEqual({ code: 0, err: '', answers: [] }));

  test('answers say how much of the input could not be used', async () => {
    const files = {
      ...FILES,
      'policies.yaml': 'a: [',
      '-': '{"from":"shop/checkout","to":"payments/ledger-0","port":1}',
    };
    const { out, code } = await netpol(`check ${READ} --batch -`, { files });
    expect([JSON.parse(out), code]).toMatchObject([{ inputErrors: 1, verdict: 'denied' }, 0]);
  });

  test.each([
    ['--batch - -f -', '-f - and --batch - both want standard input'],
    ['--batch - -f shop.yaml shop/a shop/b', 'leave FROM and TO out'],
    ['--batch - -f shop.yaml -o yaml', '--batch answers as jsonl'],
    ['--batch gone.jsonl -f shop.yaml', 'cannot read the queries in gone.jsonl: no such file or directory\n'],
  ])('check %s is refused', async (words, message) => {
    const { code, err } = await netpol(`check ${words}`, { files: { ...FILES, '-': '' } });
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
