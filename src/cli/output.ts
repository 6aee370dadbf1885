import { ASCII, type Glyphs, prefersAscii, UNICODE } from '../present/glyphs.ts';
import type { Line } from '../present/spans.ts';
import type { Cell, Table } from '../present/tables.ts';
import { layoutColumns } from '../present/tables.ts';
import { fit, toAscii } from '../present/text.ts';
import { wrapLine } from '../present/wrap-line.ts';
import type { CliIo, TextOutput } from './io.ts';
import { type Paint, paintFor } from './paint.ts';

/** One stream as commands write to it: lines with styles, tables, data. */
export interface Printer {
  readonly glyphs: Glyphs;
  /** Writes lines, broken to the terminal's width and indented; a pipe gets them whole. */
  readonly lines: (lines: readonly Line[], indent?: number) => void;
  readonly table: <T>(table: Table<T>, options?: { readonly wide?: boolean }) => void;
  readonly raw: (text: string) => void;
  /** The same for a text that is large: no more of it is made than is taken, and none when nobody takes it any more (`| head`). */
  readonly pieces: (pieces: Iterable<string>) => Promise<void>;
}

export interface PrinterOptions {
  readonly color: boolean;
  readonly ascii: boolean;
}

/** A printer for a stream; what it writes follows the stream (terminal or not), the environment and the options. */
export function printerFor(stream: TextOutput, env: CliIo['env'], options: PrinterOptions): Printer {
  const ascii = options.ascii || prefersAscii(env);
  const styled = paintFor(stream, env, options.color);
  const paint: Paint = ascii
    ? (line) => styled(line.map(({ text, style }) => ({ text: toAscii(text), style })))
    : styled;
  const glyphs = ascii ? ASCII : UNICODE;
  const columns = stream.isTTY === true ? (stream.columns ?? 80) : undefined;
  return {
    glyphs,
    lines: (lines, indent = 0) => {
      for (const line of lines) stream.write(indentedLine(line, { paint, columns, indent }));
    },
    table: (table, { wide = false } = {}) =>
      stream.write(tableText(table, { paint, columns, wide, ellipsis: glyphs.ellipsis })),
    raw: (text) => stream.write(text),
    pieces: async (pieces) => {
      for (const piece of pieces) {
        stream.write(piece);
        if (stream.writableNeedDrain === true && !(await isTaken(stream))) return;
      }
    },
  };
}

/** Whether the stream takes more, when it does; false when it was closed. */
function isTaken(stream: TextOutput): Promise<boolean> {
  return new Promise((resolve) => {
    const drained = (): void => end(true);
    const closed = (): void => end(false);
    const end = (takesMore: boolean): void => {
      stream.off?.('drain', drained);
      stream.off?.('close', closed);
      resolve(takesMore);
    };
    stream.once?.('drain', drained);
    stream.once?.('close', closed);
  });
}

interface LineOptions {
  readonly paint: Paint;
  readonly columns: number | undefined;
  readonly indent: number;
}

// Continuation lines stand two columns further in.
function indentedLine(line: Line, { paint, columns, indent }: LineOptions): string {
  const margin = ' '.repeat(indent);
  if (columns === undefined) return `${margin}${paint(line)}\n`;
  const [first = [], ...rest] = wrapLine(line, Math.max(20, columns - indent - 2));
  return [first, ...rest].map((piece, i) => `${margin}${i === 0 ? '' : '  '}${paint(piece)}\n`).join('');
}

interface TableOptions {
  readonly paint: Paint;
  readonly columns: number | undefined;
  readonly wide: boolean;
  readonly ellipsis: string;
}

function tableText<T>(table: Table<T>, { paint, columns, wide, ellipsis }: TableOptions): string {
  const laid = layoutColumns(table.columns, table.rows, columns ?? Number.POSITIVE_INFINITY, { wide });
  const row = (cells: readonly Cell[]): string => {
    const last = laid.length - 1;
    const spans = laid.map(({ column, index, width }, i) => {
      const { text, style } = cells[index] ?? { text: '', style: 'plain' as const };
      const fitted = fit(text, width, { align: column.align, ellipsis });
      return { text: i === last ? fitted.trimEnd() : `${fitted}  `, style };
    });
    return `${paint(spans).trimEnd()}\n`;
  };
  const titles = table.columns.map(({ title }): Cell => ({ text: title, style: 'title', sort: title }));
  return [titles, ...table.rows.map(({ cells }) => cells)].map(row).join('');
}
