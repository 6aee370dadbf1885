import { render, useApp, useInput, usePaste } from 'ink';
import { glyphsFor, prefersAscii } from '../present/glyphs.ts';
import { printable } from '../present/text.ts';
import { backgroundQuestion } from './colour/background-question.ts';
import { openWardrobe } from './colour/wardrobe.ts';
import { keysOf } from './keys/split.ts';
import type { Outside } from './outside.ts';
import { createSession, type Session } from './session.ts';
import { type Memory, readMemory } from './settings/memory.ts';
import { readSettings } from './settings/read-settings.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings/settings.ts';
import type { SettingsDocument } from './settings/settings-fields.ts';
import type { Contexts } from './state/contexts.ts';
import type { Size } from './state/state.ts';
import type { WorldStore } from './state/store.ts';
import type { EditorEnd, WhatIf } from './state/what-if.ts';
import { lendTerminal, suspendUntilResumed, type TerminalProcess } from './suspend.ts';
import { announced } from './terminal/announcing.ts';
import { copyToClipboard } from './terminal/clipboard.ts';
import { type Drawing, drawn, mayFramesStay } from './terminal/drawing.ts';
import { withoutReports } from './terminal/keyboard.ts';
import { isLineByLine, withoutControls } from './terminal/line-by-line.ts';
import { MOUSE_OFF, MOUSE_ON } from './terminal/mouse.ts';
import type { Report } from './terminal/reports.ts';

/** What the terminal UI is handed by the composition root. */
export interface TuiIo {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Takes the three lines after a crash. */
  readonly stderr: { readonly write: (text: string) => unknown };
  /** What is said about colours, the terminal, the locale, and `NETPOL_TUI_ASCII=1`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds from any beginning. */
  readonly now: () => number;
  /** Writes into the current folder, never over a file that is there; answers the path. */
  readonly saveText: (fileName: string, text: string) => Promise<string>;
  /** Text of a file named by an object's origin; undefined when it is not to be had. */
  readonly readSource: (file: string) => Promise<string | undefined>;
  /** One object of the cluster that is looked at; rejects in words. */
  readonly readObject: Outside['readObject'];
  readonly process: TerminalProcess;
  /** Tries again now what could not be read. */
  readonly retry: () => void;
  /** Reads no further, and keeps what was read. */
  readonly stopReading: () => void;
  readonly contexts: Contexts;
  /** Has a text edited by another program on this terminal. Never rejects. */
  readonly edit: (file: string, text: string) => Promise<EditorEnd>;
  /** Keeps this for the next run; never fails. */
  readonly remember: (memory: Memory) => void;
}

/** What one person wants, before it has been read. */
export interface Personal {
  /** The settings file; undefined where there is none. */
  readonly settings: (SettingsDocument & { readonly path: string }) | undefined;
  /** What goes before it: options of the command line. */
  readonly wishes: Partial<Pick<Settings, 'theme' | 'mouse' | 'screenReader'>>;
  /** As it was kept by the last run. */
  readonly memory: unknown;
}

/** What is shown first: the pods of a namespace, else the namespaces. */
export interface Start {
  readonly namespace?: string | undefined;
  /** Files laid over the cluster. */
  readonly whatIf?: WhatIf | undefined;
}

export interface TuiOptions {
  readonly store: WorldStore;
  readonly io: TuiIo;
  readonly start: Start;
  readonly personal: Personal;
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
export async function runTui({ store, io, start, personal }: TuiOptions): Promise<TuiEnd> {
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
  const { settings, complaint } = settingsOf(personal);
  const memory = readMemory(personal.memory);
  const ascii = settings.ascii === 'auto' ? prefersAscii(io.env) : settings.ascii;
  const wardrobe = openWardrobe({ env: io.env, settings, ascii, remembered: memory.background });
  const isSpoken = settings.screenReader || io.env['INK_SCREEN_READER'] === 'true' || isLineByLine(io.env);
  const hearsMouse = settings.mouse && !isSpoken;
  let suspend: () => void = () => undefined;
  let redraw: () => void = () => undefined;
  let lend: Lend = (use) => use();
  let drawing: Drawing | undefined;
  const resize = (): void => {
    // What it shows now is the terminal's own idea of the new size.
    drawing?.anew();
    session.resize(sizeOf(io.stdout));
  };
  const session = createSession({
    store,
    glyphs: glyphsFor(ascii ? 'ascii' : 'unicode'),
    theme: wardrobe.themeOn(wardrobe.presumed),
    size: sizeOf(io.stdout),
    namespace: start.namespace,
    settings,
    memory,
    whatIf: start.whatIf,
    outside: outsideOf(io, {
      end,
      suspend: () => suspend(),
      redraw: () => redraw(),
      lend: (use) => lend(use),
    }),
  });
  if (complaint !== undefined) session.flash(complaint, 'error');
  const write = (text: string): unknown => io.stdout.write(text);
  // What is said has no colours.
  const background = backgroundQuestion(write, { ...wardrobe, depends: wardrobe.depends && !isSpoken }, session);
  const unlisten = listen(io, { resize, end, crash, suspend: () => suspend() });
  const hear = (report: Report): void => {
    if (report.kind === 'mouse') session.click(report);
    else background.hear(report);
  };
  const giveAway = (): void => {
    drawing?.rest();
    if (hearsMouse) write(MOUSE_OFF);
  };
  const takeBack = (): void => {
    if (hearsMouse) write(MOUSE_ON);
    drawing?.goOn();
    resize();
  };
  const readyToSuspend = (suspendTerminal: SuspendTerminal): void => {
    ({ lend, suspend } = handovers(io, { giveAway, takeBack, suspendTerminal, session, crash }));
  };
  const screen = render(<Ears session={session} onReady={readyToSuspend} />, {
    stdin: withoutReports(io.stdin, hear),
    stdout: isLineByLine(io.env) ? withoutControls(io.stdout) : io.stdout,
    // Ink decides by CI variables otherwise, and draws nothing where one is set; main has made sure of the terminal.
    interactive: true,
    alternateScreen: !isSpoken,
    // Ink has nothing to draw, and in this mode it writes nothing then; what is seen or said goes beside it.
    isScreenReaderEnabled: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  drawing = isSpoken ? undefined : drawn(session, { write, framesStay: mayFramesStay(io.env) });
  redraw = drawing?.anew ?? announced(session, write);
  screen.waitUntilExit().catch(crash);
  background.ask();
  if (hearsMouse) write(MOUSE_ON);
  const result = await ended.promise;
  session.stop();
  giveAway();
  await background.settled();
  screen.unmount();
  await screen.waitUntilExit().catch(() => undefined);
  unlisten();
  if (crashed !== undefined) io.stderr.write(crashText(crashed, io.env));
  return result;
}

interface Handing {
  readonly giveAway: () => void;
  readonly takeBack: () => void;
  readonly suspendTerminal: SuspendTerminal;
  readonly session: Session;
  readonly crash: (error: unknown) => void;
}

/** The two ways in which somebody else gets the terminal for a while: another program, and the shell. */
function handovers(io: TuiIo, { giveAway, takeBack, suspendTerminal, session, crash }: Handing) {
  const lend: Lend = async (use) => {
    giveAway();
    const result = await lendTerminal({ process: io.process, stdin: io.stdin, suspendTerminal }, use);
    takeBack();
    return result;
  };
  const suspend = (): void => {
    giveAway();
    suspendUntilResumed({ process: io.process, now: io.now, suspendTerminal }).then((wasStopped) => {
      takeBack();
      if (!wasStopped) session.flash('nothing to suspend to: no shell with job control started this');
    }, crash);
  };
  return { lend, suspend };
}

/** Gives the terminal to another program for as long as something takes. */
type Lend = <T>(use: () => Promise<T>) => Promise<T>;

/** The settings in force, and what to say about the file when something in it cannot be used. */
function settingsOf({ settings: document, wishes }: Personal): { settings: Settings; complaint: string | undefined } {
  if (document === undefined) return { settings: { ...DEFAULT_SETTINGS, ...wishes }, complaint: undefined };
  const { settings, problems } = readSettings(document);
  const [first, ...others] = problems;
  const more = others.length === 0 ? '' : ` (${others.length} more: netpol-tui config --check)`;
  return {
    settings: { ...settings, ...wishes },
    complaint: first && `${printable(document.path)}:${first.line}: ${printable(first.message)}${more}`,
  };
}

type Ends = Pick<Hearers, 'end' | 'suspend'> & Pick<Outside, 'redraw'> & { readonly lend: Lend };

function outsideOf(io: TuiIo, { end, suspend, redraw, lend }: Ends): Outside {
  return {
    quit: () => end(0),
    suspend,
    redraw,
    retry: io.retry,
    stopReading: io.stopReading,
    bell: () => io.stdout.write('\u0007'),
    now: () => Date.now(),
    copy: (text) => copyToClipboard(text, io.env, (sequence) => io.stdout.write(sequence)),
    remember: io.remember,
    contexts: io.contexts,
    edit: (file, text) => lend(() => io.edit(file, text)),
    saveText: io.saveText,
    readSource: io.readSource,
    readObject: io.readObject,
    after: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

/** Reading from or writing to a terminal that was closed; the signal that says the same may come later. */
function isHangUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EIO';
}

interface Hearers {
  readonly resize: () => void;
  readonly end: (exitCode: number) => void;
  readonly crash: (error: unknown) => void;
  readonly suspend: () => void;
}

/** Hears what comes not as a key: the size, signals, and errors nobody caught. Answers what stops listening. */
function listen(io: TuiIo, { resize, end, crash, suspend }: Hearers): () => void {
  const signals = Object.entries(SIGNALS).map(([name, number]) => ({ name, hear: () => end(128 + number) }));
  const events = [
    ...signals,
    { name: 'SIGTSTP', hear: suspend },
    { name: 'uncaughtException', hear: crash },
    { name: 'unhandledRejection', hear: crash },
  ];
  io.stdout.on('resize', resize);
  for (const { name, hear } of events) io.process.on(name, hear);
  return () => {
    io.stdout.off('resize', resize);
    for (const { name, hear } of events) io.process.off(name, hear);
  };
}

function sizeOf(stdout: NodeJS.WriteStream): Size {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
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

type SuspendTerminal = ReturnType<typeof useApp>['suspendTerminal'];

interface EarsProps {
  readonly session: Session;
  readonly onReady: (suspendTerminal: SuspendTerminal) => void;
}

/** All that Ink shows, which is nothing: it hears keys, and has the terminal in its keeping. */
export function Ears({ session, onReady }: EarsProps) {
  onReady(useApp().suspendTerminal);
  useInput((input, key) => session.press(keysOf(input, key)));
  usePaste((text) => session.paste(text));
  return null;
}
