import type { ListEnd, ListRow } from '../engine/list.ts';
import { formatRange } from '../model/addresses.ts';
import { isNoPort, mapProtocols, type PortSet, sameSets, subtractPorts } from '../model/ports.ts';
import { portSetJson } from './answer-json.ts';
import type { Glyphs } from './glyphs.ts';
import type { JsonObject } from './json.ts';
import { portSetText } from './rule-text.ts';
import { type Cell, type Column, cell, type Row, type Table } from './tables.ts';
import { enumerate } from './text.ts';
import { workloadName } from './workload-text.ts';

const COLUMNS: readonly Column[] = [
  { id: 'from', title: 'FROM', align: 'left', minWidth: 16, priority: 0 },
  { id: 'to', title: 'TO', align: 'left', minWidth: 16, priority: 0 },
  { id: 'ports', title: 'PORTS', align: 'left', minWidth: 12, priority: 0 },
  { id: 'note', title: 'NOTE', align: 'left', minWidth: 10, priority: 1 },
];

/** What one end is called: `shop/deploy/web`; outside, its ranges. */
export function listEndText(end: ListEnd, most = Number.POSITIVE_INFINITY): string {
  return end.kind === 'workload' ? workloadName(end.workload) : enumerate(end.ranges.map(formatRange), most);
}

const MOST_RANGES = 3;

/** All allowed connections, a row for each pair of ends. */
export function listTable(rows: readonly ListRow[], glyphs: Glyphs): Table<ListRow> {
  return {
    columns: COLUMNS,
    rows: rows.map((row): Row<ListRow> => {
      const cells: readonly Cell[] = [
        cell(listEndText(row.from, MOST_RANGES), 'strong'),
        cell(listEndText(row.to, MOST_RANGES), 'strong'),
        cell(portSetText(row.allowed), isNoPort(row.allowed) ? 'dim' : 'allowed'),
        cell(listNoteText(row, glyphs), 'unknown'),
      ];
      return { id: `${listEndText(row.from)} ${listEndText(row.to)}`, subject: row, cells };
    }),
  };
}

/** What is open to some of the pods only, and what is not known; empty where there is neither. */
export function listNoteText({ allowed, partial, unknown }: ListRow, glyphs: Glyphs): string {
  const parts: string[] = [];
  if (!isNoPort(partial) && !sameSets(partial, allowed)) parts.push(`some pods only: ${portSetText(partial)}`);
  if (!isNoPort(unknown)) parts.push(`${glyphs.unknown} unknown: ${portSetText(unknown)}`);
  return parts.join('; ');
}

/** The ports that are open to some of the pods and not to all. */
export function onlyPartly({ allowed, partial }: ListRow): PortSet {
  return mapProtocols((protocol) => subtractPorts(partial[protocol], allowed[protocol]));
}

/** Both ends as data: their names; of the outside also each range by itself. */
export function endsJson({ from, to }: Pick<ListRow, 'from' | 'to'>): JsonObject {
  return {
    from: listEndText(from),
    ...(from.kind === 'outside' ? { fromRanges: from.ranges.map(formatRange) } : {}),
    to: listEndText(to),
    ...(to.kind === 'outside' ? { toRanges: to.ranges.map(formatRange) } : {}),
  };
}

/** The rows as data; `partial` and `unknown` only where there are such ports. */
export function listJson(rows: readonly ListRow[]): readonly JsonObject[] {
  return rows.map((row) => ({
    ...endsJson(row),
    connections: portSetJson(row.allowed),
    partial: unlessEmpty(onlyPartly(row)),
    unknown: unlessEmpty(row.unknown),
  }));
}

function unlessEmpty(set: PortSet): JsonObject | undefined {
  return isNoPort(set) ? undefined : portSetJson(set);
}
