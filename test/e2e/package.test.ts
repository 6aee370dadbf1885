import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTerminal } from '../support/terminal.ts';

// What `npm pack` makes, installed into an empty folder without a network: nobody's node_modules to lean on.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DEMO = join('node_modules', 'netpol-tui', 'demo-manifests');

/** A ceiling for npm on a busy machine. */
const NPM_MS = 120_000;

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'netpol-tui-package-'));
  writeFileSync(join(home, 'package.json'), '{ "private": true }');
  writeFileSync(
    join(home, 'assertions.yaml'),
    '{from: shop/deploy/checkout, to: payments/svc/ledger, port: 8080, expect: denied}',
  );
  npm(ROOT, 'pack', '--ignore-scripts', '--pack-destination', home);
  const tarball = readdirSync(home).find((name) => name.endsWith('.tgz'));
  npm(home, 'install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', `./${tarball}`);
}, NPM_MS);

afterAll(() => rmSync(home, { recursive: true }));

function npm(folder: string, ...args: readonly string[]): void {
  execFileSync('npm', ['--silent', ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

interface Ending {
  readonly code: number;
  readonly out: string;
}

function run(...args: readonly string[]): Ending {
  try {
    return { code: 0, out: execFileSync(process.execPath, [program(), ...args], { cwd: home, encoding: 'utf8' }) };
  } catch (error) {
    const { status, stdout } = error as { readonly status: number; readonly stdout: string };
    return { code: status, out: stdout };
  }
}

function program(): string {
  return join(home, 'node_modules', '.bin', 'netpol-tui');
}

describe('the package', () => {
  test('depends on nothing, and holds no source map, test or tool', () => {
    const installed = join(home, 'node_modules');
    expect(readdirSync(installed).filter((name) => !name.startsWith('.'))).toEqual(['netpol-tui']);
    const manifest: unknown = JSON.parse(readFileSync(join(installed, 'netpol-tui/package.json'), 'utf8'));
    expect(manifest).not.toHaveProperty('dependencies');
    const files = readdirSync(join(installed, 'netpol-tui'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /\.(map|tsx?)$|^test|^scripts|node_modules/.test(file))).toEqual([]);
  });

  test.each([
    [['version'], 0, 'netpol-tui'],
    [['help'], 0, 'check'],
    [['get', 'pods', '-f', join(DEMO, 'shop')], 0, 'checkout'],
    [['check', '-f', join(DEMO, 'shop'), 'shop/deploy/checkout', 'payments/svc/ledger:8080'], 1, 'denied'],
    [['effective', '-f', join(DEMO, 'shop'), 'shop/deploy/checkout'], 0, 'egress'],
    [['list', '-f', join(DEMO, 'frontend-backend')], 0, ''],
    [['lint', '-f', join(DEMO, 'frontend-backend'), '--fail-on', 'error'], 0, ''],
    [['test', '-f', join(DEMO, 'shop'), 'assertions.yaml'], 0, '1 holds'],
    [['fix', '-f', join(DEMO, 'shop'), 'shop/deploy/checkout', 'payments/svc/ledger:8080'], 0, 'app=checkout-v2'],
    [['recipe', 'allow-dns', 'shop', '-f', join(DEMO, 'shop')], 0, 'allow-dns'],
    [['diff', join(DEMO, 'shop'), join(DEMO, 'shop')], 0, 'equivalent'],
    [['matrix', '-f', join(DEMO, 'shop')], 0, 'payments'],
    [['snapshot', '-f', join(DEMO, 'frontend-backend'), '--redact'], 0, 'netpol-tui.dev/v1'],
    [['explain', 'and-or'], 0, 'podSelector'],
    [['config'], 0, 'theme'],
    [['completion', 'bash'], 0, 'complete'],
    [['demo', '--list'], 0, 'frontend-backend'],
  ] as const)('runs %j', (args, code, word) => {
    const ended = run(...args);
    expect(ended.code).toBe(code);
    expect(ended.out).toContain(word);
  });

  test('opens the demo in a terminal', async () => {
    const terminal = openTerminal({ command: process.execPath, args: [program(), 'demo'], cwd: home, env: {} });
    try {
      await terminal.sees('payments');
      terminal.press('ctrl-c');
      expect(await terminal.exited).toEqual({ code: 0, signal: undefined });
    } finally {
      terminal.kill();
    }
  });
});
