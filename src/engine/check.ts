import type { ServicePort } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { remember } from '../model/memo.ts';
import type { Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Decision } from '../model/verdict.ts';
import { addressPieces, type ConnectionSet, connectionsBetween } from './connections.ts';
import { familiesOf } from './end-addresses.ts';
import { readDestination, readPort } from './endpoint-syntax.ts';
import { checkFlow, type Flow, type FlowVerdict, type WhenSame } from './flow.ts';
import { isKeptApart, isSurelyKept, localNotes } from './local-endpoints.ts';
import type { Note } from './notes.ts';
import { asNodesPassItOn, isOutside, throughNodePortOf } from './outside-clients.ts';
import { replicaGroups } from './replicas.ts';
import { type Resolved, type ResolveError, resolveEndpoint } from './resolve.ts';
import { serviceNotes } from './service-notes.ts';
import { isTranslated, type Target, type TargetProblem, targetsOf, throughNodePort } from './targets.ts';

/** A question as it is asked on the command line and in the form. A port behind `to` and one given apart must not both be there. */
export interface CheckQuery {
  readonly from: string;
  readonly to: string;
  readonly port?: number | string;
  readonly protocol?: Protocol;
}

/** The state that was asked, and what it means there when both ends are one pod. */
export interface Asked {
  readonly snapshot: Snapshot;
  readonly whenSame: WhenSame;
}

/** One source and one destination of an answer: pods of a workload or Service, pieces of a range. */
export interface PairAnswer {
  /** What it was asked of. */
  readonly asked: Asked;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly decision: Decision;
  /** As seen at the destination pod, after Service translation. Both undefined when no port was asked. */
  readonly protocol: Protocol | undefined;
  readonly port: number | undefined;
  readonly portName: string | undefined;
  readonly servicePort: ServicePort | undefined;
  /** When a port was asked. */
  readonly flow: FlowVerdict | undefined;
  /** When none was. */
  readonly connections: ConnectionSet | undefined;
}

/** Why there is nothing to connect to. */
export type NoEndpoints =
  | 'workload-without-pods'
  | 'service-without-ready-endpoints'
  | 'service-without-selector'
  | 'external-name'
  | 'target-port-not-declared'
  /** Its EndpointSlices name pods, and none of them is in the input. */
  | 'endpoint-pods-not-read'
  /** A traffic policy of the Service is `Local`, and no endpoint is on the node that counts. */
  | 'no-local-endpoint';

export interface CheckAnswer {
  /** The state that was asked. */
  readonly snapshot: Snapshot;
  readonly query: CheckQuery;
  readonly from: Resolved;
  readonly to: Resolved;
  /** The port asked for, as asked; undefined when the question was which ports. */
  readonly port: number | string | undefined;
  readonly protocol: Protocol | undefined;
  /** Denied if any pair is denied, else unknown if any is unknown or there is none, else allowed. */
  readonly decision: Decision;
  readonly pairs: readonly PairAnswer[];
  readonly noEndpoints: NoEndpoints | undefined;
  /** About the Service and the replicas, where no single connection says it. */
  readonly notes: readonly Note[];
  /** Why the answer is not known although every pair is decided. */
  readonly undecided: Note | undefined;
}

/** Why a question cannot be answered. */
export type CheckProblem =
  | { readonly problem: 'endpoint'; readonly which: 'from' | 'to'; readonly error: ResolveError }
  | { readonly problem: 'syntax'; readonly message: string }
  | TargetProblem;

export function isProblem(answer: CheckAnswer | CheckProblem): answer is CheckProblem {
  return 'problem' in answer;
}

/** Answers one question; `namespace` is where unqualified names are looked up. */
export function check(snapshot: Snapshot, query: CheckQuery, namespace: string): CheckAnswer | CheckProblem {
  const asked = readQuestion(query);
  if (typeof asked === 'string') return { problem: 'syntax', message: asked };
  const from = resolveEndpoint(snapshot, query.from, namespace);
  if ('error' in from) return { problem: 'endpoint', which: 'from', error: from };
  const found = resolveEndpoint(snapshot, asked.endpoint, namespace);
  if ('error' in found) return { problem: 'endpoint', which: 'to', error: found };
  const to = throughNodePort(snapshot, found, asked);
  const targets = targetsOf(to, asked);
  if ('problem' in targets) return targets;
  const pairs = pairsOf(snapshot, from, to, targets);
  const { port, protocol } = asked;
  const notes = [
    ...serviceNotes({ snapshot, from, to, port, pairs }),
    ...localNotes(from, to),
    ...replicaNotes(snapshot, [from, to], pairs),
  ];
  const noEndpoints = pairs.length > 0 ? undefined : whyNone(to, from, notes);
  const sure = decisionOver(pairs, port === undefined);
  const undecided = pairs.length === 0 ? undefined : leavesOpen(to, notes, pairs, sure);
  const decision = undecided === undefined ? sure : 'unknown';
  return { snapshot, query, from, to, port, protocol, decision, pairs, noEndpoints, notes, undecided };
}

function readQuestion(query: CheckQuery) {
  const destination = readDestination(query.to);
  if (typeof destination === 'string') return destination;
  if (query.port === undefined) return { ...destination, protocol: destination.protocol ?? query.protocol };
  if (destination.port !== undefined) return `"${query.to}" already names a port`;
  const port = readPort(String(query.port));
  return port === undefined ? `"${query.port}" is not a port` : { ...destination, port, protocol: query.protocol };
}

function pairsOf(snapshot: Snapshot, from: Resolved, to: Resolved, targets: readonly Target[]): readonly PairAnswer[] {
  const viaService = isTranslated(to.service);
  const isEverything = from.kind === 'external' || to.kind === 'external';
  const several = from.endpoints.length > 1 || to.endpoints.length > 1;
  return from.endpoints.flatMap((source) =>
    targets
      // Among replicas, a pod's connection to itself says nothing about the workload.
      .filter(({ destination }) => !(several && !viaService && isSamePod(source, destination)))
      .filter(({ destination }) => !isKeptApart(to, source, destination))
      .filter(({ destination }) => !(isEverything && isOfOtherFamily(snapshot, source, destination)))
      .flatMap((target) => cutRanges(snapshot, source, target).flatMap((pair) => answerPair(snapshot, pair, to))),
  );
}

function isSamePod(a: Endpoint, b: Endpoint): boolean {
  return a.kind === 'pod' && b.kind === 'pod' && a.pod.key === b.pod.key && a.pod.state !== 'template';
}

type Pair = Target & { readonly source: Endpoint };

function cutRanges(snapshot: Snapshot, source: Endpoint, target: Target): readonly Pair[] {
  const { destination } = target;
  if (destination.kind === 'range') {
    return addressPieces(snapshot, source, 'egress', destination.range).map((range) => ({
      ...target,
      source,
      destination: { kind: 'range', range },
    }));
  }
  if (source.kind === 'range') {
    return addressPieces(snapshot, destination, 'ingress', source.range).map((range) => ({
      ...target,
      source: { kind: 'range', range },
    }));
  }
  return [{ ...target, source }];
}

// The part of everything outside that an end certainly has no address for is not asked about; a range that was named is answered.
function isOfOtherFamily(snapshot: Snapshot, source: Endpoint, destination: Endpoint): boolean {
  const [range, end] = destination.kind === 'range' ? [destination, source] : [source, destination];
  return range.kind === 'range' && familiesOf(end, snapshot)?.includes(range.range.family) === false;
}

function answerPair(snapshot: Snapshot, pair: Pair, to: Resolved): PairAnswer {
  const { source, destination, protocol, port } = pair;
  const whenSame: WhenSame = isTranslated(to.service) ? 'hairpin' : 'self';
  if (protocol !== undefined && port !== undefined) {
    const flow = throughService(snapshot, { source, destination, protocol, port, whenSame }, to, pair.servicePort);
    return { ...pair, asked: { snapshot, whenSame }, decision: flow.decision, flow, connections: undefined };
  }
  const connections = connectionsBetween(snapshot, source, destination, whenSame);
  return { ...pair, asked: { snapshot, whenSame }, decision: decisionOfSet(connections), flow: undefined, connections };
}

function throughService(
  snapshot: Snapshot,
  flow: Flow,
  { service, atNodePortOf }: Resolved,
  asked: ServicePort | undefined,
): FlowVerdict {
  const direct = checkFlow(snapshot, flow);
  if (service === undefined || !isTranslated(service)) return direct;
  if (atNodePortOf === undefined)
    return isOutside(flow.source) ? asNodesPassItOn(snapshot, flow, direct, service) : direct;
  const door = { service, name: atNodePortOf, port: asked?.nodePort };
  return throughNodePortOf(snapshot, flow, asNodesPassItOn(snapshot, flow, direct, service), door);
}

/** Of a question without a port: allowed when some port surely is, unknown when some may be, denied when none is. */
function decisionOfSet(connections: ConnectionSet): Decision {
  const decisions = connections.pieces.map((piece) => piece.flow.decision);
  if (decisions.includes('allowed')) return 'allowed';
  return decisions.includes('unknown') ? 'unknown' : 'denied';
}

/** Denied if any pair is. Where no port was asked, the ports of a Service count together for each pod, as a pod's own ports do. */
function decisionOver(pairs: readonly PairAnswer[], anyPort: boolean): Decision {
  const decisions = anyPort ? bestOfEachPod(pairs) : pairs.map((pair) => pair.decision);
  if (decisions.includes('denied')) return 'denied';
  return decisions.length === 0 || decisions.includes('unknown') ? 'unknown' : 'allowed';
}

function bestOfEachPod(pairs: readonly PairAnswer[]): readonly Decision[] {
  const bySource = new Map<Endpoint, Map<Endpoint, Decision>>();
  for (const { source, destination, decision } of pairs) {
    const byDestination = remember(bySource, source, () => new Map());
    byDestination.set(destination, better(byDestination.get(destination), decision));
  }
  return [...bySource.values()].flatMap((byDestination) => [...byDestination.values()]);
}

function better(a: Decision | undefined, b: Decision): Decision {
  if (a === 'allowed' || b === 'allowed') return 'allowed';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'denied';
}

function whyNone(to: Resolved, from: Resolved, notes: readonly Note[]): NoEndpoints {
  const { service } = to;
  if (service === undefined || from.endpoints.length === 0) return 'workload-without-pods';
  if (service.type === 'ExternalName') return 'external-name';
  if (notes.some(({ kind }) => kind === 'no-local-endpoint')) return 'no-local-endpoint';
  if (notes.some(({ kind }) => kind === 'pods-not-read')) return 'endpoint-pods-not-read';
  if (to.backends?.source === 'nowhere') return 'service-without-selector';
  return to.endpoints.length === 0 ? 'service-without-ready-endpoints' : 'target-port-not-declared';
}

/** Replicas are set apart only where the answer is not the same for all. */
function replicaNotes(snapshot: Snapshot, ends: readonly Resolved[], pairs: readonly PairAnswer[]): readonly Note[] {
  if (new Set(pairs.map(({ decision }) => decision)).size < 2) return [];
  return ends.flatMap(({ workload, text }): readonly Note[] => {
    const groups = workload === undefined ? [] : replicaGroups(snapshot, workload);
    return groups.length < 2 ? [] : [{ kind: 'replicas-differ', workload: text, groups }];
  });
}

/** What may still go otherwise than every pair that was asked: an end that could not be asked, or one of which is asked too many. */
function leavesOpen(
  to: Resolved,
  notes: readonly Note[],
  pairs: readonly PairAnswer[],
  sure: Decision,
): Note | undefined {
  const isMixed = new Set(pairs.map(({ decision }) => decision)).size > 1;
  const staysDenied = (): boolean =>
    pairs.some(({ decision, source, destination }) => decision === 'denied' && isSurelyKept(to, source, destination));
  return notes.find(({ kind }) => {
    if (kind === 'pods-not-read' || kind === 'no-local-endpoint') return sure === 'allowed';
    return kind === 'node-not-known' && isMixed && sure === 'denied' && !staysDenied();
  });
}
