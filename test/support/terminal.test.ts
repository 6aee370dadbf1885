import { afterEach, expect, test } from 'vitest';
import { openTerminal, type Terminal } from './terminal.ts';

let terminal: Terminal;

afterEach(() => terminal.kill());

function run(script: string): Terminal {
  terminal = openTerminal({ command: process.execPath, args: ['-e', script], columns: 40, rows: 10 });
  return terminal;
}

const ECHO = `process.stdin.setRawMode(true);
  process.stdin.on('data', (bytes) => process.stdout.write(JSON.stringify(String(bytes)) + '\\r\\n'));
  process.stdout.on('resize', () => process.stdout.write(process.stdout.columns + 'x' + process.stdout.rows));
  process.stdout.write('ready\\r\\n');`;

test('keys arrive as a terminal sends them', async () => {
  await run(ECHO).sees('ready');
  terminal.press('down', 'j', 'ctrl-c', 'enter');
  await terminal.sees(JSON.stringify('\u001b[Bj\u0003\r'));
});

test('a paste is marked when the program asked for it', async () => {
  await run(`process.stdout.write('\\x1b[?2004h'); ${ECHO}`).sees('ready');
  expect(terminal.bracketedPaste()).toBe(true);
  terminal.paste('a\nb');
  await terminal.sees(JSON.stringify('\u001b[200~a\nb\u001b[201~'));
});

test('the program learns of a new size', async () => {
  await run(ECHO).sees('ready');
  terminal.resize({ columns: 50, rows: 12 });
  await terminal.sees('50x12');
  expect(terminal.screen()).toHaveLength(12);
});

test('the alternate screen, the cursor and cells can be looked at', async () => {
  await run(
    `process.stdout.write('\\x1b[?1049h\\x1b[?25l\\x1b[H\\x1b[1;7;31mX\\x1b[0m.'); setInterval(() => {}, 1e6);`,
  ).sees('X.');
  expect(terminal.alternateScreen()).toBe(true);
  expect(terminal.cursor()).toEqual({ column: 2, row: 0, visible: false });
  expect(terminal.cell({ column: 0, row: 0 })).toMatchObject({ text: 'X', bold: true, inverse: true, foreground: 1 });
  expect(terminal.cell({ column: 1, row: 0 })).toMatchObject({ text: '.', bold: false, foreground: undefined });
});

test('the end is told with its exit code or signal', async () => {
  expect(await run('process.exitCode = 3').exited).toEqual({ code: 3, signal: undefined });
  await run(ECHO).sees('ready');
  terminal.signal('SIGTERM');
  expect(await terminal.exited).toMatchObject({ signal: 15 });
});

test('waiting for what never comes fails with the screen, at the latest when the program ends', async () => {
  await expect(run("console.log('something else')").sees('the thing')).rejects.toThrow(
    /the program ended before: the thing on the screen\nsomething else/,
  );
  await run(ECHO).sees('ready');
  await expect(terminal.sees('the thing', 20)).rejects.toThrow(/not within 20 ms: the thing on the screen\nready/);
});

test('CI and NO_COLOR of the machine do not reach the program', async () => {
  await run("console.log([process.env.CI, process.env.NO_COLOR, process.env.TERM].join('|'))").exited;
  expect(terminal.screen()[0]).toBe('||xterm-256color');
});
