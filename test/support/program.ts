import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { SHOP } from '../tui/shop.ts';
import { openTerminal, type Terminal, type TerminalOptions } from './terminal.ts';

/** The program as it is installed. */
export const PROGRAM = fileURLToPath(new URL('../../bin/netpol-tui.js', import.meta.url));

/** An empty folder that goes when the test ends. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'netpol-tui-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The same with the shop in it, as `shop.yaml`. */
export function shopFolder(): string {
  const folder = ownFolder();
  writeFileSync(join(folder, 'shop.yaml'), SHOP);
  return folder;
}

/** Any program on a terminal, killed when the test ends; in UTF-8 where `env` does not say otherwise. */
export function onTerminal({ env, ...options }: TerminalOptions): Terminal {
  const terminal = openTerminal({ ...options, env: { LANG: 'C.UTF-8', LC_ALL: undefined, ...env } });
  onTestFinished(() => terminal.kill());
  return terminal;
}

/** This program on a terminal. */
export function runProgram(args: readonly string[], options: Omit<TerminalOptions, 'command' | 'args'> = {}): Terminal {
  return onTerminal({ command: process.execPath, args: [PROGRAM, ...args], ...options });
}

/** The explorer on the shop in `cwd`, up to its first screen with all that was read. */
export async function openShop({
  args = [],
  ...options
}: Omit<TerminalOptions, 'command'> & { readonly cwd: string }): Promise<Terminal> {
  const app = runProgram(['shop.yaml', ...args], options);
  await app.sees('4 pods');
  return app;
}
