import type { Style } from './spans.ts';
import { printable, width } from './text.ts';

/** One column of a table, on a screen or in a pipe. */
export interface Column {
  readonly id: string;
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Below this many columns of the terminal it is of no use. */
  readonly minWidth: number;
  /** The highest is dropped first where there is no room for all; 0 is never dropped. */
  readonly priority: number;
  /** Whose wish for more room is heard first: the lowest; the priority, where it is not said. */
  readonly claim?: number;
  /** What goes of a text that is too long: its end, where it is not said. */
  readonly cut?: 'start' | 'middle';
  /** Only when asked for (`-o wide`, ctrl-w). */
  readonly wideOnly?: boolean;
  /** The letter that sorts by this column together with shift. */
  readonly sortKey?: string;
}

/** `sort` is the value behind the text; sorting and filtering never look at the text. */
export interface Cell {
  readonly text: string;
  readonly style: Style;
  readonly sort: string | number;
}

export interface Row<T> {
  /** Stays the same while the subject changes, so that a selection can follow it. */
  readonly id: string;
  readonly subject: T;
  /** As many as there are columns. */
  readonly cells: readonly Cell[];
  /** One of them, where that costs less than all; nothing is kept of it. */
  readonly cellAt?: (index: number) => Cell | undefined;
  /** All of them, for whoever needs each once: nothing is kept of them. */
  readonly cellsInPassing?: () => readonly Cell[];
}

/** How the cells of rows are made, all of them and, where that costs less, one. The same for all rows of a table. */
export interface CellMaker<T> {
  readonly all: (subject: T) => readonly Cell[];
  readonly one?: (subject: T, index: number) => Cell | undefined;
  /** All of them, where `all` would have something kept. */
  readonly inPassing?: (subject: T) => readonly Cell[];
}

/** A row whose cells are made when somebody looks at them: of very many rows few are ever seen. */
export function lazyRow<T>(id: string, subject: T, maker: CellMaker<T>): Row<T> {
  return new LazyRow(id, subject, subject, maker);
}

/** The row with these of its cells, in this order; they are made when somebody looks at them. */
export function withCells<T>(row: Row<T>, maker: CellMaker<Row<T>>): Row<T> {
  return new LazyRow(row.id, row.subject, row, maker);
}

/** Makes the cells of `withCells`. */
export function picking(indexes: readonly number[]): CellMaker<Row<unknown>> {
  return {
    all: (row) => indexes.flatMap((index) => row.cells[index] ?? []),
    one: (row, index) => cellAt(row, indexes[index] ?? -1),
    inPassing: (row) => {
      const cells = cellsInPassing(row);
      return indexes.flatMap((index) => cells[index] ?? []);
    },
  };
}

/** A class, for there are 150,000 of them: closures would take four times the memory. */
class LazyRow<T, M> implements Row<T> {
  readonly id: string;
  readonly subject: T;
  readonly #of: M;
  readonly #maker: CellMaker<M>;
  #made: readonly Cell[] | undefined;

  constructor(id: string, subject: T, of: M, maker: CellMaker<M>) {
    this.id = id;
    this.subject = subject;
    this.#of = of;
    this.#maker = maker;
  }

  get cells(): readonly Cell[] {
    this.#made ??= this.#maker.all(this.#of);
    return this.#made;
  }

  cellAt(index: number): Cell | undefined {
    const { one } = this.#maker;
    return this.#made === undefined && one !== undefined ? one(this.#of, index) : this.cells[index];
  }

  cellsInPassing(): readonly Cell[] {
    const { all, inPassing = all } = this.#maker;
    return this.#made ?? inPassing(this.#of);
  }
}

/** A cell of a row that may not have been looked at. */
export function cellAt(row: Row<unknown>, index: number): Cell | undefined {
  return row.cellAt === undefined ? row.cells[index] : row.cellAt(index);
}

/** The cells of a row of which nothing is needed afterwards. */
export function cellsInPassing(row: Row<unknown>): readonly Cell[] {
  return row.cellsInPassing === undefined ? row.cells : row.cellsInPassing();
}

/** Rows of a table, top to bottom; an array is one. */
export interface Rows<T> extends Iterable<Row<T>> {
  readonly length: number;
  /** Undefined where there is no such position. */
  readonly at: (position: number) => Row<T> | undefined;
  readonly map: <V>(make: (row: Row<T>, position: number) => V) => readonly V[];
  /** What they consist of, one after the other, where they do. */
  readonly parts?: readonly RowsPart<T>[];
}

/** Rows of one namespace, made when somebody looks at them. The same object as long as nothing in it has changed. */
export interface RowsPart<T> {
  /** What the identities of its rows begin with, and those of no other part: `namespace/`. */
  readonly place: string;
  readonly length: number;
  readonly rows: () => readonly Row<T>[];
}

export interface Table<T> {
  readonly columns: readonly Column[];
  readonly rows: Rows<T>;
}

/** A cell of any text, made fit to be shown; sorted by its text unless told otherwise. */
export function cell(text: string, style: Style = 'plain', sort: string | number = text): Cell {
  return { text: printable(text), style, sort };
}

/** A cell of a number. */
export function numberCell(value: number, style: Style = 'plain'): Cell {
  return { text: String(value), style, sort: value };
}

export interface LaidColumn {
  readonly column: Column;
  /** Position in the table's columns and in each row's cells. */
  readonly index: number;
  readonly width: number;
}

export interface LayoutOptions {
  readonly wide?: boolean;
  /** Blank columns between two columns. */
  readonly gap?: number;
}

/**
 * The columns that fit into `totalWidth`, each as wide as its widest cell where there is room. Where there is not, columns without any
 * text are dropped, then others by priority, until the rest fits at `minWidth`, and what is left over is shared out: what is dropped
 * last is served first, and among equals the narrowest wish.
 * Pass the visible rows, or a sample of them.
 */
export function layoutColumns(
  columns: readonly Column[],
  rows: Measured,
  totalWidth: number,
  { wide = false, gap = 2 }: LayoutOptions = {},
): readonly LaidColumn[] {
  const wanted = columns
    .map((column, index) => {
      const widest = widestOf(index, rows);
      return {
        column,
        index,
        natural: Math.max(widest, width(column.title)),
        isBlank: rows.length > 0 && widest === 0,
      };
    })
    .filter(({ column }) => wide || column.wideOnly !== true);
  const isRoomy = needed(wanted, gap, ({ natural }) => natural) <= totalWidth;
  let kept = isRoomy ? wanted : wanted.filter(({ column, isBlank }) => !isBlank || column.priority === 0);
  while (needed(kept, gap, leastOf) > totalWidth) {
    const dropped = lastToKeep(kept);
    if (dropped === undefined) break;
    kept = kept.filter((entry) => entry !== dropped);
  }
  return share(kept, totalWidth - gap * Math.max(0, kept.length - 1));
}

interface Wish {
  readonly column: Column;
  readonly index: number;
  readonly natural: number;
  readonly isBlank: boolean;
}

/** Rows by which columns are laid out. */
type Measured = Iterable<{ readonly cells: readonly Cell[] }> & { readonly length: number };

function widestOf(index: number, rows: Measured): number {
  let widest = 0;
  for (const { cells } of rows) widest = Math.max(widest, width(cells[index]?.text ?? ''));
  return widest;
}

function needed(wishes: readonly Wish[], gap: number, widthOf: (wish: Wish) => number): number {
  return wishes.reduce((sum, wish) => sum + widthOf(wish), 0) + gap * Math.max(0, wishes.length - 1);
}

function leastOf({ natural, column }: Wish): number {
  return Math.min(natural, column.minWidth);
}

function lastToKeep(wishes: readonly Wish[]): Wish | undefined {
  const droppable = wishes.filter((wish) => wish.column.priority > 0);
  return droppable.reduce<Wish | undefined>(
    (worst, wish) => (worst === undefined || wish.column.priority >= worst.column.priority ? wish : worst),
    undefined,
  );
}

function share(wishes: readonly Wish[], available: number): readonly LaidColumn[] {
  const widths = new Map<number, number>(wishes.map((wish) => [wish.index, leastOf(wish)]));
  let left = available - [...widths.values()].reduce((sum, taken) => sum + taken, 0);
  const lacking = (wish: Wish): number => wish.natural - (widths.get(wish.index) ?? 0);
  const hungry = wishes
    .filter((wish) => lacking(wish) > 0)
    .sort((a, b) => claimOf(a) - claimOf(b) || lacking(a) - lacking(b));
  hungry.forEach((wish, i) => {
    const rivals = hungry.slice(i).filter((other) => claimOf(other) === claimOf(wish));
    const given = Math.max(0, Math.min(lacking(wish), Math.floor(left / rivals.length)));
    widths.set(wish.index, (widths.get(wish.index) ?? 0) + given);
    left -= given;
  });
  return wishes.map(({ column, index }) => ({ column, index, width: widths.get(index) ?? column.minWidth }));
}

function claimOf({ column: { claim, priority } }: Wish): number {
  return claim ?? priority;
}
