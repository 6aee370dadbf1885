import { whatIf } from '../../src/cluster/what-if.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { ASCII, UNICODE } from '../../src/present/glyphs.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import { codesFor } from '../../src/tui/colour/choose-theme.ts';
import type { Outside } from '../../src/tui/outside.ts';
import { createSession, type Session } from '../../src/tui/session.ts';
import { type Memory, NO_MEMORY } from '../../src/tui/settings/memory.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/tui/settings/settings.ts';
import type { Screen } from '../../src/tui/state/screens.ts';
import { type State, topScreen } from '../../src/tui/state/state.ts';
import type { Loading, World, WorldSource } from '../../src/tui/state/store.ts';
import type { WhatIf } from '../../src/tui/state/what-if.ts';
import { themeFor } from '../../src/tui/theme.ts';
import { snapshotFromYaml, snapshotOfCluster } from '../support/snapshot.ts';

export interface OpenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly namespace?: string;
  readonly ascii?: boolean;
  readonly colour?: boolean;
  readonly loading?: Loading;
  readonly source?: WorldSource;
  /** Text of files, for `y`. */
  readonly sources?: Readonly<Record<string, string>>;
  readonly saveText?: Outside['saveText'];
  /** What a cluster answers who asks for one object; not said: it cannot be asked. */
  readonly readObject?: Outside['readObject'];
  readonly contexts?: Outside['contexts'];
  /** What the user writes instead of the text in the editor; undefined: nothing. */
  readonly editor?: (text: string, file: string) => string | undefined;
  readonly whatIf?: WhatIf;
  /** Whether the objects come from a cluster, without a text of their own. */
  readonly fromCluster?: boolean;
  readonly settings?: Partial<Settings>;
  /** What the last run left; a run that was not the first, when it is not said. */
  readonly memory?: Memory;
}

/** The terminal UI without a terminal, in a user's words: keys in, the screen's text out. */
export interface Driver {
  readonly session: Session;
  /** Keys one after the other; names as in the key table. */
  readonly press: (...keys: readonly string[]) => Driver;
  /** Text, a key for each character. */
  readonly type: (text: string) => Driver;
  readonly paste: (text: string) => Driver;
  /** Rows without colours and trailing blanks. */
  readonly rows: () => readonly string[];
  readonly text: () => string;
  /** Rows as they are written to the terminal. */
  readonly painted: () => readonly string[];
  /** Text of the selected row, if one is seen. */
  readonly selected: () => string | undefined;
  readonly state: () => State;
  readonly world: () => World;
  readonly screen: () => Screen;
  readonly news: () => string | undefined;
  readonly resize: (columns: number, rows: number) => Driver;
  /** What was asked of the outside, oldest first. */
  readonly asked: readonly string[];
  /** What the next run would know, as far as that was kept. */
  readonly remembered: () => Memory | undefined;
  /** Another world, drawn at once. */
  readonly worldChanges: (manifests: string, loading?: Loading) => Driver;
  /** Another cluster in the store, drawn at once. */
  readonly sourceChanges: (manifests: string, source: WorldSource) => Driver;
  /** Runs what was put off: the end of news, the drawing of a changed world. The clock goes on by so many milliseconds. */
  readonly timePasses: (milliseconds?: number) => Driver;
  /** The same until what is found out beside everything else is found. */
  readonly workEnds: () => Driver;
  /** Lets promises that are settled already be heard. */
  readonly idle: () => Promise<Driver>;
}

const USED: Memory = { ...NO_MEMORY, hintsSeen: true };
/** The clock of a driver begins here and stands still until it is moved on. */
export const NOON = new Date(2026, 5, 1, 12, 0, 0).getTime();

const FILES: WorldSource = { kind: 'files', label: 'test.yaml' };

function worldOf(snapshot: Snapshot): World {
  return { snapshot, loading: DONE, source: FILES, overlaid: (edits) => whatIf(snapshot, edits) };
}

const DONE: Loading = { files: 1, objects: 1, done: true };
const ESCAPES = /\u001b\[[0-9;]*m/g;

/** Opens the terminal UI on manifests. */
export function open(manifests: string, options: OpenOptions = {}): Driver {
  return openSnapshot((options.fromCluster === true ? snapshotOfCluster : snapshotFromYaml)(manifests), options);
}

function openSnapshot(snapshot: Snapshot, options: OpenOptions = {}): Driver {
  const { columns = 100, rows = 30, namespace, ascii = false, colour = true, loading = DONE } = options;
  const glyphs = ascii ? ASCII : UNICODE;
  const asked: string[] = [];
  let kept: Memory | undefined;
  const listeners = new Set<() => void>();
  const later = new Set<() => void>();
  let time = NOON;
  let world: World = { ...worldOf(snapshot), loading, source: options.source ?? FILES };
  const outside: Outside = {
    quit: () => asked.push('quit'),
    suspend: () => asked.push('suspend'),
    retry: () => asked.push('retry'),
    stopReading: () => asked.push('stop-reading'),
    redraw: () => asked.push('redraw'),
    bell: () => asked.push('bell'),
    now: () => time,
    remember: (memory) => {
      kept = memory;
    },
    copy: (text) => {
      asked.push(`copy ${text}`);
      return text.length < 75_000 ? 'copied' : 'too-long';
    },
    edit: (file, text) => {
      const written = options.editor?.(text, file);
      if (written === undefined) return Promise.resolve({ kind: 'unchanged' });
      return Promise.resolve({ kind: 'written', text: written, ...readManifestText(written, file) });
    },
    contexts: options.contexts ?? { list: () => Promise.resolve([]), use: () => Promise.resolve() },
    saveText: (name, text) => {
      asked.push(`save ${name}\n${text}`);
      return options.saveText?.(name, text) ?? Promise.resolve(name);
    },
    readSource: (file) => Promise.resolve(options.sources?.[file]),
    readObject: (object) => options.readObject?.(object) ?? Promise.reject(new Error('the server is away')),
    after: (_milliseconds, run) => {
      later.add(run);
      return () => later.delete(run);
    },
  };
  const store = {
    get: () => world,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const codes = codesFor({ ...settings, depth: colour ? '16' : 'none', background: undefined });
  const theme = themeFor({ codes, ascii });
  const size = { columns, rows };
  const session = createSession({
    store,
    outside,
    theme,
    glyphs,
    size,
    namespace,
    settings,
    memory: options.memory ?? USED,
    whatIf: options.whatIf,
  });
  const driver: Driver = {
    session,
    press: (...keys) => chained(() => session.press(keys)),
    type: (text) =>
      chained(() => session.press([...text].map((character) => (character === ' ' ? 'space' : character)))),
    paste: (text) => chained(() => session.paste(text)),
    rows: () => session.frame().map((row) => row.replace(ESCAPES, '').trimEnd()),
    text: () => driver.rows().join('\n'),
    painted: () => session.frame(),
    selected: () => selectedRow(session.frame()),
    state: () => session.state(),
    world: () => world,
    screen: () => topScreen(session.state()),
    news: () => session.state().flash?.text,
    resize: (newColumns, newRows) => chained(() => session.resize({ columns: newColumns, rows: newRows })),
    asked,
    remembered: () => kept,
    worldChanges: (changed, progress = DONE) =>
      chained(() => {
        world = { ...worldOf(snapshotFromYaml(changed)), loading: progress, source: world.source };
        for (const listener of listeners) listener();
        driver.timePasses();
      }),
    sourceChanges: (manifests, source) =>
      chained(() => {
        world = { ...worldOf(snapshotFromYaml(manifests)), source };
        for (const listener of listeners) listener();
        driver.timePasses();
      }),
    timePasses: (milliseconds = 0) =>
      chained(() => {
        time += milliseconds;
        const due = [...later];
        later.clear();
        for (const run of due) run();
      }),
    workEnds: () => driver.timePasses().timePasses().timePasses(),
    idle: async () => {
      // Promises of the driver are settled when they are made; two turns let their hearers run.
      await Promise.resolve().then(() => undefined);
      await new Promise<void>((resolve) => setImmediate(resolve));
      return driver;
    },
  };
  const chained = (act: () => void): Driver => {
    act();
    return driver;
  };
  return driver;
}

const FOUND_IN_SELECTED = /\u001b\[(?:1;4|22;24)m/g;

// Rows drawn in reverse from their beginning, or from the beginning of a pane; a caret is one column wide only.
function selectedRow(rows: readonly string[]): string | undefined {
  for (const row of rows) {
    const reversed = /\u001b\[7m([^\u001b]{2,})\u001b\[0m/.exec(row.replace(FOUND_IN_SELECTED, ''))?.[1];
    if (reversed !== undefined) return reversed.trim();
  }
  return undefined;
}
