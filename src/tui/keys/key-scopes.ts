import type { ScreenName } from '../state/screens.ts';
import type { Action } from '../state/state.ts';

/** Groups of screens that share keys. */
export const LISTS: readonly ScreenName[] = ['namespaces', 'pods', 'policies', 'services', 'findings'];
export const TEXTS: readonly ScreenName[] = ['yaml', 'describe', 'reach'];
export const TREES: readonly ScreenName[] = ['pod', 'policy'];

/** A key that does the same whatever is selected. */
export const always = (action: Action) => (): Action => action;
