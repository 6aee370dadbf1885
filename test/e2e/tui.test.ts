import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { onTerminal, openShop, PROGRAM, shopFolder } from '../support/program.ts';
import type { Terminal, TerminalOptions } from '../support/terminal.ts';

let folder: string;

beforeEach(() => {
  folder = shopFolder();
});

function start(options: Omit<TerminalOptions, 'command'> = {}): Promise<Terminal> {
  return openShop({ cwd: folder, ...options });
}

function expectRestored(app: Terminal): void {
  expect(app.alternateScreen()).toBe(false);
  expect(app.cursor().visible).toBe(true);
  expect(app.bracketedPaste()).toBe(false);
}

describe('on a real terminal', () => {
  test('opens on the alternate screen, takes keys, and leaves the terminal as it was', async () => {
    const app = await start();
    expect(app.alternateScreen()).toBe(true);
    app.press('2');
    await app.sees('Pods(shop)');
    app.press('j', 'j');
    await app.until(() => app.cell({ column: 2, row: 5 }).inverse, 'the third pod selected');
    app.press('ctrl-c');
    expect(await app.exited).toEqual({ code: 0, signal: undefined });
    expectRestored(app);
  });

  test('keys that arrive together act one after the other, enter among them', async () => {
    const app = await start();
    app.press(':', 'p', 'o', 'space', 's', 'h', 'o', 'p', 'enter', 'j');
    await app.sees('Pods(shop)');
    await app.until(() => app.cell({ column: 2, row: 4 }).inverse, 'the second pod selected');
  });

  test('q goes back, and quits on the first screen', async () => {
    const app = await start();
    app.press('enter');
    await app.sees('Pods(data)');
    app.press('q');
    await app.losesSight('Pods(data)');
    expect(app.alternateScreen()).toBe(true);
    app.press('q');
    expect((await app.exited).code).toBe(0);
    expectRestored(app);
  });

  test('follows the size of the terminal, and says when it is too small', async () => {
    const app = await start({ columns: 80, rows: 24 });
    app.press('2', 'enter');
    await app.sees('INGRESS');
    app.resize({ columns: 200, rows: 50 });
    await app.sees(/INGRESS .* POD .* EGRESS/);
    await app.until(() => app.screen()[48]?.includes('<?> help') ?? false, 'keys on the last row but one');
    app.resize({ columns: 40, rows: 8 });
    await app.sees('needs 60x12');
    app.resize({ columns: 90, rows: 20 });
    await app.until(() => app.screen()[18]?.includes('<?> help') ?? false, 'keys on the last row but one');
  });

  test('a paste fills the form', async () => {
    const app = await start();
    app.press('2', 'r');
    await app.sees('FROM');
    expect(app.bracketedPaste()).toBe(true);
    app.paste('10.0.1.1:5432');
    await app.sees('TO    10.0.1.1:5432');
    app.press('enter');
    await app.sees('ALLOWED');
  });

  test('y shows the file, ctrl-s writes the screen beside it', async () => {
    const app = await start();
    app.press('2', 'y');
    await app.sees('name: cart-1');
    app.press('ctrl-s');
    await app.sees('saved netpol-tui-yaml.txt');
    expect(readFileSync(join(folder, 'netpol-tui-yaml.txt'), 'utf8')).toContain('name: cart-1');
    app.press('ctrl-s');
    await app.sees('saved netpol-tui-yaml-2.txt');
  });

  test('c asks the terminal to copy', async () => {
    const app = await start();
    app.press('2', 'c');
    await app.sees('copied shop/cart-1');
    expect(app.output()).toContain(`\u001b]52;c;${Buffer.from('shop/cart-1').toString('base64')}\u0007`);
  });

  test('without colour there are attributes, in ASCII nothing else', async () => {
    const app = await start({ env: { NO_COLOR: '1', LANG: 'C' } });
    app.press('2');
    await app.sees('o open');
    expect(app.cell({ column: 2, row: 3 }).inverse).toBe(true);
    expect(app.output()).not.toMatch(/\u001b\[[0-9;]*3\dm/);
    expect(app.output()).toMatch(/^[\u0000-\u007f]*$/);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('%s restores it', async (signal, code) => {
    const app = await start();
    app.signal(signal);
    expect((await app.exited).code).toBe(code);
    expectRestored(app);
  });

  test('where CI is set it works too', async () => {
    const app = await start({ env: { CI: 'true' } });
    app.press('2');
    await app.sees('Pods(shop)');
  });
});

describe('from a shell', () => {
  async function shell(): Promise<Terminal> {
    const sh = onTerminal({ command: 'sh', args: ['-i'], cwd: folder, env: { PS1: 'ready> ', ENV: '' } });
    await sh.sees('ready>');
    return sh;
  }

  test('ctrl-z gives the terminal back, fg takes it again with everything as it was', async () => {
    const sh = await shell();
    sh.type(`'${process.execPath}' '${PROGRAM}' shop.yaml\n`);
    await sh.sees('4 pods');
    sh.press('2', 'j');
    await sh.sees('Pods(shop)');
    sh.press('ctrl-z');
    await sh.until(() => !sh.alternateScreen(), 'the shell again');
    // What is typed before the shell has taken over belongs to the program that is about to stop.
    await sh.sees(/Stopped/);
    sh.type('stty -a\n');
    await sh.sees(/(?<!-)icanon/);
    sh.type('fg\n');
    await sh.until(() => sh.alternateScreen(), 'the explorer again');
    await sh.sees('Pods(shop)');
    sh.press('j');
    await sh.until(() => sh.cell({ column: 2, row: 5 }).inverse, 'the third pod selected');
    sh.press('ctrl-c');
    await sh.until(() => !sh.alternateScreen(), 'the shell once more');
    sh.type('echo code=$?\n');
    await sh.sees('code=0');
  });

  test('fg finds the terminal larger than ctrl-z left it', async () => {
    const sh = await shell();
    sh.type(`'${process.execPath}' '${PROGRAM}' shop.yaml\n`);
    await sh.sees('4 pods');
    sh.press('ctrl-z');
    await sh.sees(/Stopped/);
    sh.resize({ columns: 120, rows: 36 });
    sh.type('fg\n');
    await sh.until(() => sh.alternateScreen(), 'the explorer again');
    const filled = (): boolean => /4 pods/.test(sh.screen()[0] ?? '') && /<\?> help/.test(sh.screen()[34] ?? '');
    await sh.until(filled, 'a frame that fills the screen');
    sh.press('ctrl-c');
    await sh.until(() => !sh.alternateScreen(), 'the shell once more');
  });

  test('after it has ended, the shell reads lines as before', async () => {
    const sh = await shell();
    sh.type(`'${process.execPath}' '${PROGRAM}' shop.yaml; echo code=$?; stty -a\n`);
    await sh.sees('4 pods');
    sh.press('ctrl-c');
    await sh.sees('code=0');
    await sh.sees(/(?<!-)icanon/);
    await sh.sees(/(?<!-)echo\b/);
  });
});

describe('where there is no terminal', () => {
  test('says what to use instead, exits 2, and writes no escape codes', async () => {
    const command = `'${process.execPath}' '${PROGRAM}' shop.yaml 2>&1 >/dev/null | cat; echo done`;
    const sh = onTerminal({ command: 'sh', args: ['-c', command], cwd: folder });
    await sh.sees('done');
    expect(sh.text()).toContain('needs a terminal');
    expect(sh.output()).not.toContain('\u001b[');
  });
});
