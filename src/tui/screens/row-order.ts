import type { InSteps } from '../../engine/in-steps.ts';
import { type Cell, cellAt, cellsInPassing, type Row, type Table } from '../../present/tables.ts';
import { type RowFacts, readFilter, wordsOnly } from '../state/row-filter.ts';
import type { Sort, View } from '../state/screens.ts';
import { alreadyCached, type Context, keep } from './content.ts';
import { fieldsOf } from './row-fields.ts';
import { type RowTexts, rowsWith, rowText, rowTexts, textsInSteps } from './row-texts.ts';
import type { TableSource } from './table-source.ts';

/** Which rows of which table, and in which order. */
export interface OrderAsked<T> {
  readonly source: TableSource<T>;
  readonly table: Table<T>;
  readonly view: Pick<View, 'sort' | 'filter'>;
  readonly context: Context;
}

/** Positions of rows, in the order they are shown in. */
export type Positions = Uint32Array;

let counted: Positions = new Uint32Array(0);

/** All rows as they stand; positions of one table are those of every other that is no longer. */
export function allPositions(rows: number): Positions {
  if (counted.length < rows) counted = Uint32Array.from({ length: rows }, (_, position) => position);
  return counted.subarray(0, rows);
}

/** Same key, same order, within one snapshot. */
export function orderKey<T>({ source, view: { sort, filter }, context }: OrderAsked<T>): string {
  const sortKey = sort === undefined ? '' : `${sort.column}${sort.descending ? '-' : '+'}`;
  return `order ${source.key} ${context.problemsOnly} ${sortKey} ${filter}`;
}

/** Positions of the rows that are shown, in the order they are shown in. A step takes a millisecond at most. */
export function* orderInSteps<T>(asked: OrderAsked<T>): InSteps<Positions> {
  const unfiltered = { ...asked, view: { ...asked.view, filter: '' } };
  const { snapshot } = asked.context;
  const known = alreadyCached<Positions>(snapshot, orderKey(unfiltered));
  const all = known ?? (yield* sorted(yield* rowsToShow(asked), asked.table, asked.view.sort));
  keep(snapshot, orderKey(unfiltered), all);
  if (readFilter(asked.view.filter) === undefined) return all;
  const texts = rowTexts(snapshot, asked.source.key, asked.table);
  yield* textsInSteps(texts);
  const words = wordsOnly(asked.view.filter);
  return words === undefined ? yield* passing(all, texts, asked) : yield* holding(all, texts, words);
}

const ROWS_A_STEP = 64;

function* rowsToShow<T>({ source, table, context }: OrderAsked<T>): InSteps<Positions> {
  if (!context.problemsOnly) return allPositions(table.rows.length);
  const kept: number[] = [];
  let position = -1;
  for (const row of table.rows) {
    position += 1;
    if (position % ROWS_A_STEP === 0) yield;
    const cells = cellsInPassing(row);
    if (cells.some(isProblem) || source.isProblem?.(row.subject, cells) === true) kept.push(position);
  }
  return Uint32Array.from(kept);
}

const PROBLEM_STYLES: ReadonlySet<string> = new Set(['warning', 'error', 'denied']);

/** A row has a problem when one of its cells is marked as one. */
function isProblem({ style }: Cell): boolean {
  return PROBLEM_STYLES.has(style);
}

function* holding(all: Positions, texts: RowTexts, words: readonly string[]): InSteps<Positions> {
  let left = all;
  for (const word of words) {
    const marks = yield* rowsWith(texts, word);
    left = left.filter((position) => marks[position] === 1);
    yield;
  }
  return left;
}

const NOTHING_KNOWN: RowFacts = { labels: undefined, name: undefined, field: () => undefined };

function* passing<T>(
  all: Positions,
  texts: RowTexts,
  { source, table, view, context }: OrderAsked<T>,
): InSteps<Positions> {
  const { columns, rows } = table;
  const passes = readFilter(view.filter);
  const nameAt = columns.findIndex(({ id }) => id === 'name');
  const factsOf = (row: Row<T> | undefined): RowFacts => {
    if (row === undefined) return NOTHING_KNOWN;
    return {
      labels: source.labels?.(row.subject),
      name: cellAt(row, nameAt)?.text.toLowerCase(),
      field: fieldsOf(row, { columns, subject: source.subject(row.subject), snapshot: context.snapshot }),
    };
  };
  // One object for all rows, for there may be very many.
  let at = 0;
  const row = { text: '', facts: () => factsOf(rows.at(at)) };
  const kept: number[] = [];
  for (const [number, position] of all.entries()) {
    if (number % ROWS_A_STEP === 0) yield;
    at = position;
    row.text = rowText(texts, position);
    if (passes?.(row) !== false) kept.push(position);
  }
  return Uint32Array.from(kept);
}

/** Sorted by the typed values of a column; rows with equal values keep their order, in both directions. */
function* sorted<T>(order: Positions, table: Table<T>, sort: Sort | undefined): InSteps<Positions> {
  const column = table.columns.findIndex((candidate) => candidate.id === sort?.column);
  if (sort === undefined || column < 0) return order;
  const values: (string | number)[] = [];
  for (const row of table.rows) {
    if (values.length % ROWS_A_STEP === 0) yield;
    values.push(cellAt(row, column)?.sort ?? '');
  }
  const sign = sort.descending ? -1 : 1;
  return yield* sortedBy(order, (a, b) => sign * compared(values[a] ?? '', values[b] ?? '') || a - b);
}

const SORTED_AT_ONCE = 512;
const NO_ROWS: Positions = new Uint32Array(0);

/** Pieces sorted by themselves, and merged two by two. */
function* sortedBy(order: Positions, compare: (a: number, b: number) => number): InSteps<Positions> {
  let pieces: Positions[] = [];
  for (let from = 0; from < order.length; from += SORTED_AT_ONCE) {
    pieces.push(order.slice(from, from + SORTED_AT_ONCE).sort(compare));
    yield;
  }
  while (pieces.length > 1) {
    const longer: Positions[] = [];
    for (let i = 0; i < pieces.length; i += 2)
      longer.push(yield* merged(pieces[i] ?? NO_ROWS, pieces[i + 1] ?? NO_ROWS, compare));
    pieces = longer;
  }
  return pieces[0] ?? NO_ROWS;
}

function* merged(left: Positions, right: Positions, compare: (a: number, b: number) => number): InSteps<Positions> {
  const both = new Uint32Array(left.length + right.length);
  let l = 0;
  let r = 0;
  for (let i = 0; i < both.length; i++) {
    if (i % (2 * SORTED_AT_ONCE) === 0) yield;
    const a = left[l];
    const b = right[r];
    const isLeft = b === undefined || (a !== undefined && compare(a, b) <= 0);
    both[i] = (isLeft ? a : b) ?? 0;
    if (isLeft) l += 1;
    else r += 1;
  }
  return both;
}

function compared(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
