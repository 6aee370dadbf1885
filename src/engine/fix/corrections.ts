import { type Labels, NAMESPACE_NAME_LABEL, type Requirement, selectorOf } from '../../model/labels.ts';
import type { EndpointSelector, Peer } from '../../model/policies.ts';
import type { PortMatcher, Protocol } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { ClauseFailure, PeerTrace, PortTrace, RuleTrace } from '../../model/verdict.ts';
import type { PairAnswer } from '../check.ts';
import { servicesOf } from '../selection.ts';
import { targetPortOn } from '../service-endpoints.ts';
import { editDistance } from '../suggest.ts';
import type { Edit } from './edit.ts';
import { namespaceIs } from './ends-as-peers.ts';

/** One connection that a rule missed. */
export interface Missed {
  readonly snapshot: Snapshot;
  readonly pair: PairAnswer;
  /** The end the rule's peers were compared with. */
  readonly peerLabels: Labels;
}

/**
 * Corrections of a rule whose author seems to have meant this connection: values that are nearly right, a namespace asked for by a
 * label it does not have though its name is the value, the Service's port for the pod's. What is wrong by more is no slip, and to
 * correct it would take the rule from those it was written for.
 */
export function correctionsOf(trace: RuleTrace, missed: Missed): readonly (readonly Edit[])[] {
  if (trace.match !== 'no') return [];
  const peers: readonly (readonly Edit[])[] =
    trace.peerMatch === 'no' ? trace.peers.flatMap((peer) => peerCorrections(trace, peer, missed)) : [[]];
  const ports: readonly (readonly Edit[])[] =
    trace.portMatch === 'no' ? trace.ports.flatMap((port) => portCorrections(trace, port, missed)) : [[]];
  return peers.flatMap((peer) => ports.map((port) => [...peer, ...port]));
}

const MOST_FAILURES = 2;

function peerCorrections(trace: RuleTrace, { peer, match, failures }: PeerTrace, missed: Missed): readonly Edit[][] {
  if (peer.kind !== 'endpoints' || match !== 'no' || failures.length > MOST_FAILURES) return [];
  let select: EndpointSelector | undefined = peer.select;
  for (const failure of failures) select = select === undefined ? undefined : corrected(select, failure, missed);
  if (select === undefined) return [];
  const becomes: Peer = { kind: 'endpoints', select };
  const inLabels = failures.some(({ clause }) => clause === 'pod-label');
  const kind = inLabels ? 'correct-label-in-peer' : 'correct-namespace-selector';
  return [[{ kind, rule: trace.rule.ref, was: peer, becomes }]];
}

function corrected(select: EndpointSelector, failure: ClauseFailure, missed: Missed): EndpointSelector | undefined {
  switch (failure.clause) {
    case 'pod-label': {
      const meant = labelMeant(failure.requirement, failure.actual, missed.peerLabels);
      return meant === undefined ? undefined : { ...select, pods: replaced(select.pods, failure.requirement, meant) };
    }
    case 'namespace-label': {
      const { namespaces } = select;
      const meant = namespaceMeant(failure);
      if (namespaces.kind !== 'matching' || meant === undefined) return undefined;
      return {
        ...select,
        namespaces: { kind: 'matching', selector: replaced(namespaces.selector, failure.requirement, meant) },
      };
    }
    case 'namespace':
      // `podSelector: {}` says nothing about whom it means.
      if (select.pods.requirements.length === 0) return undefined;
      return { ...select, namespaces: { kind: 'matching', selector: selectorOf([namespaceIs(failure.actual)]) } };
    default:
      return undefined;
  }
}

function replaced(
  selector: EndpointSelector['pods'],
  was: Requirement,
  becomes: Requirement,
): EndpointSelector['pods'] {
  return selectorOf(selector.requirements.map((requirement) => (requirement === was ? becomes : requirement)));
}

function labelMeant(wanted: Requirement, actual: string | undefined, labels: Labels): Requirement | undefined {
  if (wanted.operator !== 'In') return undefined;
  if (actual !== undefined)
    return wanted.values.some((value) => isSlip(value, actual)) ? withValue(wanted, actual) : undefined;
  for (const [key, value] of labels) {
    if (value !== '' && wanted.values.includes(value)) return { operator: 'In', key, values: [value] };
  }
  return undefined;
}

// Of several values one more is added: the others stand for somebody else.
function withValue(wanted: Extract<Requirement, { values: readonly string[] }>, actual: string): Requirement {
  return { ...wanted, values: wanted.values.length > 1 ? [...wanted.values, actual] : [actual] };
}

function namespaceMeant(failure: Extract<ClauseFailure, { clause: 'namespace-label' }>): Requirement | undefined {
  const { requirement, actual, namespace } = failure;
  if (requirement.operator !== 'In') return undefined;
  if (requirement.values.includes(namespace)) return namespaceIs(namespace);
  if (requirement.key === NAMESPACE_NAME_LABEL)
    return requirement.values.some((value) => isSlip(value, namespace)) ? withValue(requirement, namespace) : undefined;
  return labelMeant(requirement, actual, failure.labels);
}

/** Whether one text may have been written for the other: it begins with it, or a few characters differ. */
function isSlip(wanted: string, actual: string): boolean {
  if (wanted === '' || actual === '') return false;
  if (wanted.startsWith(actual) || actual.startsWith(wanted)) return true;
  const shorter = Math.min(wanted.length, actual.length);
  return editDistance(wanted, actual) <= Math.floor(shorter / 4);
}

function portCorrections(trace: RuleTrace, { matcher, match, failures }: PortTrace, missed: Missed): readonly Edit[][] {
  const { protocol, port } = missed.pair;
  const [failure] = failures;
  if (match !== 'no' || failure === undefined || protocol === undefined || port === undefined) return [];
  const rule = trace.rule.ref;
  if (failure.clause === 'protocol') {
    const sameNumber = matcher.kind !== 'range' || (matcher.first <= port && port <= matcher.last);
    return sameNumber ? [[{ kind: 'correct-protocol', rule, was: matcher, becomes: { ...matcher, protocol } }]] : [];
  }
  if (!isPortMeant(matcher, failure, missed)) return [];
  return [
    [{ kind: 'correct-port', rule, was: matcher, becomes: { kind: 'range', protocol, first: port, last: port } }],
  ];
}

function isPortMeant(matcher: PortMatcher, failure: ClauseFailure, missed: Missed): boolean {
  const { pair } = missed;
  if (failure.clause === 'named-port') return failure.declared.length === 0;
  if (matcher.kind !== 'range' || matcher.first !== matcher.last || pair.port === undefined) return false;
  return leadsTo(matcher.first, matcher.protocol, missed) || isSlip(String(matcher.first), String(pair.port));
}

/** Whether some Service has this port and leads to the one that is asked for. */
function leadsTo(servicePort: number, protocol: Protocol, { snapshot, pair }: Missed): boolean {
  const { destination } = pair;
  if (destination.kind !== 'pod') return false;
  return servicesOf(snapshot, destination.pod).some((service) =>
    service.ports.some(
      (candidate) =>
        candidate.port === servicePort &&
        candidate.protocol === protocol &&
        targetPortOn(destination.pod, candidate) === pair.port,
    ),
  );
}
