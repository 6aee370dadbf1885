import { type AddressRange, everyAddress } from '../model/addresses.ts';
import type { Pod, Workload } from '../model/cluster-objects.ts';
import { podEnd } from '../model/endpoints.ts';
import { remember } from '../model/memo.ts';
import { intersectPorts, isNoPort, mapProtocols, type PortRange, type PortSet, type Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isWorthCompiling, portsByClassInSteps } from './class-ports.ts';
import { connectionsBetween } from './connections.ts';
import { type Identities, type Identity, identitiesInSteps, identitiesOf } from './identities.ts';
import { finished, type InSteps, type Progress } from './in-steps.ts';
import { combined, type OpenPorts, type PairPorts } from './open-ports.ts';
import { outsidePieces } from './outside-pieces.ts';
import type { Resolved } from './resolve.ts';
import { meetingKey, nodeNumber } from './row-pairs.ts';
import { podsOf, workloadOf } from './selection.ts';

export type ListEnd =
  | { readonly kind: 'workload'; readonly workload: Workload }
  /** Addresses outside, disjoint and in order. */
  | { readonly kind: 'outside'; readonly ranges: readonly AddressRange[] };

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
  /** Only rows of which one end at least is a workload of this namespace. */
  readonly namespace?: string;
}

/** A filter for one port, of one protocol or of all. */
export function onlyPort(port: number, protocol: Protocol | undefined): PortSet {
  const range: readonly PortRange[] = [[port, port]];
  return mapProtocols((candidate) => (protocol === undefined || candidate === protocol ? range : []));
}

/** All connections between workloads and with the outside. */
export function listConnections(snapshot: Snapshot, filter: ListFilter): readonly ListRow[] {
  return finished(listInSteps(snapshot, filter));
}

/** The same by small steps, a workload each. */
export function* listInSteps(
  snapshot: Snapshot,
  filter: ListFilter,
  onProgress: Progress = () => undefined,
): InSteps<readonly ListRow[]> {
  const found: (readonly ListRow[])[] = [];
  for (const { rows, done } of listPieces(snapshot, filter)) {
    if (rows.length > 0) found.push(rows);
    onProgress(done);
    yield;
  }
  return found.flat();
}

/** Some rows of a list, and what share of the work is done. */
export interface ListPiece {
  readonly rows: readonly ListRow[];
  readonly done: number;
}

/**
 * The same rows in the same order, a few at a time: those of a large cluster would fill the memory. Pods are compared by identity, so that
 * the cost follows the number of kinds of pods and not of pods.
 */
export function* listPieces(snapshot: Snapshot, filter: ListFilter): Generator<ListPiece, void> {
  const sources = endsOf(snapshot, filter.from);
  const destinations = endsOf(snapshot, filter.to);
  const isWanted = ({ namespace }: Workload): boolean =>
    filter.namespace === undefined || namespace === filter.namespace;
  const wanted = destinations.workloads.filter(isWanted);
  const pairs = sources.workloads.length * wanted.length;
  const setting = yield* withoutRows(settingInSteps(snapshot, pairs));
  const of = sources.workloads.length + wanted.length;
  let done = 0;
  const piece = (rows: readonly ListRow[]): ListPiece => {
    done += 1;
    return { rows: filter.ports === undefined ? rows : narrowedRows(rows, filter.ports), done: done / of };
  };
  for (const from of sources.workloads) {
    const rows: ListRow[] = [];
    for (const to of isWanted(from) ? destinations.workloads : wanted) {
      const row = workloadRow(setting, from, to);
      if (row !== undefined) rows.push(row);
    }
    if (isWanted(from))
      for (const range of destinations.ranges) rows.push(...outsideRows(setting, from, range, 'egress'));
    yield piece(rows);
  }
  for (const to of wanted) yield piece(sources.ranges.flatMap((range) => outsideRows(setting, to, range, 'ingress')));
}

function* withoutRows<T>(steps: InSteps<T>): Generator<ListPiece, T> {
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) yield { rows: [], done: 0 };
  return step.value;
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

interface Setting {
  readonly snapshot: Snapshot;
  readonly membersOf: (workload: Workload) => Members;
  readonly between: (source: Identity, destination: Identity) => PairPorts;
  readonly combined: (pairs: readonly PairPorts[]) => OpenPorts | undefined;
}

/** The kinds of pods of a workload that policies can tell apart; finished ones are left out. */
interface Members {
  /** As pods without hostNetwork tell them apart: for those, and the outside, it does not matter on which node a pod runs. */
  readonly kinds: readonly Kind[];
  /** As hostNetwork pods do, which speak for their node. */
  readonly kindsByNode: readonly Kind[];
  readonly hasHosts: boolean;
}

interface Kind {
  readonly identity: Identity;
  /** Nothing keeps one pod from itself, and it has no other to connect to. */
  readonly isOnePod: boolean;
}

function* settingInSteps(snapshot: Snapshot, pairs: number): InSteps<Setting> {
  const identities = yield* identitiesInSteps(snapshot);
  const members = new Map<Workload, Members>();
  return {
    snapshot,
    membersOf: (workload) => remember(members, workload, () => membersIn(snapshot, workload, identities)),
    between: yield* portsBetweenInSteps(snapshot, pairs),
    combined: combining(),
  };
}

function membersIn(snapshot: Snapshot, workload: Workload, identities: Identities): Members {
  const alive = podsOf(snapshot, workload).filter((pod) => pod.state !== 'finished');
  const hasHosts = alive.some(({ hostNetwork }) => hostNetwork);
  const kindsBy = (by: 'id' | 'kind'): readonly Kind[] =>
    [...Map.groupBy(alive, (pod) => identities.of(pod)[by]).values()].flatMap((pods) =>
      pods.slice(0, 1).map((first): Kind => ({ identity: identities.of(first), isOnePod: isOnePod(pods) })),
    );
  const kindsByNode = kindsBy('id');
  return { kinds: hasHosts ? kindsByNode : kindsBy('kind'), kindsByNode, hasHosts };
}

function* portsBetweenInSteps(snapshot: Snapshot, pairs: number): InSteps<Setting['between']> {
  const byClass = isWorthCompiling([snapshot], pairs) ? yield* portsByClassInSteps(snapshot) : undefined;
  const count = identitiesOf(snapshot).all.length;
  const memo = new Map<number, PairPorts>();
  return (source, destination) =>
    byClass?.(source.representative, destination.representative) ??
    remember(memo, source.id * count + destination.id, () => {
      const ends = [podEnd(source.representative), podEnd(destination.representative)] as const;
      const { allowed, unknown } = connectionsBetween(snapshot, ...ends, 'replica');
      return { allowed, unknown };
    });
}

function workloadRow({ membersOf, between, combined }: Setting, from: Workload, to: Workload): ListRow | undefined {
  const pairs = kindsInRow(membersOf(from), membersOf(to)).map(([source, destination]) => between(source, destination));
  const ports = combined(pairs);
  return ports && { from: { kind: 'workload', workload: from }, to: { kind: 'workload', workload: to }, ...ports };
}

type PairOfKinds = readonly [source: Identity, destination: Identity];

function kindsInRow(from: Members, to: Members): readonly PairOfKinds[] {
  const hasHosts = from.hasHosts || to.hasHosts;
  const by = hasHosts ? 'kindsByNode' : 'kinds';
  const found = new Map<number, PairOfKinds>();
  const pairs: PairOfKinds[] = [];
  for (const source of from[by]) {
    for (const destination of to[by]) {
      if (source === destination && source.isOnePod) continue;
      const pair = [source.identity, destination.identity] as const;
      if (hasHosts) found.set(meeting(pair), pair);
      else pairs.push(pair);
    }
  }
  return hasHosts ? [...found.values()] : pairs;
}

function meeting([source, destination]: PairOfKinds): number {
  return meetingKey(source.kind, destination.kind, nodeNumber(source.representative, destination.representative));
}

// A template stands for several.
function isOnePod([first, second]: readonly Pod[]): boolean {
  return second === undefined && first?.state !== 'template';
}

/** As `combined`; what pairs have that are all alike is worked out once. */
function combining(): Setting['combined'] {
  const known = new Map<PairPorts, OpenPorts | 'nothing'>();
  return (pairs) => {
    const [first] = pairs;
    if (first === undefined || pairs.some((pair) => pair !== first)) return combined(pairs);
    const found = remember(known, first, () => combined([first]) ?? 'nothing');
    return found === 'nothing' ? undefined : found;
  };
}

/** What a workload may open to addresses of this range, or they to it; a row for all that are treated alike. */
function outsideRows(
  { snapshot, membersOf }: Setting,
  workload: Workload,
  range: AddressRange,
  direction: 'ingress' | 'egress',
): readonly ListRow[] {
  const pods = membersOf(workload).kinds.map(({ identity }) => identity.representative);
  const inside: ListEnd = { kind: 'workload', workload };
  return outsidePieces(snapshot, pods, range, direction).map(({ ranges, ports }): ListRow => {
    const outside: ListEnd = { kind: 'outside', ranges };
    return direction === 'egress' ? { from: inside, to: outside, ...ports } : { from: outside, to: inside, ...ports };
  });
}

function narrowedRows(rows: readonly ListRow[], ports: PortSet): readonly ListRow[] {
  return rows.flatMap((row) => narrowed(row, ports));
}

function narrowed(row: ListRow, ports: PortSet): readonly ListRow[] {
  const cut = (set: PortSet): PortSet => mapProtocols((protocol) => intersectPorts(set[protocol], ports[protocol]));
  const [allowed, unknown, partial] = [cut(row.allowed), cut(row.unknown), cut(row.partial)];
  return isNoPort(allowed) && isNoPort(unknown) && isNoPort(partial) ? [] : [{ ...row, allowed, unknown, partial }];
}
