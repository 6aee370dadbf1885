import type { Labels } from '../../model/labels.ts';
import { type Cell, picking, type Table, withCells } from '../../present/tables.ts';
import type { TableName } from '../settings/settings.ts';
import type { Subject } from '../state/screens.ts';
import { type Context, cached } from './content.ts';

/** What a table screen is made of. */
export interface TableSource<T> {
  /** Same key, same table: for the cache, within one snapshot. Its first word is the name the table has in the settings. */
  readonly key: string;
  readonly table: () => Table<T>;
  readonly subject: (of: T) => Subject;
  readonly labels?: (of: T) => Labels | undefined;
  /** Before the first column, a sign for the row at this position of the unfiltered table. */
  readonly mark?: (of: T) => string;
  /** Besides the rows in which a cell is marked as a problem, what `!` shows. */
  readonly isProblem?: (of: T, cells: readonly Cell[]) => boolean;
  readonly empty: readonly string[];
}

/** The table with the columns a person wants, in their order; its own where nothing was said. */
export function tableOf<T>(source: Pick<TableSource<T>, 'key' | 'table'>, { snapshot, settings }: Context): Table<T> {
  return cached(snapshot, `table ${source.key}`, () => {
    const table = source.table();
    const wanted = settings.columns.get(source.key.split(' ', 1)[0] as TableName);
    return wanted === undefined ? table : withColumns(table, wanted);
  });
}

function withColumns<T>({ columns, rows }: Table<T>, wanted: readonly string[]): Table<T> {
  const indexes = wanted.map((id) => columns.findIndex((column) => column.id === id)).filter((index) => index >= 0);
  if (indexes.length === 0) return { columns, rows };
  const maker = picking(indexes);
  return {
    columns: indexes.flatMap((index) => columns[index] ?? []).map((column) => ({ ...column, wideOnly: false })),
    rows: rows.map((row) => withCells(row, maker)),
  };
}
