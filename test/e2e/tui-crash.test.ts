import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noDevtools, yogaWithoutFetch } from '../../scripts/bundle-plugins.mjs';
import { onTerminal } from '../support/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netpol-tui-crash-'));
  await build({
    absWorkingDir: root,
    entryPoints: ['test/support/crashing-tui.ts'],
    outfile: join(folder, 'crashing-tui.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
    plugins: [yogaWithoutFetch(), noDevtools()],
    logLevel: 'error',
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('an error nobody expected', () => {
  test.each([
    ['in a key', ['y']],
    ['in something that was awaited', ['j', 'y']],
    ['in a timer', ['ctrl-s']],
  ])('%s restores the terminal, says so in a few lines, and exits 70', async (_where, keys) => {
    const args = [join(folder, 'crashing-tui.mjs')];
    const app = onTerminal({ command: process.execPath, args });
    await app.sees('Namespaces');
    // Until the program takes the keys, ctrl-s is the terminal's own and stops all output.
    await app.until(() => app.bracketedPaste(), 'keys are heard');
    app.press(...keys);
    expect((await app.exited).code).toBe(70);
    expect(app.alternateScreen()).toBe(false);
    expect(app.cursor().visible).toBe(true);
    expect(app.text()).toContain('this is a bug');
    expect(app.text()).toContain('planned failure');
    expect(app.screen().filter((row) => row !== '').length).toBeLessThan(8);
  });
});
