import type { ScreenName } from '../state/screens.ts';
import type { Action } from '../state/state.ts';
import type { Situation } from './binding.ts';

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

/** Why there is nothing to look for, when there is not. */
export const nothingHere = ({ scene: { screen, focused } }: Situation): string | undefined =>
  focused.content.total === 0 && focused.content.length === 0 && screen.view.filter === ''
    ? 'there is nothing here'
    : undefined;

/** A key that does the same whatever is selected. */
export const always = (action: Action) => (): Action => action;
