import type { CheckAnswer, PairAnswer } from '../engine/check.ts';
import type { FlowVerdict } from '../engine/flow.ts';
import type { Resolved } from '../engine/resolve.ts';
import { receiving } from '../engine/service-endpoints.ts';
import { nameResolutionFor } from '../engine/why/name-resolution.ts';
import { caveatsFor } from '../engine/why/question-caveats.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import { intersectSets, mapProtocols, NO_PORTS, normalisePorts, type PortRange, type PortSet } from '../model/ports.ts';
import type { Decision, Verdict } from '../model/verdict.ts';
import { endpointText } from './endpoint-text.ts';
import { headlineText, pairHeadline } from './headline.ts';
import type { Json, JsonObject } from './json.ts';
import { nameResolutionJson } from './name-resolution-text.ts';
import { notesJson } from './note-text.ts';
import { caveatText } from './reason-text.ts';
import { type Detail, sideJson } from './trace-json.ts';

// Fifty replicas to fifty replicas are 2,500 traces that say much the same; the one that decides stands at the top in full.
const MOST_IN_FULL = 20;

/** The answer of `check -o json` (cli.md): the contract's fields first, then what was added to them. */
export function checkJson(answer: CheckAnswer, detail: Detail): JsonObject {
  const { from, to, pairs } = answer;
  const deciding = pairs.find((pair) => pair.decision === answer.decision);
  const [only] = pairs;
  const single = pairs.length === 1 ? only : undefined;
  return {
    from: from.text,
    to: to.text,
    port: single?.servicePort === undefined ? (single?.port ?? answer.port) : answer.port,
    protocol:
      single?.protocol ?? (answer.port === undefined ? undefined : (answer.protocol ?? deciding?.protocol ?? 'TCP')),
    verdict: answer.decision,
    ...(deciding === undefined ? noSides(answer.decision, answer.undecided?.kind) : sidesOf(deciding, detail)),
    connections: connectionsJson(answer),
    message: headlineText(answer),
    recognised: recognisedJson(from, to),
    noEndpoints: answer.noEndpoints,
    dns: dnsJson(answer),
    notes: notesJson(answer.notes),
    service: serviceJson(to),
    ...(single === undefined ? {} : pairFields(single, detail)),
    endpoints: hasEndpoints(answer)
      ? pairs.map((pair) => pairJson(pair, pairs.length > MOST_IN_FULL ? 'brief' : detail))
      : undefined,
  };
}

function dnsJson(answer: CheckAnswer): Json | undefined {
  const resolution = nameResolutionFor(answer);
  return resolution === undefined ? undefined : nameResolutionJson(resolution);
}

/** The Service a connection goes through, and where its endpoints were found. */
function serviceJson({ service, backends }: Resolved): JsonObject | undefined {
  if (service === undefined || backends === undefined) return undefined;
  const { source, endpoints } = backends;
  return {
    name: service.key,
    type: service.type,
    headless: service.headless,
    endpointsFrom: source,
    ready: receiving(endpoints).length,
    endpoints: endpoints.length,
  };
}

function hasEndpoints({ from, to, pairs }: CheckAnswer): boolean {
  const stands = (kind: Resolved['kind']): boolean => kind === 'workload' || kind === 'service';
  return stands(from.kind) || stands(to.kind) || pairs.length > 1;
}

function pairJson(pair: PairAnswer, detail: Detail): JsonObject {
  return {
    from: endpointText(pair.source),
    to: endpointText(pair.destination),
    port: pair.port,
    protocol: pair.protocol,
    verdict: pair.decision,
    ...sidesOf(pair, detail),
    connections: pair.connections === undefined ? undefined : portSetJson(pair.connections.allowed),
    message: pairHeadline(pair),
    servicePort: pair.servicePort?.port,
    ...pairFields(pair, detail),
  };
}

// Fields that say the same of an answer with one pair, and of each pair of many.
function pairFields(pair: PairAnswer, detail: Detail): JsonObject {
  const verdict = decidingVerdict(pair);
  const differing = pair.flow !== undefined && pair.flow.byFamily.length > 1 ? pair.flow.byFamily : undefined;
  return {
    portName: pair.portName,
    unknownConnections: pair.connections === undefined ? undefined : knownOnly(pair.connections.unknown),
    families: differing?.map((family) => ({
      families: family.families,
      verdict: family.decision,
      ...verdictSides(pair, family, detail),
      caveats: caveatsJson(pair, family),
    })),
    asWritten: asWrittenJson(pair, detail),
    caveats: verdict === undefined ? undefined : caveatsJson(pair, verdict),
    pieces: detail === 'full' ? piecesJson(pair) : undefined,
  };
}

function caveatsJson(pair: PairAnswer, verdict: Verdict): Json | undefined {
  const caveats = caveatsFor(pair, verdict);
  return caveats.length === 0 ? undefined : caveats.map(caveatJson);
}

/** What the policies would say, where nothing enforces them. */
function asWrittenJson(pair: PairAnswer, detail: Detail): Json | undefined {
  const flow = decidingFlow(pair)?.asWritten;
  if (flow === undefined) return undefined;
  return {
    verdict: flow.decision,
    ...verdictSides(pair, flow.verdict, detail),
    caveats: caveatsJson(pair, flow.verdict),
  };
}

function caveatJson(caveat: Verdict['caveats'][number]): JsonObject {
  return { kind: caveat.kind, message: caveatText(caveat) };
}

function piecesJson(pair: PairAnswer): Json | undefined {
  return pair.connections?.pieces.map((piece) => ({
    protocol: piece.protocol,
    ports: [piece.first, piece.last],
    verdict: piece.flow.decision,
    ...verdictSides(pair, piece.flow.verdict, 'brief'),
  }));
}

/** The verdict that decides a pair: of the port asked, or of the first stretch of ports that is decided so. */
function decidingVerdict(pair: PairAnswer): Verdict | undefined {
  return decidingFlow(pair)?.verdict;
}

function decidingFlow(pair: PairAnswer): FlowVerdict | undefined {
  if (pair.flow !== undefined) return pair.flow;
  return pair.connections?.pieces.find((piece) => piece.flow.decision === pair.decision)?.flow;
}

function sidesOf(pair: PairAnswer, detail: Detail): JsonObject {
  const verdict = decidingVerdict(pair);
  return verdict === undefined ? noSides(pair.decision) : verdictSides(pair, verdict, detail);
}

function verdictSides(pair: PairAnswer, { egress, ingress, families }: Verdict, detail: Detail): JsonObject {
  return {
    egress: sideJson({ side: egress, subject: pair.source, pair, families }, detail),
    ingress: sideJson({ side: ingress, subject: pair.destination, pair, families }, detail),
  };
}

function noSides(decision: Decision, reason = 'no-endpoints'): JsonObject {
  const side = { verdict: decision, reason };
  return { egress: side, ingress: side };
}

/**
 * Without a port: the ports that are allowed on every pair. For a Service these are its own ports, which is what a client dials,
 * and only those that lead to an allowed port on every endpoint.
 */
function connectionsJson(answer: CheckAnswer): Json | undefined {
  if (answer.port !== undefined) return undefined;
  const { pairs } = answer;
  const [first] = pairs;
  if (first === undefined) return portSetJson(NO_PORTS);
  if (first.servicePort !== undefined) return portSetJson(allowedServicePorts(pairs));
  const sets = pairs.map((pair) => pair.connections?.allowed ?? NO_PORTS);
  return portSetJson(sets.reduce(intersectSets));
}

function allowedServicePorts(pairs: readonly PairAnswer[]): PortSet {
  return mapProtocols((protocol) => {
    const ofProtocol = pairs.filter((pair) => pair.servicePort?.protocol === protocol);
    const numbers = [...new Set(ofProtocol.map((pair) => pair.servicePort?.port ?? 0))];
    const allowed = numbers.filter((number) =>
      ofProtocol.every((pair) => pair.servicePort?.port !== number || pair.decision === 'allowed'),
    );
    return normalisePorts(allowed.map((number): PortRange => [number, number]));
  });
}

/** `{"TCP":[[1,79],[443,443]],"UDP":[],"SCTP":[]}` */
export function portSetJson({ TCP, UDP, SCTP }: PortSet): JsonObject {
  return { TCP, UDP, SCTP };
}

function knownOnly(set: PortSet): JsonObject | undefined {
  return set.TCP.length + set.UDP.length + set.SCTP.length === 0 ? undefined : portSetJson(set);
}

function recognisedJson(from: Resolved, to: Resolved): Json | undefined {
  if (from.recognised === undefined && to.recognised === undefined) return undefined;
  return { from: recognition(from), to: recognition(to) };
}

function recognition({ recognised }: Resolved): Json | undefined {
  return recognised === undefined ? undefined : { address: recognised.address, as: recognised.as };
}

/** A diagnostic as an answer carries it. */
export function diagnosticJson({
  code,
  severity,
  message,
  object,
  path,
  position,
  strict,
  lenient,
  remedy,
}: Diagnostic): JsonObject {
  return {
    severity,
    code,
    message,
    object: object === undefined ? undefined : { ...object },
    path,
    file: position?.file,
    line: position?.line,
    column: position?.column,
    strict,
    lenient,
    remedy,
  };
}
