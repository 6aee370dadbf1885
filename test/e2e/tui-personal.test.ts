import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openShop, shopFolder } from '../support/program.ts';
import type { Terminal } from '../support/terminal.ts';

let folder: string;

beforeEach(() => {
  folder = shopFolder();
});

/** The explorer of somebody with these settings, who has used it before or not. */
async function start({ settings, state, args = [] }: { settings?: string; state?: object; args?: string[] } = {}) {
  for (const [name, file, text] of [
    ['config', 'config.yaml', settings],
    ['state', 'state.json', state && JSON.stringify(state)],
  ] as const) {
    mkdirSync(join(folder, name, 'netpol-tui'), { recursive: true });
    if (text !== undefined) writeFileSync(join(folder, name, 'netpol-tui', file), text);
  }
  const env = { XDG_CONFIG_HOME: join(folder, 'config'), XDG_STATE_HOME: join(folder, 'state') };
  return openShop({ args, cwd: folder, env });
}

const kept = (): unknown => JSON.parse(readFileSync(join(folder, 'state', 'netpol-tui', 'state.json'), 'utf8'));

/** The palette number behind the text of a row, where a word begins. */
function colourOf(app: Terminal, word: string): number | undefined {
  const row = app.screen().findIndex((text) => text.includes(word));
  return app.cell({ column: app.screen()[row]?.indexOf(word) ?? 0, row }).foreground;
}

test('colours follow the background the terminal tells, whatever is typed meanwhile, and the next run knows it', async () => {
  const app = await start({ state: { hintsSeen: true } });
  await app.until(() => app.output().includes('\u001b]11;?'), 'the question about the background');
  app.type('\u001b]11;rgb:ffff/ffff/ffff\u001b\\2');
  await app.sees('Pods(shop)');
  expect(app.text()).not.toContain('rgb:');
  await app.until(() => colourOf(app, '<enter>') === 24, 'the blue of the light theme');
  app.press('ctrl-c');
  expect((await app.exited).code).toBe(0);
  expect(kept()).toMatchObject({ background: 'light' });
  const again = await start();
  expect(colourOf(again, '<enter>')).toBe(24);
});

test('the first run greets with hints, the second does not; what was typed is remembered', async () => {
  const app = await start();
  await app.sees('explains the rule behind a line');
  app.type(':pods shop\n');
  await app.sees('Pods(shop)');
  app.press('ctrl-c');
  await app.exited;
  expect(kept()).toMatchObject({ hintsSeen: true, history: { command: ['pods shop'] } });
  const again = await start();
  expect(again.text()).not.toContain('explains the rule');
  again.type(':');
  await again.sees(/enter runs|<tab>/);
  again.press('up');
  await again.sees(':pods shop');
});

test('what is wrong with the settings is said with its line, and the rest holds', async () => {
  const app = await start({ settings: 'them: dark\nkeys:\n  reach-from: alt-r\n', state: { hintsSeen: true } });
  await app.sees('config.yaml:1: them: there is no such setting');
  app.press('2');
  await app.sees('<alt-r> reach from');
});

test('with the mouse, clicks are heard, and no longer when it has ended', async () => {
  const app = await start({ settings: 'mouse: true\n', state: { hintsSeen: true } });
  await app.until(() => app.output().includes('\u001b[?1006h'), 'the mouse');
  app.type('\u001b[<0;5;5M\u001b[<0;5;5m\u001b[<0;5;5M');
  await app.sees('Pods(shop)');
  app.press('ctrl-c');
  await app.exited;
  expect(app.output().lastIndexOf('\u001b[?1000l')).toBeGreaterThan(app.output().lastIndexOf('\u001b[?1000h'));
});

test('for a screen reader nothing is drawn: lines follow each other', async () => {
  const app = await start({ args: ['--screen-reader'], state: { hintsSeen: true } });
  expect(app.alternateScreen()).toBe(false);
  app.press('j');
  await app.sees('2 of 2: shop');
  expect(app.output()).not.toMatch(/\u001b\[\d*[ABCDHJK]|\u001b\[\d+;\d+H/);
  app.press('ctrl-c');
  expect((await app.exited).code).toBe(0);
});
