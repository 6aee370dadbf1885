import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openShop, shopFolder } from '../support/program.ts';
import type { Terminal } from '../support/terminal.ts';

let folder: string;

beforeEach(() => {
  folder = shopFolder();
});

/** The explorer on the list of policies, with a shell script as editor. */
async function start(script: string): Promise<Terminal> {
  const editor = join(folder, 'editor');
  writeFileSync(editor, `#!/bin/sh\n${script}\n`);
  chmodSync(editor, 0o755);
  const app = await openShop({
    cwd: folder,
    env: { VISUAL: undefined, EDITOR: `${editor} --wait`, TMPDIR: folder },
  });
  app.type(':policies\n');
  await app.sees('db-allow');
  return app;
}

/** Whether the text that was edited lies about somewhere. */
function leftovers(): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith('netpol-tui-'));
}

test('the editor has the terminal and the keyboard to itself, with the words of EDITOR; then the edit is seen', async () => {
  const app = await start(
    `echo "option $1"; printf 'first? '; read first; printf 'second? '; read second; sed -i "s/5432/$first$second/" "$2"`,
  );
  app.press('e');
  await app.sees('first? ');
  expect(app.text()).toContain('option --wait');
  expect(app.alternateScreen()).toBe(false);
  expect(app.bracketedPaste()).toBe(false);
  expect(leftovers()).toHaveLength(1);
  app.type('54\n');
  await app.sees('second? ');
  app.type('33\n');
  await app.sees('TCP 5432 → TCP 5433');
  expect(app.alternateScreen()).toBe(true);
  expect(app.text()).toContain('WHAT-IF, 1 edit');
  expect(leftovers()).toEqual([]);
  app.press('u');
  await app.sees('undone');
});

test('ctrl-c in the editor is the editor’s, and an editor that fails changes nothing', async () => {
  const app = await start(`trap 'exit 3' INT; echo waiting; while :; do read line; done`);
  app.press('e');
  await app.sees('waiting');
  app.press('ctrl-c');
  await app.sees('ended with 3');
  expect(app.text()).toContain('Policies(all)');
  expect(leftovers()).toEqual([]);
  app.press('ctrl-c');
  expect((await app.exited).code).toBe(0);
});

test('an editor that does not exist is named', async () => {
  const app = await start('exit 0');
  rmSync(join(folder, 'editor'));
  app.press('e');
  await app.sees('EDITOR names another');
  app.press('j');
  await app.losesSight('EDITOR names another');
});

test.each([
  ['saved as it was', 'touch "$2"', 'new NetworkPolicy'],
  ['left without saving', ':', 'nothing was changed'],
])('a new policy that is %s', async (_how, script, seen) => {
  const app = await start(script);
  app.press('n');
  await app.sees(/name: default-deny/);
  app.press('enter');
  await app.sees(seen);
  expect(leftovers()).toEqual([]);
});
