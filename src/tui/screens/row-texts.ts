import type { InSteps } from '../../engine/in-steps.ts';
import { remember } from '../../model/memo.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { lazyPart } from '../../present/rows.ts';
import { cellsInPassing, type Row, type Rows, type RowsPart, type Table } from '../../present/tables.ts';
import { cached } from './content.ts';

/** Texts of neighbours, looked through as one: a string of a million letters is searched in the time of a hundred short ones. */
interface Piece {
  /** In lower case, each row's ended by a line feed. */
  readonly text: string;
  /** Where each row's begins, and where the last one ends. */
  readonly starts: Uint32Array;
  /** Which of its rows have the words that were looked for last. */
  readonly found: Map<string, Uint16Array>;
}

/** The texts of a table's rows, as far as they were made. */
export interface RowTexts {
  readonly rows: number;
  readonly columns: number;
  /** What pieces are made of, one after the other. */
  readonly stretches: readonly Stretch[];
  readonly pieces: Piece[];
  /** Position of each piece's first row, and the first of which there is no text yet. */
  readonly froms: number[];
}

/** Some rows of a part that stand one after the other. */
interface Stretch {
  readonly part: RowsPart<unknown>;
  /** Position of its first row in the part. */
  readonly from: number;
}

/** The texts of a table, to be made by `textsInSteps`; the same object for the same table, so that nothing is made twice. */
export function rowTexts(snapshot: Snapshot, key: string, { columns, rows }: Table<unknown>): RowTexts {
  return cached(snapshot, `texts ${key}`, () => ({
    rows: rows.length,
    columns: columns.length,
    stretches: stretchesOf(rows),
    pieces: [],
    froms: [0],
  }));
}

const MOST_ROWS = 512;

function stretchesOf(rows: Rows<unknown>): readonly Stretch[] {
  const parts = rows.parts ?? [lazyPart('', rows.length, () => [...rows])];
  const stretches: Stretch[] = [];
  for (const part of parts) for (let from = 0; from < part.length; from += MOST_ROWS) stretches.push({ part, from });
  return stretches;
}

/** How much of it was made, from 0 to 1. */
export function shareMade({ rows, froms }: RowTexts): number {
  return rows === 0 ? 1 : (froms.at(-1) ?? 0) / rows;
}

/** Texts that were made for one snapshot serve the next where a part is still the same. By the first row of each piece. */
const made = new WeakMap<RowsPart<unknown>, Map<number, Piece>>();
const ROWS_A_STEP = 32;
const PIECES_A_STEP = 16;

/** Makes what is still missing. */
export function* textsInSteps({ stretches, pieces, froms, columns }: RowTexts): InSteps<void> {
  for (let next = stretches[pieces.length]; next !== undefined; next = stretches[pieces.length]) {
    const { part, from } = next;
    const ofPart = remember(made, part, () => new Map());
    const piece = ofPart.get(from) ?? (yield* pieceInSteps(part.rows().slice(from, from + MOST_ROWS), columns));
    ofPart.set(from, piece);
    pieces.push(piece);
    froms.push((froms.at(-1) ?? 0) + piece.starts.length - 1);
    if (pieces.length % PIECES_A_STEP === 0) yield;
  }
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
  return { text: texts.join(''), starts, found: new Map() };
}

function textOf(row: Row<unknown>, columns: number): string {
  const cells = cellsInPassing(row);
  let text = cells[0]?.text ?? '';
  for (let i = 1; i < columns; i++) text += ` ${cells[i]?.text}`;
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

const MOST_WORDS = 4;

/** Marks the rows in whose text stands a word, in lower case: 1 where it does. All texts must have been made. */
export function* rowsWith({ pieces, froms, rows }: RowTexts, word: string): InSteps<Uint8Array> {
  const marks = new Uint8Array(rows);
  // Nothing a row says goes on in the next line.
  if (word === '' || word.includes('\n')) return marks;
  for (const [number, piece] of pieces.entries()) {
    const from = froms[number] ?? 0;
    for (const row of rowsOfPiece(piece, word)) marks[from + row] = 1;
    if (number % PIECES_A_STEP === 0) yield;
  }
  return marks;
}

/** Kept with the piece: of a cluster that changes all the time the same words are looked for again and again. */
function rowsOfPiece({ text, starts, found }: Piece, word: string): Uint16Array {
  const known = found.get(word);
  if (known !== undefined) return known;
  const rows: number[] = [];
  let row = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, starts[row] ?? text.length)) {
    while ((starts[row + 1] ?? text.length) <= at) row += 1;
    rows.push(row);
    row += 1;
  }
  const [oldest] = found.keys();
  if (found.size >= MOST_WORDS && oldest !== undefined) found.delete(oldest);
  const those = Uint16Array.from(rows);
  found.set(word, those);
  return those;
}
