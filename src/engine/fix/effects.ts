import { type AddressRange, covers, everyAddress } from '../../model/addresses.ts';
import type { Pod, Workload } from '../../model/cluster-objects.ts';
import { type Endpoint, podEnd } from '../../model/endpoints.ts';
import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import { type PortSet, subtractSets } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { PairAnswer } from '../check.ts';
import { addressPieces, connectionsBetween } from '../connections.ts';
import {
  type Difference,
  type DifferenceRow,
  differenceOf,
  type Effects,
  effectsOfRows,
  NO_DIFFERENCE,
  outsideRowsOf,
} from '../difference-rows.ts';
import { identitiesOf } from '../identities.ts';
import type { InSteps } from '../in-steps.ts';
import { meetingKey, nodeNumber } from '../row-pairs.ts';
import { podsOf, podsSelectedBy, workloadOf } from '../selection.ts';
import { portsAsked } from './asked-ports.ts';
import { mayConcern } from './concerned.ts';
import type { PolicyChange } from './edit.ts';

/** Two states of one cluster, what differs, and the connections the change is for. */
export interface Comparison {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly changes: readonly PolicyChange[];
  readonly asked: readonly PairAnswer[];
}

/**
 * What else opens and closes, between workloads and with the outside: the difference over everybody whom a changed policy selects,
 * in the directions it changes. Nobody else can be concerned. A step is a pair of workloads.
 */
export function* effectsInSteps(comparison: Comparison): InSteps<Effects> {
  const scope = scopeOf(comparison);
  const rows: DifferenceRow[] = [];
  const egress = scope.subjects('egress');
  const ingress = scope.subjects('ingress');
  const workloads = [...comparison.before.workloads.values()];
  for (const from of workloads) {
    const others = egress.has(from) ? workloads : [...ingress];
    for (const to of others) {
      rows.push(rowBetween(scope, from, to));
      yield;
    }
  }
  for (const from of egress) {
    rows.push(...outsideRows(scope, from, 'egress'));
    yield;
  }
  for (const to of ingress) {
    rows.push(...outsideRows(scope, to, 'ingress'));
    yield;
  }
  return effectsOfRows(rows);
}

/** Pods that no policy tells apart, before or after; pods that were asked about stand alone. */
interface PodClass {
  readonly id: number;
  /** Equal where only the nodes tell them apart, and these only by which two pods are on one. */
  readonly kind: number;
  readonly pods: readonly Pod[];
  readonly representative: Pod;
}

interface WorkloadClasses {
  /** As pods without hostNetwork tell them apart: for those, and the outside, it does not matter on which node a pod runs. */
  readonly all: readonly PodClass[];
  /** As hostNetwork pods do, which speak for their node. */
  readonly byNode: readonly PodClass[];
  readonly hasHosts: boolean;
}

interface Scope {
  readonly comparison: Comparison;
  readonly subjects: (direction: Direction) => ReadonlySet<Workload>;
  readonly classesOf: (workload: Workload) => WorkloadClasses;
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
  const classOf = (pod: Pod, by: 'id' | 'kind') => {
    const alone = isAsked.has(pod) ? ` ${pod.key}` : '';
    const key = `${by} ${identitiesOf(before).of(pod)[by]} ${identitiesOf(changed).of(pod)[by]}${alone}`;
    return remember(classes, key, () => ({ id: classes.size, representative: pod }));
  };
  const classesBy = (by: 'id' | 'kind', pods: readonly Pod[]): readonly PodClass[] => {
    const found = new Map<number, { id: number; kind: number; representative: Pod; pods: Pod[] }>();
    for (const pod of pods) {
      const known = classOf(pod, by);
      const make = () => ({ ...known, kind: classOf(pod, 'kind').id, pods: [] as Pod[] });
      remember(found, known.id, make).pods.push(pod);
    }
    return [...found.values()];
  };
  const byWorkload = new Map<Workload, WorkloadClasses>();
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
        const alive = podsOf(before, workload).filter(({ state }) => state !== 'finished');
        const hasHosts = alive.some(({ hostNetwork }) => hostNetwork);
        const byNode = classesBy('id', alive);
        return { all: hasHosts ? byNode : classesBy('kind', alive), byNode, hasHosts };
      }),
    between: (source, destination) =>
      remember(differences, `${source.id} ${destination.id}`, () =>
        difference(comparison, podEnd(source.representative), podEnd(destination.representative)),
      ),
  };
}

function rowBetween(scope: Scope, from: Workload, to: Workload): DifferenceRow {
  const differences = pairsBetween(scope.classesOf(from), scope.classesOf(to)).map(([source, destination]) =>
    scope.between(source, destination),
  );
  return { from: { kind: 'workload', workload: from }, to: { kind: 'workload', workload: to }, differences };
}

type PairOfClasses = readonly [source: PodClass, destination: PodClass];

function pairsBetween(from: WorkloadClasses, to: WorkloadClasses): readonly PairOfClasses[] {
  const hasHosts = from.hasHosts || to.hasHosts;
  const by = hasHosts ? 'byNode' : 'all';
  const pairs = from[by].flatMap((source) =>
    to[by]
      .filter((destination) => !isOnePod(source, destination))
      .map((destination): PairOfClasses => [source, destination]),
  );
  return hasHosts ? [...new Map(pairs.map((pair) => [meeting(pair), pair])).values()] : pairs;
}

function meeting([source, destination]: PairOfClasses): number {
  return meetingKey(source.kind, destination.kind, nodeNumber(source.representative, destination.representative));
}

// Nothing keeps a pod from itself; a template stands for several.
function isOnePod(source: PodClass, destination: PodClass): boolean {
  const [pod, another] = source.pods;
  return (
    source.id === destination.id && another === undefined && pod === destination.pods[0] && pod?.state !== 'template'
  );
}

function difference(comparison: Comparison, source: Endpoint, destination: Endpoint): Difference {
  if (!mayConcern(comparison, source, destination)) return NO_DIFFERENCE;
  const { before, after, asked } = comparison;
  const was = connectionsBetween(before, source, destination, 'replica');
  const is = connectionsBetween(after, source, destination, 'replica');
  return withoutAsked(differenceOf(was, is), portsAsked(asked.filter((pair) => concerns(pair, source, destination))));
}

function withoutAsked({ opened, closed, inDoubt }: Difference, ports: PortSet): Difference {
  return {
    opened: subtractSets(opened, ports),
    closed: subtractSets(closed, ports),
    inDoubt: subtractSets(inDoubt, ports),
  };
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

function outsideRows(scope: Scope, workload: Workload, direction: Direction): readonly DifferenceRow[] {
  return (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const classes = scope
      .classesOf(workload)
      .all.filter(
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
    return outsideRowsOf(workload, direction, pieces);
  });
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
