import type { Glyphs } from '../present/glyphs.ts';
import { plainText } from '../present/spans.ts';
import { printable } from '../present/text.ts';
import { actionFor } from './keys/dispatch.ts';
import { watchFindings } from './look-for-findings.ts';
import { reduce } from './reducer/reduce.ts';
import { type Scene, sceneOf } from './screens/scene.ts';
import { sourceSlice } from './screens/source-slice.ts';
import type { Memory } from './settings/memory.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings/settings.ts';
import type { Contexts } from './state/contexts.ts';
import type { SourcePlace, SourceText } from './state/screens.ts';
import { type Action, type Effect, type Flash, initialState, type Size, type State } from './state/state.ts';
import type { World, WorldStore } from './state/store.ts';
import type { Taking } from './state/taking.ts';
import { MARK_MS } from './state/watching.ts';
import type { Theme } from './theme.ts';
import { crumbsLine } from './view/crumbs.ts';
import { frame } from './view/frame.ts';
import { openWorkshop, type Workshop } from './work.ts';

/** What a session needs done outside. */
export interface Outside {
  readonly quit: () => void;
  readonly suspend: () => void;
  /** Draws or says the whole screen once more. */
  readonly redraw: () => void;
  /** Tries again now what waits to be tried again. */
  readonly retry: () => void;
  /** Keeps this for the next run. */
  readonly remember: (memory: Memory) => void;
  /** Rings the terminal's bell. */
  readonly bell: () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Puts text into the clipboard of the terminal's user; false when it is longer than terminals take. */
  readonly copy: (text: string) => boolean;
  /** Writes a file into the current folder and answers its path. */
  readonly saveText: (fileName: string, text: string) => Promise<string>;
  /** Text of a file; undefined when it is not to be had. */
  readonly readSource: (file: string) => Promise<string | undefined>;
  readonly contexts: Contexts;
  /** Runs something later; answers what calls it off. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
}

export interface SessionOptions {
  readonly store: WorldStore;
  readonly outside: Outside;
  readonly theme: Theme;
  readonly glyphs: Glyphs;
  readonly size: Size;
  readonly namespace?: string | undefined;
  readonly settings?: Settings;
  readonly memory?: Memory;
}

/** The terminal UI without a terminal: keys in, frames out. */
export interface Session {
  /** The screen as it is now; the same array until something changes. */
  readonly frame: () => readonly string[];
  readonly state: () => State;
  readonly subscribe: (listener: () => void) => () => void;
  /** Keys, in order; one new frame for all of them. */
  readonly press: (keys: readonly string[]) => void;
  readonly paste: (text: string) => void;
  readonly click: (at: Omit<Extract<Action, { type: 'click' }>, 'type'>) => void;
  /** What is looked at, for those who say it instead of drawing it. */
  readonly look: () => { readonly state: State; readonly world: World };
  readonly resize: (size: Size) => void;
  readonly flash: (text: string, kind?: Flash['kind']) => void;
  /** Adds to what the next run will know. */
  readonly learn: (facts: Partial<Memory>) => void;
  /** Draws everything in another theme. */
  readonly wear: (theme: Theme) => void;
  /** Draws anew although nothing has changed: the terminal was somebody else's meanwhile. */
  readonly redraw: () => void;
  /** Ends timers and the subscription. */
  readonly stop: () => void;
}

const FLASH_MS = 6000;
export function createSession(options: SessionOptions): Session {
  const { store, outside, settings = DEFAULT_SETTINGS } = options;
  let { theme } = options;
  let world: World = store.get();
  let state = reduce(initialState(options), { type: 'world' }, world);
  let shown = frame(state, world, theme);
  const drawn = announcer();
  const timers = { flash: postponed(outside), refresh: postponed(outside), marks: postponed(outside) };

  const draw = (): void => {
    shown = frame(state, world, theme);
    drawn.tell();
  };

  const apply = (action: Action): void => {
    const before = state.flash;
    const next = reduce({ ...state, now: outside.now() }, action, world);
    state = { ...next, effects: [] };
    if (state.flash !== before) scheduleFlashEnd();
    if (state.watching.marks.size > 0) timers.marks.after(MARK_MS, () => dispatch({ type: 'marks-over' }));
    for (const effect of next.effects) perform(effect);
  };

  const dispatch = (action: Action): void => {
    apply(action);
    draw();
  };

  const scheduleFlashEnd = (): void => {
    timers.flash.callOff();
    const { flash } = state;
    if (flash?.kind === 'info') timers.flash.after(FLASH_MS, () => dispatch({ type: 'flash-over', id: flash.id }));
  };

  const learn: Session['learn'] = (facts) => {
    state = { ...state, memory: { ...state.memory, ...facts } };
    outside.remember(state.memory);
  };

  const pressOne = (key: string): void => {
    if (state.flash !== undefined) apply({ type: 'acknowledge' });
    if (!state.memory.hintsSeen) learn({ hintsSeen: true });
    apply(actionFor(state, world, key));
  };

  const workshop = openWorkshop(outside, (work, worked) => dispatch({ type: 'worked', work, worked }));
  const perform = performer({ outside, workshop, apply, dispatch, press: pressOne, look: () => ({ state, world }) });

  const findings = watchFindings({
    after: outside.after,
    now: outside.now,
    found: (linted) => dispatch({ type: 'linted', linted }),
  });
  // What is still being read would be looked at in vain.
  const lookForFindings = (): void => {
    if (world.loading.done) findings.look(world.snapshot);
  };
  lookForFindings();

  // Changes of the world are drawn at most so often, so that they do not get in the way of keys.
  const unsubscribe = store.subscribe(() => {
    timers.refresh.after(settings.refreshMs, () => {
      const before = world;
      world = store.get();
      dispatch({ type: 'world', step: { before, after: world } });
      lookForFindings();
    });
  });

  return {
    frame: () => shown,
    state: () => state,
    subscribe: drawn.subscribe,
    press: (keys) => {
      for (const key of keys) pressOne(key);
      if (keys.length > 0) draw();
    },
    paste: (text) => dispatch({ type: 'paste', text }),
    click: (at) => dispatch({ type: 'click', ...at }),
    look: () => ({ state, world }),
    resize: (changed) => dispatch({ type: 'resize', size: changed }),
    flash: (text, kind = 'info') => dispatch({ type: 'flash', kind, text }),
    learn,
    wear: (other) => {
      theme = other;
      draw();
    },
    redraw: () => {
      shown = [...shown];
      drawn.tell();
    },
    stop: () => {
      unsubscribe();
      for (const timer of Object.values(timers)) timer.callOff();
      findings.stop();
      workshop.stop();
    },
  };
}

/** One thing that is put off at a time; what is asked for meanwhile is the same thing. */
function postponed({ after }: Outside): {
  readonly after: (milliseconds: number, run: () => void) => void;
  readonly callOff: () => void;
} {
  let end: (() => void) | undefined;
  const callOff = (): void => {
    end?.();
    end = undefined;
  };
  return {
    after: (milliseconds, run) => {
      end ??= after(milliseconds, () => {
        end = undefined;
        run();
      });
    },
    callOff,
  };
}

interface Performing {
  readonly outside: Outside;
  readonly workshop: Workshop;
  readonly apply: (action: Action) => void;
  /** Applies and draws: for what comes later. */
  readonly dispatch: (action: Action) => void;
  readonly press: (key: string) => void;
  readonly look: () => { readonly state: State; readonly world: World };
}

/** Has the outside do what the reducer asked for. */
function performer({ outside, workshop, apply, dispatch, press, look }: Performing): (effect: Effect) => void {
  return (effect) => {
    switch (effect.kind) {
      case 'quit':
        outside.quit();
        break;
      case 'suspend':
        outside.suspend();
        break;
      case 'retry':
        outside.retry();
        apply({ type: 'flash', kind: 'info', text: retryText(look().world) });
        break;
      case 'copy':
        if (outside.copy(effect.text)) apply({ type: 'flash', kind: 'info', text: copiedText(effect.text) });
        else void savedInstead(outside, effect.text, COPIED_FILE).then(dispatch);
        break;
      case 'save':
        void saved(outside, `netpol-tui-${effect.screen}.txt`, wholeText(look().state, look().world)).then(dispatch);
        break;
      case 'take':
        void taken(outside, effect.taking, sceneOf(look().state, look().world)).then(dispatch);
        break;
      case 'read-source':
        void sourceRead(outside, effect.file, effect.place).then(dispatch);
        break;
      case 'work':
        workshop.begin(effect.work, look().world.snapshot);
        break;
      case 'read-contexts':
        void contextsRead(outside.contexts).then(dispatch);
        break;
      case 'use-context':
        outside.contexts.use(effect.name).catch((error: unknown) => {
          dispatch({ type: 'flash', kind: 'error', text: printable(messageOf(error)) });
        });
        break;
      case 'bell':
        outside.bell();
        break;
      case 'redraw':
        outside.redraw();
        break;
      case 'remember':
        outside.remember(look().state.memory);
        break;
      case 'press':
        press(effect.key);
        break;
    }
  };
}

/** Those who want to hear of something, and the telling. */
function announcer(): { readonly subscribe: Session['subscribe']; readonly tell: () => void } {
  const listeners = new Set<() => void>();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: () => {
      for (const listener of listeners) listener();
    },
  };
}

/** Saves a text, and says where or why not. */
async function saved(outside: Outside, fileName: string, text: string): Promise<Action> {
  return outside.saveText(fileName, text).then(
    (path): Action => ({ type: 'flash', kind: 'info', text: `saved ${printable(path)}` }),
    (error: unknown): Action => ({ type: 'flash', kind: 'error', text: `cannot save: ${printable(messageOf(error))}` }),
  );
}

/** Where a text goes that is too long for the clipboard. */
const COPIED_FILE = 'netpol-tui-copied.txt';

/** Saves what is too long to be copied, and says so. */
async function savedInstead(outside: Outside, text: string, fileName: string): Promise<Action> {
  const action = await saved(outside, fileName, text);
  return action.type === 'flash' && action.kind === 'info'
    ? { ...action, text: `too long for the clipboard: ${action.text}` }
    : action;
}

/** Takes along what the screen shows. The making of it is loaded when somebody wants it. */
async function taken(outside: Outside, taking: Taking, scene: Scene): Promise<Action> {
  const { take } = await import('./take/taking.ts');
  const made = take(scene, taking, new Date(outside.now()).toISOString());
  if ('why' in made) return { type: 'flash', kind: 'error', text: printable(made.why) };
  if (taking.what !== 'copy') return saved(outside, made.file, made.text);
  if (outside.copy(made.text)) return { type: 'flash', kind: 'info', text: copiedText(made.text) };
  return savedInstead(outside, made.text, made.file);
}

async function contextsRead(contexts: Contexts): Promise<Action> {
  return contexts.list().then(
    (entries): Action => ({ type: 'contexts', contexts: { state: 'read', entries } }),
    (error: unknown): Action => ({ type: 'contexts', contexts: { state: 'failed', why: messageOf(error) } }),
  );
}

async function sourceRead(outside: Outside, file: string, place: SourcePlace): Promise<Action> {
  const source = await outside.readSource(file).then(
    (text): SourceText => (text === undefined ? unavailable(file) : sourceSlice(text, place)),
    (error: unknown): SourceText => unavailable(file, messageOf(error)),
  );
  return { type: 'source', file, place, source };
}

function retryText({ source }: World): string {
  return source.kind === 'files' ? 'reading the files again' : 'asking the cluster again';
}

function copiedText(text: string): string {
  const [first = '', ...others] = text.split('\n');
  return others.length === 0 ? `copied ${printable(first)}` : `copied ${others.length + 1} lines: ${printable(first)}`;
}

function unavailable(file: string, why = 'it was not read from a file, or is not there any more'): SourceText {
  return { state: 'unavailable', why: `The text of ${printable(file)} is not available: ${printable(why)}.` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The screen with all its lines, also those that do not fit, without colours. */
function wholeText(state: State, world: World): string {
  const scene = sceneOf(state, world);
  const panes = scene.panes.flatMap(({ title, content }) => [
    ...(title === undefined ? [] : [title]),
    ...(content.header === undefined ? [] : [content.header]),
    ...Array.from({ length: content.length }, (_, index) => content.lineAt(index)),
  ]);
  const lines = [crumbsLine(state, scene), ...scene.above, ...panes, ...scene.below];
  return `${lines.map((line) => plainText(line).trimEnd()).join('\n')}\n`;
}
