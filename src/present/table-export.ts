import { csvText, markdownTable } from './delimited.ts';
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
