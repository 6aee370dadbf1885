import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('../../bin/netpol-tui.js', import.meta.url));
const NEW = '22.19.0';
const OLD = '22.18.9';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'launcher-'));
  write('package.json', '{ "type": "module" }');
  write('bin/netpol-tui.js', '');
  copyFileSync(LAUNCHER, join(folder, 'bin/netpol-tui.js'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function givenMain(text: string): void {
  write('dist/main.js', text);
}

/** A Node of the checkout's own; another file than the one that runs the launcher, and the right release. */
function givenPinnedNode(): void {
  chmodSync(write('node_modules/node/bin/node', `#!/bin/sh\nexec '${process.execPath}' "$@"\n`), 0o755);
}

interface Run {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
  /** Resolves when the text has been written to standard output. */
  readonly says: (text: string) => Promise<void>;
}

function launch(version: string, ...args: string[]): Run {
  const preload = write(
    'preload.cjs',
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  const child = spawn(process.execPath, ['-r', preload, join(folder, 'bin/netpol-tui.js'), ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended: Run['ended'] = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stdout.includes(text)) resolve();
      };
      child.stdout.on('data', look);
      child.on('close', () => reject(new Error(`ended without saying ${text}: ${stdout}${stderr}`)));
      look();
    });
  return { child, stdout: () => stdout, ended, says };
}

describe('with a Node that is new enough', () => {
  test('the built program runs with the arguments given', async () => {
    givenMain('console.log(process.argv.slice(2).join("|")); process.exitCode = 5;');
    expect(await launch(NEW, 'check', '--from', 'a b').ended).toMatchObject({ code: 5, stdout: 'check|--from|a b\n' });
  });

  test('a program that is not built yet is one line and exit 2', async () => {
    const { code, stderr } = await launch(NEW).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^netpol-tui is not built yet: run `npm ci`.*\n$/);
  });

  test('a module missing inside the program is not mistaken for that', async () => {
    givenMain("import './chunks/gone.js';");
    const { code, stderr } = await launch(NEW).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('gone.js');
    expect(stderr).not.toContain('not built yet');
  });
});

describe('what Node compiled', () => {
  test('is kept beside the built program', async () => {
    givenMain('console.log("runs");');
    expect(await launch(NEW).ended).toMatchObject({ code: 0, stdout: 'runs\n', stderr: '' });
    expect(existsSync(join(folder, 'dist/compiled'))).toBe(true);
  });

  test('is not kept where it cannot be, and the program runs all the same', async () => {
    givenMain('console.log("runs");');
    write('dist/compiled', 'a file in the place of the folder');
    expect(await launch(NEW).ended).toMatchObject({ code: 0, stdout: 'runs\n', stderr: '' });
  });

  test('is not believed when it is damaged', async () => {
    givenMain('console.log("runs");');
    await launch(NEW).ended;
    const kept = readdirSync(join(folder, 'dist/compiled'), { recursive: true, withFileTypes: true });
    for (const file of kept.filter((entry) => entry.isFile()))
      writeFileSync(join(file.parentPath, file.name), 'rubbish');
    expect(await launch(NEW).ended).toMatchObject({ code: 0, stdout: 'runs\n', stderr: '' });
  });
});

describe('with a Node that is too old', () => {
  test('outside a checkout, one line says which Node it is, which is needed and how to go on', async () => {
    givenMain('console.log("must not run");');
    const { code, stdout, stderr } = await launch(OLD).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^netpol-tui needs Node 22\.19 or newer, this is Node 22\.18\.9\. Try `npx -p node@26 .*\n$/,
    );
  });

  test('in a checkout that is not installed, the line says npm ci', async () => {
    write('package-lock.json', '{}');
    const { code, stderr } = await launch(OLD).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/this is Node 22\.18\.9\. Run `npm ci` in .*\n$/);
  });

  test('in a checkout, its own Node runs the program: arguments, output and exit code pass through', async () => {
    givenPinnedNode();
    givenMain('console.log(process.versions.node, process.argv.slice(2).join("|")); process.exitCode = 7;');
    const { code, stdout } = await launch(OLD, 'list', '-o', 'json').ended;
    expect({ code, stdout }).toEqual({ code: 7, stdout: `${process.versions.node} list|-o|json\n` });
  });

  test('standard input reaches the program', async () => {
    givenPinnedNode();
    givenMain('process.stdin.on("data", (text) => process.stdout.write(text));');
    const run = launch(OLD);
    run.child.stdin?.end('kind: List\n');
    expect((await run.ended).stdout).toBe('kind: List\n');
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    '%s reaches the program, which decides how to end',
    async (signal) => {
      givenPinnedNode();
      givenMain(`setInterval(() => {}, 1e6);
      process.on('${signal}', () => { console.log('got ${signal}'); process.exit(9); });
      console.log('ready');`);
      const run = launch(OLD);
      await run.says('ready');
      run.child.kill(signal);
      expect(await run.ended).toMatchObject({ code: 9, stdout: `ready\ngot ${signal}\n` });
    },
  );

  test('a program ended by a signal ends the launcher by that signal', async () => {
    givenPinnedNode();
    givenMain("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1e6);");
    expect(await launch(OLD).ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  test.runIf(existsSync('/proc/self/stat'))(
    'the program stays in the process group, so that ctrl-z and fg reach both',
    async () => {
      givenPinnedNode();
      givenMain("console.log('pid', process.pid, '.'); process.stdin.resume();");
      const run = launch(OLD);
      await run.says('.');
      const pid = Number(/pid (\d+)/.exec(run.stdout())?.[1]);
      expect(groupOf(pid)).toBe(groupOf(run.child.pid));
      expect(groupOf(pid)).toBeGreaterThan(1);
      run.child.stdin?.end();
      await run.ended;
    },
  );

  test('a pinned Node that does not start leads to the same line, not to a stack trace', async () => {
    chmodSync(write('node_modules/node/bin/node', ''), 0o644);
    const { code, stderr } = await launch(OLD).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^netpol-tui needs Node 22\.19 or newer.*does not start.*\n$/);
  });
});

/** The process group of a process, from /proc: state, parent and group follow the name in brackets. */
function groupOf(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2]);
}
