import { type NamespaceIsolation, namespaceIsolation } from '../engine/isolation.ts';
import type { Namespace } from '../model/cluster-objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Glyphs } from './glyphs.ts';
import type { Style } from './spans.ts';
import { type Cell, type Column, cell, numberCell, type Row, type Table } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { id: 'name', title: 'NAME', align: 'left', minWidth: 12, priority: 0, sortKey: 'N' },
  { id: 'pods', title: 'PODS', align: 'right', minWidth: 4, priority: 1, sortKey: 'O' },
  { id: 'ingress', title: 'INGRESS ISOLATED', align: 'left', minWidth: 16, priority: 0, sortKey: 'I' },
  { id: 'egress', title: 'EGRESS ISOLATED', align: 'left', minWidth: 15, priority: 0, sortKey: 'E' },
  { id: 'policies', title: 'POLICIES', align: 'right', minWidth: 8, priority: 2, sortKey: 'P' },
  { id: 'declared', title: 'NOTE', align: 'left', minWidth: 7, priority: 3 },
];

/** Every namespace with how many of its pods are isolated, in numbers and as a bar. */
export function namespaceTable(snapshot: Snapshot, glyphs: Glyphs): Table<Namespace> {
  const rows = namespaceIsolation(snapshot).flatMap((isolation): Row<Namespace>[] => {
    const namespace = snapshot.namespaces.get(isolation.namespace);
    if (namespace === undefined) return [];
    return [{ id: namespace.name, subject: namespace, cells: cellsOf(namespace, isolation, glyphs) }];
  });
  return { columns: COLUMNS, rows };
}

function cellsOf(namespace: Namespace, isolation: NamespaceIsolation, glyphs: Glyphs): readonly Cell[] {
  const { isolatedIngress, isolatedEgress, unknownIngress, unknownEgress } = isolation;
  const share = (isolated: number, unknown: number): Cell =>
    shareCell({ isolated, unknown, subjects: isolation.subjects }, glyphs);
  return [
    cell(namespace.name, 'strong'),
    numberCell(isolation.pods),
    share(isolatedIngress, unknownIngress),
    share(isolatedEgress, unknownEgress),
    numberCell(isolation.policies),
    namespace.declared ? cell('') : cell('implied', 'dim'),
  ];
}

const BAR_COLUMNS = 6;

interface Share {
  readonly isolated: number;
  readonly unknown: number;
  readonly subjects: number;
}

/** `3/5 ███▌  `; sorted by the share of pods that are isolated. `3/5 ?` where others may be as well, `? unknown` where nothing is known. */
function shareCell({ isolated, unknown, subjects }: Share, glyphs: Glyphs): Cell {
  if (subjects === 0) return cell('no pods', 'dim', -1);
  const share = isolated / subjects;
  if (isolated === 0 && unknown === subjects) return cell(`${glyphs.unknown} unknown`, 'unknown', share);
  const counts = `${isolated}/${subjects}`;
  if (unknown > 0) return cell(`${counts} ${glyphs.unknown}`, 'unknown', share);
  return cell(`${counts.padEnd(5)} ${barText(share, BAR_COLUMNS, glyphs)}`.trimEnd(), shareStyle(share), share);
}

function shareStyle(share: number): Style {
  return share === 0 ? 'open' : share === 1 ? 'sealed' : 'rules';
}

/** A bar of `columns` columns, filled for a share of 0 to 1. A share above 0 is never drawn as nothing. */
export function barText(share: number, columns: number, glyphs: Glyphs): string {
  const steps = glyphs.blocks.length - 1;
  const filled = share <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, share) * columns * steps));
  const cells = Array.from(
    { length: columns },
    (_, i) => glyphs.blocks[Math.max(0, Math.min(steps, filled - i * steps))] ?? ' ',
  );
  return cells.join('');
}
