import { connectionLine } from '../../present/connection-text.ts';
import { contextTable, type ShownContext } from '../../present/context-table.ts';
import { kindStateTable } from '../../present/kind-states.ts';
import { type Line, span } from '../../present/spans.ts';
import { layoutColumns, type Table } from '../../present/tables.ts';
import { printable } from '../../present/text.ts';
import { readFilter } from '../state/row-filter.ts';
import type { Screen } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, type Item, itemContent, type ScreenKind } from './content.ts';
import { filteredItems, nothingMatches } from './item-filter.ts';
import { rowLine, titleLine } from './table-content.ts';

type ContextsScreen = Extract<Screen, { at: 'contexts' }>;

/** The contexts of the kubeconfig, and under them how it stands with the connection to the one that is looked at. */
export const contextsScreen: ScreenKind<ContextsScreen> = {
  title: () => 'Contexts',
  searches: false,
  content: ({ view }, context) => {
    const contexts = contextItems(context);
    const items = filteredItems(contexts, readFilter(view.filter));
    return itemContent([...items, ...connectionItems(context)], {
      total: contexts.filter(({ id }) => id !== undefined).length,
      empty: contexts.length > 0 ? nothingMatches(view.filter) : NO_CONTEXT,
    });
  },
};

const NO_CONTEXT = [
  'The kubeconfig has no contexts.',
  'Another one is read when --kubeconfig FILE or KUBECONFIG names it.',
] as const;

function contextItems(context: Context): readonly Item[] {
  const { contexts } = context;
  if (contexts.state === 'failed')
    return hangingLines([span(contexts.why, 'warning')], context.columns, 1).map((line) => ({ line }));
  if (contexts.state !== 'read') return [{ line: [span(' Reading the kubeconfig', 'dim')] }];
  if (contexts.entries.length === 0)
    return context.world.source.kind === 'cluster' ? [{ line: [span(` ${NO_CONTEXT[0]}`, 'dim')] }] : [];
  const table = contextTable(contexts.entries.map((entry) => ({ ...entry, isHere: isHere(entry.name, context) })));
  return rowsOf(table, context, ({ name }: ShownContext) => ({
    id: `context/${name}`,
    subject: { kind: 'context', name },
  }));
}

function isHere(name: string, { world: { source } }: Context): boolean {
  return source.kind === 'cluster' && source.connection.context === name;
}

function rowsOf<T>(
  table: Table<T>,
  context: Context,
  itemOf: (of: T) => Pick<Item, 'id' | 'subject'>,
): readonly Item[] {
  const layout = layoutColumns(table.columns, table.rows, context.columns - 1, { wide: context.wide });
  const rows = table.rows.map(
    (row): Item => ({ ...itemOf(row.subject), line: [span(' '), ...rowLine(row, layout, context.glyphs.ellipsis)] }),
  );
  return [{ line: titleLine(layout) }, ...rows];
}

const BLANK: Item = { line: [] };

function connectionItems(context: Context): readonly Item[] {
  const { source } = context.world;
  if (source.kind !== 'cluster') return [];
  const { server, kinds } = source.connection;
  const state: Line = [
    span('CONNECTION  ', 'title'),
    span(`${printable(server)}  `),
    ...connectionLine(source.connection, context.glyphs),
  ];
  const about = hangingLines(state, context.columns, 1).map((line): Item => ({ line }));
  if (kinds.length === 0) return [BLANK, ...about];
  return [BLANK, ...about, BLANK, ...rowsOf(kindStateTable(kinds, context.glyphs), context, () => ({}))];
}
