import type { InSteps } from '../../engine/in-steps.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { cellAt, type Row, type Table } from '../../present/tables.ts';
import { alreadyCached, cached, cachedKeys, keep } from './content.ts';

/** Texts of neighbours, looked through as one: a string of a million letters is searched in the time of a hundred short ones. */
interface Piece {
  readonly rows: readonly Row<unknown>[];
  /** In lower case, each row's ended by a line feed. */
  readonly text: string;
  /** Where each row's begins, and where the last one ends. */
  readonly starts: Uint32Array;
}

/** The texts of a table's rows, as far as they were made. */
export interface RowTexts {
  readonly rows: readonly Row<unknown>[];
  readonly columns: number;
  readonly pieces: Piece[];
  /** Position of each piece's first row, and the first of which there is no text yet. */
  readonly froms: number[];
  /** Pieces of the snapshot before by their first rows: rows that are still the same have the same texts. */
  before: ReadonlyMap<Row<unknown>, Piece>;
}

const TEXTS = 'texts ';
const TEXTS_BEFORE = 'texts-before ';
const NONE: RowTexts['before'] = new Map();

/** The texts of a table, to be made by `textsInSteps`; the same object for the same table, so that nothing is made twice. */
export function rowTexts(snapshot: Snapshot, key: string, { columns, rows }: Table<unknown>): RowTexts {
  return cached(snapshot, TEXTS + key, () => {
    const before = alreadyCached<RowTexts['before']>(snapshot, TEXTS_BEFORE + key) ?? NONE;
    return { rows, columns: columns.length, pieces: [], froms: [0], before };
  });
}

/** Texts made for one snapshot serve the next, as far as its rows are the same. */
export function carryTexts(from: Snapshot, to: Snapshot): void {
  if (from === to) return;
  for (const key of cachedKeys(from)) {
    const texts = key.startsWith(TEXTS) ? alreadyCached<RowTexts>(from, key) : undefined;
    if (texts !== undefined) keep(to, TEXTS_BEFORE + key.slice(TEXTS.length), byFirstRow(texts));
  }
}

function byFirstRow(texts: RowTexts): RowTexts['before'] {
  const first = new Map(isMade(texts) ? NONE : texts.before);
  for (const piece of texts.pieces) if (piece.rows[0] !== undefined) first.set(piece.rows[0], piece);
  return first;
}

function isMade({ rows, froms }: RowTexts): boolean {
  return froms.at(-1) === rows.length;
}

/** How much of it was made, from 0 to 1. */
export function shareMade({ rows, froms }: RowTexts): number {
  return rows.length === 0 ? 1 : (froms.at(-1) ?? 0) / rows.length;
}

const ROWS_A_STEP = 32;

/** Makes what is still missing. */
export function* textsInSteps(texts: RowTexts): InSteps<void> {
  const { rows, froms, pieces, columns } = texts;
  while (!isMade(texts)) {
    const from = froms.at(-1) ?? 0;
    const own = rows.slice(from, pieceEnd(rows, from));
    const piece = samePiece(texts.before, own) ?? (yield* pieceInSteps(own, columns));
    pieces.push(piece);
    froms.push(from + own.length);
    yield;
  }
  texts.before = NONE;
}

const MOST_ROWS = 512;

// Pieces end where the namespace does, so that a row more in one does not move the bounds of all others.
function pieceEnd(rows: readonly Row<unknown>[], from: number): number {
  const place = placeOf(rows[from]);
  let end = from + 1;
  while (end < rows.length && end < from + MOST_ROWS && placeOf(rows[end]) === place) end += 1;
  return end;
}

/** What the identity of a row begins with: for what lies in a namespace, that. */
function placeOf(row: Row<unknown> | undefined): string {
  const id = row?.id ?? '';
  return id.slice(0, Math.max(0, id.indexOf('/')));
}

function samePiece(before: RowTexts['before'], own: readonly Row<unknown>[]): Piece | undefined {
  const piece = own[0] && before.get(own[0]);
  return piece?.rows.length === own.length && piece.rows.every((row, i) => row === own[i]) ? piece : undefined;
}

function* pieceInSteps(rows: readonly Row<unknown>[], columns: number): InSteps<Piece> {
  const texts: string[] = [];
  const starts = new Uint32Array(rows.length + 1);
  for (const [i, row] of rows.entries()) {
    const text = `${textOf(row, columns)}\n`;
    starts[i + 1] = (starts[i] ?? 0) + text.length;
    texts.push(text);
    if (texts.length % ROWS_A_STEP === 0) yield;
  }
  return { rows, text: texts.join(''), starts };
}

function textOf(row: Row<unknown>, columns: number): string {
  let text = cellAt(row, 0)?.text ?? '';
  for (let i = 1; i < columns; i++) text += ` ${cellAt(row, i)?.text}`;
  return text.toLowerCase();
}

/** The text of a row; all must have been made. */
export function rowText({ pieces, froms }: RowTexts, position: number): string {
  let low = 0;
  for (let high = pieces.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if ((froms[middle] ?? 0) <= position) low = middle;
    else high = middle;
  }
  const piece = pieces[low];
  const at = position - (froms[low] ?? 0);
  return piece?.text.slice(piece.starts[at], (piece.starts[at + 1] ?? 0) - 1) ?? '';
}

const PIECES_A_STEP = 16;

/** Marks the rows in whose text stands a word, in lower case: 1 where it does. All texts must have been made. */
export function* rowsWith({ pieces, froms, rows }: RowTexts, word: string): InSteps<Uint8Array> {
  const marks = new Uint8Array(rows.length);
  // Nothing a row says goes on in the next line.
  if (word === '' || word.includes('\n')) return marks;
  for (const [number, { text, starts }] of pieces.entries()) {
    let row = 0;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, starts[row] ?? text.length)) {
      while ((starts[row + 1] ?? text.length) <= at) row += 1;
      marks[(froms[number] ?? 0) + row] = 1;
      row += 1;
    }
    if (number % PIECES_A_STEP === 0) yield;
  }
  return marks;
}
