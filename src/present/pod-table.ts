import { type Effective, effectiveOf } from '../engine/effective.ts';
import { isOddReplica } from '../engine/replicas.ts';
import { nameInKey, type Pod } from '../model/cluster-objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Glyphs } from './glyphs.ts';
import { isolationCell } from './isolation-cells.ts';
import { rowsByNamespace } from './rows-by-namespace.ts';
import type { Style } from './spans.ts';
import { type Cell, type Column, cell, numberCell, picking, type Table, withCells } from './tables.ts';
import { workloadText } from './workload-text.ts';

const COLUMNS: readonly Column[] = [
  { id: 'namespace', title: 'NAMESPACE', align: 'left', minWidth: 9, priority: 3, claim: 0, sortKey: 'S' },
  { id: 'name', title: 'NAME', align: 'left', minWidth: 14, priority: 0, cut: 'middle', sortKey: 'N' },
  { id: 'workload', title: 'WORKLOAD', align: 'left', minWidth: 10, priority: 6 },
  { id: 'ingress', title: 'INGRESS', align: 'left', minWidth: 12, priority: 0, sortKey: 'I' },
  { id: 'egress', title: 'EGRESS', align: 'left', minWidth: 12, priority: 0, sortKey: 'E' },
  { id: 'policies', title: 'POLICIES', align: 'right', minWidth: 8, priority: 5, sortKey: 'P' },
  { id: 'ip', title: 'IP', align: 'left', minWidth: 11, priority: 4, claim: 0 },
  { id: 'node', title: 'NODE', align: 'left', minWidth: 8, priority: 7 },
  { id: 'status', title: 'STATUS', align: 'left', minWidth: 8, priority: 2, claim: 0, sortKey: 'T' },
  { id: 'labels', title: 'LABELS', align: 'left', minWidth: 10, priority: 8, wideOnly: true },
];

export interface NamespaceOption {
  /** Only this namespace, whose column is then left out. */
  readonly namespace?: string | undefined;
}

/** Every pod with its isolation per direction. */
export function podTable(snapshot: Snapshot, glyphs: Glyphs, { namespace }: NamespaceOption = {}): Table<Pod> {
  return withoutNamespace({ columns: COLUMNS, rows: rowsOfPods(snapshot, glyphs, namespace) }, namespace);
}

const rowsOfPods = rowsByNamespace<Pod>({
  of: ({ pods }) => pods,
  maker: (snapshot, glyphs) => ({
    all: (pod) => {
      const effective = effectiveOf(snapshot, pod);
      return CELLS.map((make) => make(pod, { snapshot, glyphs, effective }));
    },
    one: (pod, index) => CELLS[index]?.(pod, { snapshot, glyphs }),
  }),
});

/** What a cell is made with. `effective` is there where several cells of the pod need it. */
interface Given {
  readonly snapshot: Snapshot;
  readonly glyphs: Glyphs;
  readonly effective?: Effective;
}

/** One for each column. */
const CELLS: readonly ((pod: Pod, given: Given) => Cell)[] = [
  (pod) => cell(pod.namespace, 'namespace'),
  nameCell,
  (pod, { snapshot }) => workloadCell(snapshot, pod),
  (pod, given) => isolationCell(inForce(pod, given), 'ingress', given.glyphs),
  (pod, given) => isolationCell(inForce(pod, given), 'egress', given.glyphs),
  (pod, given) => numberCell(inForce(pod, given).policies.length),
  addressCell,
  (pod) => cell(pod.nodeName ?? '', 'dim'),
  (pod) => cell(pod.status, statusStyle(pod)),
  (pod) => cell([...pod.labels].map(([key, value]) => `${key}=${value}`).join(','), 'dim'),
];

function inForce(pod: Pod, { snapshot, effective }: Given): Effective {
  return effective ?? effectiveOf(snapshot, pod);
}

function nameCell({ key, state }: Pod): Cell {
  const name = nameInKey(key);
  return cell(state === 'template' ? `${name} (template)` : name, 'strong', name);
}

/** Flagged where policies see the pod otherwise than most replicas of its workload. */
function workloadCell(snapshot: Snapshot, pod: Pod): Cell {
  const text = workloadText(pod.workload);
  return isOddReplica(snapshot, pod) ? cell(`${text}, differs`, 'warning', text) : cell(text);
}

function addressCell(pod: Pod): Cell {
  const [first] = pod.addresses;
  if (first === undefined) return cell(pod.addressKnown ? '' : 'not known', 'dim', '');
  const others = pod.addresses.length === 1 ? '' : ` +${pod.addresses.length - 1}`;
  // As wide as any address, so that text order is address order.
  return cell(first.text + others, 'plain', first.value.toString().padStart(39, '0'));
}

function statusStyle(pod: Pod): Style {
  if (pod.state === 'finished' || pod.state === 'template') return 'dim';
  return pod.state === 'pending' ? 'warning' : 'plain';
}

/** The table without its NAMESPACE column, when all rows are of one namespace. */
export function withoutNamespace<T>(table: Table<T>, namespace: string | undefined): Table<T> {
  const at = table.columns.findIndex((column) => column.id === 'namespace');
  if (namespace === undefined || at < 0) return table;
  const maker = picking([...table.columns.keys()].toSpliced(at, 1));
  return { columns: table.columns.toSpliced(at, 1), rows: table.rows.map((row) => withCells(row, maker)) };
}
