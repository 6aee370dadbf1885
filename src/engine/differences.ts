import { type AddressRange, everyAddress, type Family } from '../model/addresses.ts';
import type { Pod, Workload } from '../model/cluster-objects.ts';
import { type Endpoint, podEnd } from '../model/endpoints.ts';
import { remember } from '../model/memo.ts';
import type { Direction } from '../model/policies.ts';
import { uniteSets } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type DifferenceByClass, differenceByClassInSteps } from './class-differences.ts';
import { isWorthCompiling } from './class-ports.ts';
import { addressPieces, type ConnectionSet, connectionsBetween } from './connections.ts';
import {
  type Difference,
  type DifferenceRow,
  differenceOf,
  type Effects,
  gatherEffects,
  NO_DIFFERENCE,
  type OutsidePiece,
  outsideRowsOf,
  unknownOtherwise,
} from './difference-rows.ts';
import { finished, type InSteps } from './in-steps.ts';
import { chosenOf, concerns, type Narrowing, narrowedRow } from './narrowed-differences.ts';
import { type PairedPods, type PairedWorkload, pairedWorkloadsInSteps, type States } from './paired-pods.ts';
import { policyDifferencesInSteps } from './policy-differences.ts';
import { pairsInRow } from './row-pairs.ts';
import { policyListsInSteps } from './selection.ts';

/** The connections that differ between two states of a cluster, and the workloads that are in one of them only. */
export interface Differences extends Effects {
  readonly added: readonly Workload[];
  readonly removed: readonly Workload[];
  /** Workloads on either side: where there are none, nothing was compared. */
  readonly compared: number;
}

/**
 * What opens and closes from one snapshot to the other, between workloads and with the outside. Everything may differ: policies,
 * pods, labels, namespaces. Of a workload that is on one side only, every connection comes or goes. Pods are compared by class, and
 * only those are asked about of which something differs: of all others, every port is decided as before. `narrowing` leaves out what
 * nobody wants to hear of.
 */
export function differencesBetween(before: Snapshot, after: Snapshot, narrowing: Narrowing = {}): Differences {
  return finished(differencesInSteps({ before, after }, { narrowing }));
}

interface Comparing {
  readonly onProgress?: (done: number, of: number) => void;
  readonly narrowing?: Narrowing;
  /** Whether so many pairs of workloads are compared by classes; what is found does not hang on it. */
  readonly compiles?: (rows: number) => boolean;
}

/** The same by small steps; `onProgress` hears how many of the workloads have been compared with all others. */
export function* differencesInSteps(
  { before, after }: States,
  {
    onProgress = () => undefined,
    narrowing = {},
    compiles = (rows) => isWorthCompiling([before, after], rows),
  }: Comparing = {},
): InSteps<Differences> {
  const workloads = yield* pairedWorkloadsInSteps({ before, after });
  const scope = yield* scopeInSteps({ before, after });
  yield* policyListsInSteps(before);
  yield* policyListsInSteps(after);
  const effects = gatherEffects();
  const gather = (rows: readonly DifferenceRow[]): void => {
    for (const row of rows) for (const narrowed of narrowedRow(row, narrowing)) effects.add(narrowed);
  };
  const nodesMatter = workloads.some(({ hasHosts }) => hasHosts);
  const sources = yield* concerned({ scope, nodesMatter }, chosenOf(workloads, narrowing.from), 'egress');
  const destinations = yield* concerned({ scope, nodesMatter }, chosenOf(workloads, narrowing.to), 'ingress');
  const partners = partnersAmong(destinations);
  const rows = sources.reduce((sum, from) => sum + partners(from).length, 0);
  const byClass = compiles(rows)
    ? yield* differenceByClassInSteps({ before, after }, () => onProgress(0, workloads.length))
    : undefined;
  const between = differenceIn(scope, byClass);
  for (const [done, from] of sources.entries()) {
    onProgress(done, workloads.length);
    for (const to of partners(from)) {
      gather([rowBetween(between, from.end, to.end)]);
      yield;
    }
    if (from.isConcerned) gather(outsideRows(scope, from.end, 'egress'));
    yield;
  }
  for (const to of destinations) {
    if (!to.isConcerned) continue;
    gather(outsideRows(scope, to.end, 'ingress'));
    yield;
  }
  return {
    ...effects.all,
    added: workloads.filter((end) => end.before === undefined).map(({ workload }) => workload),
    removed: workloads.filter((end) => end.after === undefined).map(({ workload }) => workload),
    compared: workloads.length,
  };
}

/** The differences that concern a namespace. */
export function differencesWithin(differences: Differences, namespace: string | undefined): Differences {
  if (namespace === undefined) return differences;
  const isWanted = (ends: Differences['opened'][number]): boolean => concerns(ends, namespace);
  const isOwn = (workload: { readonly namespace: string }): boolean => workload.namespace === namespace;
  return {
    ...differences,
    opened: differences.opened.filter(isWanted),
    closed: differences.closed.filter(isWanted),
    inDoubt: differences.inDoubt.filter(isWanted),
    added: differences.added.filter(isOwn),
    removed: differences.removed.filter(isOwn),
  };
}

/** Whether nothing differs for any connection. */
export function isWithoutEffect({ opened, closed, inDoubt }: Effects): boolean {
  return opened.length === 0 && closed.length === 0 && inDoubt.length === 0;
}

interface Scope {
  readonly states: States;
  /** Whether a pair may be treated otherwise in this direction, whoever the other end is. */
  readonly differs: (pair: PairedPods, direction: Direction) => boolean;
}

type DifferenceBetween = (source: PairedPods, destination: PairedPods) => Difference;

function* scopeInSteps(states: States): InSteps<Scope> {
  const changed = yield* policyDifferencesInSteps(states);
  const touched = new Map<string, boolean>();
  const isTouched = (pair: PairedPods, direction: Direction): boolean =>
    remember(touched, `${pair.id} ${direction}`, () =>
      (['before', 'after'] as const).some((side) => {
        const pod = pair[side];
        return pod !== undefined && changed[side].selects(pod, direction);
      }),
    );
  const differs = (pair: PairedPods, direction: Direction): boolean =>
    !changed.sameSurroundings || !pair.alike || (!changed.sameNodes && isHost(pair)) || isTouched(pair, direction);
  return { states, differs };
}

function isHost({ before, after }: PairedPods): boolean {
  return before?.hostNetwork === true || after?.hostNetwork === true;
}

function differenceIn({ states, differs }: Scope, byClass: DifferenceByClass | undefined): DifferenceBetween {
  const known = new Map<string, Difference>();
  return (source, destination) => {
    if (!differs(source, 'egress') && !differs(destination, 'ingress')) return NO_DIFFERENCE;
    return (
      byClass?.(source, destination) ??
      remember(known, `${source.id} ${destination.id}`, () => difference(states, source, destination))
    );
  };
}

interface Compared {
  readonly end: PairedWorkload;
  /** Whether some of its pods may be treated otherwise, whoever the other end is. */
  readonly isConcerned: boolean;
  /** The same where the other end speaks for its node: a pod may have come to another one. */
  readonly isConcernedByNode: boolean;
}

function* concerned(
  { scope, nodesMatter }: { readonly scope: Scope; readonly nodesMatter: boolean },
  workloads: readonly PairedWorkload[],
  direction: Direction,
): InSteps<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const end of workloads) {
    const isAny = (pairs: readonly PairedPods[]): boolean => pairs.some((pair) => scope.differs(pair, direction));
    const isConcerned = isAny(end.pairs);
    const isConcernedByNode = isConcerned || (nodesMatter && !end.hasHosts && isAny(end.pairsByNode()));
    compared.push({ end, isConcerned, isConcernedByNode });
    yield;
  }
  return compared;
}

/** With whom something may differ: with all, or with those that are concerned themselves, in their order. */
function partnersAmong(destinations: readonly Compared[]): (from: Compared) => readonly Compared[] {
  const some = destinations.filter(({ isConcerned }) => isConcerned);
  const withHosts = destinations.filter(({ isConcerned, end }) => isConcerned || end.hasHosts);
  const byNode = destinations.filter(({ isConcernedByNode }) => isConcernedByNode);
  return ({ end, isConcerned, isConcernedByNode }) => {
    if (isConcerned) return destinations;
    if (end.hasHosts) return byNode;
    return isConcernedByNode ? withHosts : some;
  };
}

function rowBetween(between: DifferenceBetween, from: PairedWorkload, to: PairedWorkload): DifferenceRow {
  return {
    from: { kind: 'workload', workload: from.workload },
    to: { kind: 'workload', workload: to.workload },
    differences: pairsInRow(from, to).map(([source, destination]) => between(source, destination)),
  };
}

function difference({ before, after }: States, source: PairedPods, destination: PairedPods): Difference {
  return doubtful(
    connections(before, source.before, destination.before),
    connections(after, source.after, destination.after),
  );
}

function connections(
  snapshot: Snapshot,
  source: Pod | undefined,
  destination: Pod | undefined,
): ConnectionSet | undefined {
  if (source === undefined || destination === undefined) return undefined;
  return connectionsBetween(snapshot, podEnd(source), podEnd(destination), 'replica');
}

function outsideRows(
  scope: Scope,
  { workload, pairs }: PairedWorkload,
  direction: Direction,
): readonly DifferenceRow[] {
  return (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const reachable = pairs.filter(({ before, after }) => hasFamily(before, family) || hasFamily(after, family));
    const ranges = reachable.length === 0 ? [] : piecesOf(scope.states, reachable, direction, everyAddress(family));
    const pieces = ranges.map((range): OutsidePiece => {
      const differences = reachable.map((pair) =>
        scope.differs(pair, direction) ? outsideDifference(scope.states, pair, direction, range) : NO_DIFFERENCE,
      );
      return { ranges: [range], differences };
    });
    return outsideRowsOf(workload, direction, pieces);
  });
}

function hasFamily(pod: Pod | undefined, family: Family): boolean {
  return pod !== undefined && (pod.addresses.length === 0 || pod.addresses.some((own) => own.family === family));
}

function outsideDifference(
  { before, after }: States,
  pair: PairedPods,
  direction: Direction,
  range: AddressRange,
): Difference {
  const outside: Endpoint = { kind: 'range', range };
  const connectionsOf = (snapshot: Snapshot, pod: Pod | undefined): ConnectionSet | undefined => {
    if (pod === undefined || !hasFamily(pod, range.family)) return undefined;
    const inside = podEnd(pod);
    return direction === 'egress'
      ? connectionsBetween(snapshot, inside, outside)
      : connectionsBetween(snapshot, outside, inside);
  };
  return doubtful(connectionsOf(before, pair.before), connectionsOf(after, pair.after));
}

/** What is unknown on both sides for other reasons is in doubt too: nobody can say that it stayed as it was. */
function doubtful(was: ConnectionSet | undefined, is: ConnectionSet | undefined): Difference {
  const found = differenceOf(was, is);
  if (was === undefined || is === undefined) return found;
  return { ...found, inDoubt: uniteSets(found.inDoubt, unknownOtherwise(was, is)) };
}

/** The range, cut wherever a rule of either side begins or ends. */
function piecesOf(
  { before, after }: States,
  pairs: readonly PairedPods[],
  direction: Direction,
  range: AddressRange,
): readonly AddressRange[] {
  const cuts = pairs.flatMap((pair) => [
    ...(pair.before === undefined ? [] : addressPieces(before, podEnd(pair.before), direction, range)),
    ...(pair.after === undefined ? [] : addressPieces(after, podEnd(pair.after), direction, range)),
  ]);
  const starts = [...new Set([range.first, ...cuts.map(({ first }) => first)])].sort((a, b) => (a < b ? -1 : 1));
  return starts.map((first, i) => ({ family: range.family, first, last: (starts[i + 1] ?? range.last + 1n) - 1n }));
}
