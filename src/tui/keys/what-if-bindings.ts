import { recipeText } from '../screens/recipe-screen.ts';
import { exportedText } from '../screens/what-if-export.ts';
import { freshScreen, type ScreenName } from '../state/screens.ts';
import type { Action } from '../state/state.ts';
import type { Binding, Situation } from './binding.ts';

const EDITABLE: readonly ScreenName[] = [
  'namespaces',
  'pods',
  'pod',
  'policies',
  'policy',
  'changes',
  'describe',
  'what-if',
];

const nothingEdited = ({ state }: Situation): string | undefined =>
  state.whatIf.made.length === 0 ? 'nothing was edited in memory' : undefined;

/** Keys that change things in memory, to see what would come of it. */
export const WHAT_IF: readonly Binding[] = [
  {
    id: 'edit',
    keys: ['e'],
    group: 'What-if',
    screens: EDITABLE,
    title: 'edit in memory, in $EDITOR: a policy, or the labels of a pod, workload or namespace',
    footer: { text: 'edit', order: 15, screens: ['policies', 'policy', 'what-if'] },
    act: ({ subject }) => ({ type: 'what-if', how: 'edit', subject }),
    disabled: ({ subject, state, scene }) =>
      subject === undefined && (scene.screen.at !== 'what-if' || state.whatIf.draft === undefined)
        ? 'nothing is selected'
        : undefined,
  },
  {
    id: 'edit-recipe',
    keys: ['e'],
    group: 'What-if',
    screens: ['recipes', 'recipe'],
    title: 'edit the policy in memory, in $EDITOR, and see what it would change',
    footer: { text: 'edit and try', order: 1 },
    act: ({ scene }) =>
      scene.screen.at === 'recipes' ? { type: 'open' } : { type: 'what-if', how: 'edit', subject: undefined },
    disabled: ({ scene: { screen } }) =>
      screen.at === 'recipe' && recipeText(screen) === undefined ? 'there is no policy yet' : undefined,
  },
  {
    id: 'new-policy',
    keys: ['n'],
    group: 'What-if',
    screens: ['namespaces', 'pods', 'pod', 'policies', 'policy', 'what-if'],
    title: 'a new policy in memory, by a recipe or blank, for the selected pods or namespace',
    footer: { text: 'new', order: 17, screens: ['policies', 'policy', 'what-if'] },
    act: ({ subject }) => ({ type: 'what-if', how: 'new', subject }),
  },
  {
    id: 'remove',
    keys: ['ctrl-x', 'delete'],
    group: 'What-if',
    screens: ['policies', 'policy', 'what-if', 'changes'],
    title: 'as if the selected policy were not there; in What-if, as if the selected edit had not been made',
    footer: { text: 'remove', order: 16, screens: ['policies', 'policy', 'what-if'] },
    act: ({ subject }) => ({ type: 'what-if', how: 'remove', subject }),
    disabled: ({ scene }) => (scene.focused.content.length === 0 ? 'nothing is selected' : undefined),
  },
  {
    id: 'label',
    keys: ['='],
    group: 'What-if',
    screens: ['namespaces', 'pods', 'pod'],
    title: 'put a label on in memory, or take it off: KEY=VALUE, KEY-',
    act: (): Action => ({ type: 'prompt', mode: 'command', text: 'label ' }),
  },
  {
    id: 'undo',
    keys: ['u'],
    group: 'What-if',
    title: 'undo the last edit in memory',
    footer: { text: 'undo', order: 14, screens: ['what-if'] },
    act: (): Action => ({ type: 'what-if', how: 'undo', subject: undefined }),
    disabled: nothingEdited,
  },
  {
    id: 'what-if',
    keys: ['w'],
    group: 'What-if',
    title: 'the edits in memory, and the connections they open and close',
    act: (): Action => ({ type: 'go', screen: freshScreen({ at: 'what-if' }) }),
    disabled: ({ scene }) => (scene.screen.at === 'what-if' ? 'this is the What-if screen' : undefined),
  },
  {
    id: 'copy-edits',
    keys: ['c'],
    group: 'What-if',
    screens: ['what-if'],
    title: 'copy the edits as YAML and kubectl commands',
    footer: { text: 'copy', order: 18 },
    act: ({ state }) => ({ type: 'effect', effect: { kind: 'copy', text: exportedText(state.whatIf) } }),
    disabled: nothingEdited,
  },
  {
    id: 'save-edits',
    keys: ['ctrl-s'],
    group: 'What-if',
    screens: ['what-if'],
    title: 'save the edits as a file of YAML',
    footer: { text: 'save', order: 19 },
    act: ({ state }) => ({
      type: 'effect',
      effect: { kind: 'save-text', file: 'netpol-tui-what-if.yaml', text: exportedText(state.whatIf) },
    }),
    disabled: nothingEdited,
  },
];
