import { emptySnapshot } from '../../cluster/fold.ts';
import { UNICODE } from '../../present/glyphs.ts';
import { commandTable } from '../commands/commands.ts';
import { contextOf } from '../screens/scene.ts';
import { sortableColumns } from '../screens/table-content.ts';
import { columnsOf } from '../screens/tables.ts';
import { freshScreen, type Screen, type ScreenName } from '../state/screens.ts';
import { initialState } from '../state/state.ts';
import type { World } from '../state/store.ts';
import { type Binding, GROUPS, shownKeys } from './binding.ts';
import { HELP } from './dispatch.ts';
import { foreignKeys } from './foreign.ts';
import { BINDINGS } from './table.ts';

/** docs/keys.md: every key of the terminal UI, from the tables the program itself uses. */
export function keysDocument(): string {
  const sections = GROUPS.filter((group) => group !== 'Sort').map((group) => {
    const rows = [...BINDINGS, HELP].filter((binding) => binding.group === group).map(bindingRow);
    return [`## ${group}`, '', '| key | where | what |', '|---|---|---|', ...rows].join('\n');
  });
  return `${[INTRODUCTION, ...sections, sortSection(), commandSection(), foreignSection()].join('\n\n')}\n`;
}

/** The keys a newcomer needs, in the order of need. */
const FIRST_KEYS = [
  'open',
  'back',
  'reach-from',
  'reach-to',
  'filter',
  'command',
  'workloads',
  'expand',
  'yaml',
  'findings',
  'copy',
  'help',
  'quit',
];

/** The table of the README. */
export function shortKeyTable(): string {
  const rows = FIRST_KEYS.flatMap((id) => [...BINDINGS, HELP].filter((binding) => binding.id === id)).map((binding) => {
    return `| \`${escaped(shownKeys(binding, UNICODE))}\` | ${escaped(binding.title)} |`;
  });
  return ['| key | what |', '|---|---|', ...rows].join('\n');
}

const INTRODUCTION = `# Keys

Generated from the program's own tables by \`npm run generate\`; do not edit. \`?\` shows the keys of the screen you are on, and
enter presses the one that is selected.

While a field, the filter or the command line is being written, keys write: arrows, Home, End, ctrl-a and ctrl-e move, ctrl-u,
ctrl-k and ctrl-w delete, tab completes, enter does it, esc leaves.`;

function bindingRow({ keys, shown, screens, title }: Binding): string {
  const named = shown === undefined ? keys.map((key) => shownKeys({ keys: [key] }, UNICODE)) : [shown];
  return `| ${named.map((text) => `\`${escaped(text)}\``).join(' ')} | ${screens === undefined ? 'everywhere' : screens.join(', ')} | ${escaped(title)} |`;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

const LISTS: readonly (readonly [name: string, screen: Screen])[] = [
  ['namespaces', freshScreen({ at: 'namespaces' })],
  ['pods', freshScreen({ at: 'pods', by: 'pod' })],
  ['workloads', freshScreen({ at: 'pods', by: 'workload' })],
  ['policies', freshScreen({ at: 'policies' })],
  ['services', freshScreen({ at: 'services' })],
  ['findings' satisfies ScreenName, freshScreen({ at: 'findings' })],
  ['exposure' satisfies ScreenName, freshScreen({ at: 'exposure' })],
];

function sortSection(): string {
  const world: World = {
    snapshot: emptySnapshot(),
    loading: { files: 0, objects: 0, done: true },
    overlaid: emptySnapshot,
    source: { kind: 'files', label: '' },
  };
  const context = contextOf(initialState({ size: { columns: 200, rows: 50 }, glyphs: UNICODE }), world);
  const rows = LISTS.map(([name, screen]) => {
    const keys = sortableColumns(columnsOf(screen, context)).map(
      ({ key, column }) => `\`${key}\` ${column.title.toLowerCase()}`,
    );
    return `| ${name} | ${keys.join(' · ')} |`;
  });
  const explanation =
    'Shift and a letter sort by a column; the same key again turns the order round, and an arrow in the title shows it.';
  return ['## Sort', '', explanation, '', '| list | keys |', '|---|---|', ...rows].join('\n');
}

function commandSection(): string {
  const rows = commandTable().map(({ names, parameters, title }) => {
    const also = names.slice(1).map((name) => `\`${name}\``);
    return `| \`:${names[0]}${parameters === '' ? '' : ` ${escaped(parameters)}`}\` | ${also.join(' ')} | ${escaped(title)} |`;
  });
  return ['## Commands', '', '| command | also | what |', '|---|---|---|', ...rows].join('\n');
}

function foreignSection(): string {
  const keys = foreignKeys().map(([key, meaning]) => `\`${key}\` ${meaning}`);
  return `## Keys of k9s that are not here\n\nThey say so instead of doing something else: ${keys.join(' · ')}.`;
}
