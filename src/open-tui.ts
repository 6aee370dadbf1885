import { openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { ReadStream } from 'node:tty';
import { contextsIn, followCluster } from './ask-cluster.ts';
import type { TuiRequest } from './cli/services.ts';
import { editText } from './edit-text.ts';
import { laidOver } from './lay-over-files.ts';
import { openWorld, withWhatIsSaid } from './load-world.ts';
import { printable } from './present/text.ts';
import type { Input } from './read-input.ts';
import { memoryWriter, readMemoryFile, readSettingsFile } from './sources/personal-files.ts';
import { type FedStore, switchingStore } from './switch-world.ts';
import { runTui } from './tui/app.tsx';
import { type Memory, memoryTogether, readMemory } from './tui/settings/memory.ts';
import type { Contexts } from './tui/state/contexts.ts';
import type { EditorEnd } from './tui/state/what-if.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What of this process the terminal UI is given. */
export interface Here {
  readonly process: NodeJS.Process;
  readonly input: Input;
  /** Called when the screen is about to restore the terminal itself, and to report, before it lets an error out. */
  readonly takeOver: () => void;
}

/** Opens the terminal UI; resolves to its exit code once the terminal is restored. */
export async function openTui(request: TuiRequest, { process, input, takeOver }: Here): Promise<number> {
  const { env } = process;
  const { paths, namespace, names, plugin, color, ascii, wishes } = request;
  const [whatIf, fed, settings, memory] = await Promise.all([
    laidOver({ paths: request.over, stdin: input.stdin }),
    worldFor(request, { env, input }),
    readSettingsFile(env),
    readMemoryFile(env),
  ]);
  const world = switchingStore(fed);
  const writer = memoryWriter(env, (own: Memory, kept) => memoryTogether(own, readMemory(memory), kept));
  takeOver();
  const stdin = keyboard(process.stdin, paths);
  if (stdin === undefined) throw new Error('openTui without a terminal');
  const screen = runTui({
    store: withWhatIsSaid(world.store, { names, plugin }),
    io: {
      stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      env: environmentFor(env, { color, ascii }),
      now,
      saveText,
      readSource: (file) => input.text(file).catch(() => undefined),
      readObject: world.readObject,
      process,
      retry: world.retry,
      stopReading: world.stopReading,
      contexts: contextsFor(request, env, world.use),
      edit: stdin === process.stdin ? (file, text) => editText(file, text, process) : noEditor,
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

/** The keyboard, when standard input is a pipe: manifests come through the pipe, keys from the terminal. */
function keyboard(stdin: NodeJS.ReadStream, paths: readonly string[]): NodeJS.ReadStream | undefined {
  if (stdin.isTTY) return stdin;
  if (!paths.includes('-')) return undefined;
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return undefined;
  }
}

/** The contexts of the kubeconfig, and the way from one cluster to another. */
function contextsFor({ cluster }: TuiRequest, env: Env, use: (next: FedStore) => void): Contexts {
  return {
    list: () => contextsIn(cluster, env),
    use: async (context) => {
      // Cluster, user and namespace were said of the first context; on whose behalf to ask, of whoever sits here.
      const choice = { ...cluster, context, cluster: undefined, user: undefined, namespace: undefined };
      use(await followCluster(choice, env));
    },
  };
}

/** A keyboard that was opened beside standard input goes on listening, and would take what is typed into an editor. */
function noEditor(): Promise<EditorEnd> {
  return Promise.resolve({
    kind: 'failed',
    why: 'an editor needs the keyboard, and standard input holds manifests: name their files instead',
  });
}

/** Files and folders, or the cluster where there are none. */
async function worldFor(
  { paths, cluster }: TuiRequest,
  { env, input }: { readonly env: Env; readonly input: Input },
): Promise<FedStore> {
  return paths.length === 0
    ? followCluster(cluster, env)
    : openWorld({ paths, stdin: input.stdin, label: labelOf(paths), now });
}

function now(): number {
  return performance.now();
}

function labelOf(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => (path === '-' ? 'stdin' : path));
  return others.length === 0 ? printable(first) : `${paths.length} paths`;
}

/** The environment with what the command line said about colours and characters. */
function environmentFor(env: Env, { color, ascii }: Pick<TuiRequest, 'color' | 'ascii'>): Env {
  const { FORCE_COLOR, ...others } = env;
  return {
    ...(color ? env : { ...others, NO_COLOR: '1' }),
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
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isTaken || attempt === 99) throw error;
    }
  }
}
