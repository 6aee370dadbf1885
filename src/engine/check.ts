import type { AddressRange } from '../model/addresses.ts';
import type { ServicePort } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { remember } from '../model/memo.ts';
import type { Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Decision } from '../model/verdict.ts';
import { addressPieces, type ConnectionSet, connectionsBetween } from './connections.ts';
import { familiesOf } from './end-addresses.ts';
import { readDestination, readPort } from './endpoint-syntax.ts';
import { checkFlow, type FlowVerdict, type WhenSame } from './flow.ts';
import { type Resolved, type ResolveError, resolveEndpoint } from './resolve.ts';
import { targetPortOn } from './selection.ts';

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
  | 'target-port-not-declared';

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
}

/** Why a question cannot be answered. */
export type CheckProblem =
  | { readonly problem: 'endpoint'; readonly which: 'from' | 'to'; readonly error: ResolveError }
  | { readonly problem: 'syntax'; readonly message: string }
  | {
      readonly problem: 'service-port';
      readonly text: string;
      readonly port: number | string;
      readonly ports: readonly ServicePort[];
    }
  | { readonly problem: 'port-name'; readonly text: string; readonly port: string; readonly names: readonly string[] };

export function isProblem(answer: CheckAnswer | CheckProblem): answer is CheckProblem {
  return 'problem' in answer;
}

/** Answers one question; `namespace` is where unqualified names are looked up. */
export function check(snapshot: Snapshot, query: CheckQuery, namespace: string): CheckAnswer | CheckProblem {
  const asked = readQuestion(query);
  if (typeof asked === 'string') return { problem: 'syntax', message: asked };
  const from = resolveEndpoint(snapshot, query.from, namespace);
  if ('error' in from) return { problem: 'endpoint', which: 'from', error: from };
  const to = resolveEndpoint(snapshot, asked.endpoint, namespace);
  if ('error' in to) return { problem: 'endpoint', which: 'to', error: to };
  const targets = targetsOf(to, asked.port, asked.protocol);
  if ('problem' in targets) return targets;
  const pairs = pairsOf(snapshot, from, to, targets);
  const noEndpoints = pairs.length > 0 ? undefined : whyNone(to, from);
  const { port, protocol } = asked;
  return {
    snapshot,
    query,
    from,
    to,
    port,
    protocol,
    decision: decisionOver(pairs, port === undefined),
    pairs,
    noEndpoints,
  };
}

function readQuestion(query: CheckQuery) {
  const destination = readDestination(query.to);
  if (typeof destination === 'string') return destination;
  if (query.port === undefined) return { ...destination, protocol: destination.protocol ?? query.protocol };
  if (destination.port !== undefined) return `"${query.to}" already names a port`;
  const port = readPort(String(query.port));
  return port === undefined ? `"${query.port}" is not a port` : { ...destination, port, protocol: query.protocol };
}

type PodEnd = Extract<Endpoint, { kind: 'pod' }>;

/** One destination and what is asked of it. */
interface Target {
  readonly destination: Endpoint;
  readonly protocol: Protocol | undefined;
  readonly port: number | undefined;
  readonly portName: string | undefined;
  readonly servicePort: ServicePort | undefined;
}

const TARGET = { protocol: undefined, port: undefined, portName: undefined, servicePort: undefined };

function targetsOf(
  to: Resolved,
  port: number | string | undefined,
  protocol: Protocol | undefined,
): readonly Target[] | CheckProblem {
  if (to.service !== undefined && !to.service.headless) return serviceTargets(to, port, protocol);
  if (port === undefined) return to.endpoints.map((destination) => ({ ...TARGET, destination }));
  if (typeof port === 'number') {
    return to.endpoints.map((destination) => ({ ...TARGET, destination, port, protocol: protocol ?? 'TCP' }));
  }
  const named = to.endpoints.flatMap((destination) => namedTargets(destination, port, protocol));
  if (named.length > 0 || to.endpoints.length === 0) return named;
  return { problem: 'port-name', text: to.text, port, names: declaredNames(to.endpoints) };
}

function namedTargets(destination: Endpoint, portName: string, protocol: Protocol | undefined): readonly Target[] {
  if (destination.kind !== 'pod') return [];
  const declared = destination.pod.ports.filter(
    (port) => port.name === portName && (protocol ?? port.protocol) === port.protocol,
  );
  return declared.map((port) => ({ ...TARGET, destination, portName, port: port.port, protocol: port.protocol }));
}

function declaredNames(endpoints: readonly Endpoint[]): readonly string[] {
  return [
    ...new Set(
      endpoints.flatMap((end) => (end.kind === 'pod' ? end.pod.ports.flatMap((port) => port.name ?? []) : [])),
    ),
  ];
}

// A policy sees the connection after the Service has translated it: the target port at the pod (semantics §1.14).
function serviceTargets(
  to: Resolved,
  port: number | string | undefined,
  protocol: Protocol | undefined,
): readonly Target[] | CheckProblem {
  const ports = to.service?.ports ?? [];
  const servicePorts = port === undefined ? ports : chosenPorts(ports, port, protocol);
  if (servicePorts.length === 0 && port !== undefined) return { problem: 'service-port', text: to.text, port, ports };
  return to.endpoints.flatMap((destination): Target[] => {
    if (destination.kind !== 'pod') return [];
    return servicePorts.flatMap((servicePort) => targetOf(destination, servicePort));
  });
}

function chosenPorts(
  ports: readonly ServicePort[],
  port: number | string,
  protocol: Protocol | undefined,
): readonly ServicePort[] {
  const named = ports.filter((candidate) => candidate.port === port || candidate.name === port);
  if (protocol !== undefined) return named.filter((candidate) => candidate.protocol === protocol);
  const tcp = named.filter((candidate) => candidate.protocol === 'TCP');
  return tcp.length > 0 ? tcp : named;
}

function targetOf(destination: PodEnd, servicePort: ServicePort): readonly Target[] {
  const port = targetPortOn(destination.pod, servicePort);
  return port === undefined ? [] : [{ ...TARGET, destination, port, protocol: servicePort.protocol, servicePort }];
}

function pairsOf(snapshot: Snapshot, from: Resolved, to: Resolved, targets: readonly Target[]): readonly PairAnswer[] {
  const viaService = to.service !== undefined && !to.service.headless;
  const several = from.endpoints.length > 1 || to.endpoints.length > 1;
  return from.endpoints.flatMap((source) =>
    targets
      // Among replicas, a pod's connection to itself says nothing about the workload.
      .filter(({ destination }) => !(several && !viaService && isSamePod(source, destination)))
      .flatMap((target) =>
        cutRanges(snapshot, source, target).flatMap((pair) =>
          answerPair(snapshot, pair, viaService ? 'hairpin' : 'self'),
        ),
      ),
  );
}

function isSamePod(a: Endpoint, b: Endpoint): boolean {
  return a.kind === 'pod' && b.kind === 'pod' && a.pod.key === b.pod.key && a.pod.state !== 'template';
}

type Pair = Target & { readonly source: Endpoint };

function cutRanges(snapshot: Snapshot, source: Endpoint, target: Target): readonly Pair[] {
  const { destination } = target;
  if (destination.kind === 'range') {
    return piecesFor(snapshot, source, 'egress', destination.range).map((range) => ({
      ...target,
      source,
      destination: { kind: 'range', range },
    }));
  }
  if (source.kind === 'range') {
    return piecesFor(snapshot, destination, 'ingress', source.range).map((range) => ({
      ...target,
      source: { kind: 'range', range },
    }));
  }
  return [{ ...target, source }];
}

// An end that certainly has no address of the family cannot meet the range at all; that part of the range is not asked for.
function piecesFor(
  snapshot: Snapshot,
  end: Endpoint,
  direction: 'ingress' | 'egress',
  range: AddressRange,
): readonly AddressRange[] {
  const families = familiesOf(end, snapshot);
  if (families !== undefined && !families.includes(range.family)) return [];
  return addressPieces(snapshot, end, direction, range);
}

function answerPair(snapshot: Snapshot, pair: Pair, whenSame: WhenSame): PairAnswer {
  const { source, destination, protocol, port } = pair;
  if (protocol !== undefined && port !== undefined) {
    const flow = checkFlow(snapshot, { source, destination, protocol, port, whenSame });
    return { ...pair, asked: { snapshot, whenSame }, decision: flow.decision, flow, connections: undefined };
  }
  const connections = connectionsBetween(snapshot, source, destination, whenSame);
  return { ...pair, asked: { snapshot, whenSame }, decision: decisionOfSet(connections), flow: undefined, connections };
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

function whyNone(to: Resolved, from: Resolved): NoEndpoints {
  const { service } = to;
  if (service === undefined || from.endpoints.length === 0) return 'workload-without-pods';
  if (service.type === 'ExternalName') return 'external-name';
  if (service.selector === undefined) return 'service-without-selector';
  return to.endpoints.length === 0 ? 'service-without-ready-endpoints' : 'target-port-not-declared';
}
