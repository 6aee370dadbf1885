import { type AddressRange, covers, everyAddress } from '../../model/addresses.ts';
import type { Pod, Workload } from '../../model/cluster-objects.ts';
import { type Endpoint, podEnd } from '../../model/endpoints.ts';
import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import { type PortSet, subtractSets } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { PairAnswer } from '../check.ts';
import type { DifferenceByClass } from '../class-differences.ts';
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
import { ownSignaturesInSteps, signaturesInSteps } from '../identities.ts';
import type { InSteps } from '../in-steps.ts';
import { meetingKey, nodeNumber } from '../row-pairs.ts';
import { podsOf } from '../selection.ts';
import { portsAsked } from './asked-ports.ts';
import { byClassInSteps, type CompiledOnce } from './compiled-once.ts';
import { type ChangedStates, mayConcern } from './concerned.ts';
import { partnersOf, sideInSteps } from './concerned-workloads.ts';

/** Two states of one cluster, what differs, and the connections the change is for. */
export interface Comparison extends ChangedStates {
  readonly asked: readonly PairAnswer[];
  /** `before` by its classes, for many edits of one state; made where it is needed. */
  readonly compiledBefore?: CompiledOnce;
}

/**
 * What else opens and closes, between workloads and with the outside: the difference over everybody whom a changed policy selects,
 * in the directions it changes, and whom it may concern of the others. A step is a pair of workloads, or a few dozen that are looked at.
 */
export function* effectsInSteps(comparison: Comparison): InSteps<Effects> {
  const rows: DifferenceRow[] = [];
  const egress = yield* sideInSteps(comparison, 'egress');
  const ingress = yield* sideInSteps(comparison, 'ingress');
  const pairs = egress.subjects.size * egress.others.size + ingress.subjects.size * ingress.others.size;
  const scope = yield* scopeInSteps(comparison, yield* byClassInSteps(comparison, pairs));
  for (const from of comparison.before.workloads.values()) {
    for (const to of partnersOf(from, egress, ingress)) {
      rows.push(rowBetween(scope, from, to));
      yield;
    }
  }
  for (const from of egress.subjects) {
    rows.push(...outsideRows(scope, from, 'egress'));
    yield;
  }
  for (const to of ingress.subjects) {
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
  readonly classesOf: (workload: Workload) => WorkloadClasses;
  readonly between: (source: PodClass, destination: PodClass) => Difference;
}

function* scopeInSteps(comparison: Comparison, byClass: DifferenceByClass | undefined): InSteps<Scope> {
  const { before, after, changes } = comparison;
  const isAsked = new Set(
    comparison.asked.flatMap(({ source, destination }) =>
      [source, destination].flatMap((end) => (end.kind === 'pod' ? [end.pod] : [])),
    ),
  );
  // What did not change tells pods apart as before; the changed policies alone say what they tell apart now.
  const changed: Snapshot = { ...after, policies: changes.map((change) => change.after) };
  const was = yield* ownSignaturesInSteps(before);
  const is = (yield* signaturesInSteps([changed]))(changed);
  const classes = new Map<string, { id: number; representative: Pod }>();
  const classOf = (pod: Pod, by: 'of' | 'kind') => {
    const alone = isAsked.has(pod) ? ` ${pod.key}` : '';
    const key = `${by} ${was[by](pod)} > ${is[by](pod)}${alone}`;
    return remember(classes, key, () => ({ id: classes.size, representative: pod }));
  };
  const classesBy = (by: 'of' | 'kind', pods: readonly Pod[]): readonly PodClass[] => {
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
    classesOf: (workload) =>
      remember(byWorkload, workload, () => {
        const alive = podsOf(before, workload).filter(({ state }) => state !== 'finished');
        const hasHosts = alive.some(({ hostNetwork }) => hostNetwork);
        const byNode = classesBy('of', alive);
        return { all: hasHosts ? byNode : classesBy('kind', alive), byNode, hasHosts };
      }),
    between: (source, destination) =>
      remember(differences, `${source.id} ${destination.id}`, () =>
        differenceBetween(comparison, byClass, source.representative, destination.representative),
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

function differenceBetween(
  comparison: Comparison,
  byClass: DifferenceByClass | undefined,
  source: Pod,
  destination: Pod,
): Difference {
  const told = () => byClass?.({ before: source, after: source }, { before: destination, after: destination });
  return difference(comparison, podEnd(source), podEnd(destination), told);
}

/** `told` is what is known without reasons, where it is; asked only where anything may differ. */
function difference(
  comparison: Comparison,
  source: Endpoint,
  destination: Endpoint,
  told: () => Difference | undefined = () => undefined,
): Difference {
  if (!mayConcern(comparison, source, destination)) return NO_DIFFERENCE;
  const asked = comparison.asked.filter((pair) => concerns(pair, source, destination));
  return withoutAsked(told() ?? differenceByReasons(comparison, source, destination), portsAsked(asked));
}

function differenceByReasons({ before, after }: Comparison, source: Endpoint, destination: Endpoint): Difference {
  const was = connectionsBetween(before, source, destination, 'replica');
  const is = connectionsBetween(after, source, destination, 'replica');
  return differenceOf(was, is);
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
