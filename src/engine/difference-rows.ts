import type { AddressRange } from '../model/addresses.ts';
import type { Workload } from '../model/cluster-objects.ts';
import type { Direction } from '../model/policies.ts';
import {
  intersectSets,
  isNoPort,
  mapProtocols,
  NO_PORTS,
  normalisePorts,
  type PortRange,
  type PortSet,
  sameSets,
  subtractSets,
  uniteSets,
} from '../model/ports.ts';
import type { Unknown, Verdict } from '../model/verdict.ts';
import type { ConnectionSet } from './connections.ts';
import type { ListEnd } from './list.ts';

/** Connections that come or go between two ends. */
export interface Effect {
  readonly from: ListEnd;
  readonly to: ListEnd;
  /** Of at least some of the pods. */
  readonly ports: PortSet;
  /** Whether it is so for all pods of the ends. */
  readonly everyPod: boolean;
}

/** What comes and goes between two states of a cluster. */
export interface Effects {
  /** Allowed now, and not surely before. */
  readonly opened: readonly Effect[];
  /** Allowed before, and no longer surely. */
  readonly closed: readonly Effect[];
  /**
   * Denied before and unknown after, or the other way round. Between two clusters also what is unknown in both for different reasons:
   * nobody can say that they are equal. Of an edit to one cluster that is left out.
   */
  readonly inDoubt: readonly Effect[];
}

/** What differs between two ends; every port is in one set at most. */
export interface Difference {
  readonly opened: PortSet;
  readonly closed: PortSet;
  readonly inDoubt: PortSet;
}

export const NO_DIFFERENCE: Difference = { opened: NO_PORTS, closed: NO_PORTS, inDoubt: NO_PORTS };

/** Two ends, and what differs between each pair of their pods that somebody tells apart. */
export interface DifferenceRow {
  readonly from: ListEnd;
  readonly to: ListEnd;
  readonly differences: readonly Difference[];
}

/** The difference of two answers; undefined where the ends were not there, and nothing could be connected. */
export function differenceOf(was: ConnectionSet | undefined, is: ConnectionSet | undefined): Difference {
  if (was === undefined || is === undefined) {
    return {
      opened: is?.allowed ?? NO_PORTS,
      closed: was?.allowed ?? NO_PORTS,
      inDoubt: uniteSets(was?.unknown ?? NO_PORTS, is?.unknown ?? NO_PORTS),
    };
  }
  return {
    opened: subtractSets(is.allowed, was.allowed),
    closed: subtractSets(was.allowed, is.allowed),
    inDoubt: uniteSets(intersectSets(was.denied, is.unknown), intersectSets(was.unknown, is.denied)),
  };
}

/** Ports that are unknown in both, and not for the same reasons: what decides there may have changed. */
export function unknownOtherwise(was: ConnectionSet, is: ConnectionSet): PortSet {
  const both = intersectSets(was.unknown, is.unknown);
  if (isNoPort(both)) return NO_PORTS;
  const before = unknownByReason(was);
  const alike = [...unknownByReason(is)].map(([reason, ports]) => intersectSets(ports, before.get(reason) ?? NO_PORTS));
  return subtractSets(both, alike.reduce(uniteSets, NO_PORTS));
}

function unknownByReason({ pieces }: ConnectionSet): ReadonlyMap<string, PortSet> {
  const byReason = new Map<string, PortSet>();
  for (const { protocol, first, last, flow } of pieces) {
    if (flow.decision !== 'unknown') continue;
    const reason = flow.byFamily.map(reasonText).join('\n');
    const range: readonly PortRange[] = [[first, last]];
    const own = mapProtocols((other) => (other === protocol ? normalisePorts(range) : []));
    byReason.set(reason, uniteSets(byReason.get(reason) ?? NO_PORTS, own));
  }
  return byReason;
}

function reasonText({ egress, ingress }: Verdict): string {
  return [egress, ingress]
    .map(({ decision, reason }) => (reason.kind === 'unknown' ? reason.because.map(unknownText).join(' ') : decision))
    .join(' | ');
}

// Where things are written does not count, nor which replica was asked.
const NOT_COMPARED = new Set(['origin', 'path', 'index', 'podKey', 'hostNetworkPodKey']);

function unknownText(unknown: Unknown): string {
  return JSON.stringify(unknown, (key, value: unknown) => (NOT_COMPARED.has(key) ? undefined : value));
}

/** The effects that rows add up to; rows without any are left out. */
export function effectsOfRows(rows: readonly DifferenceRow[]): Effects {
  const effects = gatherEffects();
  for (const row of rows) effects.add(row);
  return effects.all;
}

/** Effects of rows that come one by one: most have none, and nothing is kept of them. */
export interface GatheredEffects {
  readonly add: (row: DifferenceRow) => void;
  /** Of the rows so far, in their order. */
  readonly all: Effects;
}

/** None so far. */
export function gatherEffects(): GatheredEffects {
  const all = { opened: [] as Effect[], closed: [] as Effect[], inDoubt: [] as Effect[] };
  return {
    all,
    add: ({ from, to, differences }) => {
      if (differences.every((difference) => difference === NO_DIFFERENCE)) return;
      for (const what of ['opened', 'closed', 'inDoubt'] as const) {
        const sets = differences.map((difference) => difference[what]);
        const ports = sets.reduce(uniteSets, NO_PORTS);
        if (!isNoPort(ports)) all[what].push({ from, to, ports, everyPod: sets.every((set) => sameSets(set, ports)) });
      }
    },
  };
}

/** A piece of the outside, and what differs between it and each kind of a workload's pods. */
export interface OutsidePiece {
  readonly ranges: readonly AddressRange[];
  readonly differences: readonly Difference[];
}

/** Rows between a workload and the outside; `direction` is the workload's. Pieces with the same differences become one row. */
export function outsideRowsOf(
  workload: Workload,
  direction: Direction,
  pieces: readonly OutsidePiece[],
): readonly DifferenceRow[] {
  const inside: ListEnd = { kind: 'workload', workload };
  return joined(pieces).map(({ ranges, differences }): DifferenceRow => {
    const outside: ListEnd = { kind: 'outside', ranges };
    return direction === 'egress'
      ? { from: inside, to: outside, differences }
      : { from: outside, to: inside, differences };
  });
}

function joined(pieces: readonly OutsidePiece[]): readonly OutsidePiece[] {
  const groups: { ranges: AddressRange[]; differences: readonly Difference[] }[] = [];
  for (const { ranges, differences } of pieces) {
    const group = groups.find((known) => sameDifferences(known.differences, differences));
    if (group === undefined) groups.push({ ranges: [...ranges], differences });
    else for (const range of ranges) append(group.ranges, range);
  }
  return groups;
}

function append(ranges: AddressRange[], range: AddressRange): void {
  const last = ranges.at(-1);
  if (last !== undefined && last.last + 1n === range.first) ranges[ranges.length - 1] = { ...last, last: range.last };
  else ranges.push(range);
}

function sameDifferences(a: readonly Difference[], b: readonly Difference[]): boolean {
  return a.every((one, i) => {
    const other = b[i];
    return (
      other !== undefined &&
      sameSets(one.opened, other.opened) &&
      sameSets(one.closed, other.closed) &&
      sameSets(one.inDoubt, other.inDoubt)
    );
  });
}
