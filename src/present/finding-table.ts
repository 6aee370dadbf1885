import type { Finding } from '../engine/lint/finding.ts';
import type { Severity } from '../model/diagnostics.ts';
import { findingWhere } from './finding-place.ts';
import { findingText } from './finding-text.ts';
import type { Glyphs } from './glyphs.ts';
import { type Cell, type Column, cell, type Row, type Table } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { id: 'severity', title: 'SEVERITY', align: 'left', minWidth: 9, priority: 0, sortKey: 'S' },
  { id: 'object', title: 'OBJECT', align: 'left', minWidth: 24, priority: 0, sortKey: 'N' },
  { id: 'code', title: 'CODE', align: 'left', minWidth: 12, priority: 2, claim: 0, sortKey: 'K' },
  { id: 'message', title: 'MESSAGE', align: 'left', minWidth: 30, priority: 0, claim: 1 },
  { id: 'where', title: 'WHERE', align: 'left', minWidth: 24, priority: 1, cut: 'start', sortKey: 'W' },
];

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Findings in the order given. Of tens of thousands only those that are looked at are put into words. */
export function findingTable(findings: readonly Finding[], glyphs: Glyphs): Table<Finding> {
  const numbers = new Map<string, number>();
  return {
    columns: COLUMNS,
    rows: findings.map((finding): Row<Finding> => {
      const name = findingName(finding);
      const number = (numbers.get(name) ?? 0) + 1;
      numbers.set(name, number);
      let cells: readonly Cell[] | undefined;
      return {
        id: `${name} ${number}`,
        subject: finding,
        get cells() {
          cells ??= cellsOf(finding, glyphs);
          return cells;
        },
      };
    }),
  };
}

/** Code, object and field: what stays of a finding when it is found again. */
export function findingName(finding: Finding): string {
  const { code, about } = finding;
  switch (about.kind) {
    case 'policy':
      return [code, about.policy.ref.kind, about.policy.ref.namespace, about.policy.ref.name, ...about.path].join(' ');
    case 'namespace':
      return `${code} ${about.namespace.name}`;
    case 'service':
      return `${code} ${about.service.key}`;
    case 'cluster':
      return code;
    case 'input':
      return `${code} ${findingWhere(finding)}`;
  }
}

function cellsOf(finding: Finding, glyphs: Glyphs): readonly Cell[] {
  const { severity, code } = finding;
  const { object, message } = findingText(finding);
  return [
    cell(`${glyphs[severity]} ${severity}`, severity, ORDER[severity]),
    cell(object ?? '', 'policy'),
    cell(code, 'code'),
    cell(message),
    cell(findingWhere(finding), 'dim'),
  ];
}
