import type { Labels } from '../../model/labels.ts';
import { CHANGE_SIGNS } from '../../present/change-text.ts';
import { type Line, type Span, span } from '../../present/spans.ts';
import { type Column, type LaidColumn, layoutColumns, type Row, type Table } from '../../present/tables.ts';
import { cut, cutMiddle, cutStart, pad, width } from '../../present/text.ts';
import type { TableName } from '../settings/settings.ts';
import { type RowFacts, type RowFilter, readFilter } from '../state/row-filter.ts';
import type { Sort, Subject, View } from '../state/screens.ts';
import { alreadyCached, type Content, type Context, cached } from './content.ts';
import { fieldsOf } from './row-fields.ts';
import { markKey } from './subjects.ts';

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
  readonly isProblem?: (row: Row<T>) => boolean;
  readonly empty: readonly string[];
}

const GAP = '  ';
const SAMPLE = 2000;

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
  const pick = <V>(values: readonly V[]): readonly V[] => indexes.flatMap((index) => values[index] ?? []);
  return {
    columns: pick(columns).map((column) => ({ ...column, wideOnly: false })),
    rows: rows.map((row) => ({ ...row, cells: pick(row.cells) })),
  };
}

/** Rows of a table as lines, filtered and sorted as the view says. */
export function tableContent<T>(source: TableSource<T>, view: View, context: Context): Content {
  const { snapshot, problemsOnly } = context;
  const table = tableOf(source, context);
  const order = orderOf(source, table, view, context);
  const marked = source.mark !== undefined;
  const columnsLeft = context.columns - 1 - (marked ? 2 : 0);
  const layout = cached(snapshot, `layout ${source.key} ${context.wide} ${columnsLeft}`, () =>
    layoutColumns(table.columns, sampleOf(table.rows), columnsLeft, { wide: context.wide, gap: GAP.length }),
  );
  const rowAt = (index: number): Row<T> | undefined => table.rows[order[index] ?? -1];
  return {
    length: order.length,
    idAt: (index) => rowAt(index)?.id,
    indexOf: (id) => {
      const position = positionsOf(source.key, table, context).get(id);
      return position === undefined ? -1 : order.indexOf(position);
    },
    lineAt: (index) => {
      const row = rowAt(index);
      return row === undefined
        ? []
        : [...leadOf(source, row, context), ...rowLine(row, layout, context.glyphs.ellipsis)];
    },
    subjectAt: (index) => {
      const row = rowAt(index);
      return row && source.subject(row.subject);
    },
    isExpandable: () => false,
    spokenAt: (index) =>
      table.columns
        .map(({ title, wideOnly }, i) => ({
          title,
          text: wideOnly === true ? '' : (rowAt(index)?.cells[i]?.text ?? ''),
        }))
        .filter(({ text }) => text !== '')
        .map(({ title, text }, i) => (i === 0 ? text : `${title.toLowerCase()} ${text}`))
        .join(', '),
    textAt: (index) =>
      rowAt(index)
        ?.cells.map((cell) => cell.text)
        .join(' ') ?? '',
    header: headerLine(layout, view.sort, {
      lead: marked ? '   ' : ' ',
      up: context.glyphs.up,
      down: context.glyphs.down,
    }),
    shown: order.length,
    total: table.rows.length,
    empty: table.rows.length > 0 ? nothingPasses(view, problemsOnly) : source.empty,
    isText: false,
    table: () => ({ columns: table.columns, rows: order.flatMap((position) => table.rows[position] ?? []) }),
  };
}

/** Before the first cell: whether the row has changed just now, and the table's own sign. */
function leadOf<T>(source: TableSource<T>, row: Row<T>, { watching }: Context): Line {
  const changed = watching.marks.get(markKey(source.subject(row.subject)));
  const sign = source.mark === undefined ? '' : pad(source.mark(row.subject), 2);
  return changed === undefined
    ? [span(` ${sign}`)]
    : [span(CHANGE_SIGNS[changed.type], 'warning'), ...(sign === '' ? [] : [span(sign)])];
}

function nothingPasses(view: View, problemsOnly: boolean): readonly string[] {
  const undo = [view.filter === '' ? '' : 'esc clears the filter', problemsOnly ? '! shows all rows again' : ''];
  const what = view.filter === '' ? 'No row has a problem marked.' : `No row matches "${view.filter}".`;
  return [what, `${undo.filter((text) => text !== '').join('; ')}.`];
}

// Widths come from rows all over the table, not from those in sight, so that columns do not move while one scrolls.
function sampleOf<T>(rows: readonly Row<T>[]): readonly Row<T>[] {
  if (rows.length <= SAMPLE) return rows;
  const step = Math.ceil(rows.length / SAMPLE);
  return rows.filter((_row, index) => index % step === 0);
}

function positionsOf<T>(key: string, table: Table<T>, context: Context): ReadonlyMap<string, number> {
  return cached(context.snapshot, `positions ${key}`, () => new Map(table.rows.map((row, index) => [row.id, index])));
}

function haystacksOf<T>(source: TableSource<T>, table: Table<T>, context: Context): readonly string[] {
  return cached(context.snapshot, `haystacks ${source.key}`, () =>
    table.rows.map(({ cells }) => {
      let text = cells[0]?.text ?? '';
      for (let i = 1; i < cells.length; i++) text += ` ${cells[i]?.text}`;
      return text.toLowerCase();
    }),
  );
}

/** Positions of the rows that are shown, in the order they are shown in. */
function orderOf<T>(source: TableSource<T>, table: Table<T>, view: View, context: Context): readonly number[] {
  const { snapshot, problemsOnly } = context;
  const { sort, filter } = view;
  const sortKey = sort === undefined ? '' : `${sort.column}${sort.descending ? '-' : '+'}`;
  const keyFor = (typed: string): string => `order ${source.key} ${problemsOnly} ${sortKey} ${typed}`;
  const unfiltered = (): readonly number[] =>
    cached(snapshot, keyFor(''), () => sorted(rowsToShow(source, table, problemsOnly), table, sort));
  const passes = readFilter(filter);
  if (passes === undefined) return unfiltered();
  return cached(snapshot, keyFor(filter), () => {
    // A letter more leaves rows out and lets none in; what is left is in its order already.
    const shorter = narrows(filter)
      ? alreadyCached<readonly number[]>(snapshot, keyFor(filter.slice(0, -1)))
      : undefined;
    return filtered(shorter ?? unfiltered(), passes, source, table, context);
  });
}

/** Whether every row that passes the filter passes it without its last letter, too: so it is with plain words of ASCII. */
function narrows(filter: string): boolean {
  return /^(?!\s*-)[^!"=:\u0080-\uffff]*$/.test(filter);
}

function rowsToShow<T>({ isProblem }: TableSource<T>, { rows }: Table<T>, problemsOnly: boolean): readonly number[] {
  const all = [...rows.keys()];
  if (!problemsOnly) return all;
  return all.filter((position) => {
    const row = rows[position];
    return row !== undefined && (hasProblem(row) || isProblem?.(row) === true);
  });
}

function filtered<T>(
  order: readonly number[],
  passes: RowFilter,
  source: TableSource<T>,
  table: Table<T>,
  context: Context,
): readonly number[] {
  const { columns, rows } = table;
  const haystacks = haystacksOf(source, table, context);
  const nameAt = columns.findIndex(({ id }) => id === 'name');
  const factsOf = (row: Row<T> | undefined): RowFacts => {
    if (row === undefined) return NOTHING_KNOWN;
    return {
      labels: source.labels?.(row.subject),
      name: row.cells[nameAt]?.text.toLowerCase(),
      field: fieldsOf(row, { columns, subject: source.subject(row.subject), snapshot: context.snapshot }),
    };
  };
  // One object for all rows, for there may be very many.
  let at = 0;
  const row = { text: '', facts: () => factsOf(rows[at]) };
  return order.filter((position) => {
    at = position;
    row.text = haystacks[position] ?? '';
    return passes(row);
  });
}

const NOTHING_KNOWN: RowFacts = { labels: undefined, name: undefined, field: () => undefined };

const PROBLEM_STYLES: ReadonlySet<string> = new Set(['warning', 'error', 'denied']);

/** A row has a problem when one of its cells is marked as one. */
function hasProblem(row: Pick<Row<unknown>, 'cells'>): boolean {
  return row.cells.some((cell) => PROBLEM_STYLES.has(cell.style));
}

/** Sorted by the typed values of a column; rows with equal values keep their order, in both directions. */
function sorted<T>(order: readonly number[], table: Table<T>, sort: Sort | undefined): readonly number[] {
  const column = table.columns.findIndex((candidate) => candidate.id === sort?.column);
  if (sort === undefined || column < 0) return order;
  const values = table.rows.map((row) => row.cells[column]?.sort ?? '');
  const sign = sort.descending ? -1 : 1;
  return [...order].sort((a, b) => sign * compared(values[a] ?? '', values[b] ?? '') || a - b);
}

function compared(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

interface HeaderSigns {
  readonly lead: string;
  readonly up: string;
  readonly down: string;
}

/** Titles over rows that nobody sorts. */
export function titleLine(layout: readonly LaidColumn[]): Line {
  return headerLine(layout, undefined, { lead: ' ', up: '', down: '' });
}

function headerLine(layout: readonly LaidColumn[], sort: Sort | undefined, signs: HeaderSigns): Line {
  const titles = layout.map(({ column, width: columns }, i) => {
    const arrow = sort?.column === column.id ? (sort.descending ? signs.down : signs.up) : '';
    const text = `${cut(column.title, columns - width(arrow), '')}${arrow}`;
    return (i === 0 ? '' : GAP) + pad(text, columns, column.align);
  });
  return [span((signs.lead + titles.join('')).trimEnd(), 'title')];
}

/** A row's cells under their columns, without blanks behind the last. */
export function rowLine(row: Pick<Row<unknown>, 'cells'>, layout: readonly LaidColumn[], ellipsis: string): Line {
  return layout.map(({ column, index, width: columns }, i): Span => {
    const cell = row.cells[index];
    const text = cutterOf(column)(cell?.text ?? '', columns, ellipsis);
    const isLast = i === layout.length - 1;
    const padded = isLast && column.align === 'left' ? text : pad(text, columns, column.align);
    return { text: (i === 0 ? '' : GAP) + padded, style: cell?.style ?? 'plain' };
  });
}

function cutterOf({ cut: part }: Column): typeof cut {
  return part === undefined ? cut : part === 'start' ? cutStart : cutMiddle;
}

/** Columns of a table that shift and a letter sort by. */
export function sortableColumns(
  columns: readonly Column[],
): readonly { readonly key: string; readonly column: Column }[] {
  return columns.flatMap((column) =>
    column.sortKey === undefined ? [] : [{ key: column.sortKey.toUpperCase(), column }],
  );
}
