import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { contextNames } from './ask-cluster.ts';
import { EXIT_BUG } from './cli/exit-codes.ts';
import { runCli } from './cli/run.ts';
import type { CliServices, DemoScenario } from './cli/services.ts';
import type { CommandReading } from './command-reading.ts';
import { printable } from './present/text.ts';
import { openInput } from './read-input.ts';

// The composition root: it knows the process, and hands files, streams and clock to everything else. A start loads what it needs: most
// of the program stands behind an `import()` here or in `cli/commands.ts`.

const DEMO_FOLDER = join(import.meta.dirname, '..', 'demo-manifests');

const input = openInput(() => process.stdin);

async function missingPaths(paths: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(paths.map((path) => path === '-' || isThere(path)));
  return paths.filter((_, i) => there[i] !== true);
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The bundled scenarios: each a folder whose README begins with its title. */
async function demoScenarios(): Promise<readonly DemoScenario[]> {
  const entries = await readdir(DEMO_FOLDER, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    folders.sort().map(async (name) => {
      const folder = join(DEMO_FOLDER, name);
      const readme = await readFile(join(folder, 'README.md'), 'utf8').catch(() => '');
      return { name, title: /^#+ +(.+)$/m.exec(readme)?.[1] ?? '', path: shortest(folder) };
    }),
  );
}

/** A path as a person would write it from here. */
function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length ? fromHere : path;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

// What commands read with; the explorer has its own way in.
async function reading(): Promise<CommandReading> {
  const { commandReading } = await import('./command-reading.ts');
  return commandReading(input, process.env);
}

const services: CliServices = {
  readObjects: async (paths) => (await reading()).readObjects(paths),
  load: async (paths) => (await reading()).load(paths),
  loadCluster: async (choice) => (await reading()).loadCluster(choice),
  capture: async (paths, cluster) => (await reading()).capture(paths, cluster),
  isSnapshot: async (path) => (await reading()).isSnapshot(path),
  writeFile: async (path, text) => (await reading()).writeFile(path, text),
  chance: async () => (await reading()).chance(),
  settings: async () => (await reading()).settings(),
  contextNames: (kubeconfig) => contextNames(kubeconfig, process.env),
  today: () => new Date().toISOString(),
  missingPaths,
  readText: input.text,
  openTui: async (request) => {
    const { openTui } = await import('./open-tui.ts');
    return openTui(request, { process, input, takeOver: () => process.off('uncaughtException', crash) });
  },
  isInteractive: (paths) => process.stdout.isTTY === true && (process.stdin.isTTY === true || paths.includes('-')),
  demoScenarios,
  version: {
    program: process.env['NETPOL_TUI_VERSION'] ?? '0.0.0-checkout',
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  },
};

/** A bug: three lines, and the way to more. */
function crash(error: unknown): never {
  const [message = 'unknown error', ...stack] = (
    error instanceof Error ? (error.stack ?? error.message) : String(error)
  ).split('\n');
  const where = process.env['NETPOL_TUI_DEBUG'] === undefined ? stack.slice(0, 1) : stack;
  process.stderr.write(`netpol-tui: this is a bug: ${printable(message)}\n${where.map(printable).join('\n')}\n`);
  process.stderr.write(
    'Please report it with the command and its input; NETPOL_TUI_DEBUG=1 shows where it happened.\n',
  );
  process.exit(EXIT_BUG);
}

/** A reader that has seen enough (`| head`) is no error, and no news; nor is a terminal that was closed (EIO). */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error) => {
    if (!isCode(error, 'EPIPE') && !isCode(error, 'EIO')) crash(error);
  });
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => stream.write('', () => done()));
}

ignoreClosedPipe(process.stdout);
ignoreClosedPipe(process.stderr);
process.on('uncaughtException', crash);
try {
  const io = { stdout: process.stdout, stderr: process.stderr, env: process.env };
  const exitCode = await runCli(process.argv.slice(2), io, services);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(exitCode);
} catch (error) {
  crash(error);
}
