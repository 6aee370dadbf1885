import type { Differences } from '../engine/differences.ts';
import type { ListRow } from '../engine/list.ts';
import { PROTOCOLS } from '../model/ports.ts';
import { csvText, markdownTable } from '../present/delimited.ts';
import { diffRowsJson } from '../present/diff-text.ts';
import type { JsonObject } from '../present/json.ts';
import { jsonLine, jsonListInPieces } from '../present/json-text.ts';
import { listEndText, listJson, onlyPartly } from '../present/list-text.ts';
import { portSetText } from '../present/rule-text.ts';
import { UserError } from './user-error.ts';

/** Formats that have a piece of text for each row: they can be of any size. */
export function isWrittenInPieces(format: string): boolean {
  return format === 'json' || format === 'jsonl' || format === 'csv';
}

/** All rows, for a format that is made as a whole; of more than so many that is refused. */
export function rowsAtMost(pieces: Iterable<readonly ListRow[]>, most: number): readonly ListRow[] {
  const found: (readonly ListRow[])[] = [];
  let count = 0;
  for (const rows of pieces) {
    found.push(rows);
    count += rows.length;
    if (count > most) throw tooLong(most);
  }
  return found.flat();
}

function tooLong(most: number): UserError {
  const narrower = 'narrow it with --from, --to, -n or --port';
  return new UserError(
    `this list has more than ${most.toLocaleString('en')} rows; ${narrower}; -o csv, json and jsonl print all of it`,
  );
}

/** The rows in such a format, piece by piece: a long list is never in memory as a whole. What files change comes last. */
export function* listInPieces(
  rows: Iterable<readonly ListRow[]>,
  format: string,
  differences: Differences | undefined,
): Generator<string> {
  if (format === 'csv') {
    yield csvText([['from', 'to', 'protocol', 'first_port', 'last_port', 'answer']]);
    for (const some of rows) if (some.length > 0) yield csvText(some.flatMap(csvRecords));
    return;
  }
  const data = jsonRows(rows, differences);
  if (format === 'json') yield* jsonListInPieces(data);
  else for (const some of data) yield some.map((row) => `${jsonLine(row)}\n`).join('');
}

function* jsonRows(
  rows: Iterable<readonly ListRow[]>,
  differences: Differences | undefined,
): Generator<readonly JsonObject[]> {
  for (const some of rows) if (some.length > 0) yield listJson(some);
  if (differences !== undefined) yield diffRowsJson(differences);
}

/** A row for each range of ports, so that a spreadsheet can filter them. */
function csvRecords(row: ListRow): readonly (readonly (string | number)[])[] {
  const ends = [listEndText(row.from), listEndText(row.to)];
  const sets = { allowed: row.allowed, partial: onlyPartly(row), unknown: row.unknown };
  return Object.entries(sets).flatMap(([answer, set]) =>
    PROTOCOLS.flatMap((protocol) => set[protocol].map(([first, last]) => [...ends, protocol, first, last, answer])),
  );
}

/** Connections as a Markdown table. */
export function listMarkdown(rows: readonly ListRow[]): string {
  const lines = rows.map((row) => {
    const ports = [
      portSetText(row.allowed),
      note('some pods only', onlyPartly(row)),
      note('unknown', row.unknown),
    ].filter((text) => text !== '');
    return [listEndText(row.from), listEndText(row.to), ports.join('; ')];
  });
  return markdownTable(['From', 'To', 'Ports'], lines);
}

function note(label: string, set: ListRow['allowed']): string {
  const text = portSetText(set);
  return text === 'no port' ? '' : `${label}: ${text}`;
}
