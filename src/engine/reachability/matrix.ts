import type { Pod, Workload } from '../../model/cluster-objects.ts';
import { remember } from '../../model/memo.ts';
import { intersectSets, NO_PORTS, type PortSet, uniteSets } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { finished, type InSteps, type Progress } from '../in-steps.ts';
import { podsOf } from '../selection.ts';
import { type AllPairs, countInSteps } from './all-pairs.ts';
import { type Along, countCell, type Member } from './cell-count.ts';
import { rowsOfFew, rowsOfMany } from './cell-rows.ts';
import type { Compiled } from './compiled.ts';
import {
  createOpennessRows,
  MOST_KEPT,
  type OpennessRows,
  opennessRowsOf,
  prepareRowsInSteps,
} from './openness-rows.ts';
import { pairPlanInSteps } from './pair-plan.ts';
import { outcomesOf } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import { type Standing, standingInSteps, standingNow, standingOf } from './reachability.ts';
import type { PairCount } from './tally.ts';

/** What stands on an axis: all namespaces that have pods, or the workloads of one, or all workloads. */
export type AxisOf = { readonly by: 'namespace' } | { readonly by: 'workload'; readonly namespace?: string };

/** A row or column of a matrix: pods, by class. Finished ones are left out. */
export interface AxisEntry {
  /** The namespace's name, or the workload's key. */
  readonly key: string;
  readonly pods: number;
  readonly members: readonly Member[];
  /** What the classes are of. */
  readonly standing: Standing;
}

/** Counts the pairs of a cell. */
export type CountCell = (from: AxisEntry, to: AxisEntry) => PairCount;

/** The cells of a row, in the order of the columns. */
export type RowOfCells = (from: AxisEntry) => InSteps<readonly PairCount[]>;

/** How much is open from the pods of some groups to those of others, for these ports or all. Cells are counted when they are asked for. */
export interface Matrix {
  readonly cell: CountCell;
  /** The same for many cells between these, row by row or column by column: the cost follows the axis with fewer classes. */
  readonly cells: (from: readonly AxisEntry[], to: readonly AxisEntry[]) => CountCell;
  /** Whole rows between these, one after the other, each with the cells of all columns: what large matrices are made of. By small steps. */
  readonly rows: (from: readonly AxisEntry[], to: readonly AxisEntry[]) => InSteps<RowOfCells>;
  /** Between the group and all pods of the cluster. */
  readonly from: (entry: AxisEntry) => PairCount;
  readonly to: (entry: AxisEntry) => PairCount;
  /** The ports open between all pods of the one and all of the other, and between some. */
  readonly ports: (from: AxisEntry, to: AxisEntry) => CellPorts;
}

export interface CellPorts {
  readonly all: PortSet;
  readonly some: PortSet;
}

/** The entries of an axis, by key. */
export function axisOf(snapshot: Snapshot, of: AxisOf): readonly AxisEntry[] {
  if (of.by === 'namespace') return byKey(namespaceEntries(standingOf(snapshot)));
  const workloads = workloadsIn(snapshot, of.namespace);
  return byKey(workloads.flatMap((workload) => workloadEntry(snapshot, standingOf(snapshot), workload)));
}

/** So many workloads to a step. */
const IN_A_STEP = 256;

/** All workloads, by small steps. */
export function* workloadsInSteps(snapshot: Snapshot): InSteps<readonly AxisEntry[]> {
  const entries: AxisEntry[] = [];
  for (const [index, workload] of workloadsIn(snapshot, undefined).entries()) {
    entries.push(...workloadEntry(snapshot, standingOf(snapshot), workload));
    if (index % IN_A_STEP === 0) yield;
  }
  return byKey(entries);
}

function byKey(entries: AxisEntry[]): readonly AxisEntry[] {
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function namespaceEntries(standing: Standing): AxisEntry[] {
  const { classes, places } = standing.compiled;
  const byPlace = places.map((): PodClass[] => []);
  for (const one of classes) if (one.pods.size > 0) byPlace[one.place]?.push(one);
  return places.flatMap((key, place): AxisEntry[] => {
    const own = byPlace[place] ?? [];
    const pods = own.reduce((sum, one) => sum + one.pods.size, 0);
    const members = own.map((one) => ({ of: one, pods: [...one.pods], count: one.pods.size }));
    return pods === 0 ? [] : [{ key, pods, members, standing }];
  });
}

function workloadsIn({ workloads }: Snapshot, namespace: string | undefined): readonly Workload[] {
  return [...workloads.values()].filter((workload) => namespace === undefined || workload.namespace === namespace);
}

/** None where it has no pods that count. */
function workloadEntry(snapshot: Snapshot, standing: Standing, workload: Workload): readonly AxisEntry[] {
  const members = byClass(standing.compiled, podsOf(snapshot, workload));
  if (members.length === 0) return [];
  return [{ key: workload.key, pods: members.reduce((sum, { count }) => sum + count, 0), members, standing }];
}

function byClass({ classOf }: Compiled, all: readonly Pod[]): AxisEntry['members'] {
  const found = new Map<PodClass, Pod[]>();
  for (const pod of all) {
    const of = classOf.get(pod.key);
    if (of !== undefined) remember(found, of, () => [] as Pod[]).push(pod);
  }
  return [...found].map(([of, pods]) => ({ of, pods, count: pods.length }));
}

/** The ports a matrix is for: `key` names them, equal names meaning equal ports. */
export interface AskedPorts {
  readonly ports: PortSet;
  readonly key: string;
}

/** All pairs of pods, and what the classes they were counted by are of. */
interface Totals {
  readonly standing: Standing;
  readonly pairs: AllPairs;
}

const counted = new WeakMap<Snapshot, Map<string, Totals>>();

function* totalsInSteps(snapshot: Snapshot, asked?: AskedPorts, onProgress?: Progress): InSteps<Totals> {
  const byPorts = remember(counted, snapshot, () => new Map<string, Totals>());
  for (;;) {
    const standing = yield* standingInSteps(snapshot);
    const before = byPorts.get(asked?.key ?? '');
    if (before?.standing === standing) return before;
    const pairs = yield* countInSteps(standing.compiled, asked?.ports, undefined, onProgress);
    // Where it was taken on to another snapshot meanwhile, what was counted is of no use.
    if (standingNow(snapshot) === standing) byPorts.set(asked?.key ?? '', { standing, pairs });
  }
}

/** What a matrix has to know before its cells are counted; `totals`: and what is open between a group and all pods. */
export interface MatrixNeeds {
  readonly asked?: AskedPorts | undefined;
  readonly totals: boolean;
}

/** Whether all that is at hand. */
export function isCompared(snapshot: Snapshot, { asked, totals }: MatrixNeeds): boolean {
  const standing = standingNow(snapshot);
  if (standing === undefined) return false;
  return !totals || counted.get(snapshot)?.get(asked?.key ?? '')?.standing === standing;
}

/** Compares pods by small steps, so that a matrix has at hand all it has to know. */
export function* compareInSteps(
  snapshot: Snapshot,
  { asked, totals }: MatrixNeeds,
  onProgress: Progress = () => undefined,
): InSteps<void> {
  const share = totals ? COMPILING : 1;
  const { compiled } = yield* standingInSteps(snapshot, (done) => onProgress(done * share));
  yield* asked === undefined ? prepareRowsInSteps(compiled) : pairPlanInSteps(compiled);
  if (totals) yield* totalsInSteps(snapshot, asked, (done) => onProgress(share + done * (1 - share)));
}

/** The part of the time that goes into compiling, where pairs are counted too. */
const COMPILING = 0.75;

/** The matrix of a snapshot, for these ports or all. Stays true whatever is compiled after it. */
export function matrixOf(snapshot: Snapshot, asked?: AskedPorts): Matrix {
  const rowsOf = new Map<Compiled, OpennessRows>();
  /** All in one set of classes, and its rows. */
  const together = (entries: readonly AxisEntry[]) => {
    const standing = commonStanding(entries) ?? standingOf(snapshot);
    const { compiled } = standing;
    const rows =
      asked === undefined
        ? opennessRowsOf(compiled)
        : remember(rowsOf, compiled, () => createOpennessRows(compiled, asked.ports));
    const membersOf = (entry: AxisEntry) => (entry.standing === standing ? entry.members : regrouped(compiled, entry));
    return { compiled, rows, membersOf };
  };
  const cellAlong =
    (along: Along): CountCell =>
    (from, to) => {
      const { rows, membersOf } = together([from, to]);
      return countCell(rows, along, membersOf(from), membersOf(to));
    };
  const total = (entry: AxisEntry, way: 'from' | 'to'): PairCount => {
    const { standing, pairs } = finished(totalsInSteps(snapshot, asked));
    const members = entry.standing === standing ? entry.members : regrouped(standing.compiled, entry);
    return sumOf(members.map(({ of, count }) => pairs[way](of, count)));
  };
  return {
    rows: (from, to) => {
      const { compiled, rows, membersOf } = together([...from, ...to]);
      const columns = to.map(membersOf);
      const row = alongShorter(from, to) === 'to' ? rowsOfFew(rows, columns) : rowsOfMany(compiled, rows, columns);
      return mapped(row, (cells) => (entry) => cells(membersOf(entry)));
    },
    cell: (from, to) => cellAlong(from.members.length <= to.members.length ? 'from' : 'to')(from, to),
    cells: (from, to) => cellAlong(alongShorter(from, to)),
    from: (entry) => total(entry, 'from'),
    to: (entry) => total(entry, 'to'),
    ports: (from, to) => {
      const { compiled, membersOf } = together([from, to]);
      return portsOf(compiled, membersOf(from), membersOf(to));
    },
  };
}

function* mapped<A, B>(steps: InSteps<A>, map: (value: A) => B): InSteps<B> {
  return map(yield* steps);
}

function commonStanding([first, ...others]: readonly AxisEntry[]): Standing | undefined {
  return others.every(({ standing }) => standing === first?.standing) ? first?.standing : undefined;
}

// Of more rows than are kept those to destinations would be made again and again, for cells are counted source by source.
function alongShorter(from: readonly AxisEntry[], to: readonly AxisEntry[]): Along {
  const destinations = classesIn(to, MOST_KEPT);
  return destinations <= MOST_KEPT && destinations < classesIn(from, destinations) ? 'to' : 'from';
}

/** How many classes there are, of more than `most` some number above it: an axis may have all workloads. */
function classesIn(entries: readonly AxisEntry[], most: number): number {
  const found = new Set<PodClass>();
  for (const { members } of entries) {
    for (const { of } of members) found.add(of);
    if (found.size > most) break;
  }
  return found.size;
}

/** The entry's pods by the classes they are in now. */
function regrouped(compiled: Compiled, { members }: AxisEntry): AxisEntry['members'] {
  return byClass(
    compiled,
    members.flatMap(({ pods }) => pods),
  );
}

function sumOf(counts: readonly PairCount[]): PairCount {
  const sum = { pairs: 0, open: 0, all: 0, unknown: 0, perhaps: 0 };
  for (const { pairs, open, all, unknown, perhaps } of counts) {
    sum.pairs += pairs;
    sum.open += open;
    sum.all += all;
    sum.unknown += unknown;
    sum.perhaps += perhaps;
  }
  return sum;
}

function portsOf(compiled: Compiled, from: readonly Member[], to: readonly Member[]): CellPorts {
  const { ports, values } = compiled.tables;
  const between = outcomesOf(compiled);
  const sets = from.flatMap(({ of: source }) =>
    to.map(({ of: destination }) => {
      const outcome = between(source, destination);
      return ports.setOf(values.outcome(outcome).allowed);
    }),
  );
  const [first] = sets;
  if (first === undefined) return { all: NO_PORTS, some: NO_PORTS };
  return { all: sets.reduce(intersectSets), some: sets.reduce(uniteSets) };
}
