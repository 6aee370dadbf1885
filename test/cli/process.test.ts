import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { POLICIES, SHOP } from './command-line.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A real process; `hangUp` closes its output after the first bytes. */
function run(
  args: readonly string[],
  input: string,
  { node = [] as readonly string[], hangUp = false, behindCat = false } = {},
): Promise<Ending> {
  const command = [process.execPath, ...node, MAIN, ...args] as const;
  // What comes from `cat` comes through a pipe without a name; what a Node parent writes does not.
  const [program, ...rest] = behindCat ? (['sh', '-c', 'cat | "$0" "$@"', ...command] as const) : command;
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (bytes) => {
    out += bytes;
    if (hangUp) child.stdout.destroy();
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((done) => child.on('close', (code) => done({ code, out, err })));
}

describe('the process', () => {
  test('answers from a pipe and exits with the verdict', async () => {
    const { code, out, err } = await run(
      ['check', '-f', '-', 'shop/checkout', 'payments/ledger-0:8080', '-o', 'jsonl'],
      `${SHOP}---\n${POLICIES}`,
    );
    expect([code, JSON.parse(out).verdict, err]).toEqual([1, 'denied', '']);
  });

  test.skipIf(process.platform === 'win32')('reads pipes without a name, as <(kustomize build .) is one', async () => {
    const { code, out } = await run(['get', 'pods', '-n', 'shop', '-f', '/dev/stdin'], SHOP, { behindCat: true });
    expect([code, out]).toEqual([0, expect.stringContaining('checkout')]);
  });

  test('without a terminal the explorer says what to use, in plain text', async () => {
    const { code, out, err } = await run(['demo'], '');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^netpol-tui: the explorer needs a terminal[^\u001b]*\n$/);
  });

  test('a reader that has seen enough is no error', async () => {
    const pods = Array.from(
      { length: 4000 },
      (_, i) => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p${i}"}}`,
    ).join('\n---\n');
    const { code, err } = await run(['get', 'pods', '-f', '-', '-o', 'json'], pods, { hangUp: true });
    expect([code, err]).toEqual([0, '']);
  });

  test('a bug ends with three lines and 70', async () => {
    const bug = 'data:text/javascript,JSON.stringify = () => { throw new Error("broken\\u001b[2J") }';
    const { code, out, err } = await run(['version', '-o', 'json'], '', { node: ['--import', bug] });
    expect([code, out]).toEqual([70, '']);
    expect(err.trimEnd().split('\n')).toHaveLength(3);
    expect(err).toMatch(/^netpol-tui: this is a bug: Error: broken\\x1b\[2J\n/);
  });
});
