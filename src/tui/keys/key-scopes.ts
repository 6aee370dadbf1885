import type { ScreenName } from '../state/screens.ts';
import type { Action } from '../state/state.ts';

/** Groups of screens that share keys. */
export const LISTS: readonly ScreenName[] = [
  'namespaces',
  'pods',
  'policies',
  'services',
  'findings',
  'exposure',
  'pins',
];
export const TEXTS: readonly ScreenName[] = ['fixes', 'recipe', 'yaml', 'describe', 'reach', 'topic'];
export const TREES: readonly ScreenName[] = ['pod', 'policy'];
/** Screens with rows that open to more rows. */
export const FOLDED: readonly ScreenName[] = [...TREES, 'changes'];

/** A key that does the same whatever is selected. */
export const always = (action: Action) => (): Action => action;
