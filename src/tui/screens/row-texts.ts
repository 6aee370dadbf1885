import type { InSteps } from '../../engine/in-steps.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { cellAt, type Row, type Table } from '../../present/tables.ts';
import { cached } from './content.ts';

/** Texts of so many rows are looked through as one: a string of a million letters is searched in the time of a hundred short ones. */
const PIECE_ROWS = 512;

interface Piece {
  /** Rows in lower case, each ended by a line feed. */
  readonly text: string;
  /** Where each row begins, and where the last one ends. */
  readonly starts: Uint32Array;
}

/** The texts of a table's rows, as far as they were made. */
export interface RowTexts {
  readonly pieces: Piece[];
  readonly rows: readonly Row<unknown>[];
  readonly columns: number;
}

/** The texts of a table, to be made by `textsInSteps`; the same object for the same table, so that nothing is made twice. */
export function rowTexts(snapshot: Snapshot, key: string, { columns, rows }: Table<unknown>): RowTexts {
  return cached(snapshot, `texts ${key}`, () => ({ pieces: [], rows, columns: columns.length }));
}

/** How much of it was made, from 0 to 1. */
export function shareMade({ pieces, rows }: RowTexts): number {
  return rows.length === 0 ? 1 : Math.min(1, (pieces.length * PIECE_ROWS) / rows.length);
}

const ROWS_A_STEP = 32;

/** Makes what is still missing. */
export function* textsInSteps({ pieces, rows, columns }: RowTexts): InSteps<void> {
  while (pieces.length * PIECE_ROWS < rows.length) {
    const from = pieces.length * PIECE_ROWS;
    const texts: string[] = [];
    for (let i = from; i < Math.min(rows.length, from + PIECE_ROWS); i++) {
      texts.push(`${textOf(rows[i], columns)}\n`);
      if (texts.length % ROWS_A_STEP === 0) yield;
    }
    pieces.push(pieceOf(texts));
  }
}

function textOf(row: Row<unknown> | undefined, columns: number): string {
  if (row === undefined) return '';
  let text = cellAt(row, 0)?.text ?? '';
  for (let i = 1; i < columns; i++) text += ` ${cellAt(row, i)?.text}`;
  return text.toLowerCase();
}

function pieceOf(texts: readonly string[]): Piece {
  const starts = new Uint32Array(texts.length + 1);
  texts.forEach((text, i) => {
    starts[i + 1] = (starts[i] ?? 0) + text.length;
  });
  return { text: texts.join(''), starts };
}

/** The text of a row; all must have been made. */
export function rowText({ pieces }: RowTexts, position: number): string {
  const piece = pieces[Math.floor(position / PIECE_ROWS)];
  const at = position % PIECE_ROWS;
  return piece?.text.slice(piece.starts[at], (piece.starts[at + 1] ?? 0) - 1) ?? '';
}

/** Marks the rows in whose text stands a word, in lower case: 1 where it does. All texts must have been made. */
export function* rowsWith({ pieces, rows }: RowTexts, word: string): InSteps<Uint8Array> {
  const marks = new Uint8Array(rows.length);
  // Nothing a row says goes on in the next line.
  if (word === '' || word.includes('\n')) return marks;
  for (const [number, { text, starts }] of pieces.entries()) {
    let row = 0;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, starts[row] ?? text.length)) {
      while ((starts[row + 1] ?? text.length) <= at) row += 1;
      marks[number * PIECE_ROWS + row] = 1;
      row += 1;
    }
    yield;
  }
  return marks;
}
