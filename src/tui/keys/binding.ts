import { type Scene, subjectHere } from '../screens/scene.ts';
import type { ScreenName, Subject } from '../state/screens.ts';
import type { Action, State } from '../state/state.ts';
import type { World } from '../state/store.ts';

export type Group = 'Move' | 'Go' | 'Look' | 'Ask' | 'What-if' | 'Sort' | 'Program';

export const GROUPS: readonly Group[] = ['Move', 'Go', 'Ask', 'What-if', 'Look', 'Sort', 'Program'];

/** What a key is decided on. */
export interface Situation {
  /** The key pressed; for help and footer, the first of the binding. */
  readonly key: string;
  readonly state: State;
  readonly world: World;
  readonly scene: Scene;
  /** What keys act on. */
  readonly subject: Subject | undefined;
}

/** One thing a key does. From these come the dispatcher, the footer, the help screen and the documentation. */
export interface Binding {
  readonly id: string;
  /** Any of them; as `keysOf` names them. */
  readonly keys: readonly [string, ...string[]];
  /** Instead of the list of keys, where that is long. */
  readonly shown?: string;
  readonly group: Group;
  /** Screens it works on; everywhere when it is left out. */
  readonly screens?: readonly ScreenName[];
  readonly title: string;
  /** One or two words for the footer; the lowest order stands first. */
  readonly footer?: { readonly text: string; readonly order: number; readonly screens?: readonly ScreenName[] };
  readonly act: (situation: Situation) => Action;
  /** Why it does nothing now; the key stays in the help. */
  readonly disabled?: (situation: Situation) => string | undefined;
}

export function situationOf(state: State, world: World, scene: Scene, key = ''): Situation {
  return { key, state, world, scene, subject: subjectHere(scene) };
}

export function worksOn(binding: Pick<Binding, 'screens'>, screen: ScreenName): boolean {
  return binding.screens?.includes(screen) ?? true;
}

const SHOWN: Readonly<Record<string, string>> = {
  pgdn: 'PgDn',
  pgup: 'PgUp',
  home: 'Home',
  end: 'End',
};

/** Keys as a person reads them: `j ↓`. */
export function shownKeys({ keys, shown }: Pick<Binding, 'keys' | 'shown'>, arrows: ArrowSigns): string {
  if (shown !== undefined) return shown;
  return keys.map((key) => arrowSign(key, arrows) ?? SHOWN[key] ?? key).join(' ');
}

export interface ArrowSigns {
  readonly up: string;
  readonly down: string;
  readonly left: string;
  readonly right: string;
}

function arrowSign(key: string, arrows: ArrowSigns): string | undefined {
  if (key === 'up' || key === 'down' || key === 'left' || key === 'right') return isAscii(arrows) ? key : arrows[key];
  return undefined;
}

function isAscii({ up }: ArrowSigns): boolean {
  return up === '^';
}
