import { openSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { EXIT_BUG } from './cli/exit-codes.ts';
import { runCli } from './cli/run.ts';
import type {
  CliServices,
  ClusterChoice,
  DemoScenario,
  LoadedCluster,
  SettingsReport,
  TuiRequest,
} from './cli/services.ts';
import { UserError } from './cli/user-error.ts';
import { editText } from './edit-text.ts';
import { laidOver, objectsIn } from './lay-over-files.ts';
import { loadSnapshot, openWorld, withWhatIsSaid } from './load-world.ts';
import type { ObjectEvent } from './model/raw-object.ts';
import { printable } from './present/text.ts';
import { snapshotServices } from './snapshot-io.ts';
import { memoryWriter, readMemoryFile, readSettingsFile, settingsPath } from './sources/personal-files.ts';
import { type FedStore, switchingStore } from './switch-world.ts';
import type { Contexts } from './tui/state/contexts.ts';
import type { EditorEnd } from './tui/state/what-if.ts';

// The composition root: the only place that knows the process, and that hands files, streams and clock to everything else.

const DEMO_FOLDER = join(import.meta.dirname, '..', 'demo-manifests');

/** What positions call standard input. */
const STDIN_NAME = '<stdin>';

let stdinBytes: Promise<Uint8Array> | undefined;

/** All of standard input; it can be asked for again. */
function readStdin(): Promise<Uint8Array> {
  stdinBytes ??= buffer(process.stdin);
  return stdinBytes;
}

async function readText(path: string): Promise<string> {
  const bytes = path === '-' ? await readStdin() : await readFile(path);
  return new TextDecoder().decode(bytes[0] === 0x1f && bytes[1] === 0x8b ? await promisify(gunzip)(bytes) : bytes);
}

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

/** The keyboard, when standard input is a pipe: manifests come through the pipe, keys from the terminal. */
function keyboard(paths: readonly string[]): NodeJS.ReadStream | undefined {
  if (process.stdin.isTTY) return process.stdin;
  if (!paths.includes('-')) return undefined;
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return undefined;
  }
}

async function openTui(request: TuiRequest): Promise<number> {
  const { paths, namespace, names, plugin, color, ascii, wishes } = request;
  const [whatIf, fed, settings, memory] = await Promise.all([
    laidOver({ paths: request.over, stdin: readStdin }),
    worldFor(request),
    readSettingsFile(process.env),
    readMemoryFile(process.env),
  ]);
  const world = switchingStore(fed);
  const writer = memoryWriter(process.env);
  // From here on the screen restores the terminal and reports before it lets an error out.
  process.off('uncaughtException', crash);
  const stdin = keyboard(paths);
  if (stdin === undefined) throw new Error('openTui without a terminal');
  const { runTui } = await import('./tui/app.tsx');
  const screen = runTui({
    store: withWhatIsSaid(world.store, { names, plugin }),
    io: {
      stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      env: environmentFor({ color, ascii }),
      now,
      saveText,
      readSource: (file) => readText(file === STDIN_NAME ? '-' : file).catch(() => undefined),
      readObject: world.readObject,
      process,
      retry: world.retry,
      contexts: contextsFor(request, world.use),
      edit: stdin === process.stdin ? editHere : noEditor,
      remember: writer.write,
    },
    start: { namespace, whatIf },
    personal: { settings, wishes, memory },
  });
  // An error while reading ends as any other: through the screen's own handling of what nobody caught.
  void world.read();
  const { exitCode } = await screen;
  world.stop();
  await writer.done();
  return exitCode;
}

/** The settings file, checked; and what one with every default would say. */
async function reportSettings(): Promise<SettingsReport> {
  const [file, { readSettings }, { defaultSettingsText }] = await Promise.all([
    readSettingsFile(process.env),
    import('./tui/settings/read-settings.ts'),
    import('./tui/settings/settings-text.ts'),
  ]);
  return {
    path: file?.path ?? settingsPath(process.env),
    exists: file !== undefined,
    problems: file === undefined ? [] : readSettings(file).problems,
    defaults: defaultSettingsText(),
  };
}

/** The contexts of the kubeconfig, and the way from one cluster to another. */
function contextsFor({ cluster }: TuiRequest, use: (next: FedStore) => void): Contexts {
  return {
    list: async () => {
      const { contextsOf } = await import('./load-cluster.ts');
      return contextsOf(cluster, process.env);
    },
    use: async (context) => {
      const { openCluster, watchCluster } = await import('./load-cluster.ts');
      // Cluster, user and namespace were said of the first context; on whose behalf to ask, of whoever sits here.
      const choice = { ...cluster, context, cluster: undefined, user: undefined, namespace: undefined };
      use(watchCluster(await openCluster(choice, process.env)));
    },
  };
}

function editHere(file: string, text: string): Promise<EditorEnd> {
  return editText(file, text, process);
}

/** A keyboard that was opened beside standard input goes on listening, and would take what is typed into an editor. */
function noEditor(): Promise<EditorEnd> {
  return Promise.resolve({
    kind: 'failed',
    why: 'an editor needs the keyboard, and standard input holds manifests: name their files instead',
  });
}

/** Files and folders, or the cluster where there are none. */
async function worldFor({ paths, cluster }: TuiRequest): Promise<FedStore> {
  if (paths.length > 0) {
    return openWorld({ paths, stdin: readStdin, label: labelOf(paths), now });
  }
  const { openCluster, watchCluster } = await import('./load-cluster.ts');
  return watchCluster(await openCluster(cluster, process.env).catch(asUserError));
}

async function readCluster(
  choice: ClusterChoice,
  onEvents?: (events: readonly ObjectEvent[]) => void,
): Promise<LoadedCluster> {
  const { loadCluster, openCluster } = await import('./load-cluster.ts');
  return loadCluster(await openCluster(choice, process.env).catch(asUserError), onEvents).catch(asUserError);
}

/** What is wrong with a kubeconfig or a connection is for its user to mend. */
function asUserError(error: unknown): never {
  if (error instanceof Error && error.name === 'AccessProblem') throw new UserError(error.message);
  throw error;
}

function now(): number {
  return performance.now();
}

function labelOf(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => (path === '-' ? 'stdin' : path));
  return others.length === 0 ? printable(first) : `${paths.length} paths`;
}

/** The environment with what the command line said about colours and characters. */
function environmentFor({
  color,
  ascii,
}: Pick<TuiRequest, 'color' | 'ascii'>): Readonly<Record<string, string | undefined>> {
  const { FORCE_COLOR, ...others } = process.env;
  return {
    ...(color ? process.env : { ...others, NO_COLOR: '1' }),
    ...(ascii ? { NETPOL_TUI_ASCII: '1' } : {}),
  };
}

/** Writes into the current folder, never over a file that is there; resolves to the path. */
async function saveText(fileName: string, text: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const path = attempt === 1 ? fileName : fileName.replace(/(\.\w+)?$/, `-${attempt}$1`);
    try {
      await writeFile(path, text, { flag: 'wx' });
      return path;
    } catch (error) {
      if (!isCode(error, 'EEXIST') || attempt === 99) throw error;
    }
  }
}

/** What kubectl would do without options. */
const NO_CHOICE: ClusterChoice = {
  kubeconfig: undefined,
  context: undefined,
  cluster: undefined,
  user: undefined,
  as: undefined,
  asGroups: [],
  timeoutMs: undefined,
  namespace: undefined,
};

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const services: CliServices = {
  readObjects: (paths) => objectsIn({ paths, stdin: readStdin }),
  load: (paths) => loadSnapshot({ paths, stdin: readStdin }),
  loadCluster: (choice) => readCluster(choice),
  ...snapshotServices(readStdin, async (choice, capture) => (await readCluster(choice, capture.add)).snapshot),
  contextNames: async (kubeconfig) => {
    const { contextsOf } = await import('./load-cluster.ts');
    return (await contextsOf({ ...NO_CHOICE, kubeconfig }, process.env)).map(({ name }) => name);
  },
  today: () => new Date().toISOString(),
  missingPaths,
  readText,
  openTui,
  isInteractive: (paths) => process.stdout.isTTY === true && (process.stdin.isTTY === true || paths.includes('-')),
  demoScenarios,
  settings: reportSettings,
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
