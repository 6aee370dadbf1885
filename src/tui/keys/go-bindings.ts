import { BY_NAMESPACE } from '../reducer/navigating.ts';
import { favourites } from '../screens/favourites.ts';
import { namespaceOfSubject } from '../screens/subjects.ts';
import { freshScreen, matrixPlace } from '../state/screens.ts';
import type { Binding, Situation } from './binding.ts';
import { always, FOLDED, LISTS } from './key-scopes.ts';

/** Keys that lead to other places. */
export const GO: readonly Binding[] = [
  {
    id: 'open',
    keys: ['enter'],
    group: 'Go',
    title: 'open the selected line',
    footer: {
      text: 'open',
      order: 1,
      screens: [...LISTS, ...FOLDED, 'reach', 'contexts', 'matrix', 'what-if', 'topic', 'topology'],
    },
    act: always({ type: 'open' }),
    disabled: ({ subject }) => (subject === undefined ? 'nothing to open here' : undefined),
  },
  {
    id: 'back',
    keys: ['esc'],
    group: 'Go',
    title: 'back; clears the filter first',
    footer: {
      text: 'back',
      order: 60,
      screens: [
        'yaml',
        'describe',
        'help',
        'policy',
        'pod',
        'reach',
        'changes',
        'pins',
        'contexts',
        'matrix',
        'fixes',
        'recipe',
        'recipes',
        'what-if',
        'topic',
        'topology',
      ],
    },
    act: always({ type: 'back' }),
  },
  {
    id: 'command',
    keys: [':'],
    group: 'Go',
    title: 'command line: :pods :ns :policies :svc :reach :matrix :findings :changes :pins :ctx :what-if :q',
    footer: { text: 'command', order: 91 },
    act: always({ type: 'prompt', mode: 'command' }),
  },
  {
    id: 'findings',
    keys: ['L'],
    group: 'Go',
    title: 'findings',
    footer: { text: 'findings', order: 50, screens: ['namespaces', 'pods', 'policies'] },
    act: always({ type: 'go', screen: freshScreen({ at: 'findings' }) }),
  },
  {
    id: 'matrix',
    keys: ['m'],
    group: 'Go',
    title: 'matrix: who may connect to whom, namespaces by namespaces',
    footer: { text: 'matrix', order: 45, screens: ['namespaces', 'pods'] },
    act: always({ type: 'go', screen: freshScreen(matrixPlace({ by: 'namespace' })) }),
    disabled: ({ scene: { screen } }) =>
      screen.at === 'matrix' && screen.of.by === 'namespace' ? 'this is the matrix' : undefined,
  },
  {
    id: 'topology',
    keys: ['M'],
    group: 'Go',
    title: 'topology: a map of the namespace, its workloads and who may connect to whom',
    footer: { text: 'map', order: 46, screens: ['namespaces', 'pods'] },
    act: (situation) => {
      const namespace = namespaceHere(situation);
      return namespace === undefined
        ? { type: 'flash', kind: 'info', text: NO_NAMESPACE }
        : { type: 'go', screen: freshScreen({ at: 'topology', namespace }) };
    },
    disabled: (situation) => {
      if (situation.scene.screen.at === 'topology') return 'this is the map';
      return namespaceHere(situation) === undefined ? NO_NAMESPACE : undefined;
    },
  },
  {
    id: 'changes',
    keys: ['C'],
    group: 'Go',
    title: 'what has changed while watching',
    act: always({ type: 'go', screen: freshScreen({ at: 'changes' }) }),
    disabled: ({ scene }) => (scene.screen.at === 'changes' ? 'these are the changes' : undefined),
  },
  {
    id: 'all-namespaces',
    keys: ['0'],
    group: 'Go',
    title: 'all namespaces',
    footer: { text: 'all namespaces', order: 55, screens: ['pods', 'policies', 'services'] },
    act: always({ type: 'namespace', name: undefined }),
    disabled: ({ state, scene }) =>
      state.namespace === undefined && BY_NAMESPACE.has(scene.screen.at) ? 'all namespaces are shown' : undefined,
  },
  {
    id: 'namespace',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1-9',
    group: 'Go',
    title: 'the namespace with this digit in the list of namespaces',
    act: (situation) => ({ type: 'namespace', name: namespaceOf(situation) }),
    disabled: (situation) =>
      namespaceOf(situation) === undefined ? `there is no namespace ${situation.key}` : undefined,
  },
  {
    id: 'history-back',
    keys: ['['],
    group: 'Go',
    title: 'where one was before',
    act: always({ type: 'history', to: 'back' }),
  },
  {
    id: 'history-forward',
    keys: [']'],
    group: 'Go',
    title: 'forward again',
    act: always({ type: 'history', to: 'forward' }),
  },
  {
    id: 'history-last',
    keys: ['-'],
    group: 'Go',
    title: 'to and fro between the last two places',
    act: always({ type: 'history', to: 'last' }),
  },
];

const NO_NAMESPACE = 'a map is of one namespace: select one, or something in one';

function namespaceHere({ subject, state, world: { snapshot } }: Situation): string | undefined {
  const name = (subject === undefined ? undefined : namespaceOfSubject(subject, snapshot)) ?? state.namespace;
  return name !== undefined && snapshot.namespaces.has(name) ? name : undefined;
}

function namespaceOf({ key, scene }: Situation): string | undefined {
  return favourites(scene.context)[Number(key) - 1];
}
