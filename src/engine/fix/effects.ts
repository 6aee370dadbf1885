import { type AddressRange, covers, everyAddress } from '../../model/addresses.ts';
import type { Pod, Workload } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import { intersectSets, isNoPort, NO_PORTS, type PortSet, sameSets, uniteSets } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { PairAnswer } from '../check.ts';
import { addressPieces, type ConnectionSet, connectionsBetween } from '../connections.ts';
import { identitiesOf } from '../identities.ts';
import type { ListEnd } from '../list.ts';
import { podsOf, podsSelectedBy, workloadOf } from '../selection.ts';
import { minus, portsAsked } from './asked-ports.ts';
import { mayConcern } from './concerned.ts';
import type { PolicyChange } from './edit.ts';

/** Connections that come or go between two ends. */
export interface Effect {
  readonly from: ListEnd;
  readonly to: ListEnd;
  /** Of at least some of the pods. */
  readonly ports: PortSet;
  /** Whether it is so for all pods of the ends. */
  readonly everyPod: boolean;
}

/** Everything a change does beside what was asked for. */
export interface Effects {
  readonly opened: readonly Effect[];
  readonly closed: readonly Effect[];
  /** Denied before and unknown after, or the other way round. */
  readonly inDoubt: readonly Effect[];
}

/** Two states of one cluster, what differs, and the connections the change is for. */
export interface Comparison {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly changes: readonly PolicyChange[];
  readonly asked: readonly PairAnswer[];
}

/**
 * What else opens and closes, between workloads and with the outside: the difference over everybody whom a changed policy selects,
 * in the directions it changes. Nobody else can be concerned.
 */
export function effectsOf(comparison: Comparison): Effects {
  const scope = scopeOf(comparison);
  const rows: Row[] = [];
  const egress = scope.subjects('egress');
  const ingress = scope.subjects('ingress');
  const workloads = [...comparison.before.workloads.values()];
  for (const from of workloads) {
    const others = egress.has(from) ? workloads : [...ingress];
    for (const to of others) rows.push(rowBetween(scope, from, to));
  }
  for (const from of egress) rows.push(...outsideRows(scope, from, 'egress'));
  for (const to of ingress) rows.push(...outsideRows(scope, to, 'ingress'));
  return { opened: effectsIn(rows, 'opened'), closed: effectsIn(rows, 'closed'), inDoubt: effectsIn(rows, 'inDoubt') };
}

interface Difference {
  readonly opened: PortSet;
  readonly closed: PortSet;
  readonly inDoubt: PortSet;
}

interface Row {
  readonly from: ListEnd;
  readonly to: ListEnd;
  readonly differences: readonly Difference[];
}

function effectsIn(rows: readonly Row[], what: keyof Difference): readonly Effect[] {
  return rows.flatMap(({ from, to, differences }): Effect[] => {
    const sets = differences.map((difference) => difference[what]);
    const ports = sets.reduce(uniteSets, NO_PORTS);
    return isNoPort(ports) ? [] : [{ from, to, ports, everyPod: sets.every((set) => sameSets(set, ports)) }];
  });
}

/** Pods that no policy tells apart, before or after; pods that were asked about stand alone. */
interface PodClass {
  readonly id: number;
  readonly pods: readonly Pod[];
  readonly representative: Pod;
}

interface Scope {
  readonly comparison: Comparison;
  readonly subjects: (direction: Direction) => ReadonlySet<Workload>;
  readonly classesOf: (workload: Workload) => readonly PodClass[];
  readonly between: (source: PodClass, destination: PodClass) => Difference;
}

function scopeOf(comparison: Comparison): Scope {
  const { before, after, changes } = comparison;
  const isAsked = new Set(
    comparison.asked.flatMap(({ source, destination }) =>
      [source, destination].flatMap((end) => (end.kind === 'pod' ? [end.pod] : [])),
    ),
  );
  // What did not change tells pods apart as before; the changed policies alone say what they tell apart now.
  const changed: Snapshot = { ...after, policies: changes.map((change) => change.after) };
  const classes = new Map<string, { id: number; representative: Pod }>();
  const classOf = (pod: Pod): { id: number; representative: Pod } => {
    const alone = isAsked.has(pod) ? ` ${pod.key}` : '';
    const key = `${identitiesOf(before).of(pod).id} ${identitiesOf(changed).of(pod).id}${alone}`;
    return remember(classes, key, () => ({ id: classes.size, representative: pod }));
  };
  const byWorkload = new Map<Workload, readonly PodClass[]>();
  const differences = new Map<string, Difference>();
  return {
    comparison,
    subjects: (direction) => {
      const concerned = changes.filter(({ directions }) => directions.includes(direction));
      const pods = concerned.flatMap((change) => podsSelectedBy(before, change.after));
      return new Set(pods.flatMap((pod) => workloadOf(before, pod) ?? []));
    },
    classesOf: (workload) =>
      remember(byWorkload, workload, () => {
        const found = new Map<number, { id: number; representative: Pod; pods: Pod[] }>();
        for (const pod of podsOf(before, workload).filter(({ state }) => state !== 'finished')) {
          const known = classOf(pod);
          remember(found, known.id, () => ({ ...known, pods: [] as Pod[] })).pods.push(pod);
        }
        return [...found.values()];
      }),
    between: (source, destination) =>
      remember(differences, `${source.id} ${destination.id}`, () =>
        difference(comparison, podEnd(source.representative), podEnd(destination.representative)),
      ),
  };
}

function podEnd(pod: Pod): Endpoint {
  return { kind: 'pod', pod };
}

function rowBetween(scope: Scope, from: Workload, to: Workload): Row {
  const differences = scope.classesOf(from).flatMap((source) =>
    scope
      .classesOf(to)
      .filter((destination) => !isOnePod(source, destination))
      .map((destination) => scope.between(source, destination)),
  );
  return { from: { kind: 'workload', workload: from }, to: { kind: 'workload', workload: to }, differences };
}

// Nothing keeps a pod from itself; a template stands for several.
function isOnePod(source: PodClass, destination: PodClass): boolean {
  const [pod, another] = source.pods;
  return (
    source.id === destination.id && another === undefined && pod === destination.pods[0] && pod?.state !== 'template'
  );
}

const NO_DIFFERENCE: Difference = { opened: NO_PORTS, closed: NO_PORTS, inDoubt: NO_PORTS };

function difference(comparison: Comparison, source: Endpoint, destination: Endpoint): Difference {
  if (!mayConcern(comparison, source, destination)) return NO_DIFFERENCE;
  const { before, after, asked } = comparison;
  const was = connectionsBetween(before, source, destination, 'replica');
  const is = connectionsBetween(after, source, destination, 'replica');
  return withoutAsked(differenceOf(was, is), portsAsked(asked.filter((pair) => concerns(pair, source, destination))));
}

function differenceOf(was: ConnectionSet, is: ConnectionSet): Difference {
  return {
    opened: minus(is.allowed, was.allowed),
    closed: minus(was.allowed, is.allowed),
    inDoubt: uniteSets(intersectSets(was.denied, is.unknown), intersectSets(was.unknown, is.denied)),
  };
}

function withoutAsked({ opened, closed, inDoubt }: Difference, ports: PortSet): Difference {
  return { opened: minus(opened, ports), closed: minus(closed, ports), inDoubt: minus(inDoubt, ports) };
}

function concerns(pair: PairAnswer, source: Endpoint, destination: Endpoint): boolean {
  return isPart(source, pair.source) && isPart(destination, pair.destination);
}

function isPart(end: Endpoint, asked: Endpoint): boolean {
  if (end.kind === 'pod') return asked.kind === 'pod' && asked.pod === end.pod;
  if (end.kind !== 'range') return false;
  const range = rangeOf(asked);
  return range !== undefined && covers(range, end.range);
}

function rangeOf(end: Endpoint): AddressRange | undefined {
  if (end.kind === 'range') return end.range;
  if (end.kind !== 'address') return undefined;
  return { family: end.address.family, first: end.address.value, last: end.address.value };
}

function outsideRows(scope: Scope, workload: Workload, direction: Direction): readonly Row[] {
  const inside: ListEnd = { kind: 'workload', workload };
  return (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const classes = scope
      .classesOf(workload)
      .filter(
        ({ representative: { addresses } }) => addresses.length === 0 || addresses.some((a) => a.family === family),
      );
    const pieces = piecesOf(scope.comparison, classes, direction, everyAddress(family)).map((range) => ({
      ranges: [range],
      differences: classes.map(({ representative }) => {
        const outside: Endpoint = { kind: 'range', range };
        const pod = podEnd(representative);
        const [source, destination] = direction === 'egress' ? [pod, outside] : [outside, pod];
        return difference(scope.comparison, source, destination);
      }),
    }));
    return joined(pieces).map(({ ranges, differences }): Row => {
      const outside: ListEnd = { kind: 'outside', ranges };
      return direction === 'egress'
        ? { from: inside, to: outside, differences }
        : { from: outside, to: inside, differences };
    });
  });
}

interface Piece {
  readonly ranges: readonly AddressRange[];
  readonly differences: readonly Difference[];
}

/** The range, cut wherever some rule of before or after or the question begins or ends. */
function piecesOf(
  { before, after, asked }: Comparison,
  classes: readonly PodClass[],
  direction: Direction,
  range: AddressRange,
): readonly AddressRange[] {
  const cuts = classes.flatMap(({ representative }) =>
    [before, after].flatMap((snapshot) => addressPieces(snapshot, podEnd(representative), direction, range)),
  );
  const bounds = asked
    .map((pair) => rangeOf(direction === 'egress' ? pair.destination : pair.source))
    .filter((bound) => bound !== undefined && bound.family === range.family)
    .flatMap((bound) => (bound === undefined ? [] : [bound.first, bound.last + 1n]));
  const starts = [...new Set([range.first, ...cuts.map(({ first }) => first), ...bounds])]
    .filter((start) => start <= range.last)
    .sort((a, b) => (a < b ? -1 : 1));
  return starts.map((first, i) => ({ family: range.family, first, last: (starts[i + 1] ?? range.last + 1n) - 1n }));
}

/** Pieces with the same differences become one; neighbours among its ranges are joined. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
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
