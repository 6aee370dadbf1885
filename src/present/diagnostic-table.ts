import type { Diagnostic, Severity } from '../model/diagnostics.ts';
import { diagnosticWhere } from './diagnostic-text.ts';
import { type Glyphs, UNICODE } from './glyphs.ts';
import { type Column, cell, type Row, type Table } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { id: 'severity', title: 'SEVERITY', align: 'left', minWidth: 9, priority: 0, sortKey: 'S' },
  { id: 'where', title: 'WHERE', align: 'left', minWidth: 14, priority: 1, sortKey: 'N' },
  { id: 'path', title: 'FIELD', align: 'left', minWidth: 10, priority: 2 },
  { id: 'message', title: 'MESSAGE', align: 'left', minWidth: 20, priority: 0 },
];

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Everything found in the input, worst first, then by place. */
export function diagnosticTable(diagnostics: readonly Diagnostic[], glyphs: Glyphs = UNICODE): Table<Diagnostic> {
  const ordered = diagnostics
    .map((diagnostic, index) => ({ diagnostic, index }))
    .sort((a, b) => ORDER[a.diagnostic.severity] - ORDER[b.diagnostic.severity] || a.index - b.index);
  return { columns: COLUMNS, rows: ordered.map(({ diagnostic, index }) => diagnosticRow(diagnostic, index, glyphs)) };
}

function diagnosticRow(diagnostic: Diagnostic, index: number, glyphs: Glyphs): Row<Diagnostic> {
  const { severity, path, message } = diagnostic;
  const cells = [
    cell(`${glyphs[severity]} ${severity}`, severity, ORDER[severity]),
    cell(diagnosticWhere(diagnostic) ?? '', 'dim'),
    cell(path ?? '', 'code'),
    cell(message),
  ];
  return { id: String(index), subject: diagnostic, cells };
}
