import { csvText, markdownTable } from './delimited.ts';
import type { Json } from './json.ts';
import type { Table } from './tables.ts';

/** A table in full, every column, as comma-separated values; the header names the columns in lower case. */
export function tableCsv({ columns, rows }: Table<unknown>): string {
  return csvText([
    columns.map(({ title }) => title.toLowerCase()),
    ...rows.map(({ cells }) => cells.map(({ text }) => text)),
  ]);
}

/** A table in full as Markdown. */
export function tableMarkdown({ columns, rows }: Table<unknown>): string {
  return markdownTable(
    columns.map(({ title }) => title),
    rows.map(({ cells }) => cells.map(({ text }) => text)),
  );
}

/** A table's rows as data: the column's name to what the cell says. */
export function tableJson({ columns, rows }: Table<unknown>): Json {
  return rows.map(({ cells }) =>
    Object.fromEntries(columns.map(({ title }, i) => [title.toLowerCase(), cells[i]?.text ?? ''])),
  );
}
