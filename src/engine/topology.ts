import { everyAddress } from '../model/addresses.ts';
import type { Workload } from '../model/cluster-objects.ts';
import type { Direction } from '../model/policies.ts';
import { isNoPort, NO_PORTS, type PortSet } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { FAMILIES } from './end-addresses.ts';
import type { InSteps, Progress } from './in-steps.ts';
import type { ListEnd } from './list.ts';
import { outsidePieces } from './outside-pieces.ts';
import {
  type AxisEntry,
  axisOf,
  type CountCell,
  compareInSteps,
  type Matrix,
  matrixOf,
  workloadsInSteps,
} from './reachability/matrix.ts';
import { policyListsInSteps } from './selection.ts';

/** The other end of what a workload may open, or may be opened to it. */
export interface TopologyFlow {
  readonly end: ListEnd;
  /** Allowed between all of the pods. */
  readonly allowed: PortSet;
  /** Allowed between some of them only; no port where they do not differ. */
  readonly partial: PortSet;
  /** Whether of some port it is not known. */
  readonly isDoubtful: boolean;
}

/** A workload of the namespace with all that leads to it and all it leads to. */
export interface TopologyNode {
  readonly workload: Workload;
  readonly from: readonly TopologyFlow[];
  readonly to: readonly TopologyFlow[];
}

export interface Topology {
  readonly nodes: readonly TopologyNode[];
  /** Connections with the outside were left out: there are too many workloads to ask for each while somebody waits. */
  readonly isInnerOnly: boolean;
}

const MOST_WITH_OUTSIDE = 40;

/**
 * Who may open connections to whom, for the workloads of a namespace: among themselves, with those of others and with the outside. By
 * small steps.
 */
export function* topologyInSteps(snapshot: Snapshot, namespace: string, onProgress?: Progress): InSteps<Topology> {
  yield* compareInSteps(snapshot, { totals: false }, onProgress);
  yield* policyListsInSteps(snapshot);
  const matrix = matrixOf(snapshot);
  const own = axisOf(snapshot, { by: 'workload', namespace });
  const all = yield* workloadsInSteps(snapshot);
  yield;
  const count: FlowCounts = { into: matrix.cells(all, own), outOf: matrix.cells(own, all) };
  const isInnerOnly = own.length > MOST_WITH_OUTSIDE;
  const nodes: TopologyNode[] = [];
  for (const entry of own) {
    yield;
    const workload = snapshot.workloads.get(entry.key);
    if (workload === undefined) continue;
    const outside = (direction: Direction) => (isInnerOnly ? [] : outsideFlows(snapshot, entry, direction));
    const entering = outside('ingress');
    yield;
    const leaving = outside('egress');
    yield;
    const inner = yield* innerFlows({ snapshot, matrix, count, entry, all });
    nodes.push({ workload, from: [...entering, ...inner.from], to: [...leaving, ...inner.to] });
  }
  return { nodes, isInnerOnly };
}

interface FlowCounts {
  readonly into: CountCell;
  readonly outOf: CountCell;
}

interface Inner {
  readonly snapshot: Snapshot;
  readonly matrix: Matrix;
  readonly count: FlowCounts;
  readonly entry: AxisEntry;
  readonly all: readonly AxisEntry[];
}

/** So many other workloads to a step. */
const IN_A_STEP = 256;

function* innerFlows({ snapshot, matrix, count, entry, all }: Inner): InSteps<Pick<TopologyNode, 'from' | 'to'>> {
  const from: TopologyFlow[] = [];
  const to: TopologyFlow[] = [];
  for (const [index, other] of all.entries()) {
    const end = endOf(snapshot, other);
    from.push(...flowBetween({ matrix, count: count.into, from: other, to: entry, end }));
    to.push(...flowBetween({ matrix, count: count.outOf, from: entry, to: other, end }));
    if (index % IN_A_STEP === 0) yield;
  }
  return { from, to };
}

function endOf(snapshot: Snapshot, { key }: AxisEntry): ListEnd | undefined {
  const workload = snapshot.workloads.get(key);
  return workload && { kind: 'workload', workload };
}

interface Between {
  readonly matrix: Matrix;
  readonly count: CountCell;
  readonly from: AxisEntry;
  readonly to: AxisEntry;
  readonly end: ListEnd | undefined;
}

function flowBetween({ matrix, count, from, to, end }: Between): readonly TopologyFlow[] {
  const { open, unknown } = count(from, to);
  if (end === undefined || (open === 0 && unknown === 0)) return [];
  const { all, some } = matrix.ports(from, to);
  return [{ end, allowed: all, partial: isNoPort(all) ? some : NO_PORTS, isDoubtful: unknown > 0 }];
}

/** Connections of a workload with the outside; of each class one pod is asked, for the others are treated alike. */
function outsideFlows(snapshot: Snapshot, { members }: AxisEntry, direction: Direction): readonly TopologyFlow[] {
  const pods = members.flatMap(({ pods: [first] }) => first ?? []);
  return FAMILIES.flatMap((family) =>
    outsidePieces(snapshot, pods, everyAddress(family), direction).map(({ ranges, ports }): TopologyFlow => {
      const { allowed, partial, unknown } = ports;
      const isDoubtful = !isNoPort(unknown);
      return { end: { kind: 'outside', ranges }, allowed, partial: isNoPort(allowed) ? partial : NO_PORTS, isDoubtful };
    }),
  );
}
