import type { Snapshot } from '../model/snapshot.ts';
import type { Glyphs } from '../present/glyphs.ts';
import { createBackground } from './background.ts';
import { compareBeside } from './compare.ts';
import { openFinder } from './find-beside.ts';
import { actionFor } from './keys/dispatch.ts';
import { watchFindings } from './look-for-findings.ts';
import type { Outside } from './outside.ts';
import { performer } from './perform.ts';
import { reduce } from './reducer/reduce.ts';
import { wishing } from './screens/beside.ts';
import { carryShown } from './screens/shown-rows.ts';
import { carryTables } from './screens/table-content.ts';
import type { Memory } from './settings/memory.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings/settings.ts';
import { sidesSeen } from './state/comparison.ts';
import { type Action, type Flash, initialState, type Size, type State } from './state/state.ts';
import type { World, WorldStore } from './state/store.ts';
import { MARK_MS } from './state/watching.ts';
import type { WhatIf } from './state/what-if.ts';
import type { Theme } from './theme.ts';
import { frame } from './view/frame.ts';
import { openWorkshop } from './work.ts';
import { createWorldPace } from './world-pace.ts';

export interface SessionOptions {
  readonly store: WorldStore;
  readonly outside: Outside;
  readonly theme: Theme;
  readonly glyphs: Glyphs;
  readonly size: Size;
  readonly namespace?: string | undefined;
  readonly settings?: Settings;
  readonly memory?: Memory;
  /** Files laid over the cluster. */
  readonly whatIf?: WhatIf | undefined;
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
  /** Ends timers and the subscription. */
  readonly stop: () => void;
}

const FLASH_MS = 6000;

export function createSession(options: SessionOptions): Session {
  const { store, outside, settings = DEFAULT_SETTINGS } = options;
  let { theme } = options;
  const lay = overlaying();
  const initial = initialState(options);
  let base: World = store.get();
  let world = lay(base, initial.whatIf);
  let state = reduce(initial, { type: 'world' }, world);
  let shown = frame(state, world, theme);
  const drawn = announcer();

  const draw = (): void => {
    const drawing = wishing(() => frame(state, world, theme));
    shown = drawing.value;
    drawn.tell();
    finder.look(drawing.wishes);
  };
  const background = createBackground(outside);
  const found = (about: Snapshot): void => {
    carryShown(about, world.snapshot);
    dispatch({ type: 'world' });
  };
  const finder = openFinder(background, { found, progressed: draw });

  const goOnWith = (next: World): void => {
    carryTables(world.snapshot, next.snapshot);
    world = next;
  };

  const apply = (action: Action): void => {
    const before = state.flash;
    const next = reduce({ ...state, now: outside.now() }, action, world);
    state = { ...next, effects: [] };
    const after = lay(base, state.whatIf);
    if (after !== world) {
      goOnWith(after);
      state = reduce(state, { type: 'world' }, world);
      lookForFindings();
    }
    ends.schedule(state, before);
    comparing.look(sidesSeen(state, world));
    for (const effect of next.effects) perform(effect);
  };

  const dispatch = (action: Action): void => {
    apply(action);
    draw();
  };

  const ends = endsOf(outside, dispatch);

  const learn: Session['learn'] = (facts) => {
    state = { ...state, memory: { ...state.memory, ...facts } };
    outside.remember(state.memory);
  };

  const pressOne = (key: string): void => {
    if (state.flash !== undefined) apply({ type: 'acknowledge' });
    if (!state.memory.hintsSeen) learn({ hintsSeen: true });
    apply(actionFor(state, world, key));
  };

  const workshop = openWorkshop(background, (work, worked) => dispatch({ type: 'worked', work, worked }));
  const look: Session['look'] = () => ({ state, world });
  const perform = performer({ outside, workshop, finder, apply, dispatch, press: pressOne, look });

  const findings = watchFindings({ ...background, found: (linted) => dispatch({ type: 'linted', linted }) });
  const comparing = compareBeside(background, (comparison) => dispatch({ type: 'compared', comparison }));
  // What is still being read would be looked at in vain.
  const lookForFindings = (): void => {
    if (world.loading.done) findings.look(world.snapshot);
  };
  lookForFindings();

  const pace = createWorldPace(outside, settings.refreshMs, () => {
    const before = base;
    base = store.get();
    goOnWith(lay(base, state.whatIf));
    dispatch({ type: 'world', step: { before, after: base } });
    lookForFindings();
  });
  const unsubscribe = store.subscribe(pace.changed);

  return {
    frame: () => shown,
    state: () => state,
    subscribe: drawn.subscribe,
    press: (keys) => {
      for (const { keyHeard } of [pace, background]) keyHeard();
      for (const key of keys) pressOne(key);
      if (keys.length > 0) draw();
    },
    paste: (text) => dispatch({ type: 'paste', text }),
    click: (at) => dispatch({ type: 'click', ...at }),
    look,
    resize: (changed) => dispatch({ type: 'resize', size: changed }),
    flash: (text, kind = 'info') => dispatch({ type: 'flash', kind, text }),
    learn,
    wear: (other) => {
      theme = other;
      draw();
    },
    stop: () => {
      unsubscribe();
      for (const { stop } of [pace, findings, comparing, workshop, finder, ends]) stop();
    },
  };
}

/** The world as it would be with the edits in memory; the same one while neither changes. */
function overlaying(): (base: World, whatIf: WhatIf) => World {
  let known: { readonly base: World; readonly made: WhatIf['made']; readonly shown: World } | undefined;
  return (base, { made }) => {
    if (made.length === 0) return base;
    if (known?.base !== base || known.made !== made) {
      const snapshot = base.overlaid(made.flatMap(({ edits }) => edits));
      known = { base, made, shown: { ...base, snapshot, actual: base.snapshot } };
    }
    return known.shown;
  };
}

/** Ends what is shown for a while only: news, and the marks of rows that have changed. */
function endsOf(
  outside: Outside,
  dispatch: (action: Action) => void,
): { readonly schedule: (state: State, flashBefore: Flash | undefined) => void; readonly stop: () => void } {
  const timers = { flash: postponed(outside), marks: postponed(outside) };
  return {
    schedule: ({ flash, watching }, flashBefore) => {
      if (flash !== flashBefore) timers.flash.callOff();
      if (flash !== flashBefore && flash?.kind === 'info')
        timers.flash.after(FLASH_MS, () => dispatch({ type: 'flash-over', id: flash.id }));
      if (watching.marks.size > 0) timers.marks.after(MARK_MS, () => dispatch({ type: 'marks-over' }));
    },
    stop: () => {
      for (const timer of Object.values(timers)) timer.callOff();
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
