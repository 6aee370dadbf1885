import type { ListRow } from '../engine/list.ts';
import { PROTOCOLS } from '../model/ports.ts';
import { csvText, markdownTable } from '../present/delimited.ts';
import { listEndText, onlyPartly } from '../present/list-text.ts';
import { portSetText } from '../present/rule-text.ts';

/** Connections as comma-separated values, a row for each range of ports, so that a spreadsheet can filter them. */
export function listCsv(rows: readonly ListRow[]): string {
  const records = rows.flatMap((row) => {
    const ends = [listEndText(row.from), listEndText(row.to)];
    const sets = { allowed: row.allowed, partial: onlyPartly(row), unknown: row.unknown };
    return Object.entries(sets).flatMap(([answer, set]) =>
      PROTOCOLS.flatMap((protocol) => set[protocol].map(([first, last]) => [...ends, protocol, first, last, answer])),
    );
  });
  return csvText([['from', 'to', 'protocol', 'first_port', 'last_port', 'answer'], ...records]);
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
