import type { Severity } from '../model/diagnostics.ts';
import type { Glyphs } from './glyphs.ts';
import { type Cell, type Column, cell, type Table } from './tables.ts';

/** How many findings there are of each severity. */
export type Tally = Readonly<Record<Severity, number>>;

export const NO_FINDINGS: Tally = { error: 0, warning: 0, info: 0 };

export function tallyOf(findings: readonly { readonly severity: Severity }[]): Tally {
  const numbers = { ...NO_FINDINGS };
  for (const { severity } of findings) numbers[severity] += 1;
  return numbers;
}

/** Those that want something done: notes are not counted. */
export function problemsIn({ error, warning }: Tally): number {
  return error + warning;
}

const COLUMN: Column = { id: 'findings', title: 'FINDINGS', align: 'left', minWidth: 8, priority: 4, sortKey: 'F' };

/** The table with one more column before the one named: `▲ 2`, or `· 1` where there are only notes. */
export function withFindings<T>(
  { columns, rows }: Table<T>,
  tally: (subject: T) => Tally | undefined,
  glyphs: Glyphs,
  before: string,
): Table<T> {
  const found = columns.findIndex(({ id }) => id === before);
  const place = found < 0 ? columns.length : found;
  const put = <V>(values: readonly V[], value: V): readonly V[] => [
    ...values.slice(0, place),
    value,
    ...values.slice(place),
  ];
  return {
    columns: put(columns, COLUMN),
    rows: rows.map((row) => ({ ...row, cells: put(row.cells, tallyCell(tally(row.subject), glyphs)) })),
  };
}

const WEIGHT = 1_000_000;

function tallyCell(tally: Tally | undefined, glyphs: Glyphs): Cell {
  if (tally === undefined) return cell(glyphs.ellipsis, 'dim', -1);
  const problems = problemsIn(tally);
  const weight = tally.error * WEIGHT * WEIGHT + tally.warning * WEIGHT + tally.info;
  if (problems > 0) {
    const worst = tally.error > 0 ? 'error' : 'warning';
    return cell(`${glyphs[worst]} ${problems}`, worst, weight);
  }
  return tally.info === 0 ? cell('', 'dim', 0) : cell(`${glyphs.info} ${tally.info}`, 'dim', weight);
}
