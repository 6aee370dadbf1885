import { effectiveOf } from '../engine/effective.ts';
import { isOddReplica, replicaGroups } from '../engine/replicas.ts';
import { podsOf } from '../engine/selection.ts';
import type { Pod, Workload } from '../model/cluster-objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Glyphs } from './glyphs.ts';
import { isolationCells, mergedCell } from './isolation-cells.ts';
import { type NamespaceOption, withoutNamespace } from './pod-table.ts';
import { rowsByNamespace } from './rows-by-namespace.ts';
import { type Cell, type Column, cell, numberCell, type Table } from './tables.ts';
import { workloadText } from './workload-text.ts';

const COLUMNS: readonly Column[] = [
  { id: 'namespace', title: 'NAMESPACE', align: 'left', minWidth: 9, priority: 3, sortKey: 'S' },
  { id: 'name', title: 'WORKLOAD', align: 'left', minWidth: 16, priority: 0, sortKey: 'N' },
  { id: 'pods', title: 'PODS', align: 'right', minWidth: 4, priority: 2, sortKey: 'O' },
  { id: 'ingress', title: 'INGRESS', align: 'left', minWidth: 12, priority: 0, sortKey: 'I' },
  { id: 'egress', title: 'EGRESS', align: 'left', minWidth: 12, priority: 0, sortKey: 'E' },
  { id: 'policies', title: 'POLICIES', align: 'right', minWidth: 8, priority: 4, sortKey: 'P' },
];

/** Every workload; a direction in which its pods differ is flagged. */
export function workloadTable(
  snapshot: Snapshot,
  glyphs: Glyphs,
  { namespace }: NamespaceOption = {},
): Table<Workload> {
  return withoutNamespace({ columns: COLUMNS, rows: rowsOfWorkloads(snapshot, glyphs, namespace) }, namespace);
}

const rowsOfWorkloads = rowsByNamespace<Workload>({
  of: ({ workloads }) => workloads,
  maker: (snapshot, glyphs) => ({ all: (workload) => workloadCells(snapshot, workload, glyphs) }),
});

function workloadCells(snapshot: Snapshot, workload: Workload, glyphs: Glyphs): readonly Cell[] {
  const pods = podsOf(snapshot, workload);
  const effective = pods.map((pod) => effectiveOf(snapshot, pod));
  const states = effective.map((entry) => isolationCells(entry, glyphs));
  return [
    cell(workload.namespace, 'namespace'),
    cell(workloadText(workload), 'strong', workload.name),
    podsCell(snapshot, workload, pods),
    mergedCell(
      states.map(([ingress]) => ingress),
      glyphs,
    ),
    mergedCell(
      states.map(([, egress]) => egress),
      glyphs,
    ),
    numberCell(Math.max(0, ...effective.map((entry) => entry.policies.length))),
  ];
}

/** How many pods, and how many kinds of them there are to policies where these see differences. */
function podsCell(snapshot: Snapshot, workload: Workload, pods: readonly Pod[]): Cell {
  if (pods.some((pod) => pod.state === 'template')) return cell('template', 'dim', 0);
  const kinds = pods.some((pod) => isOddReplica(snapshot, pod)) ? replicaGroups(snapshot, workload).length : 1;
  return kinds === 1 ? numberCell(pods.length) : cell(`${pods.length}, ${kinds} kinds`, 'warning', pods.length);
}
