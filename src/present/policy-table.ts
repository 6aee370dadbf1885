import { podsSelectedBy } from '../engine/selection.ts';
import { type CompiledPolicy, type Direction, NETWORK_POLICY_TIER, type PolicyRef } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Glyphs } from './glyphs.ts';
import { editText, historyText } from './history-text.ts';
import { type NamespaceOption, withoutNamespace } from './pod-table.ts';
import { endpointsText, policyWhere, selectorText } from './rule-text.ts';
import { type Cell, type Column, cell, numberCell, type Row, type Table } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { id: 'namespace', title: 'NAMESPACE', align: 'left', minWidth: 9, priority: 3, sortKey: 'S' },
  { id: 'name', title: 'NAME', align: 'left', minWidth: 16, priority: 0, sortKey: 'N' },
  { id: 'kind', title: 'KIND', align: 'left', minWidth: 8, priority: 7, wideOnly: true },
  { id: 'tier', title: 'TIER', align: 'left', minWidth: 8, priority: 8, wideOnly: true },
  { id: 'priority', title: 'PRIORITY', align: 'right', minWidth: 8, priority: 9, wideOnly: true },
  { id: 'subject', title: 'POD-SELECTOR', align: 'left', minWidth: 12, priority: 2 },
  { id: 'pods', title: 'PODS', align: 'right', minWidth: 4, priority: 1, sortKey: 'O' },
  { id: 'ingress', title: 'INGRESS', align: 'left', minWidth: 12, priority: 0, sortKey: 'I' },
  { id: 'egress', title: 'EGRESS', align: 'left', minWidth: 12, priority: 0, sortKey: 'E' },
  { id: 'edited', title: 'EDITED', align: 'left', minWidth: 16, priority: 4, sortKey: 'D' },
  { id: 'where', title: 'FILE', align: 'left', minWidth: 10, priority: 5, cut: 'start' },
];

/** Columns that would be empty in every row. */
function withoutColumns<T>({ columns, rows }: Table<T>, ids: readonly string[]): Table<T> {
  const isKept = columns.map(({ id }) => !ids.includes(id));
  return {
    columns: columns.filter((_, at) => isKept[at]),
    rows: rows.map((row) => ({ ...row, cells: row.cells.filter((_, at) => isKept[at]) })),
  };
}

const TIER_COLUMNS = new Set(['kind', 'tier', 'priority']);

/** Every policy in order of evaluation: what it selects, and its rules per direction. */
export function policyTable(
  snapshot: Snapshot,
  glyphs: Glyphs,
  { namespace }: NamespaceOption = {},
): Table<CompiledPolicy> {
  const policies = snapshot.policies.filter((policy) => namespace === undefined || policy.ref.namespace === namespace);
  // Where there are tiers, which policy is asked first is what one wants to see.
  const tiered = policies.some((policy) => policy.tier.order !== NETWORK_POLICY_TIER.order);
  const columns = tiered
    ? COLUMNS.map((column) => (TIER_COLUMNS.has(column.id) ? { ...column, wideOnly: false } : column))
    : COLUMNS;
  const table = { columns, rows: policies.map((policy) => policyRow(snapshot, policy, glyphs)) };
  const isOfServer = policies.some(({ ref }) => ref.history !== undefined);
  const isOfFiles = policies.some(({ ref }) => ref.origin.kind === 'file');
  const told = withoutColumns(table, [
    ...(isOfServer ? [] : ['edited']),
    ...(isOfFiles || !isOfServer ? [] : ['where']),
  ]);
  return withoutNamespace(told, namespace);
}

function policyRow(snapshot: Snapshot, policy: CompiledPolicy, glyphs: Glyphs): Row<CompiledPolicy> {
  const { ref } = policy;
  const selected = podsSelectedBy(snapshot, policy).length;
  const cells: readonly Cell[] = [
    cell(ref.namespace ?? '', 'namespace'),
    cell(ref.name, 'strong'),
    cell(ref.kind),
    cell(policy.tier.id, 'plain', policy.tier.order),
    priorityCell(policy),
    cell(subjectText(policy)),
    numberCell(selected, selected === 0 ? 'warning' : 'plain'),
    rulesCell(policy, 'ingress', glyphs),
    rulesCell(policy, 'egress', glyphs),
    editedCell(ref),
    cell(policyWhere(ref) ?? '', 'dim'),
  ];
  return { id: `${ref.kind}/${ref.namespace ?? ''}/${ref.name}`, subject: policy, cells };
}

function editedCell({ history }: PolicyRef): Cell {
  const at = history?.edit?.at ?? history?.created;
  const text = history?.edit === undefined ? historyText(history) : editText(history.edit);
  return cell(text ?? '', 'dim', at ?? 0);
}

function priorityCell({ tier, precedence }: CompiledPolicy): Cell {
  return tier.order === NETWORK_POLICY_TIER.order ? cell('-', 'dim', -1) : numberCell(precedence);
}

// A policy of a namespace only ever selects there, which its own column says already.
function subjectText({ subject, ref }: CompiledPolicy): string {
  const { namespaces, pods } = subject;
  if (namespaces.kind === 'named' && namespaces.name === ref.namespace) return selectorText(pods);
  return endpointsText(subject);
}

function rulesCell(policy: CompiledPolicy, direction: Direction, glyphs: Glyphs): Cell {
  const rules = policy.rules.filter((rule) => rule.ref.direction === direction).length;
  const isolates = policy.isolates.includes(direction);
  if (!isolates && rules === 0) {
    const inert = policy.inert.filter((rule) => rule.ref.direction === direction).length;
    // Rules written for a direction that policyTypes leaves out have no effect.
    return inert > 0 ? cell(`${glyphs.warning} ${inert} unused`, 'warning', -1) : cell('-', 'dim', -2);
  }
  if (rules === 0) return cell(`${glyphs.sealed} none`, 'sealed', 0);
  return cell(`${glyphs.rules} ${rules} ${rules === 1 ? 'rule' : 'rules'}`, 'rules', rules);
}
