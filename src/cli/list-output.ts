import type { ListRow } from '../engine/list.ts';
import { PROTOCOLS } from '../model/ports.ts';
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
  return [['from', 'to', 'protocol', 'first_port', 'last_port', 'answer'], ...records].map(csvRecord).join('');
}

function csvRecord(fields: readonly (string | number)[]): string {
  return `${fields.map((field) => csvField(String(field))).join(',')}\n`;
}

// RFC 4180; a leading sign that spreadsheets take for a formula is made harmless.
function csvField(text: string): string {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
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
  const table = [['From', 'To', 'Ports'], ['---', '---', '---'], ...lines];
  return table.map((cells) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}

function note(label: string, set: ListRow['allowed']): string {
  const text = portSetText(set);
  return text === 'no port' ? '' : `${label}: ${text}`;
}
