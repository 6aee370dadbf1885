/** Rows as comma-separated values (RFC 4180), the first being the header. */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((fields) => `${fields.map((field) => csvField(String(field))).join(',')}\n`).join('');
}

/** One field as it stands between commas. A leading sign that spreadsheets take for a formula is made harmless. */
export function csvField(text: string): string {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A Markdown table. Cells hold text, not markup: what Markdown or HTML would read is escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |\n`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('');
}

/** Text that Markdown shows as it is. */
export function markdownText(text: string): string {
  return text.replace(/[\\|`*_[\]<>]/g, (sign) => (sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : `\\${sign}`));
}
