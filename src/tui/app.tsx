import { Box, render, Text, useApp, useInput, usePaste } from 'ink';
import { memo, useSyncExternalStore } from 'react';
import { glyphsFor, prefersAscii } from '../present/glyphs.ts';
import { printable } from '../present/text.ts';
import { keysOf } from './keys/split.ts';
import { createSession, type Session } from './session.ts';
import type { Size } from './state/state.ts';
import type { WorldStore } from './state/store.ts';
import { suspendUntilResumed, type TerminalProcess } from './suspend.ts';
import { refusesColour, themeFor } from './theme.ts';

/** What the terminal UI is handed by the composition root. */
export interface TuiIo {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Takes the three lines after a crash. */
  readonly stderr: { readonly write: (text: string) => unknown };
  /** `NO_COLOR`, `TERM`, the locale, and `NETPOL_TUI_ASCII=1` are looked at. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds from any beginning. */
  readonly now: () => number;
  /** Writes into the current folder, never over a file that is there; answers the path. */
  readonly saveText: (fileName: string, text: string) => Promise<string>;
  /** Text of a file named by an object's origin; undefined when it is not to be had. */
  readonly readSource: (file: string) => Promise<string | undefined>;
  readonly process: TerminalProcess;
  /** Tries again now what could not be read. */
  readonly retry: () => void;
}

/** What is shown first: the pods of a namespace, else the namespaces. */
export interface Start {
  readonly namespace?: string | undefined;
}

export interface TuiOptions {
  readonly store: WorldStore;
  readonly io: TuiIo;
  readonly start: Start;
}

/** How it ended: 0, 128 and the signal's number, or 70 after a bug. */
export interface TuiEnd {
  readonly exitCode: number;
}

const EXIT_BUG = 70;
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Runs the terminal UI until it is quit, a signal ends it or a bug does. Both streams must be terminals. Resolves when the
 * terminal is as it was before; never rejects.
 */
export async function runTui({ store, io, start }: TuiOptions): Promise<TuiEnd> {
  const ended = Promise.withResolvers<TuiEnd>();
  const end = (exitCode: number): void => ended.resolve({ exitCode });
  let crashed: unknown;
  const crash = (error: unknown): void => {
    if (isHangUp(error)) {
      end(128 + SIGNALS.SIGHUP);
      return;
    }
    crashed ??= error ?? new Error('unknown error');
    end(EXIT_BUG);
  };
  const ascii = io.env['NETPOL_TUI_ASCII'] === '1' || prefersAscii(io.env);
  let suspend: () => void = () => undefined;
  const session = createSession({
    store,
    glyphs: glyphsFor(ascii ? 'ascii' : 'unicode'),
    theme: themeFor({ colour: !refusesColour(io.env), ascii }),
    size: sizeOf(io.stdout),
    namespace: start.namespace,
    outside: {
      quit: () => end(0),
      suspend: () => suspend(),
      retry: io.retry,
      copy: (text) => io.stdout.write(clipboardSequence(text)),
      saveText: io.saveText,
      readSource: io.readSource,
      after: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
    },
  });
  const unlisten = listen(io, { session, end, crash, suspend: () => suspend() });
  const screen = render(
    <Root
      session={session}
      onReady={(suspendTerminal) => {
        suspend = () => {
          suspendUntilResumed({ process: io.process, now: io.now, suspendTerminal }).then((wasStopped) => {
            session.resize(sizeOf(io.stdout));
            if (!wasStopped) session.flash('nothing to suspend to: no shell with job control started this');
          }, crash);
        };
      }}
    />,
    {
      stdin: io.stdin,
      stdout: io.stdout,
      // Ink decides by CI variables otherwise, and draws nothing where one is set; main has made sure of the terminal.
      interactive: true,
      alternateScreen: true,
      incrementalRendering: true,
      maxFps: 250,
      exitOnCtrlC: false,
      patchConsole: false,
    },
  );
  screen.waitUntilExit().catch(crash);
  const result = await ended.promise;
  session.stop();
  screen.unmount();
  await screen.waitUntilExit().catch(() => undefined);
  unlisten();
  if (crashed !== undefined) io.stderr.write(crashText(crashed, io.env));
  return result;
}

/** Reading from or writing to a terminal that was closed; the signal that says the same may come later. */
function isHangUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EIO';
}

interface Hearers {
  readonly session: Session;
  readonly end: (exitCode: number) => void;
  readonly crash: (error: unknown) => void;
  readonly suspend: () => void;
}

/** Hears what comes not as a key: the size, signals, and errors nobody caught. Answers what stops listening. */
function listen(io: TuiIo, { session, end, crash, suspend }: Hearers): () => void {
  const resize = (): void => session.resize(sizeOf(io.stdout));
  const signals = Object.entries(SIGNALS).map(([name, number]) => ({ name, hear: () => end(128 + number) }));
  const events = [
    ...signals,
    { name: 'SIGTSTP', hear: suspend },
    { name: 'uncaughtException', hear: crash },
    { name: 'unhandledRejection', hear: crash },
  ];
  // Before Ink hears of it, so that no frame is drawn for the size that was.
  io.stdout.prependListener('resize', resize);
  for (const { name, hear } of events) io.process.on(name, hear);
  return () => {
    io.stdout.off('resize', resize);
    for (const { name, hear } of events) io.process.off(name, hear);
  };
}

function sizeOf(stdout: NodeJS.WriteStream): Size {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}

const MOST_CLIPBOARD_BYTES = 74_994;

/** OSC 52: the terminal puts the text into its user's clipboard, over SSH too. Terminals refuse longer texts. */
function clipboardSequence(text: string): string {
  const encoded = Buffer.from(text).subarray(0, MOST_CLIPBOARD_BYTES).toString('base64');
  return `\u001b]52;c;${encoded}\u0007`;
}

function crashText(error: unknown, env: TuiIo['env']): string {
  const [message = '', ...stack] = (error instanceof Error ? (error.stack ?? error.message) : String(error)).split(
    '\n',
  );
  const where = env['NETPOL_TUI_DEBUG'] === undefined ? stack.slice(0, 1) : stack;
  const lines = [
    `netpol-tui: this is a bug, and the terminal is restored: ${printable(message)}`,
    ...where.map(printable),
    'Please report it with what you did before; NETPOL_TUI_DEBUG=1 shows where it happened.',
  ];
  return `${lines.join('\n')}\n`;
}

interface RootProps {
  readonly session: Session;
  readonly onReady: (suspendTerminal: ReturnType<typeof useApp>['suspendTerminal']) => void;
}

/** All there is of components: the frame's rows, and the only place that hears keys. */
export function Root({ session, onReady }: RootProps) {
  const rows = useSyncExternalStore(session.subscribe, session.frame);
  onReady(useApp().suspendTerminal);
  useInput((input, key) => session.press(keysOf(input, key)));
  usePaste((text) => session.paste(text));
  return (
    <Box flexDirection="column" height={rows.length}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its position
        <Row key={index} text={row} />
      ))}
    </Box>
  );
}

// Ink gives an empty text no row at all.
const Row = memo(function Row({ text }: { readonly text: string }) {
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
});
