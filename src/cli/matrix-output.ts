import type { AxisEntry, Matrix } from '../engine/reachability/matrix.ts';
import type { PairCount } from '../engine/reachability/tally.ts';
import { csvField, markdownTable } from '../present/delimited.ts';
import { jsonLine } from '../present/json-text.ts';
import {
  CELL_TITLES,
  cellCsv,
  cellJson,
  cellPortsText,
  cellSpan,
  cellState,
  cellText,
  matrixLegend,
} from '../present/matrix-text.ts';
import { type Span, span } from '../present/spans.ts';
import { printable } from '../present/text.ts';
import type { Session } from './session.ts';

/** Rows, columns, and who counts what stands between them. */
export interface MatrixGrid {
  readonly rows: readonly AxisEntry[];
  readonly columns: readonly AxisEntry[];
  /** The cells of a row. */
  readonly row: (from: AxisEntry) => readonly PairCount[];
  readonly ports: Matrix['ports'];
  /** As it can be written as an end of a question. */
  readonly nameOf: (entry: AxisEntry) => string;
  /** As it was written; undefined for all ports. */
  readonly port: string | undefined;
}

/** Formats that have a line for each cell: they can be of any size. */
export function hasLineForEachCell(format: string): boolean {
  return format === 'json' || format === 'jsonl' || format === 'csv';
}

/** The matrix in a format, piece by piece: a large one is never in memory as a whole. */
export function* matrixText(grid: MatrixGrid, format: string, session: Session): Generator<string> {
  switch (format) {
    case 'json':
      yield* jsonCells(grid);
      return;
    case 'jsonl':
      yield* cellLines(grid, { name: jsonLine, line: cellJson, before: '', after: '\n' });
      return;
    case 'csv':
      yield `${CELL_TITLES}\n`;
      yield* cellLines(grid, { name: csvField, line: cellCsv, before: '', after: '\n' });
      return;
    case 'md':
      yield* markdown(grid);
      return;
    case 'html':
      yield* html(grid);
      return;
    default:
      drawGrid(grid, session);
  }
}

interface CellLines {
  readonly name: (text: string) => string;
  readonly line: (from: string, to: string, count: PairCount) => string;
  /** What stands before and behind each. */
  readonly before: string;
  readonly after: string;
}

/** So many characters are written at once, about. */
const PIECE = 1 << 16;

/** A line for each cell, in pieces that are not small. */
function* cellLines({ rows, columns, row, nameOf }: MatrixGrid, { name, line, before, after }: CellLines) {
  const names = columns.map((column) => name(nameOf(column)));
  let piece = '';
  for (const from of rows) {
    const own = name(nameOf(from));
    const cells = row(from);
    for (const [index, count] of cells.entries()) {
      piece += before + line(own, names[index] ?? '', count) + after;
      if (piece.length < PIECE) continue;
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

function* jsonCells(grid: MatrixGrid): Generator<string> {
  let lead = '[\n  ';
  for (const piece of cellLines(grid, { name: jsonLine, line: cellJson, before: ',\n  ', after: '' })) {
    if (piece === '') continue;
    yield lead === '' ? piece : `${lead}${piece.slice(',\n  '.length)}`;
    lead = '';
  }
  yield lead === '' ? '\n]\n' : '[]\n';
}

function* markdown({ rows, columns, row, nameOf }: MatrixGrid): Generator<string> {
  yield markdownTable(
    ['from \\ to', ...columns.map(nameOf)],
    rows.map((from) => [nameOf(from), ...row(from).map(cellState)]),
  );
}

const PAGE = `<style>table{border-collapse:collapse;font:13px sans-serif}td,th{border:1px solid #ccc;padding:2px 6px}
.all{background:#9d9}.some{background:#fd9}.none{background:#eee}.unknown{background:#fbb}</style>`;

function* html({ rows, columns, row, ports, nameOf, port }: MatrixGrid): Generator<string> {
  const asked = port === undefined ? 'every port' : `port ${port}`;
  yield `<!doctype html>\n<meta charset="utf-8">\n<title>Who may connect to whom</title>\n${PAGE}\n`;
  yield `<p>From rows to columns, ${escapeHtml(asked)}.</p>\n<table>\n<tr><th></th>`;
  for (const column of columns) yield `<th>${escapeHtml(nameOf(column))}</th>`;
  yield '</tr>\n';
  for (const from of rows) {
    yield `<tr><th>${escapeHtml(nameOf(from))}</th>`;
    for (const [index, count] of row(from).entries()) {
      const to = columns[index];
      const state = cellState(count);
      const title = [cellText(count), to === undefined ? '' : cellPortsText(ports(from, to))]
        .filter((text) => text !== '')
        .join('; ');
      yield `<td class="${state}" title="${escapeHtml(title)}">${state}</td>`;
    }
    yield '</tr>\n';
  }
  yield '</table>\n';
}

function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Columns by number, for names are long; the rows say whose number it is, or a list below does. */
function drawGrid({ rows, columns, row, nameOf, port }: MatrixGrid, { out }: Session): void {
  const widest = Math.max(4, ...rows.map((row) => nameOf(row).length));
  // Two at least: a sign and its question mark.
  const digits = Math.max(2, String(columns.length).length);
  const numbers = new Map(columns.map(({ key }, index) => [key, String(index + 1).padStart(digits)]));
  const cellWidth = digits + 1;
  const head = columns.map(({ key }) => ` ${numbers.get(key) ?? ''}`).join('');
  const lines: Span[][] = [
    [
      span(`from rows to columns, ${port === undefined ? 'every port' : `port ${port}`}   `, 'dim'),
      ...matrixLegend(out.glyphs),
    ],
    [span(`${' '.repeat(widest + cellWidth + 1)}${head}`, 'title')],
  ];
  for (const from of rows) {
    const number = numbers.get(from.key) ?? ' '.repeat(digits);
    const signs = row(from).map((count): Span => {
      const { text, style } = cellSpan(count, out.glyphs);
      return { text: ` ${' '.repeat(digits - 2)}${text}`, style };
    });
    lines.push([span(`${number} ${nameOf(from).padEnd(widest)}`), span(' '), ...signs]);
  }
  const unnamed = columns.filter(({ key }) => !rows.some((row) => row.key === key));
  for (const column of unnamed) lines.push([span(`${numbers.get(column.key) ?? ''} ${nameOf(column)}`, 'dim')]);
  if (rows.length === 0 || columns.length === 0) out.lines([[span('there are no pods', 'dim')]]);
  else
    out.raw(
      lines
        .map(
          (line) =>
            `${line
              .map(({ text }) => text)
              .join('')
              .trimEnd()}\n`,
        )
        .join(''),
    );
}
