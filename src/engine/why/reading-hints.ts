import { contains, type IpAddress } from '../../model/addresses.ts';
import type { Service } from '../../model/cluster-objects.ts';
import type { Peer, RuleRef } from '../../model/policies.ts';
import type { PeerTrace, RuleTrace } from '../../model/verdict.ts';
import type { PairAnswer } from '../check.ts';
import { servicesOf } from '../selection.ts';
import { targetPortOn } from '../service-endpoints.ts';
import type { AnsweredSide } from './answered-side.ts';
import type { Shortfall } from './distance.ts';

/** What the author of a rule that missed may have taken for something else. */
export type ReadingHint =
  /** The rule names a Service's port; policies see the port of the pod behind it (semantics §1.14). */
  | { readonly kind: 'service-port'; readonly service: string; readonly servicePort: number; readonly port: number }
  /** The rule names a Service's own address; policies see the pods behind it (semantics §1.14). */
  | { readonly kind: 'service-address'; readonly service: string; readonly address: string }
  /**
   * A namespaceSelector and a podSelector are two entries, either of which lets in; as one entry the podSelector would look in those
   * namespaces (semantics §1.4). Positions count from 0.
   */
  | { readonly kind: 'two-peers'; readonly namespaces: number; readonly pods: number }
  /** Both selectors are one entry, and both must hold; the pod is in the policy's own namespace and meets the podSelector. */
  | { readonly kind: 'one-peer'; readonly index: number };

/**
 * Of a side that rules allow: rules that let the connection in by a namespaceSelector alone, beside a podSelector that the pod does not
 * meet. As one entry they would have kept it out (semantics §1.4).
 */
export function allowedByTwoPeers(answered: AnsweredSide): readonly AllowedByOne[] {
  const { side } = answered;
  const { reason } = side;
  if (reason.kind !== 'rule' || reason.action !== 'accept') return [];
  const traces = side.trace.flatMap((tier) => tier.policies.flatMap(({ rules }) => rules));
  return traces
    .filter(({ rule }) => reason.rules.includes(rule.ref) && rule.ref.policy.kind === 'NetworkPolicy')
    .flatMap(({ rule, peers }) => {
      const namespaces = peers.find(({ peer, match }) => match === 'yes' && isNamespacesOnly(peer));
      const others = peers.filter((entry) => entry !== namespaces && entry.match === 'yes');
      const pods = peers.find(
        ({ peer, failures }) => isOwnNamespaceOnly(peer) && failures.some(({ clause }) => clause === 'pod-label'),
      );
      if (namespaces === undefined || others.length > 0 || pods === undefined) return [];
      return [{ rule: rule.ref, namespaces: namespaces.index, pods: pods.index }];
    });
}

/** Positions of the two entries count from 0. */
export interface AllowedByOne {
  readonly rule: RuleRef;
  readonly namespaces: number;
  readonly pods: number;
}

interface Missed {
  readonly trace: RuleTrace;
  readonly peer: PeerTrace | undefined;
  readonly shortfalls: readonly Shortfall[];
}

export function readingHints(missed: Missed, answered: AnsweredSide): readonly ReadingHint[] {
  return [...servicePortHints(missed, answered), ...serviceAddressHints(missed, answered), ...peerHints(missed)];
}

function servicePortHints({ shortfalls }: Missed, { pair }: AnsweredSide): readonly ReadingHint[] {
  return shortfalls.flatMap((shortfall) => {
    if (shortfall.clause !== 'port' || shortfall.first !== shortfall.last) return [];
    const service = servicesBehind(pair).find((candidate) => leads(candidate, shortfall.first, pair));
    if (service === undefined) return [];
    const name = `${service.namespace}/${service.name}`;
    return [{ kind: 'service-port', service: name, servicePort: shortfall.first, port: shortfall.actual } as const];
  });
}

function servicesBehind({ destination, asked }: PairAnswer): readonly Service[] {
  return destination.kind === 'pod' ? servicesOf(asked.snapshot, destination.pod) : [];
}

function leads(service: Service, port: number, { destination, protocol, port: target }: PairAnswer): boolean {
  if (destination.kind !== 'pod') return false;
  return service.ports.some(
    (candidate) =>
      candidate.port === port &&
      candidate.protocol === protocol &&
      candidate.port !== target &&
      targetPortOn(destination.pod, candidate) === target,
  );
}

function serviceAddressHints({ peer, trace }: Missed, { pair, side }: AnsweredSide): readonly ReadingHint[] {
  if (side.direction !== 'egress' || peer === undefined) return [];
  const named = trace.peers.flatMap(({ peer: entry }) =>
    servicesBehind(pair).flatMap((service) =>
      service.clusterIPs.filter((address) => namesAddress(entry, address)).map((address) => ({ service, address })),
    ),
  );
  return named.slice(0, 1).map(({ service, address }): ReadingHint => {
    return { kind: 'service-address', service: `${service.namespace}/${service.name}`, address: address.text };
  });
}

function namesAddress(peer: Peer, address: IpAddress): boolean {
  return peer.kind === 'addresses' && contains(peer.block.cidr, address);
}

function peerHints({ peer, shortfalls, trace }: Missed): readonly ReadingHint[] {
  if (peer === undefined || trace.rule.ref.policy.kind !== 'NetworkPolicy') return [];
  if (isOwnNamespaceOnly(peer.peer) && shortfalls.some(({ clause }) => clause === 'namespace')) {
    const sibling = trace.peers.find((entry) => isNamespacesOnly(entry.peer));
    return sibling === undefined ? [] : [{ kind: 'two-peers', namespaces: sibling.index, pods: peer.index }];
  }
  if (!isBoth(peer.peer)) return [];
  const inOwn = peer.failures.every(
    (failure) => failure.clause === 'namespace-label' && failure.namespace === trace.rule.ref.policy.namespace,
  );
  return inOwn ? [{ kind: 'one-peer', index: peer.index }] : [];
}

function isOwnNamespaceOnly(peer: Peer): boolean {
  return (
    peer.kind === 'endpoints' && peer.select.namespaces.kind === 'named' && peer.select.pods.requirements.length > 0
  );
}

function isNamespacesOnly(peer: Peer): boolean {
  return (
    peer.kind === 'endpoints' &&
    peer.select.namespaces.kind === 'matching' &&
    peer.select.pods.requirements.length === 0
  );
}

function isBoth(peer: Peer): boolean {
  return (
    peer.kind === 'endpoints' && peer.select.namespaces.kind === 'matching' && peer.select.pods.requirements.length > 0
  );
}
