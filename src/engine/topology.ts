import { everyAddress } from '../model/addresses.ts';
import type { Workload } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { isNoPort, NO_PORTS, type PortSet } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type ListEnd, type ListRow, listConnections } from './list.ts';
import { type AxisEntry, axisOf, type CountCell, type Matrix, matrixOf } from './reachability/matrix.ts';
import type { Resolved } from './resolve.ts';
import { podsIn } from './selection.ts';

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

/** Who may open connections to whom, for the workloads of a namespace: among themselves, with those of others and with the outside. */
export function topologyOf(snapshot: Snapshot, namespace: string): Topology {
  const own = axisOf(snapshot, { by: 'workload', namespace });
  const all = axisOf(snapshot, { by: 'workload' });
  const matrix = matrixOf(snapshot);
  const [intoOwn, outOfOwn] = [matrix.cells(all, own), matrix.cells(own, all)];
  const isInnerOnly = own.length > MOST_WITH_OUTSIDE;
  const outside = isInnerOnly ? { entering: [], leaving: [] } : outsideOf(snapshot, namespace);
  const nodes = own.flatMap((entry): TopologyNode[] => {
    const workload = snapshot.workloads.get(entry.key);
    if (workload === undefined) return [];
    const isOwn = (end: ListEnd): boolean => end.kind === 'workload' && end.workload === workload;
    return [
      {
        workload,
        from: [
          ...outside.entering.filter(({ to }) => isOwn(to)).map((row) => outsideFlow(row.from, row)),
          ...all.flatMap((other) =>
            flowBetween({ matrix, count: intoOwn, from: other, to: entry, end: endOf(snapshot, other) }),
          ),
        ],
        to: [
          ...outside.leaving.filter(({ from }) => isOwn(from)).map((row) => outsideFlow(row.to, row)),
          ...all.flatMap((other) =>
            flowBetween({ matrix, count: outOfOwn, from: entry, to: other, end: endOf(snapshot, other) }),
          ),
        ],
      },
    ];
  });
  return { nodes, isInnerOnly };
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

function outsideFlow(end: ListEnd, { allowed, partial, unknown }: ListRow): TopologyFlow {
  return { end, allowed, partial: isNoPort(allowed) ? partial : NO_PORTS, isDoubtful: !isNoPort(unknown) };
}

function outsideOf(snapshot: Snapshot, namespace: string) {
  const pods = podsIn(snapshot, namespace).map((pod): Endpoint => ({ kind: 'pod', pod }));
  const inside: Resolved = { text: namespace, kind: 'workload', endpoints: pods };
  const ranges = (['IPv4', 'IPv6'] as const).map(
    (family): Endpoint => ({ kind: 'range', range: everyAddress(family) }),
  );
  const outside: Resolved = { text: 'external', kind: 'external', endpoints: ranges };
  return {
    entering: listConnections(snapshot, { from: outside, to: inside }),
    leaving: listConnections(snapshot, { from: inside, to: outside }),
  };
}
