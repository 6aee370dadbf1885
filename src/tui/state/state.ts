import type { LintResult } from '../../engine/lint/lint.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Glyphs } from '../../present/glyphs.ts';
import { type Memory, NO_MEMORY } from '../settings/memory.ts';
import { DEFAULT_SETTINGS, type Settings } from '../settings/settings.ts';
import { type Comparison, NOTHING_COMPARED } from './comparison.ts';
import type { KnownContexts } from './contexts.ts';
import type { Place } from './cursor.ts';
import {
  freshScreen,
  type Screen,
  type ScreenPlace,
  type Sort,
  type SourceText,
  type Subject,
  type TextPlace,
} from './screens.ts';
import type { World } from './store.ts';
import type { CopyForms, CopyOf, Taking } from './taking.ts';
import type { TextField } from './text-field.ts';
import { NOTHING_WATCHED, type Watching } from './watching.ts';
import { type EditorEnd, type EditTarget, NOTHING_EDITED, type TextToEdit, type WhatIf } from './what-if.ts';
import type { Work, Worked } from './work.ts';

/** Columns and rows of the terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** One line of news. Information goes after some seconds, an error stays until a key. `id` tells one flash from the next. */
export interface Flash {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly text: string;
}

/** The line that is being typed at the bottom or beside the breadcrumbs, if any. */
export type Prompt =
  | { readonly mode: 'none' }
  /** `before` comes back on esc; `past` is the position in the history of what is shown from it. */
  | { readonly mode: 'filter'; readonly field: TextField; readonly before: string; readonly past?: number | undefined }
  /** `choice` is the position in the list of completions. */
  | {
      readonly mode: 'command';
      readonly field: TextField;
      readonly choice: number | undefined;
      readonly past?: number | undefined;
    }
  /** Not a line but a menu: in which form to copy; `choice` is the position among its forms. */
  | { readonly mode: 'copy'; readonly offered: CopyForms; readonly choice: number };

/** Screens from the root to the one that is seen. */
export type Stack = readonly [Screen, ...Screen[]];

/** Where one is: what `[`, `]` and `-` go back to. */
export interface Visit {
  readonly stack: Stack;
  readonly namespace: string | undefined;
}

export interface History {
  /** Oldest first. */
  readonly past: readonly Visit[];
  /** Next first. */
  readonly future: readonly Visit[];
}

/** Something only the outside can do; the session performs it after the reducer has returned. */
export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' }
  /** Ask the cluster again now. */
  | { readonly kind: 'retry' }
  /** Read no further. */
  | { readonly kind: 'stop-reading' }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'save'; readonly screen: string }
  /** Draw or say the whole screen once more. */
  | { readonly kind: 'redraw' }
  | { readonly kind: 'take'; readonly taking: Taking }
  | { readonly kind: 'save-text'; readonly file: string; readonly text: string }
  /** Open the editor; `file` is what the text is called, not where it lies. */
  | { readonly kind: 'edit'; readonly target: EditTarget; readonly file: string; readonly text: TextToEdit }
  /** Keep what is remembered for the next run. */
  | { readonly kind: 'remember' }
  | { readonly kind: 'bell' }
  | { readonly kind: 'read-contexts' }
  | { readonly kind: 'use-context'; readonly name: string }
  | { readonly kind: 'read-source'; readonly of: TextPlace }
  /** Find something out; the answer comes as `worked`. */
  | { readonly kind: 'work'; readonly work: Work }
  /** As if the key had been pressed: what enter does on the help screen. */
  | { readonly kind: 'press'; readonly key: string };

/** What was found in a snapshot, which may not be the newest any more. `number` tells one result from the next. */
export interface Linted {
  readonly snapshot: Snapshot;
  readonly result: LintResult;
  readonly number: number;
}

/** Everything the terminal UI remembers. Plain data; changes only in the reducer. */
export interface State extends Visit {
  readonly history: History;
  readonly prompt: Prompt;
  readonly flash: Flash | undefined;
  readonly flashes: number;
  /** Columns that are left out of tables otherwise. */
  readonly wide: boolean;
  readonly problemsOnly: boolean;
  readonly size: Size;
  readonly glyphs: Glyphs;
  readonly settings: Settings;
  /** What the next run will know; changed here, kept by the outside. */
  readonly memory: Memory;
  /** When the last action came, in milliseconds since 1970. */
  readonly now: number;
  readonly watching: Watching;
  /** What was seen of other clusters, by context; it is found again when one comes back. */
  readonly elsewhere: ReadonlyMap<string, Watching>;
  readonly contexts: KnownContexts;
  readonly whatIf: WhatIf;
  readonly comparison: Comparison;
  /** Whether a pin that turns rings the terminal's bell. */
  readonly bell: boolean;
  /** In which form each was copied last. */
  readonly copiedAs: Readonly<Partial<Record<CopyOf, string>>>;
  /** Undefined until everything has been looked at once. */
  readonly linted: Linted | undefined;
  /** Not yet performed, oldest first. */
  readonly effects: readonly Effect[];
}

/** What keys do in a matrix besides moving among its rows. */
export type MatrixStep =
  | { readonly kind: 'column'; readonly by: number }
  | { readonly kind: 'edge'; readonly to: 'first' | 'last' }
  | { readonly kind: 'turn' };

export type Action =
  | { readonly type: 'move'; readonly by: number }
  | { readonly type: 'page'; readonly by: 1 | -1 | 0.5 | -0.5 }
  | { readonly type: 'jump'; readonly to: 'first' | 'last' }
  | { readonly type: 'pane'; readonly by: 1 | -1 }
  | { readonly type: 'expand'; readonly how: 'open' | 'close' | 'toggle' }
  | { readonly type: 'search'; readonly by: 1 | -1 }
  | { readonly type: 'sort'; readonly column: string }
  | { readonly type: 'toggle'; readonly what: 'wide' | 'problems' | 'workloads' }
  | { readonly type: 'open' }
  | { readonly type: 'matrix'; readonly step: MatrixStep }
  | { readonly type: 'back' }
  /** Onto the stack; `root` replaces the stack. */
  | { readonly type: 'go'; readonly screen: Screen; readonly root?: boolean }
  | { readonly type: 'namespace'; readonly name: string | undefined }
  | { readonly type: 'history'; readonly to: 'back' | 'forward' | 'last' }
  /** With a text, that is written already. */
  | { readonly type: 'prompt'; readonly mode: 'filter' | 'command'; readonly text?: string }
  /** In the only form there is; else it is asked in which. */
  | { readonly type: 'copy' }
  | { readonly type: 'prompt-key'; readonly key: string }
  | { readonly type: 'form-key'; readonly key: string }
  | { readonly type: 'form-focus'; readonly focus: 'from' | 'to' | 'answer' }
  | { readonly type: 'swap-ends' }
  /** Of the mouse; columns and rows of the screen from 0. */
  | {
      readonly type: 'click';
      readonly button: 'left' | 'wheel-up' | 'wheel-down';
      readonly column: number;
      readonly row: number;
    }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'flash'; readonly kind: Flash['kind']; readonly text: string }
  | { readonly type: 'flash-over'; readonly id: number }
  | { readonly type: 'acknowledge' }
  | { readonly type: 'resize'; readonly size: Size }
  /** There is a newer world; without a step it is the first. */
  | { readonly type: 'world'; readonly step?: { readonly before: World; readonly after: World } }
  /** Marks of rows may be over. */
  | { readonly type: 'marks-over' }
  /** Pins a question, or takes it off. */
  | { readonly type: 'pin'; readonly from: string; readonly to: string }
  | { readonly type: 'toggle-bell' }
  /** Something is changed in memory. */
  | {
      readonly type: 'what-if';
      readonly how: 'edit' | 'new' | 'remove' | 'undo';
      readonly subject: Subject | undefined;
    }
  | { readonly type: 'label'; readonly words: readonly string[] }
  | { readonly type: 'edited'; readonly target: EditTarget; readonly file: string; readonly end: EditorEnd }
  | { readonly type: 'use-context'; readonly name: string }
  | { readonly type: 'contexts'; readonly contexts: KnownContexts }
  | { readonly type: 'linted'; readonly linted: Linted }
  | { readonly type: 'compared'; readonly comparison: Comparison }
  | { readonly type: 'worked'; readonly work: Work; readonly worked: Worked }
  | { readonly type: 'source'; readonly of: TextPlace; readonly source: SourceText }
  | { readonly type: 'effect'; readonly effect: Effect };

export interface Beginning {
  readonly size: Size;
  readonly glyphs: Glyphs;
  readonly namespace?: string | undefined;
  readonly settings?: Settings;
  readonly memory?: Memory;
  /** Files laid over the cluster, from the beginning. */
  readonly whatIf?: WhatIf | undefined;
}

/** The first state: the pods of a namespace when one was asked for, else the namespaces. */
export function initialState(beginning: Beginning): State {
  const {
    size,
    glyphs,
    namespace,
    settings = DEFAULT_SETTINGS,
    memory = NO_MEMORY,
    whatIf = NOTHING_EDITED,
  } = beginning;
  const first: ScreenPlace = namespace === undefined ? { at: 'namespaces' } : { at: 'pods', by: 'pod' };
  return {
    stack: whatIf.made.length === 0 ? [freshScreen(first)] : [freshScreen(first), freshScreen({ at: 'what-if' })],
    namespace,
    history: { past: [], future: [] },
    prompt: { mode: 'none' },
    flash: undefined,
    flashes: 0,
    wide: false,
    problemsOnly: false,
    size,
    glyphs,
    settings,
    memory,
    now: 0,
    watching: NOTHING_WATCHED,
    elsewhere: new Map(),
    contexts: { state: 'unread' },
    whatIf,
    comparison: NOTHING_COMPARED,
    bell: false,
    copiedAs: {},
    linted: undefined,
    effects: [],
  };
}

/** The screen that is seen. */
export function topScreen(visit: Visit): Screen {
  return visit.stack.at(-1) ?? visit.stack[0];
}

/** The state with another screen in place of the one that is seen. */
export function withTop(state: State, screen: Screen): State {
  const below = state.stack.slice(0, -1);
  const [root, ...rest] = [...below, screen];
  return root === undefined ? state : { ...state, stack: [root, ...rest] };
}

/** A screen whose view is changed. */
function withView(screen: Screen, change: Partial<Screen['view']>): Screen {
  return { ...screen, view: { ...screen.view, ...change } };
}

/** The state with another view of the screen that is seen. */
export function changeView(state: State, change: Partial<Screen['view']>): State {
  return withTop(state, withView(topScreen(state), change));
}

/** The state with news on its last line. */
export function flashed(state: State, kind: Flash['kind'], text: string): State {
  const id = state.flashes + 1;
  return { ...state, flash: { id, kind, text }, flashes: id };
}

/** The state with one more thing to do. */
export function withEffect(state: State, effect: Effect): State {
  return { ...state, effects: [...state.effects, effect] };
}

/** Cursor and scroll of a view. */
export function placeOf(screen: Screen): Place {
  return { cursor: screen.view.cursor, top: screen.view.top };
}

/** Two sorts of one column in turn: ascending first, then descending. */
export function nextSort(sort: Sort | undefined, column: string): Sort {
  return { column, descending: sort?.column === column && !sort.descending };
}
