import { yamlScreenFor } from '../reducer/opening.ts';
import { topicHere } from '../screens/topic-here.ts';
import { freshScreen, type ScreenName, type Subject } from '../state/screens.ts';
import type { Binding, Situation } from './binding.ts';
import { always, FOLDED, LISTS, nothingHere, TEXTS } from './key-scopes.ts';

const LISTS_AND_TREES: readonly ScreenName[] = [...LISTS, ...FOLDED, 'contexts', 'what-if', 'topology', 'help'];
/** Screens of which rows can be opened to more rows, and closed. */
const FOLDING: readonly ScreenName[] = [...FOLDED, 'fixes'];

const nothingToOpen = ({ scene: { focused } }: Situation): string | undefined => {
  const { content } = focused;
  for (let index = 0; index < content.length; index++) if (content.isExpandable(index)) return undefined;
  return 'no row here opens';
};

/** What is written somewhere: a row about the outside is not, and there the object the screen is about is meant. */
function objectHere({ subject, scene }: Situation): Subject | undefined {
  return subject?.kind === 'outside' ? (scene.kind.subject?.(scene.screen, scene.context) ?? subject) : subject;
}

const noSubject = ({ subject }: Situation): string | undefined =>
  subject === undefined ? 'nothing is selected' : undefined;

/** Keys that show more, less, or the same otherwise. */
export const LOOK: readonly Binding[] = [
  {
    id: 'filter',
    keys: ['/'],
    group: 'Look',
    screens: LISTS_AND_TREES,
    title: 'filter: words, !word, key=value for labels, ns:shop for fields, -l selector, -f fuzzy',
    footer: { text: 'filter', order: 90 },
    act: always({ type: 'prompt', mode: 'filter' }),
    disabled: nothingHere,
  },
  {
    id: 'search',
    keys: ['/'],
    group: 'Look',
    screens: TEXTS,
    title: 'search',
    footer: { text: 'search', order: 90 },
    act: always({ type: 'prompt', mode: 'filter' }),
    disabled: nothingHere,
  },
  {
    id: 'search-next',
    keys: ['n'],
    group: 'Look',
    screens: TEXTS,
    title: 'next match',
    act: always({ type: 'search', by: 1 }),
  },
  {
    id: 'search-previous',
    keys: ['N'],
    group: 'Look',
    screens: TEXTS,
    title: 'previous match',
    act: always({ type: 'search', by: -1 }),
  },
  {
    id: 'expand',
    keys: ['space'],
    group: 'Look',
    screens: FOLDING,
    title: 'open or close a row: the pods a peer means now, all fields of a change, all that an edit opens and closes',
    footer: { text: 'expand', order: 2 },
    act: always({ type: 'expand', how: 'toggle' }),
    disabled: nothingToOpen,
  },
  {
    id: 'expand-open',
    keys: ['right'],
    group: 'Look',
    screens: FOLDING,
    title: 'open a row',
    act: always({ type: 'expand', how: 'open' }),
  },
  {
    id: 'expand-close',
    keys: ['left'],
    group: 'Look',
    screens: FOLDING,
    title: 'close a row',
    act: always({ type: 'expand', how: 'close' }),
  },
  {
    id: 'workloads',
    keys: ['t'],
    group: 'Look',
    screens: ['pods'],
    title: 'pods or workloads in turn',
    footer: { text: 'pods/workloads', order: 20 },
    act: always({ type: 'toggle', what: 'workloads' }),
  },
  {
    id: 'filter-matrix',
    keys: ['/'],
    group: 'Look',
    screens: ['matrix'],
    title: 'filter rows and columns: rows > columns',
    footer: { text: 'filter rows > columns', order: 90 },
    act: always({ type: 'prompt', mode: 'filter' }),
    disabled: nothingHere,
  },
  {
    id: 'turn-matrix',
    keys: ['t'],
    group: 'Look',
    screens: ['matrix'],
    title: 'rows and columns change places',
    footer: { text: 'transpose', order: 20 },
    act: always({ type: 'matrix', step: { kind: 'turn' } }),
    disabled: nothingHere,
  },
  {
    id: 'matrix-by-openness',
    keys: ['O'],
    group: 'Sort',
    screens: ['matrix'],
    title: 'by how much is open, most first; again: the other way round',
    footer: { text: 'most open first', order: 21 },
    act: always({ type: 'sort', column: 'open' }),
    disabled: nothingHere,
  },
  {
    id: 'matrix-by-name',
    keys: ['N'],
    group: 'Sort',
    screens: ['matrix'],
    title: 'by name; again: the other way round',
    act: always({ type: 'sort', column: 'name' }),
    disabled: nothingHere,
  },
  {
    id: 'yaml',
    keys: ['y'],
    group: 'Look',
    title: 'YAML as it is written, with the lines of the file, or as the cluster has it',
    footer: { text: 'YAML', order: 30, screens: ['pods', 'pod', 'policies', 'policy', 'services', 'findings'] },
    act: (situation) => {
      const subject = objectHere(situation);
      const screen = subject === undefined ? 'nothing is selected' : yamlScreenFor(subject, situation.world.snapshot);
      return typeof screen === 'string' ? { type: 'flash', kind: 'info', text: screen } : { type: 'go', screen };
    },
    disabled: noSubject,
  },
  {
    id: 'describe',
    keys: ['d'],
    group: 'Look',
    title: 'describe',
    footer: { text: 'describe', order: 31, screens: ['namespaces', 'pods', 'policies', 'services', 'findings'] },
    act: (situation) => {
      const subject = objectHere(situation);
      return subject === undefined
        ? { type: 'flash', kind: 'info', text: 'nothing is selected' }
        : { type: 'go', screen: freshScreen({ at: 'describe', of: subject }) };
    },
    disabled: (situation) =>
      noSubject(situation) ?? (situation.scene.screen.at === 'describe' ? 'described already' : undefined),
  },
  {
    id: 'explain',
    keys: ['x'],
    group: 'Look',
    title: 'explain the rule behind this line: isolation, AND and OR, ports, DNS, tiers',
    footer: { text: 'explain', order: 12, screens: ['reach', 'findings'] },
    act: ({ scene }) => ({ type: 'go', screen: freshScreen({ at: 'topic', id: topicHere(scene) }) }),
  },
  {
    id: 'problems',
    keys: ['!'],
    group: 'Look',
    screens: LISTS,
    title: 'only rows with a problem',
    act: always({ type: 'toggle', what: 'problems' }),
  },
  {
    id: 'wide',
    keys: ['ctrl-w'],
    group: 'Look',
    screens: LISTS,
    title: 'all columns',
    act: always({ type: 'toggle', what: 'wide' }),
  },
  {
    id: 'copy',
    keys: ['c'],
    group: 'Look',
    title:
      'copy: the name, the YAML of a fix or recipe; an answer or a text in the form one chooses, the last one with c again',
    footer: { text: 'copy', order: 40, screens: ['reach', 'fixes', 'recipe', 'yaml', 'describe', 'topic'] },
    act: always({ type: 'copy' }),
  },
  {
    id: 'save',
    keys: ['ctrl-s'],
    group: 'Look',
    title: 'save this screen as text',
    act: ({ scene }) => ({ type: 'effect', effect: { kind: 'save', screen: scene.screen.at } }),
  },
];
