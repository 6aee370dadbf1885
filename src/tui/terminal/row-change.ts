import { PLAIN } from '../../present/plain-characters.ts';

/** A row of the screen cell by cell. */
interface Cells {
  /** A character a cell. */
  readonly text: string;
  /** Numbers of the SGR sequences in force in each cell; `''` where there are none. */
  readonly pens: readonly string[];
}

const SGR = /\u001b\[([\d;]*)m/g;
const SGR_OFF = '\u001b[m';
const TO_END_OF_ROW = '\u001b[K';
/** What does not fit the row is not carried on to the next one, and the other way round. */
const CLIPPED = '\u001b[?7l';
const CARRIED_ON = '\u001b[?7h';

/**
 * What to write to a terminal whose row `number`, counted from 0, shows the text `before`, so that it shows `after`: only the cells
 * that differ where each character is known to fill one cell, else the whole row. Undefined before: it may show anything. Both are
 * text with SGR sequences; a pen that is set in `before` or `after` is not in force when the next row begins.
 */
export function rowChange(before: string | undefined, after: string, number: number): string {
  if (before === after) return '';
  const was = before === undefined ? undefined : cellsOf(before);
  const is = cellsOf(after);
  if (is === undefined) return `${at(number, 0)}${TO_END_OF_ROW}${CLIPPED}${after}${SGR_OFF}${CARRIED_ON}`;
  return was === undefined ? at(number, 0) + TO_END_OF_ROW + after + SGR_OFF : changedCells(was, is, number);
}

function at(row: number, column: number): string {
  return `\u001b[${row + 1};${column + 1}H`;
}

/** Undefined where cells cannot be told by counting characters, or something else than pens is set. */
function cellsOf(row: string): Cells | undefined {
  const pens: string[] = [];
  let text = '';
  let pen = '';
  let from = 0;
  const add = (piece: string): void => {
    text += piece;
    for (let i = 0; i < piece.length; i++) pens.push(pen);
  };
  for (const match of row.matchAll(SGR)) {
    add(row.slice(from, match.index));
    pen = afterSgr(pen, match[1] ?? '');
    from = match.index + match[0].length;
  }
  add(row.slice(from));
  return PLAIN.test(text) ? { text, pens } : undefined;
}

function afterSgr(pen: string, codes: string): string {
  if (codes === '' || codes === '0') return '';
  return pen === '' ? codes : `${pen};${codes}`;
}

function changedCells(was: Cells, is: Cells, number: number): string {
  let written = '';
  let column = -1;
  let pen = '';
  for (let i = 0; i < is.text.length; i++) {
    if (isSame(was, is, i)) continue;
    if (column < 0) written += at(number, i);
    else written += skipped(is, column, i, pen);
    column = i + 1;
    const wanted = is.pens[i] ?? '';
    if (wanted !== pen) written += penChange(pen, wanted);
    pen = wanted;
    written += is.text[i];
  }
  if (pen !== '') written += SGR_OFF;
  const rest = was.text.slice(is.text.length);
  const isBlank = rest.trimEnd() === '' && was.pens.slice(is.text.length).every((old) => old === '');
  if (isBlank) return written;
  return written + (column === is.text.length ? '' : at(number, is.text.length)) + TO_END_OF_ROW;
}

/** Beyond its end a row is blank. */
function isSame(was: Cells, is: Cells, index: number): boolean {
  return (was.text[index] ?? ' ') === is.text[index] && (was.pens[index] ?? '') === is.pens[index];
}

/** From one column to another of the same row: cells in between are written again where that is no longer than the way round. */
function skipped(is: Cells, from: number, to: number, pen: string): string {
  if (from === to) return '';
  const way = `\u001b[${to - from}C`;
  const isCheaper = to - from <= way.length && is.pens.slice(from, to).every((between) => between === pen);
  return isCheaper ? is.text.slice(from, to) : way;
}

function penChange(from: string, to: string): string {
  if (to === '') return SGR_OFF;
  return from === '' ? `\u001b[${to}m` : `\u001b[0;${to}m`;
}
