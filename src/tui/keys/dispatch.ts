import { type Scene, sceneOf } from '../screens/scene.ts';
import { sortableColumns } from '../screens/table-content.ts';
import { columnsOf } from '../screens/tables.ts';
import { freshScreen, type HelpRow } from '../state/screens.ts';
import type { Action, State } from '../state/state.ts';
import type { World } from '../state/store.ts';
import { type Binding, GROUPS, type Situation, shownKeys, situationOf, worksOn } from './binding.ts';
import { foreignMeaning } from './foreign.ts';
import { withKeys } from './rebinding.ts';
import { BINDINGS } from './table.ts';

/** What a key means now: to the prompt or field that is being written, else by the table of keys. */
export function actionFor(state: State, world: World, key: string): Action {
  if (key === 'ctrl-c') return { type: 'effect', effect: { kind: 'quit' } };
  if (key === 'ctrl-z') return { type: 'effect', effect: { kind: 'suspend' } };
  if (state.prompt.mode !== 'none') return { type: 'prompt-key', key };
  const scene = sceneOf(state, world);
  if (scene.screen.at === 'reach' && scene.screen.form.focus !== 'answer') return { type: 'form-key', key };
  const situation = situationOf(state, world, scene, key);
  const binding = bindingsHere(scene).find(({ keys }) => keys.includes(key));
  if (binding === undefined) return { type: 'flash', kind: 'info', text: noSuchKey(key) };
  const why = binding.disabled?.(situation);
  return why === undefined ? binding.act(situation) : { type: 'flash', kind: 'info', text: why };
}

function noSuchKey(key: string): string {
  const foreign = foreignMeaning(key);
  return foreign === undefined ? 'no such key here; ? shows the keys' : `not in netpol-tui: ${foreign}`;
}

/** The bindings that work on the screen one sees: the table, help, and the columns to sort by. */
export function bindingsHere(scene: Scene): readonly Binding[] {
  const all = withKeys(BOUND, scene.context.settings.keys).filter((binding) => worksOn(binding, scene.screen.at));
  // What a person bound comes before the letters that sort.
  return [...all, ...sortBindings(scene)];
}

function sortBindings(scene: Scene): readonly Binding[] {
  return sortableColumns(columnsOf(scene.screen, scene.context)).map(({ key, column }): Binding => {
    const title = `by ${column.title.toLowerCase()}; again: the other way round`;
    return {
      id: `sort-${column.id}`,
      keys: [key],
      group: 'Sort',
      title,
      act: () => ({ type: 'sort', column: column.id }),
    };
  });
}

/** Stands by itself, for what it shows are the other bindings. */
export const HELP: Binding = {
  id: 'help',
  keys: ['?'],
  group: 'Program',
  title: 'this help',
  footer: { text: 'help', order: 92 },
  act: (situation) => ({ type: 'go', screen: freshScreen({ at: 'help', rows: helpRows(situation) }) }),
  disabled: ({ scene }) => (scene.screen.at === 'help' ? 'this is the help; esc goes back' : undefined),
};

/** Every binding but those that sort. */
export const BOUND: readonly Binding[] = [...BINDINGS, HELP];

/** Every key of the screen one sees, by group. */
function helpRows(situation: Situation): readonly HelpRow[] {
  const { scene } = situation;
  const bindings = bindingsHere(scene);
  return GROUPS.flatMap((group) =>
    bindings
      .filter((binding) => binding.group === group)
      .map((binding): HelpRow => {
        const { keys, title, disabled } = binding;
        return {
          group,
          keys: shownKeys(binding, scene.context.glyphs),
          press: keys[0],
          title,
          disabled: disabled?.({ ...situation, key: keys[0] }),
        };
      }),
  );
}
