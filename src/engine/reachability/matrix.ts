import type { Pod } from '../../model/cluster-objects.ts';
import { remember } from '../../model/memo.ts';
import { intersectSets, NO_PORTS, type PortSet, uniteSets } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { podsOf } from '../selection.ts';
import { type AllPairs, countAllPairs } from './all-pairs.ts';
import type { Compiled } from './compiled.ts';
import { createOpennessRows, type OpennessRows } from './openness-rows.ts';
import { type OnNode, outcomesOf } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import { compiledOf } from './reachability.ts';
import { KINDS, type PairCount, pairCount } from './tally.ts';

/** What stands on an axis: all namespaces that have pods, or the workloads of one, or all workloads. */
export type AxisOf = { readonly by: 'namespace' } | { readonly by: 'workload'; readonly namespace?: string };

/** A row or column of a matrix: pods, by class. Finished ones are left out. */
export interface AxisEntry {
  /** The namespace's name, or the workload's key. */
  readonly key: string;
  readonly pods: number;
  readonly members: readonly { readonly of: PodClass; readonly pods: readonly Pod[]; readonly count: number }[];
}

/** How much is open from the pods of some groups to those of others, for these ports or all. Cells are counted when they are asked for. */
export interface Matrix {
  readonly cell: (from: AxisEntry, to: AxisEntry) => PairCount;
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
  const entries =
    of.by === 'namespace' ? namespaceEntries(compiledOf(snapshot)) : workloadEntries(snapshot, of.namespace);
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function namespaceEntries({ classes, places }: Compiled): AxisEntry[] {
  const members = places.map((): PodClass[] => []);
  for (const one of classes) if (one.pods.size > 0) members[one.place]?.push(one);
  return places.flatMap((key, place): AxisEntry[] => {
    const own = members[place] ?? [];
    const pods = own.reduce((sum, one) => sum + one.pods.size, 0);
    return pods === 0
      ? []
      : [{ key, pods, members: own.map((one) => ({ of: one, pods: [...one.pods], count: one.pods.size })) }];
  });
}

function workloadEntries(snapshot: Snapshot, namespace: string | undefined): AxisEntry[] {
  const { classOf } = compiledOf(snapshot);
  return [...snapshot.workloads.values()].flatMap((workload): AxisEntry[] => {
    if (namespace !== undefined && workload.namespace !== namespace) return [];
    const byClass = new Map<PodClass, Pod[]>();
    for (const pod of podsOf(snapshot, workload)) {
      const of = classOf.get(pod.key);
      if (of !== undefined) remember(byClass, of, () => [] as Pod[]).push(pod);
    }
    if (byClass.size === 0) return [];
    const members = [...byClass].map(([of, pods]) => ({ of, pods, count: pods.length }));
    return [{ key: workload.key, pods: members.reduce((sum, { count }) => sum + count, 0), members }];
  });
}

const counted = new WeakMap<Snapshot, Map<string, AllPairs>>();

/** The matrix of a snapshot. `portsKey` names the ports, equal names meaning equal ports; the empty name means all. */
export function matrixOf(snapshot: Snapshot, asked?: PortSet, portsKey = ''): Matrix {
  const compiled = compiledOf(snapshot);
  const rows = createOpennessRows(compiled, asked);
  const totals = (): AllPairs => {
    const byPorts = remember(counted, snapshot, () => new Map<string, AllPairs>());
    return remember(byPorts, portsKey, () => countAllPairs(compiledOf(snapshot), asked));
  };
  return {
    cell: (from, to) => countCell(rows, from, to),
    from: ({ members }) => sumOf(members.map(({ of, count }) => totals().from(of, count))),
    to: ({ members }) => sumOf(members.map(({ of, count }) => totals().to(of, count))),
    ports: (from, to) => portsOf(compiled, from, to),
  };
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

type Member = AxisEntry['members'][number];

function countCell(rows: OpennessRows, from: AxisEntry, to: AxisEntry): PairCount {
  const counts = new Float64Array(KINDS);
  for (const source of from.members) {
    const row = rows.from(source.of);
    for (const destination of to.members) {
      if (!source.of.isSubject || !destination.of.isSubject) countOnNodes(rows, counts, source, destination);
      else {
        const open = row[destination.of.id] ?? 0;
        const { placed, homeless } = sharedPods(source, destination);
        counts[open] = (counts[open] ?? 0) + source.count * destination.count - placed - homeless;
      }
    }
  }
  return pairCount(counts);
}

/** Pods that are on both sides: a pod and itself are no pair. A template stands for several pods. */
function sharedPods(source: Member, destination: Member): { readonly placed: number; readonly homeless: number } {
  if (source.of !== destination.of) return NOBODY;
  const own = new Set(source.pods);
  const shared = { placed: 0, homeless: 0 };
  for (const pod of destination.pods) {
    if (!own.has(pod) || pod.state === 'template') continue;
    if (pod.nodeName === undefined) shared.homeless += 1;
    else shared.placed += 1;
  }
  return shared;
}

const NOBODY = { placed: 0, homeless: 0 };

function countOnNodes(rows: OpennessRows, counts: Float64Array, source: Member, destination: Member): void {
  const pairs = source.count * destination.count;
  const [from, to] = [nodesOf(source), nodesOf(destination)];
  const homeless = { from: from.get('') ?? 0, to: to.get('') ?? 0 };
  let same = 0;
  for (const [node, count] of from) if (node !== '') same += count * (to.get(node) ?? 0);
  const unknown = homeless.from * destination.count + homeless.to * source.count - homeless.from * homeless.to;
  const selves = sharedPods(source, destination);
  const add = (relation: OnNode, count: number): void => {
    if (count === 0) return;
    const open = rows.onNode(source.of, destination.of, relation);
    counts[open] = (counts[open] ?? 0) + count;
  };
  add('same', same - selves.placed);
  add('unknown', unknown - selves.homeless);
  add('other', pairs - same - unknown);
}

/** Pods by the name of their node; the empty name where it is not known. */
function nodesOf({ pods }: Member): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { nodeName = '' } of pods) counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
  return counts;
}

function portsOf(compiled: Compiled, from: AxisEntry, to: AxisEntry): CellPorts {
  const { ports, values } = compiled.tables;
  const between = outcomesOf(compiled);
  const sets = from.members.flatMap(({ of: source }) =>
    to.members.map(({ of: destination }) => {
      const outcome = between(source, destination);
      return ports.setOf(values.outcome(outcome).allowed);
    }),
  );
  const [first] = sets;
  if (first === undefined) return { all: NO_PORTS, some: NO_PORTS };
  return { all: sets.reduce(intersectSets), some: sets.reduce(uniteSets) };
}
