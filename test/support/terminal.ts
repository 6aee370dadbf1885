import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** Keys by the names on a keyboard; anything else given to `press` is typed as it is. */
const KEYS = {
  enter: '\r',
  esc: '\u001b',
  tab: '\t',
  'shift-tab': '\u001b[Z',
  backspace: '\u007f',
  delete: '\u001b[3~',
  space: ' ',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  home: '\u001b[H',
  end: '\u001b[F',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
} as const;

/** A key's name, `ctrl-a` to `ctrl-z`, or one character. */
export type Key = keyof typeof KEYS | `ctrl-${string}` | (string & {});

export interface TerminalOptions {
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Defaults to 100 × 30. */
  readonly columns?: number;
  readonly rows?: number;
  /** Added to this process's environment, of which CI (Ink draws nothing where it is set) and NO_COLOR are left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How a program ended: its exit code, or the number of the signal that ended it. */
export interface Exit {
  readonly code: number;
  readonly signal: number | undefined;
}

/** One character cell; colours are palette numbers or 0xRRGGBB, undefined where the terminal's default shows. */
export interface Cell {
  readonly text: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  readonly underline: boolean;
  readonly foreground: number | undefined;
  readonly background: number | undefined;
}

/** A program on a real pseudo-terminal, seen through a terminal emulator. Kill it when the test is over. */
export interface Terminal {
  readonly pid: number;
  /** Resolves when the program has ended and all it wrote is on the screen. */
  readonly exited: Promise<Exit>;
  /** The screen's lines, without trailing spaces, top to bottom. */
  screen(): readonly string[];
  /** The screen as one text. */
  text(): string;
  cell(at: { readonly column: number; readonly row: number }): Cell;
  cursor(): { readonly column: number; readonly row: number; readonly visible: boolean };
  /** Whether the program shows the alternate screen (it must not after it has ended). */
  alternateScreen(): boolean;
  /** Whether the program asked for pasted text to be marked. */
  bracketedPaste(): boolean;
  /** Bytes written by the program so far. */
  bytesWritten(): number;
  /** All that was written so far, escape sequences included. */
  output(): string;
  /** Presses keys one after the other, all in one write, as a fast typist over a slow line. */
  press(...keys: readonly Key[]): void;
  /** Types a text; a line feed in it is Enter. */
  type(text: string): void;
  /** Pastes, marked as a paste if the program asked for it. */
  paste(text: string): void;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  /** Resolves as soon as the screen holds the text; fails with the screen after `timeout` ms (30 s). */
  sees(wanted: string | RegExp, timeout?: number): Promise<void>;
  /** Resolves as soon as the screen no longer holds the text. */
  losesSight(unwanted: string | RegExp, timeout?: number): Promise<void>;
  /** Resolves as soon as the condition holds; looked at whenever the program has written something. */
  until(condition: () => boolean, what: string, timeout?: number): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Ends the program if it still runs, and the emulator. */
  kill(): void;
}

const DEFAULT_TIMEOUT = 30_000;

/** Starts a program on a pseudo-terminal of its own. */
export function openTerminal(options: TerminalOptions): Terminal {
  const { columns = 100, rows = 30 } = options;
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const pty = spawn(options.command, [...(options.args ?? [])], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? process.cwd(),
    env: childEnvironment(options.env),
  });
  const written = recordOutput(pty, emulator);
  const { until, exited } = watchChanges(pty, emulator, written);

  const screen = (): readonly string[] => screenOf(emulator);
  const text = (): string => screen().join('\n');
  const shows = (wanted: string | RegExp): boolean =>
    typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text());

  return {
    pid: pty.pid,
    exited,
    screen,
    text,
    cell: ({ column, row }) => cellAt(emulator, column, row),
    cursor: () => ({
      column: emulator.buffer.active.cursorX,
      row: emulator.buffer.active.cursorY,
      visible: lastSwitch(written.text, '?25') !== 'off',
    }),
    alternateScreen: () => emulator.buffer.active.type === 'alternate',
    bracketedPaste: () => emulator.modes.bracketedPasteMode,
    bytesWritten: () => Buffer.byteLength(written.text),
    output: () => written.text,
    press: (...keys) => pty.write(keys.map(bytesOfKey).join('')),
    type: (typed) => pty.write(typed.replaceAll('\n', '\r')),
    paste: (pasted) => pty.write(emulator.modes.bracketedPasteMode ? `\u001b[200~${pasted}\u001b[201~` : pasted),
    resize: (size) => {
      emulator.resize(size.columns, size.rows);
      pty.resize(size.columns, size.rows);
    },
    until,
    sees: (wanted, timeout) => until(() => shows(wanted), `${String(wanted)} on the screen`, timeout),
    losesSight: (unwanted, timeout) =>
      until(() => !shows(unwanted), `${String(unwanted)} gone from the screen`, timeout),
    signal: (name) => {
      process.kill(pty.pid, name);
    },
    kill: () => {
      if (!written.ended) pty.kill('SIGKILL');
      emulator.dispose();
    },
  };
}

function screenOf(emulator: xterm.Terminal): readonly string[] {
  const lines = emulator.buffer.active;
  return Array.from({ length: emulator.rows }, (_, row) => lines.getLine(row)?.translateToString(true) ?? '');
}

function childEnvironment(added: TerminalOptions['env']): Record<string, string> {
  const { CI: _ci, CONTINUOUS_INTEGRATION: _integration, NO_COLOR: _noColor, ...inherited } = process.env;
  // The settings and the memory of whoever runs the tests are theirs.
  const nobody = { XDG_CONFIG_HOME: '/dev/null/none', XDG_STATE_HOME: '/dev/null/none', NETPOL_TUI_CONFIG: undefined };
  const merged = { ...inherited, ...nobody, COLORTERM: 'truecolor', ...added };
  return Object.fromEntries(
    Object.entries(merged).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

interface Written {
  text: string;
  /** The program has ended. */
  ended: boolean;
  /** It has ended, and all it wrote is on the screen. */
  drained: boolean;
}

function recordOutput(pty: IPty, emulator: xterm.Terminal): Written {
  const written: Written = { text: '', ended: false, drained: false };
  pty.onData((data) => {
    written.text += data;
    emulator.write(data);
  });
  // The emulator answers what programs ask a terminal (its type, the cursor's place), as a real one does.
  emulator.onData((answer) => {
    if (!written.ended) pty.write(answer);
  });
  return written;
}

function watchChanges(pty: IPty, emulator: xterm.Terminal, written: Written): Pick<Terminal, 'until' | 'exited'> {
  const watchers = new Set<() => void>();
  const changed = (): void => {
    for (const watch of [...watchers]) watch();
  };
  emulator.onWriteParsed(changed);
  emulator.onResize(changed);

  const until: Terminal['until'] = (condition, what, timeout = DEFAULT_TIMEOUT) =>
    new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        watchers.delete(watch);
        finish();
      };
      const watch = (): void => {
        if (condition()) settle(resolve);
        else if (written.drained)
          settle(() => reject(new Error(`the program ended before: ${what}\n${screenOf(emulator).join('\n')}`)));
      };
      const timer = setTimeout(
        () => settle(() => reject(new Error(`not within ${timeout} ms: ${what}\n${screenOf(emulator).join('\n')}`))),
        timeout,
      );
      watchers.add(watch);
      watch();
    });

  const exited = new Promise<Exit>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      written.ended = true;
      // An empty write is parsed after everything before it.
      emulator.write('', () => {
        written.drained = true;
        changed();
        resolve({ code: exitCode, signal: signal === 0 ? undefined : signal });
      });
    });
  });
  return { until, exited };
}

function bytesOfKey(key: Key): string {
  if (key in KEYS) return KEYS[key as keyof typeof KEYS];
  const control = /^ctrl-([a-z@[\\\]^_])$/.exec(key)?.[1];
  if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) - 64);
  if (key === 'ctrl-space') return '\u0000';
  return key;
}

/** The last state a program gave to a private mode such as `?25` (the cursor); undefined if it never did. */
function lastSwitch(output: string, mode: string): 'on' | 'off' | undefined {
  const on = output.lastIndexOf(`\u001b[${mode}h`);
  const off = output.lastIndexOf(`\u001b[${mode}l`);
  if (on === off) return undefined;
  return on > off ? 'on' : 'off';
}

function cellAt(emulator: xterm.Terminal, column: number, row: number): Cell {
  const cell = emulator.buffer.active.getLine(row)?.getCell(column);
  if (cell === undefined) throw new RangeError(`no cell at column ${column}, row ${row}`);
  return {
    text: cell.getChars(),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    inverse: cell.isInverse() !== 0,
    underline: cell.isUnderline() !== 0,
    foreground: cell.isFgDefault() ? undefined : cell.getFgColor(),
    background: cell.isBgDefault() ? undefined : cell.getBgColor(),
  };
}
