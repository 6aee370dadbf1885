import type { Snapshot } from '../../model/snapshot.ts';
import type { Glyphs } from '../../present/glyphs.ts';
import { type Line, plainText } from '../../present/spans.ts';
import type { Table } from '../../present/tables.ts';
import type { TopicId } from '../../present/topic-names.ts';
import type { Memory } from '../settings/memory.ts';
import type { Settings } from '../settings/settings.ts';
import type { Comparison } from '../state/comparison.ts';
import type { KnownContexts } from '../state/contexts.ts';
import type { Lines } from '../state/cursor.ts';
import type { Screen, Subject } from '../state/screens.ts';
import type { Linted } from '../state/state.ts';
import type { World } from '../state/store.ts';
import type { Watching } from '../state/watching.ts';
import type { WhatIf } from '../state/what-if.ts';

/** What the lines of a screen depend on, besides the screen itself. */
export interface Context {
  readonly world: World;
  readonly snapshot: Snapshot;
  /** Undefined as long as nobody has looked for findings. */
  readonly linted: Linted | undefined;
  /** Undefined for all. */
  readonly namespace: string | undefined;
  readonly wide: boolean;
  readonly problemsOnly: boolean;
  readonly columns: number;
  /** Of the whole terminal. */
  readonly rows: number;
  readonly glyphs: Glyphs;
  readonly settings: Settings;
  readonly watching: Watching;
  readonly contexts: KnownContexts;
  readonly whatIf: WhatIf;
  readonly comparison: Comparison;
  readonly memory: Memory;
}

/**
 * The lines of a screen or of one of its panes, top to bottom. Any number of lines: only those that are seen are made, so
 * everything here must be cheap to ask for.
 */
export interface Content extends Lines {
  readonly lineAt: (index: number) => Line;
  readonly subjectAt: (index: number) => Subject | undefined;
  /** The rule of network policies behind a line, where it speaks of one. */
  readonly topicAt?: (index: number) => TopicId | undefined;
  /** Whether space opens or closes the line. */
  readonly isExpandable: (index: number) => boolean;
  /** Stands above the lines and does not scroll. */
  readonly header: Line | undefined;
  /** Rows that pass the filter, and rows there are; headings are not rows. */
  readonly shown: number;
  readonly total: number;
  /** The lines are those of before: what is to be shown now is being found. `share` of the longest part of that is done, from 0 to 1. */
  readonly pending?: { readonly share: number | undefined };
  /** What to say when there is no line. */
  readonly empty: readonly string[];
  /** Whether the first line of the frame's body says where one is in a longer text rather than how many rows are shown. */
  readonly isText: boolean;
  readonly textAt: (index: number) => string;
  /** The line as it is said, where that is not its text: with the titles of its columns. */
  readonly spokenAt?: (index: number) => string;
  /** The rows that are shown, in their order, with every column; of what is a table. */
  readonly table?: () => Table<unknown>;
}

/** One line of a screen that is not a table. */
export interface Item {
  /** A function where the line costs something: it is asked only while the line is in sight. */
  readonly line: Line | (() => Line);
  /** With an id, the line can be selected. */
  readonly id?: string;
  readonly subject?: Subject;
  readonly expandable?: boolean;
  readonly topic?: TopicId;
}

export interface ItemOptions {
  readonly header?: Line | undefined;
  readonly total?: number;
  readonly empty?: readonly string[];
  readonly isText?: boolean;
}

/** Content of lines that are all at hand. */
export function itemContent(items: readonly Item[], options: ItemOptions = {}): Content {
  const positions = new Map<string, number>();
  items.forEach(({ id }, index) => {
    if (id !== undefined) positions.set(id, index);
  });
  const shown = positions.size;
  return {
    length: items.length,
    idAt: (index) => items[index]?.id,
    indexOf: (id) => positions.get(id) ?? -1,
    lineAt: (index) => lineOf(items[index]),
    subjectAt: (index) => items[index]?.subject,
    topicAt: (index) => items[index]?.topic,
    isExpandable: (index) => items[index]?.expandable === true,
    textAt: (index) => plainText(lineOf(items[index])),
    header: options.header,
    shown,
    total: options.total ?? shown,
    empty: options.empty ?? [],
    isText: options.isText ?? false,
  };
}

function lineOf(item: Item | undefined): Line {
  const line = item?.line ?? [];
  return typeof line === 'function' ? line() : line;
}

/** Content of a text: every line can be selected, by its number. */
export function textContent(lines: readonly (Line | Item)[], options: ItemOptions = {}): Content {
  const items = lines.map(
    (line, index): Item => ('line' in line ? { id: `line/${index}`, ...line } : { id: `line/${index}`, line }),
  );
  return itemContent(items, { isText: true, ...options });
}

/** One pane of a screen; `weight` is its share of the columns where panes stand side by side. */
export interface Pane {
  readonly id: string;
  readonly title: Line;
  readonly weight: number;
  /** Its lines in so many columns. */
  readonly content: (columns: number) => Content;
}

/** How one kind of screen is shown. */
export interface ScreenKind<S extends Screen = Screen> {
  /** For the breadcrumbs. */
  readonly title: (screen: S, context: Context) => string;
  /** What stands between the breadcrumbs and the lines. */
  readonly above?: (screen: S, context: Context) => readonly Line[];
  readonly content: (screen: S, context: Context) => Content;
  /** Panes that stand side by side where there is room; undefined where there is none. `content` is then not asked. */
  readonly panes?: (screen: S, context: Context) => readonly Pane[] | undefined;
  /** What stands under the lines: more about the selected one. So many rows are kept for it, whatever is selected. */
  readonly below?: {
    readonly rows: (context: Context) => number;
    readonly lines: (subject: Subject | undefined, context: Context) => readonly Line[];
  };
  /** Whether `/` searches the text instead of hiding rows. */
  readonly searches: boolean;
  /** What the screen is about as a whole: for `y`, `d`, `c`, `r`, `R` where no line says more. */
  readonly subject?: (screen: S, context: Context) => Subject | undefined;
}

/** The value that `cached` keeps under a key, if it still does. */
export function alreadyCached<T>(snapshot: Snapshot, key: string): T | undefined {
  return caches.get(snapshot)?.get(key) as T | undefined;
}

/** The keys under which values are kept. */
export function cachedKeys(snapshot: Snapshot): readonly string[] {
  return [...(caches.get(snapshot)?.keys() ?? [])];
}

const MOST_CACHED = 64;
const caches = new WeakMap<Snapshot, Map<string, unknown>>();

/**
 * A value that depends on a snapshot and on what the key says, made once. Snapshots never change, so there is nothing to
 * invalidate; the values asked for longest ago are forgotten.
 */
export function cached<T>(snapshot: Snapshot, key: string, make: () => T): T {
  const known = alreadyCached<T>(snapshot, key);
  const value = known === undefined ? make() : known;
  keep(snapshot, key, value);
  return value;
}

/** Keeps a value under a key, in place of what was there. */
export function keep(snapshot: Snapshot, key: string, value: unknown): void {
  const cache = caches.get(snapshot) ?? new Map<string, unknown>();
  caches.set(snapshot, cache);
  cache.delete(key);
  cache.set(key, value);
  const [oldest] = cache.keys();
  if (cache.size > MOST_CACHED && oldest !== undefined) cache.delete(oldest);
}

/** Keeps no value under a key any longer. */
export function forget(snapshot: Snapshot, key: string): void {
  caches.get(snapshot)?.delete(key);
}
