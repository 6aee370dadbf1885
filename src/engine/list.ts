import { type AddressRange, everyAddress } from '../model/addresses.ts';
import type { Pod, Workload } from '../model/cluster-objects.ts';
import { type Endpoint, podEnd } from '../model/endpoints.ts';
import { remember } from '../model/memo.ts';
import {
  ALL_PORTS,
  intersectPorts,
  intersectSets,
  isNoPort,
  mapProtocols,
  NO_PORTS,
  type PortRange,
  type PortSet,
  type Protocol,
  sameSets,
  uniteSets,
} from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { addressPieces, connectionsBetween } from './connections.ts';
import { type Identity, identitiesInSteps, identitiesOf } from './identities.ts';
import { finished, type InSteps, type Progress } from './in-steps.ts';
import type { Resolved } from './resolve.ts';
import { podsOf, workloadOf } from './selection.ts';

export type ListEnd =
  | { readonly kind: 'workload'; readonly workload: Workload }
  /** Addresses outside, disjoint and in order. */
  | { readonly kind: 'outside'; readonly ranges: readonly AddressRange[] };

/** Ports between the pods of two ends. */
export interface OpenPorts {
  /** Allowed between every pod of the one and every pod of the other. */
  readonly allowed: PortSet;
  readonly unknown: PortSet;
  /** Allowed between some of the pods at least, `allowed` included; no port when the pods do not differ. */
  readonly partial: PortSet;
}

/** What one end may open to another. Ends between which nothing is allowed or unknown have no row. */
export interface ListRow extends OpenPorts {
  readonly from: ListEnd;
  readonly to: ListEnd;
}

export interface ListFilter {
  readonly from?: Resolved;
  readonly to?: Resolved;
  /** Only these ports of these protocols. */
  readonly ports?: PortSet;
}

/** A filter for one port, of one protocol or of all. */
export function onlyPort(port: number, protocol: Protocol | undefined): PortSet {
  const range: readonly PortRange[] = [[port, port]];
  return mapProtocols((candidate) => (protocol === undefined || candidate === protocol ? range : []));
}

/**
 * All connections between workloads and with the outside. Pods are compared by identity, so that the cost follows the number of
 * kinds of pods and not of pods.
 */
export function listConnections(snapshot: Snapshot, filter: ListFilter): readonly ListRow[] {
  return finished(listInSteps(snapshot, filter));
}

/** The same by small steps, a workload each. */
export function* listInSteps(
  snapshot: Snapshot,
  filter: ListFilter,
  onProgress: Progress = () => undefined,
): InSteps<readonly ListRow[]> {
  yield* identitiesInSteps(snapshot);
  const sources = endsOf(snapshot, filter.from);
  const destinations = endsOf(snapshot, filter.to);
  const between = pairMemo(snapshot);
  const rows: ListRow[] = [];
  for (const [index, from] of sources.workloads.entries()) {
    onProgress(index / sources.workloads.length);
    yield;
    for (const to of destinations.workloads) rows.push(...workloadRow(snapshot, from, to, between));
    for (const range of destinations.ranges) rows.push(...outsideRows(snapshot, from, range, 'egress'));
  }
  for (const to of destinations.workloads) {
    yield;
    for (const range of sources.ranges) rows.push(...outsideRows(snapshot, to, range, 'ingress'));
  }
  return rows.flatMap((row) => narrowed(row, filter.ports ?? ALL_PORTS));
}

/** Workloads and addresses that were chosen as one end. */
export interface ListEnds {
  readonly workloads: readonly Workload[];
  readonly ranges: readonly AddressRange[];
}

function endsOf(snapshot: Snapshot, resolved: Resolved | undefined): ListEnds {
  if (resolved !== undefined) return chosenEnds(snapshot, resolved);
  return { workloads: [...snapshot.workloads.values()], ranges: [everyAddress('IPv4'), everyAddress('IPv6')] };
}

/** The workloads and addresses that were meant; of a pod its workload. */
export function chosenEnds(snapshot: Snapshot, resolved: Resolved): ListEnds {
  const workloads = new Set<Workload>();
  const ranges: AddressRange[] = [];
  for (const end of resolved.endpoints) {
    if (end.kind === 'pod') {
      const workload = workloadOf(snapshot, end.pod);
      if (workload !== undefined) workloads.add(workload);
    } else if (end.kind === 'range') ranges.push(end.range);
    else if (end.kind === 'address')
      ranges.push({ family: end.address.family, first: end.address.value, last: end.address.value });
  }
  return { workloads: [...workloads], ranges };
}

export interface PairPorts {
  readonly allowed: PortSet;
  readonly unknown: PortSet;
}

type PairMemo = (source: Identity, destination: Identity) => PairPorts;

function pairMemo(snapshot: Snapshot): PairMemo {
  const count = identitiesOf(snapshot).all.length;
  const memo = new Map<number, PairPorts>();
  return (source, destination) => {
    return remember(memo, source.id * count + destination.id, () =>
      connectionsBetween(snapshot, podEnd(source.representative), podEnd(destination.representative), 'replica'),
    );
  };
}

/** The kinds of pods of a workload that policies can tell apart; finished ones are left out. */
function identitiesIn(snapshot: Snapshot, workload: Workload): readonly Identity[] {
  return [...membersIn(snapshot, workload).keys()];
}

/** The same with the pods of each kind. */
function membersIn(snapshot: Snapshot, workload: Workload): ReadonlyMap<Identity, readonly Pod[]> {
  const identities = identitiesOf(snapshot);
  const alive = podsOf(snapshot, workload).filter((pod) => pod.state !== 'finished');
  return Map.groupBy(alive, (pod) => identities.of(pod));
}

function workloadRow(snapshot: Snapshot, from: Workload, to: Workload, between: PairMemo): readonly ListRow[] {
  const sources = membersIn(snapshot, from);
  const pairs = [...sources].flatMap(([source, pods]) =>
    identitiesIn(snapshot, to)
      .filter((destination) => !(from === to && source === destination && isOnePod(pods)))
      .map((destination) => between(source, destination)),
  );
  const row = combined(pairs);
  return row === undefined
    ? []
    : [{ from: { kind: 'workload', workload: from }, to: { kind: 'workload', workload: to }, ...row }];
}

/** Nothing keeps one pod from itself, and it has no other to connect to. A template stands for several. */
function isOnePod([first, second]: readonly Pod[]): boolean {
  return second === undefined && first?.state !== 'template';
}

/** What is open between all of these pairs of pods, and between some; undefined when nothing is, nor may be. */
export function combined(pairs: readonly PairPorts[]): OpenPorts | undefined {
  const [first] = pairs;
  if (first === undefined) return undefined;
  const allowed = pairs.reduce((all, pair) => intersectSets(all, pair.allowed), first.allowed);
  const some = pairs.reduce((all, pair) => uniteSets(all, pair.allowed), NO_PORTS);
  const unknown = pairs.reduce((all, pair) => uniteSets(all, pair.unknown), NO_PORTS);
  if (isNoPort(some) && isNoPort(unknown)) return undefined;
  return { allowed, unknown, partial: sameSets(some, allowed) ? NO_PORTS : some };
}

/** What a workload may open to addresses of this range, or they to it; a row for all that are treated alike. */
function outsideRows(
  snapshot: Snapshot,
  workload: Workload,
  range: AddressRange,
  direction: 'ingress' | 'egress',
): readonly ListRow[] {
  const pods = identitiesIn(snapshot, workload).map((identity) => identity.representative);
  const inside: ListEnd = { kind: 'workload', workload };
  return outsidePieces(snapshot, pods, range, direction).map(({ ranges, ports }): ListRow => {
    const outside: ListEnd = { kind: 'outside', ranges };
    return direction === 'egress' ? { from: inside, to: outside, ...ports } : { from: outside, to: inside, ...ports };
  });
}

/** Addresses that are treated alike, disjoint and in order. */
export interface OutsidePiece {
  readonly ranges: readonly AddressRange[];
  readonly ports: OpenPorts;
}

/** What these pods may open to addresses of the range, or they to them. Addresses with which nothing is open are left out. */
export function outsidePieces(
  snapshot: Snapshot,
  pods: readonly Pod[],
  range: AddressRange,
  direction: 'ingress' | 'egress',
): readonly OutsidePiece[] {
  const reachable = pods.filter(
    (pod) => pod.addresses.length === 0 || pod.addresses.some(({ family }) => family === range.family),
  );
  if (reachable.length === 0) return [];
  const groups: { ranges: AddressRange[]; ports: OpenPorts }[] = [];
  for (const piece of piecesOver(snapshot, reachable, direction, range)) {
    const pairs = reachable.map((pod) => {
      const outside: Endpoint = { kind: 'range', range: piece };
      return direction === 'egress'
        ? connectionsBetween(snapshot, podEnd(pod), outside)
        : connectionsBetween(snapshot, outside, podEnd(pod));
    });
    const ports = combined(pairs);
    if (ports === undefined) continue;
    const group = groups.find((candidate) => samePieces(candidate.ports, ports));
    if (group === undefined) groups.push({ ranges: [piece], ports });
    else group.ranges.push(piece);
  }
  return groups.map(({ ranges, ports }) => ({ ranges: joinRanges(ranges), ports }));
}

function piecesOver(
  snapshot: Snapshot,
  pods: readonly Pod[],
  direction: 'ingress' | 'egress',
  range: AddressRange,
): readonly AddressRange[] {
  return pods.reduce<readonly AddressRange[]>(
    (pieces, pod) => pieces.flatMap((piece) => addressPieces(snapshot, podEnd(pod), direction, piece)),
    [range],
  );
}

function samePieces(a: OpenPorts, b: OpenPorts): boolean {
  return sameSets(a.allowed, b.allowed) && sameSets(a.unknown, b.unknown) && sameSets(a.partial, b.partial);
}

function joinRanges(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const joined: AddressRange[] = [];
  for (const range of ranges) {
    const previous = joined.at(-1);
    if (previous !== undefined && previous.last + 1n === range.first)
      joined[joined.length - 1] = { ...previous, last: range.last };
    else joined.push(range);
  }
  return joined;
}

function narrowed(row: ListRow, ports: PortSet): readonly ListRow[] {
  const cut = (set: PortSet): PortSet => mapProtocols((protocol) => intersectPorts(set[protocol], ports[protocol]));
  const [allowed, unknown, partial] = [cut(row.allowed), cut(row.unknown), cut(row.partial)];
  return isNoPort(allowed) && isNoPort(unknown) && isNoPort(partial) ? [] : [{ ...row, allowed, unknown, partial }];
}
