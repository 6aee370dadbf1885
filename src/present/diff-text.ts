import type { Effect } from '../engine/difference-rows.ts';
import { type Differences, isWithoutEffect } from '../engine/differences.ts';
import { portSetJson } from './answer-json.ts';
import { csvText, markdownTable } from './delimited.ts';
import type { JsonObject } from './json.ts';
import { endsJson, listEndText } from './list-text.ts';
import { portSetText } from './rule-text.ts';
import type { Style } from './spans.ts';
import { type Column, cell, type Row, type Table } from './tables.ts';
import { count, enumerate } from './text.ts';
import { workloadName } from './workload-text.ts';

/** What became of a connection. `in doubt`: whether it opened or closed depends on something the objects do not say. */
export type DiffChange = 'added' | 'removed' | 'in doubt';

/** One change between two ends. Ends with ports both added and removed have a row for each. */
export interface DiffRow {
  readonly change: DiffChange;
  readonly effect: Effect;
}

const SIGNS: Readonly<Record<DiffChange, string>> = { added: '+', removed: '-', 'in doubt': '?' };
const STYLES: Readonly<Record<DiffChange, Style>> = { added: 'allowed', removed: 'denied', 'in doubt': 'unknown' };

/** Every change, by its ends, what was removed before what was added. */
function diffRows({ opened, closed, inDoubt }: Differences): readonly DiffRow[] {
  const rows = [
    ...closed.map((effect): DiffRow => ({ change: 'removed', effect })),
    ...opened.map((effect): DiffRow => ({ change: 'added', effect })),
    ...inDoubt.map((effect): DiffRow => ({ change: 'in doubt', effect })),
  ];
  const byEnds = rows.map((row) => ({ row, ends: endsText(row) }));
  return byEnds.sort((a, b) => (a.ends < b.ends ? -1 : a.ends > b.ends ? 1 : 0)).map(({ row }) => row);
}

function endsText({ effect: { from, to } }: DiffRow): string {
  return `${listEndText(from)} ${listEndText(to)}`;
}

/** What differs, in a sentence. */
export function diffSentence(differences: Differences): string {
  const { compared, opened, closed, inDoubt } = differences;
  if (compared === 0) return 'there is no pod or workload on either side, so that no connection can be compared';
  if (isWithoutEffect(differences)) {
    return `equivalent: the same connections are allowed, between ${count(compared, 'workload')} and with the outside`;
  }
  const parts = [
    ...(opened.length === 0 ? [] : [`${opened.length} added`]),
    ...(closed.length === 0 ? [] : [`${closed.length} removed`]),
    ...(inDoubt.length === 0 ? [] : [`${inDoubt.length} in doubt`]),
  ];
  return `connections that differ: ${enumerate(parts)}`;
}

/** Workloads on one side only; empty when there are none. */
export function diffWorkloadLines({ added, removed }: Differences): readonly string[] {
  const line = (what: string, workloads: Differences['added']): readonly string[] =>
    workloads.length === 0 ? [] : [`${what}: ${enumerate(workloads.map(workloadName).sort(), MOST_WORKLOADS)}`];
  return [...line('only in OLD', removed), ...line('only in NEW', added)];
}

const MOST_WORKLOADS = 8;
const MOST_RANGES = 3;

const COLUMNS: readonly Column[] = [
  { id: 'change', title: 'CHANGE', align: 'left', minWidth: 10, priority: 0 },
  { id: 'from', title: 'FROM', align: 'left', minWidth: 16, priority: 0 },
  { id: 'to', title: 'TO', align: 'left', minWidth: 16, priority: 0 },
  { id: 'ports', title: 'PORTS', align: 'left', minWidth: 12, priority: 0 },
  { id: 'note', title: 'NOTE', align: 'left', minWidth: 9, priority: 1 },
];

export function diffTable(differences: Differences): Table<DiffRow> {
  return {
    columns: COLUMNS,
    rows: diffRows(differences).map((row): Row<DiffRow> => {
      const { change, effect } = row;
      const style = STYLES[change];
      return {
        id: `${change} ${endsText(row)}`,
        subject: row,
        cells: [
          cell(`${SIGNS[change]} ${change}`, style),
          cell(listEndText(effect.from, MOST_RANGES), 'strong'),
          cell(listEndText(effect.to, MOST_RANGES), 'strong'),
          cell(portSetText(effect.ports), style),
          cell(effect.everyPod ? '' : 'some pods', 'dim'),
        ],
      };
    }),
  };
}

/** The differences as rows of data, one for each pair of ends; `connections` stays out, for what was removed is no connection. */
export function diffRowsJson({ opened, closed, inDoubt }: Differences): readonly JsonObject[] {
  const rows = new Map<string, JsonObject>();
  const note = (effects: readonly Effect[], what: string): void => {
    for (const effect of effects) {
      const known: JsonObject = rows.get(effectKey(effect)) ?? endsJson(effect);
      const somePodsOnly = effect.everyPod && known['somePodsOnly'] === undefined ? undefined : true;
      rows.set(effectKey(effect), { ...known, [what]: portSetJson(effect.ports), somePodsOnly });
    }
  };
  note(opened, 'added');
  note(closed, 'removed');
  note(inDoubt, 'inDoubt');
  return [...rows.values()];
}

/** The differences as data (docs/cli.md). `changed`: ends between which some ports were added and some removed. */
export function diffJson(differences: Differences): JsonObject {
  const { opened, closed, inDoubt, added, removed, compared } = differences;
  const keys = (effects: readonly Effect[]): ReadonlySet<string> => new Set(effects.map(effectKey));
  const [openedKeys, closedKeys] = [keys(opened), keys(closed)];
  const closedByKey = new Map(closed.map((effect) => [effectKey(effect), effect]));
  return {
    equivalent: compared > 0 && isWithoutEffect(differences),
    message: diffSentence(differences),
    added: opened.filter((effect) => !closedKeys.has(effectKey(effect))).map(effectJson),
    removed: closed.filter((effect) => !openedKeys.has(effectKey(effect))).map(effectJson),
    changed: opened.flatMap((effect) => {
      const other = closedByKey.get(effectKey(effect));
      if (other === undefined) return [];
      const somePodsOnly = effect.everyPod && other.everyPod ? undefined : true;
      return [
        { ...endsJson(effect), added: portSetJson(effect.ports), removed: portSetJson(other.ports), somePodsOnly },
      ];
    }),
    inDoubt: inDoubt.map(effectJson),
    workloads: { added: added.map(workloadName), removed: removed.map(workloadName), compared },
  };
}

function effectKey({ from, to }: Effect): string {
  return `${listEndText(from)} ${listEndText(to)}`;
}

/** One connection that comes or goes, as data. */
export function effectJson(effect: Effect): JsonObject {
  return {
    ...endsJson(effect),
    connections: portSetJson(effect.ports),
    somePodsOnly: effect.everyPod ? undefined : true,
  };
}

const HEADER = ['change', 'from', 'to', 'ports', 'pods'];

function record({ change, effect }: DiffRow): readonly string[] {
  const { from, to, ports, everyPod } = effect;
  return [change, listEndText(from), listEndText(to), portSetText(ports), everyPod ? 'all' : 'some'];
}

/** The changes as comma-separated values. */
export function diffCsv(differences: Differences): string {
  return csvText([HEADER, ...diffRows(differences).map(record)]);
}

/** The changes as Markdown: the sentence, and a table where there are any. */
export function diffMarkdown(differences: Differences): string {
  const lines = [diffSentence(differences), ...diffWorkloadLines(differences)].map((line) => `${line}\n\n`).join('');
  const rows = diffRows(differences).map(record);
  return rows.length === 0 ? lines.trimEnd().concat('\n') : lines + markdownTable(HEADER, rows);
}
