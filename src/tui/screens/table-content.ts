import type { Snapshot } from '../../model/snapshot.ts';
import { CHANGE_SIGNS } from '../../present/change-text.ts';
import { type Line, type Span, span } from '../../present/spans.ts';
import { type Column, type LaidColumn, layoutColumns, type Row, type Rows, type Table } from '../../present/tables.ts';
import { cut, cutMiddle, cutStart, pad, width } from '../../present/text.ts';
import type { Sort, View } from '../state/screens.ts';
import { alreadyCached, type Content, type Context, cachedKeys, keep } from './content.ts';
import { carryShown, indexAmong, type ShownNow, shownRows } from './shown-rows.ts';
import { markKey } from './subjects.ts';
import type { TableSource } from './table-source.ts';

const GAP = '  ';
const SAMPLE = 2000;

/** Rows of a table as lines, filtered and sorted as the view says, or as it said before where that is not found yet. */
export function tableContent<T>(source: TableSource<T>, view: View, context: Context): Content {
  const { problemsOnly } = context;
  const shown = shownRows(source, view, context);
  const { table, order, pending } = shown;
  const marked = source.mark !== undefined;
  const columnsLeft = context.columns - 1 - (marked ? 2 : 0);
  const layout = layoutOf(source.key, table, columnsLeft, context);
  const rowAt = (index: number): Row<T> | undefined => {
    const position = order[index];
    return position === undefined ? undefined : table.rows.at(position);
  };
  return {
    length: order.length,
    idAt: (index) => rowAt(index)?.id,
    indexOf: (id) => indexAmong(shown, id),
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
    ...(pending === undefined ? {} : { pending }),
    empty: emptyText(source, shown, view, problemsOnly),
    isText: false,
    table: () => ({ columns: table.columns, rows: [...order].flatMap((position) => table.rows.at(position) ?? []) }),
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

function emptyText<T>(
  { empty }: TableSource<T>,
  { table, pending }: ShownNow<T>,
  view: View,
  problemsOnly: boolean,
): readonly string[] {
  if (table.rows.length === 0) return empty;
  return pending === undefined ? nothingPasses(view, problemsOnly) : ['Looking through all rows.'];
}

function nothingPasses(view: View, problemsOnly: boolean): readonly string[] {
  const undo = [view.filter === '' ? '' : 'esc clears the filter', problemsOnly ? '! shows all rows again' : ''];
  const what = view.filter === '' ? 'No row has a problem marked.' : `No row matches "${view.filter}".`;
  return [what, `${undo.filter((text) => text !== '').join('; ')}.`];
}

/** Columns as they were laid out, and of how many rows. Not of which snapshot: each would keep the one before, and so on without end. */
interface Laid {
  readonly isOfBefore: boolean;
  readonly rows: number;
  readonly titles: string;
  readonly columns: readonly LaidColumn[];
}

const LAYOUT = 'layout ';
/** So much may a long list grow or shrink before its columns are laid out again. */
const MOST_GROWTH = 0.05;

function layoutOf<T>(
  key: string,
  { columns, rows }: Table<T>,
  columnsLeft: number,
  { snapshot, wide }: Context,
): readonly LaidColumn[] {
  const name = `${LAYOUT}${key} ${wide} ${columnsLeft}`;
  const titles = columns.map(({ title }) => title).join();
  const known = alreadyCached<Laid>(snapshot, name);
  const isKept =
    known?.titles === titles &&
    (!known.isOfBefore || (rows.length > SAMPLE && Math.abs(rows.length - known.rows) < known.rows * MOST_GROWTH));
  if (isKept) return known.columns;
  const made = layoutColumns(columns, sampleOf(rows), columnsLeft, { wide, gap: GAP.length });
  keep(snapshot, name, { isOfBefore: false, rows: rows.length, titles, columns: made } satisfies Laid);
  return made;
}

/** The next snapshot begins with what is shown of this one, and with its columns: of long lists they stay as wide as they were. */
export function carryTables(from: Snapshot, to: Snapshot): void {
  carryShown(from, to);
  if (from === to) return;
  for (const key of cachedKeys(from).filter((name) => name.startsWith(LAYOUT))) {
    const laid = alreadyCached<Laid>(from, key);
    if (laid !== undefined) keep(to, key, { ...laid, isOfBefore: true } satisfies Laid);
  }
}

// Widths come from rows all over the table, not from those in sight, so that columns do not move while one scrolls.
function sampleOf<T>(rows: Rows<T>): readonly Row<T>[] {
  const step = Math.ceil(rows.length / SAMPLE);
  return Array.from({ length: Math.ceil(rows.length / step) }, (_, i) => rows.at(i * step)).filter(
    (row) => row !== undefined,
  );
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
