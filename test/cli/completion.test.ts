import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { FILES, netpol } from './command-line.ts';

/** What is offered at the end of a line that is being typed. */
async function offered(line: string): Promise<readonly string[]> {
  const words = line.split(' ');
  const { out, err, code } = await netpol(['__complete', '--', ...words], { files: FILES });
  expect([err, code]).toEqual(['', 0]);
  return out.split('\n').map((candidate) => candidate.split('\t', 1)[0] ?? '');
}

describe('completion offers', () => {
  test.each([
    ['ch', ['check'], ['list']],
    ['', ['check', 'snapshot', 'help', ':files'], ['__complete']],
    ['check --b', ['--batch'], ['--port']],
    ['check -', ['--filename', '--context', '--output', '--help'], ['check']],
    ['list -o m', ['md', 'mermaid'], ['text', ':files']],
    ['lint --fail-on ', ['error', 'warning', 'info'], []],
    ['check -f ', [':files'], ['check']],
    ['snapshot -o ', [':files'], ['json']],
    ['diff ', [':files'], []],
    ['get p', ['pods', 'policies'], ['services']],
    ['completion ', ['bash', 'zsh', 'fish'], []],
    ['help di', ['diff'], ['check']],
    ['--context p', ['prod'], ['staging']],
    ['-n ', ['payments', 'shop'], ['web'], '-f shop.yaml '],
  ])('behind "%s"', async (line, wanted, unwanted, before = '') => {
    const found = await offered(`${before}${line}`);
    expect(found).toEqual(expect.arrayContaining(wanted));
    for (const word of unwanted) expect(found).not.toContain(word);
  });

  test('the names of ends, in the files the line names', async () => {
    expect(await offered('check -f shop.yaml sh')).toEqual(['shop/checkout', 'shop/frontend', '']);
    expect(await offered('check -f shop.yaml shop/checkout payments/s')).toEqual(
      expect.arrayContaining(['payments/statefulset/ledger', 'payments/svc/ledger']),
    );
    expect(await offered('list --filename=shop.yaml --to ex')).toEqual(['external', '']);
    expect(await offered('effective -n payments -f shop.yaml ledger')).toEqual(['ledger-0', 'ledger-1', '']);
  });

  test('ports behind a destination', async () => {
    expect(await offered('check -f shop.yaml shop/checkout payments/svc/ledger:')).toEqual([
      'payments/svc/ledger:80',
      'payments/svc/ledger:9000',
      '',
    ]);
  });

  test('nothing where it cannot tell', async () => {
    expect(await offered('check shop/')).toEqual(['']);
    expect(await offered('check -f nowhere -f shop.yaml a b c')).toEqual(['']);
    expect(await offered('version x')).toEqual(['']);
  });
});

describe('scripts', () => {
  test.each(['bash', 'zsh', 'fish'])('for %s parse', async (shell) => {
    const { out, code } = await netpol(`completion ${shell}`);
    expect(code).toBe(0);
    const { error, status, stderr } = spawnSync(shell, ['-n'], { input: out, encoding: 'utf8' });
    // A shell that is not installed cannot say anything.
    if (error === undefined) expect([stderr, status]).toEqual(['', 0]);
  });

  test('bash puts candidates where the colon cut the word', async () => {
    const { out } = await netpol('completion bash');
    const probe = `${out}
netpol() { printf '%s\\n' "shop/svc/db:5432	" "shop/svc/db:53	"; }
COMP_LINE='netpol check a shop/svc/db:5'; COMP_POINT=\${#COMP_LINE}; COMP_WORDBREAKS=' :='
_netpol_tui; printf '<%s>' "\${COMPREPLY[@]}"`;
    const { stdout, error } = spawnSync('bash', ['--norc', '-c', probe], { encoding: 'utf8' });
    if (error === undefined) expect(stdout).toBe('<5432><53>');
  });

  test('another shell is refused', async () => {
    const { err, code } = await netpol('completion tcsh');
    expect(err).toContain('bash, zsh, fish');
    expect(code).toBe(2);
  });
});
