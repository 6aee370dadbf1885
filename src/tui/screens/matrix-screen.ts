import type { AxisEntry } from '../../engine/reachability/matrix.ts';
import type { PairCount } from '../../engine/reachability/tally.ts';
import { remember } from '../../model/memo.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { cellPortsText, cellSpan, cellText, matrixLegend } from '../../present/matrix-text.ts';
import { type Line, type Span, span } from '../../present/spans.ts';
import { cut, cutMiddle, pad, width } from '../../present/text.ts';
import type { Screen, Subject } from '../state/screens.ts';
import { comparingContent, pendingOf } from './compared.ts';
import type { Content, Context, ScreenKind } from './content.ts';
import { type Axes, axesKey, axesOf, entryName } from './matrix-axes.ts';
import { seenCells } from './matrix-cells.ts';
import { columnHeads } from './matrix-heads.ts';

type MatrixScreen = Extract<Screen, { at: 'matrix' }>;

/** Namespaces by namespaces, or workloads by workloads: how much is open from the one to the other. */
export const matrixScreen: ScreenKind<MatrixScreen> = {
  title: ({ of, port }) => {
    const ports = port === undefined ? '' : `, port ${port}`;
    return of.by === 'namespace' ? `Matrix(namespaces${ports})` : `Matrix(${of.from} → ${of.to}${ports})`;
  },
  searches: false,
  above: (screen, context) =>
    hasNothing(axesOf(screen, context.snapshot)?.value) ? [] : [headLine(screen, context), cursorLine(screen, context)],
  content: matrixContent,
};

const WIDEST_NAME = 24;
const NARROWEST_COLUMN = 5;
/** Where there are more columns than fit with their names in full. */
const CROWDED_COLUMN = 8;

/** Which columns are seen, and how wide. */
interface Layout {
  readonly nameColumns: number;
  readonly columnWidth: number;
  /** Index of the first column that is seen, and how many are. */
  readonly first: number;
  readonly count: number;
  /** Index of the column the cursor is in. */
  readonly at: number;
}

const longestNames = new WeakMap<readonly AxisEntry[], number>();
const places = new WeakMap<readonly AxisEntry[], ReadonlyMap<string, number>>();

function layoutOf(screen: MatrixScreen, axes: Axes, { columns, snapshot }: Context): Layout {
  const longest = (entries: readonly AxisEntry[]): number =>
    remember(longestNames, entries, () =>
      Math.max(0, ...entries.slice(0, 500).map((entry) => width(entryName(entry, snapshot)))),
    );
  const nameColumns = Math.min(WIDEST_NAME, Math.max(8, longest(axes.rows)), Math.floor(columns / 3));
  const room = columns - nameColumns - 2;
  // The pointer stands before a name. Names are shortened only as far as it takes to see the columns side by side.
  const widest = Math.max(NARROWEST_COLUMN, longest(axes.columns) + 1);
  const share = Math.floor(room / Math.max(1, axes.columns.length)) - 1;
  const columnWidth = Math.min(widest, Math.max(CROWDED_COLUMN, share));
  const count = Math.max(1, Math.floor(room / (columnWidth + 1)));
  const at = columnIndex(screen, axes);
  // A page of columns at a time, so that they stay where they are while one moves among them.
  return { nameColumns, columnWidth, count, at, first: Math.floor(at / count) * count };
}

/** Index of the column the cursor is in: by identity, else where it was. */
export function columnIndex({ column }: MatrixScreen, { columns }: Axes): number {
  return placesOf(columns).get(column.key ?? '') ?? Math.max(0, Math.min(column.index, columns.length - 1));
}

function matrixContent(screen: MatrixScreen, context: Context): Content {
  const found = axesOf(screen, context.snapshot);
  if (found === undefined) return comparingContent(axesKey(screen), context);
  const axes = found.value;
  const layout = layoutOf(screen, axes, context);
  const positions = placesOf(axes.rows);
  const { rows, columns } = axes;
  const drawing = { screen, context, axes, layout, cells: seenCells(axes, screen.turned, layout, context.snapshot) };
  return {
    length: columns.length === 0 ? 0 : rows.length,
    idAt: (index) => rows[index]?.key,
    indexOf: (key) => positions.get(key) ?? -1,
    lineAt: (index) => {
      const row = rows[index];
      return row === undefined ? [] : rowLine(row, drawing.cells(index), drawing);
    },
    subjectAt: (index) => subjectOf(rows[index], context.snapshot),
    isExpandable: () => false,
    textAt: (index) => rows[index]?.key ?? '',
    header: hasNothing(axes) ? undefined : headerLine(axes, layout, context),
    shown: rows.length,
    total: axes.allRows,
    ...pendingOf(found),
    empty: hasNothing(axes)
      ? ['There are no pods to compare.']
      : [
          `Nothing matches "${screen.view.filter}"; esc clears the filter.`,
          'Before > it is about rows, behind it about columns: shop > db',
        ],
    isText: false,
  };
}

/** The index of each entry by its key. */
function placesOf(entries: readonly AxisEntry[]): ReadonlyMap<string, number> {
  return remember(places, entries, () => new Map(entries.map(({ key }, index) => [key, index])));
}

/** There is nothing to compare, whatever the filter. */
function hasNothing(axes: Axes | undefined): boolean {
  return axes !== undefined && (axes.allRows === 0 || axes.allColumns === 0);
}

function subjectOf(entry: AxisEntry | undefined, snapshot: Snapshot): Subject | undefined {
  if (entry === undefined) return undefined;
  return snapshot.workloads.has(entry.key)
    ? { kind: 'workload', key: entry.key }
    : { kind: 'namespace', name: entry.key };
}

interface Drawing {
  readonly screen: MatrixScreen;
  readonly context: Context;
  readonly axes: Axes;
  readonly layout: Layout;
}

function rowLine(
  row: AxisEntry,
  counts: readonly PairCount[] | undefined,
  { screen, context, axes, layout }: Drawing,
): Line {
  const { glyphs, snapshot } = context;
  const isSelected = row.key === screen.view.cursor.id;
  const cells = axes.columns.slice(layout.first, layout.first + layout.count).flatMap((_, index): Span[] => {
    const count = counts?.[index];
    const { text, style } = count === undefined ? span(`${glyphs.ellipsis} `, 'dim') : cellSpan(count, glyphs);
    // Marked with signs too, for a colour alone would not say which cell it is.
    const here = isSelected && layout.first + index === layout.at;
    const sign = here ? `[${text}]` : ` ${text} `;
    const before = Math.floor((layout.columnWidth + 1 - 4) / 2);
    return [span(' '.repeat(before)), { text: pad(sign, layout.columnWidth + 1 - before), style }];
  });
  return [
    span(` ${pad(cutMiddle(entryName(row, snapshot), layout.nameColumns, glyphs.ellipsis), layout.nameColumns)} `),
    ...cells,
  ];
}

function headerLine({ columns }: Axes, layout: Layout, { glyphs, snapshot }: Context): Line {
  const { first, count, columnWidth } = layout;
  const more = (yes: boolean, sign: string): string => (yes ? sign : ' ');
  const names = columns.slice(first, first + count).map((column) => entryName(column, snapshot));
  // The pointer stands before a name, and takes nothing from it: names stay as they are while one moves among them.
  const titles = columnHeads(names, columnWidth - 1, glyphs.ellipsis).map((head, index): Span => {
    const here = first + index === layout.at;
    return span(` ${pad(`${here ? glyphs.pointer : ''}${head}`, columnWidth)}`, here ? 'strong' : 'title');
  });
  const lead = `${' '.repeat(layout.nameColumns)} ${more(first > 0, glyphs.left)}`;
  return [span(lead, 'title'), ...titles, span(more(first + count < columns.length, glyphs.right), 'title')];
}

function headLine({ turned, port }: MatrixScreen, { glyphs }: Context): Line {
  const way = turned ? 'from columns to rows' : 'from rows to columns';
  return [span(` ${way}, ${port === undefined ? 'every port' : `port ${port}`}  `, 'dim'), ...matrixLegend(glyphs)];
}

/** The ports of a cell are looked at pair by pair, so not where there are too many. */
const MOST_PAIRS_FOR_PORTS = 400;

/** The cell the cursor is on, in words. */
function cursorLine(screen: MatrixScreen, context: Context): Line {
  const { snapshot, glyphs, columns } = context;
  const cell = cellAt(screen, snapshot);
  if (cell === undefined) return [];
  const { axes, row, from, to } = cell;
  const { matrix } = axes;
  const layout = layoutOf(screen, axes, context);
  const counts = seenCells(axes, screen.turned, layout, snapshot)(row)?.[layout.at - layout.first];
  const isSmall = from.members.length * to.members.length <= MOST_PAIRS_FOR_PORTS;
  const ports = screen.port === undefined && isSmall ? cellPortsText(matrix.ports(from, to)) : '';
  const names = `${entryName(from, snapshot)} ${glyphs.right} ${entryName(to, snapshot)}`;
  const text = [counts === undefined ? glyphs.ellipsis : cellText(counts), ports]
    .filter((part) => part !== '')
    .join('; ');
  return [span(` ${cut(names, Math.floor(columns / 2), glyphs.ellipsis)}`, 'strong'), span(`: ${text}`)];
}

interface CellAt {
  readonly axes: Axes;
  /** Index of the row. */
  readonly row: number;
  readonly from: AxisEntry;
  readonly to: AxisEntry;
}

/** The ends of the cell the cursor is on; undefined where there is none. */
export function cellAt(screen: MatrixScreen, snapshot: Snapshot): CellAt | undefined {
  const axes = axesOf(screen, snapshot)?.value;
  if (axes === undefined) return undefined;
  const { id, index } = screen.view.cursor;
  const row = placesOf(axes.rows).get(id ?? '') ?? Math.min(index, axes.rows.length - 1);
  const [down, across] = [axes.rows[row], axes.columns[columnIndex(screen, axes)]];
  if (down === undefined || across === undefined) return undefined;
  return screen.turned ? { axes, row, from: across, to: down } : { axes, row, from: down, to: across };
}
