import { contains } from '../model/addresses.ts';
import type { Service, ServicePort } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { RuleTrace } from '../model/verdict.ts';
import { hasAddress } from './address-owner.ts';
import type { ConnectionSet } from './connections.ts';
import { endName } from './end-name.ts';
import type { FlowVerdict } from './flow.ts';
import type { Note } from './notes.ts';
import { isExposed, isOutside } from './outside-clients.ts';
import { type Resolved, serviceAddresses } from './resolve.ts';
import { servicesOf } from './selection.ts';
import { receiving } from './service-endpoints.ts';
import { type AskedPort, isTranslated } from './targets.ts';

/** One answered question. */
interface Asked {
  readonly snapshot: Snapshot;
  readonly from: Resolved;
  readonly to: Resolved;
  readonly port: AskedPort['port'];
  readonly pairs: readonly AnsweredPair[];
}

/** What of one answered pair of ends is looked at. */
interface AnsweredPair {
  readonly destination: Endpoint;
  readonly servicePort: ServicePort | undefined;
  readonly flow: FlowVerdict | undefined;
  readonly connections: ConnectionSet | undefined;
}

/** What is to be said of the Service a question leads through, and of those that lead to its pod. */
export function serviceNotes(asked: Asked): readonly Note[] {
  return [
    ...endpointNotes(asked),
    ...portNotes(asked),
    ...addressNotes(asked),
    ...(asked.from.endpoints.some(isOutside) || asked.to.atNodePortOf !== undefined ? outsideNotes(asked) : []),
  ];
}

function endpointNotes({ to: { service, backends } }: Asked): readonly Note[] {
  if (service === undefined || backends === undefined) return [];
  const { gap, missingPods, endpoints } = backends;
  const used = new Set(receiving(endpoints));
  const left = endpoints.filter((endpoint) => !used.has(endpoint)).map(({ end }) => endName(end));
  const draining = [...used].filter(({ state }) => state === 'draining').map(({ end }) => endName(end));
  return [
    ...(gap === undefined ? [] : [{ kind: 'slices-not-read', service, gap } as const]),
    ...(missingPods.length === 0 ? [] : [{ kind: 'pods-not-read', service, podKeys: missingPods } as const]),
    ...(left.length === 0 || used.size === 0 ? [] : [{ kind: 'not-ready', ends: left, of: endpoints.length } as const]),
    ...(draining.length === 0 ? [] : [{ kind: 'only-draining', ends: draining } as const]),
  ];
}

function portNotes({ to: { service, backends, endpoints }, port, pairs }: Asked): readonly Note[] {
  if (service === undefined || backends === undefined) return [];
  if (!isTranslated(service)) {
    const differing = service.ports.filter((candidate) => candidate.port === port && candidate.targetPort !== port);
    return endpoints.length === 0
      ? []
      : differing.map((servicePort) => ({ kind: 'not-translated', service, servicePort }));
  }
  const asked = new Set(pairs.map(({ servicePort }) => servicePort));
  return service.ports.flatMap((servicePort): readonly Note[] => {
    if (!asked.has(servicePort)) return [];
    const ends = receiving(backends.endpoints)
      .filter(({ ports }) => ports.some((entry) => entry.servicePort === servicePort && entry.port === undefined))
      .map(({ end }) => endName(end));
    return ends.length === 0 ? [] : [{ kind: 'no-target-port', servicePort, ends }];
  });
}

// Only where egress is not allowed: a rule that was meant to allow names an address that no policy ever sees (semantics §1.14). Of
// pods the near misses tell it.
function addressNotes({ snapshot, to, pairs }: Asked): readonly Note[] {
  const { service } = to;
  const notes = new Map<string, NamesAddress>();
  for (const pair of pairs) {
    if (service === undefined || pair.destination.kind === 'pod') continue;
    for (const note of egressRulesThatFailed(pair).flatMap((trace) => namesAddress(trace, service))) {
      const { policy, index } = note.rule;
      notes.set(`${policy.namespace}/${policy.name} ${index} ${note.block}`, note);
    }
  }
  return [...listeningAt(snapshot, to), ...notes.values()];
}

function egressRulesThatFailed({ flow, connections }: AnsweredPair): readonly RuleTrace[] {
  const verdicts = flow?.byFamily ?? connections?.pieces.map((piece) => piece.flow.verdict) ?? [];
  return verdicts
    .filter(({ egress }) => egress.decision !== 'allowed')
    .flatMap(({ egress }) => egress.trace.flatMap(({ policies }) => policies.flatMap((policy) => policy.rules)));
}

function listeningAt({ exposures }: Snapshot, { endpoints }: Resolved): readonly Note[] {
  return endpoints.flatMap((end): readonly Note[] => {
    if (end.kind !== 'address') return [];
    const there = exposures.filter((exposure) => hasAddress(exposure, end.address));
    return there.length === 0 ? [] : [{ kind: 'exposure-address', address: end.address.text, exposures: there }];
  });
}

function servicesOfEnd(snapshot: Snapshot, end: Endpoint): readonly Service[] {
  return end.kind === 'pod' ? servicesOf(snapshot, end.pod) : [];
}

type NamesAddress = Extract<Note, { kind: 'names-service-address' }>;

function namesAddress({ rule, peers }: RuleTrace, service: Service): readonly NamesAddress[] {
  if (rule.action !== 'accept') return [];
  return peers.flatMap(({ peer, match }) => {
    if (peer.kind !== 'addresses' || match !== 'no') return [];
    const { block } = peer;
    const address = serviceAddresses(service).find(
      (candidate) => contains(block.cidr, candidate) && !block.except.some((except) => contains(except, candidate)),
    );
    if (address === undefined) return [];
    return [
      { kind: 'names-service-address', service, address: address.text, rule: rule.ref, block: peer.text } as const,
    ];
  });
}

function outsideNotes({ snapshot, to, pairs }: Asked): readonly Note[] {
  const through = to.service;
  const behind = through === undefined ? leadingTo(snapshot, pairs) : [through];
  const called = behind.flatMap((service): readonly Note[] => {
    const exposures = snapshot.exposures.filter(({ services }) => services.includes(service.key));
    if (exposures.length === 0) return [];
    return [{ kind: 'called-through', service, exposures, controllers: controllersOf(snapshot, exposures) }];
  });
  // Where hiding the client makes a difference, the reason says so already.
  const isSaid = pairs.some(isHiddenFrom);
  return [...(through === undefined || isSaid ? [] : clientNotes(through, called.length > 0)), ...called];
}

function isHiddenFrom({ flow }: AnsweredPair): boolean {
  const reason = flow?.verdict.ingress.reason;
  return reason?.kind === 'unknown' && reason.because.some(({ kind }) => kind === 'client-hidden');
}

function clientNotes(service: Service, isCalledThrough: boolean): readonly Note[] {
  if (!isTranslated(service)) return [];
  if (!isExposed(service)) return isCalledThrough ? [] : [{ kind: 'not-exposed', service }];
  return [{ kind: 'client-address', service, seen: service.externalTraffic === 'Local' ? 'kept' : 'hidden' }];
}

function leadingTo(snapshot: Snapshot, pairs: readonly AnsweredPair[]): readonly Service[] {
  if (snapshot.exposures.length === 0) return [];
  return [...new Set(pairs.flatMap(({ destination }) => servicesOfEnd(snapshot, destination)))];
}

/** The Services whose addresses an Ingress gives as its own: those of its controller. */
function controllersOf(snapshot: Snapshot, exposures: Extract<Note, { kind: 'called-through' }>['exposures']) {
  const listening = { addresses: exposures.flatMap(({ addresses }) => addresses) };
  if (listening.addresses.length === 0) return [];
  return [...snapshot.services.values()]
    .filter((service) => serviceAddresses(service).some((address) => hasAddress(listening, address)))
    .map(({ namespace, name }) => `${namespace}/svc/${name}`);
}
