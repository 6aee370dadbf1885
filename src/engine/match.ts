import type { Family, IpAddress } from '../model/addresses.ts';
import { contains, holderOf } from '../model/addresses.ts';
import type { Pod } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { assertNever } from '../model/errors.ts';
import { gapIn } from '../model/gaps.ts';
import type { LabelSelector, Labels, Requirement } from '../model/labels.ts';
import { NAMESPACE_NAME_LABEL, NO_LABELS, requirementHolds } from '../model/labels.ts';
import type { AddressBlock, CompiledRule, EndpointSelector, Peer } from '../model/policies.ts';
import type { PortMatcher, Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ClauseFailure, Match, PeerTrace, PortTrace, RuleTrace } from '../model/verdict.ts';
import { addressesOf, nodeOf } from './end-addresses.ts';

/** One connection as one side's rules see it: the other end, and where named ports are looked up. */
export interface RuleQuestion {
  readonly snapshot: Snapshot;
  readonly peer: Endpoint;
  readonly destination: Endpoint;
  readonly family: Family;
  readonly protocol: Protocol;
  /** As seen at the destination, after Service translation (semantics §1.8). */
  readonly port: number;
}

/** What it hangs on whether a rule's peers match. */
export type PeerQuestion = Pick<RuleQuestion, 'snapshot' | 'peer' | 'family'>;

interface Clause {
  readonly match: Match;
  readonly failures: readonly ClauseFailure[];
}

const HOLDS: Clause = { match: 'yes', failures: [] };
const NOT_KNOWN: Clause = { match: 'unknown', failures: [] };

/** Asks one rule about one connection: it matches when one of its peers and one of its ports do (semantics §1.3). */
export function traceRule(rule: CompiledRule, question: RuleQuestion): RuleTrace {
  const peers: readonly PeerTrace[] =
    rule.peers === 'any' ? [] : rule.peers.map((peer, index) => ({ peer, index, ...peerClause(peer, question) }));
  const ports: readonly PortTrace[] =
    rule.ports === 'any'
      ? []
      : rule.ports.map((matcher, index) => ({ matcher, index, ...portClause(matcher, question) }));
  const peerMatch = rule.peers === 'any' ? 'yes' : anyOf(peers);
  const portMatch = rule.ports === 'any' ? 'yes' : anyOf(ports);
  return { rule, match: both(peerMatch, portMatch), peerMatch, portMatch, peers, ports };
}

/** Whether the other end is one of a rule's peers, without the reasons (semantics §1.3). */
export function peersMatch({ peers }: CompiledRule, question: PeerQuestion): Match {
  return peers === 'any' ? 'yes' : anyOf(peers.map((peer) => ({ match: matchOf(peer, question) })));
}

function matchOf(peer: Peer, question: PeerQuestion): Match {
  const { peer: end, snapshot } = question;
  // Nearly all peers and ends are such, and their reasons are what costs most.
  if (peer.kind === 'endpoints' && end.kind === 'pod' && isSelectable(end.pod)) {
    return selection(peer.select, end.pod, snapshot);
  }
  return peerClause(peer, question).match;
}

function anyOf(traces: readonly { readonly match: Match }[]): Match {
  if (traces.some((trace) => trace.match === 'yes')) return 'yes';
  return traces.some((trace) => trace.match === 'unknown') ? 'unknown' : 'no';
}

function both(a: Match, b: Match): Match {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';
}

/** Whether selectors can see this pod: hostNetwork pods count as their node, finished pods as nothing (semantics §1.12, §1.13). */
export function isSelectable(pod: Pod): boolean {
  return !pod.hostNetwork && pod.state !== 'finished';
}

function peerClause(peer: Peer, question: PeerQuestion): Clause {
  switch (peer.kind) {
    case 'endpoints':
      return selectorClause(peer.select, question.peer, question.snapshot);
    case 'addresses':
      return blockClause(peer.block, question);
    case 'nodes':
      return nodeClause(peer.select, question.peer, question.snapshot);
    case 'unsupported':
      return NOT_KNOWN;
    default:
      return assertNever(peer);
  }
}

function selectorClause(select: EndpointSelector, end: Endpoint, snapshot: Snapshot): Clause {
  if (end.kind === 'address' && gapIn(snapshot, 'Pod') !== undefined) return NOT_KNOWN;
  if (standsForHosts(select, end, snapshot)) return HOLDS;
  if (end.kind !== 'pod') return fails({ clause: 'not-a-pod', is: end.kind === 'node' ? 'node' : 'address' });
  if (!isSelectable(end.pod)) {
    return fails({ clause: 'not-a-pod', is: end.pod.hostNetwork ? 'host-network-pod' : 'finished-pod' });
  }
  const failures = selectorFailures(select, end.pod, snapshot);
  if (failures.length > 0) return { match: 'no', failures };
  return selection(select, end.pod, snapshot) === 'yes' ? HOLDS : NOT_KNOWN;
}

const HOST_NETWORK_LABEL = 'policy-group.network.openshift.io/host-network';

/** On OpenShift namespaces with this label, selected as a whole, mean what comes from the network of the nodes (semantics §6). */
export function standsForHosts({ namespaces, pods }: EndpointSelector, end: Endpoint, snapshot: Snapshot): boolean {
  if (!snapshot.plugin.traits.includes('host-network-by-label')) return false;
  if (end.kind !== 'node' && !(end.kind === 'pod' && end.pod.hostNetwork && end.pod.state !== 'finished')) return false;
  if (namespaces.kind === 'named' || pods.requirements.length > 0) return false;
  const { requirements } = namespaces.selector;
  return labelsOfHosts(snapshot).some((labels) => requirements.every((one) => requirementHolds(one, labels)));
}

/** The labels by which namespaces mean the network of the nodes; none where the plugin does not read them so. */
export function labelsOfHosts({ plugin, namespaces }: Snapshot): readonly Labels[] {
  if (!plugin.traits.includes('host-network-by-label')) return [];
  return [...namespaces.values()].flatMap(({ labels }) => (labels.has(HOST_NETWORK_LABEL) ? [labels] : []));
}

/** A clause of a selector that a pod does not meet. */
export type SelectorFailure = Extract<ClauseFailure, { clause: 'namespace' | 'namespace-label' | 'pod-label' }>;

/** Every requirement of the selector this pod does not meet, on its namespace first; empty when it is selected. */
export function selectorFailures(select: EndpointSelector, pod: Pod, snapshot: Snapshot): readonly SelectorFailure[] {
  const failures: SelectorFailure[] = [];
  const { namespaces } = select;
  if (namespaces.kind === 'named') {
    if (namespaces.name !== pod.namespace)
      failures.push({ clause: 'namespace', wanted: namespaces.name, actual: pod.namespace });
  } else {
    const namespace = snapshot.namespaces.get(pod.namespace);
    const labels = namespace?.labels ?? NO_LABELS;
    const unknown = unknownRequirements(namespaces.selector, pod.namespace, snapshot);
    for (const requirement of namespaces.selector.requirements) {
      if (unknown.includes(requirement) || requirementHolds(requirement, labels)) continue;
      const actual = labels.get(requirement.key);
      const declared = namespace?.declared ?? false;
      failures.push({ clause: 'namespace-label', requirement, actual, namespace: pod.namespace, labels, declared });
    }
  }
  for (const requirement of select.pods.requirements) {
    if (requirementHolds(requirement, pod.labels)) continue;
    const { key: podKey, labels } = pod;
    failures.push({ clause: 'pod-label', requirement, actual: labels.get(requirement.key), podKey, labels });
  }
  return failures;
}

/**
 * Whether the pod is selected; the same question as `selectorFailures`, without the reasons. Unknown where it hangs on labels of a
 * namespace that was not read.
 */
export function selection(select: EndpointSelector, pod: Pod, snapshot: Snapshot): Match {
  const { namespaces } = select;
  const asked = namespaces.kind === 'named' ? [] : unknownRequirements(namespaces.selector, pod.namespace, snapshot);
  if (asked.length === 0) return isSelected(select, pod, snapshot) ? 'yes' : 'no';
  return isSelectable(pod) && selectorFailures(select, pod, snapshot).length === 0 ? 'unknown' : 'no';
}

/** What is asked of a namespace's labels and cannot be answered, for its object was not read. */
function unknownRequirements(selector: LabelSelector, namespace: string, snapshot: Snapshot): readonly Requirement[] {
  if (snapshot.gaps.length === 0 || snapshot.namespaces.get(namespace)?.declared === true) return [];
  if (gapIn(snapshot, 'Namespace', namespace) === undefined) return [];
  return selector.requirements.filter(({ key }) => key !== NAMESPACE_NAME_LABEL);
}

/** The same as `isInBlock`, to be asked of many addresses. */
export function blockHolder({ cidr, except }: AddressBlock): (address: IpAddress) => boolean {
  const isInside = holderOf(cidr);
  const holes = except.map(holderOf);
  return (address) => isInside(address) && !holes.some((isInHole) => isInHole(address));
}

/** Whether the pod surely is selected. */
export function isSelected(select: EndpointSelector, pod: Pod, snapshot: Snapshot): boolean {
  if (!isSelectable(pod)) return false;
  return isNamespaceSelected(select, pod.namespace, snapshot) && areLabelsSelected(select, pod.labels);
}

/** Whether pods of the namespace may surely be selected, by their own labels. */
export function isNamespaceSelected({ namespaces }: EndpointSelector, namespace: string, snapshot: Snapshot): boolean {
  if (namespaces.kind === 'named') return namespaces.name === namespace;
  const labels = snapshot.namespaces.get(namespace)?.labels ?? NO_LABELS;
  if (unknownRequirements(namespaces.selector, namespace, snapshot).length > 0) return false;
  return namespaces.selector.requirements.every((requirement) => requirementHolds(requirement, labels));
}

/** Whether pods with these labels are selected, where those of their namespace may be. */
export function areLabelsSelected({ pods }: EndpointSelector, labels: Labels): boolean {
  return pods.requirements.every((requirement) => requirementHolds(requirement, labels));
}

// ipBlock: an address inside cidr and outside every except. Families never cross (semantics §1.7).
function blockClause(block: AddressBlock, question: PeerQuestion): Clause {
  const { cidr, except } = block;
  if (cidr.family !== question.family) return fails({ clause: 'family', block: cidr.text, family: question.family });
  const all = addressesOf(question.peer, question.snapshot);
  if (all === 'unknown') return NOT_KNOWN;
  const addresses = all.filter((address) => address.family === question.family);
  if (addresses.length === 0) {
    const podKey = question.peer.kind === 'pod' ? question.peer.pod.key : '';
    return fails({ clause: 'no-address', block: cidr.text, podKey });
  }
  const inside = addresses.filter((address) => contains(cidr, address));
  if (inside.length === 0) {
    return fails({ clause: 'address', block: cidr.text, actual: addresses.map((address) => address.text) });
  }
  const failures: ClauseFailure[] = [];
  for (const address of inside) {
    const hole = except.find((excluded) => contains(excluded, address));
    if (hole === undefined) return HOLDS;
    failures.push({ clause: 'except', block: cidr.text, except: hole.text, actual: address.text });
  }
  return { match: 'no', failures };
}

/** Whether the address lies in the block and in none of its exceptions. */
export function isInBlock(block: AddressBlock, address: IpAddress): boolean {
  return contains(block.cidr, address) && !block.except.some((hole) => contains(hole, address));
}

// A node by its labels; a hostNetwork pod speaks for its node, and has its addresses (semantics §1.12, §4.3).
function nodeClause(select: LabelSelector, end: Endpoint, snapshot: Snapshot): Clause {
  const node = nodeOf(end, snapshot);
  if (end.kind === 'address' && gapIn(snapshot, 'Node') !== undefined) return NOT_KNOWN;
  if (node === undefined) return fails({ clause: 'not-a-node', podKey: end.kind === 'pod' ? end.pod.key : undefined });
  if (select.requirements.length === 0) return HOLDS;
  if (node === 'unknown') return NOT_KNOWN;
  const failures = select.requirements
    .filter((requirement) => !requirementHolds(requirement, node.labels))
    .map((requirement): ClauseFailure => {
      return { clause: 'node-label', requirement, actual: node.labels.get(requirement.key), node: node.name };
    });
  return failures.length === 0 ? HOLDS : { match: 'no', failures };
}

function portClause(matcher: PortMatcher, question: RuleQuestion): Clause {
  const { protocol, port } = question;
  if (matcher.kind === 'named') return namedPortClause(matcher, question);
  if (matcher.protocol !== protocol) return fails({ clause: 'protocol', wanted: matcher.protocol, actual: protocol });
  if (matcher.kind === 'protocol' || (matcher.first <= port && port <= matcher.last)) return HOLDS;
  return fails({ clause: 'port', first: matcher.first, last: matcher.last, actual: port });
}

// A name is looked up on the destination pod: same name and same protocol, any container; never on what is not a pod (semantics §1.9).
function namedPortClause(matcher: Extract<PortMatcher, { kind: 'named' }>, question: RuleQuestion): Clause {
  const { destination, protocol, port } = question;
  if (destination.kind === 'address' && gapIn(question.snapshot, 'Pod') !== undefined) return NOT_KNOWN;
  const pod = destination.kind === 'pod' && isSelectable(destination.pod) ? destination.pod : undefined;
  const sameName = pod?.ports.filter((candidate) => candidate.name === matcher.name) ?? [];
  const usable = sameName.filter((candidate) => matcher.protocol === 'any' || candidate.protocol === matcher.protocol);
  if (usable.some((candidate) => candidate.protocol === protocol && candidate.port === port)) return HOLDS;
  if (matcher.protocol !== 'any' && matcher.protocol !== protocol) {
    return fails({ clause: 'protocol', wanted: matcher.protocol, actual: protocol });
  }
  return fails({
    clause: 'named-port',
    name: matcher.name,
    protocol: matcher.protocol,
    declared: [...new Set(usable.map((candidate) => candidate.port))],
    otherProtocols: [...new Set(sameName.map((candidate) => candidate.protocol))].filter((other) => other !== protocol),
    destination: pod === undefined ? 'not-a-pod' : 'pod',
    actual: port,
  });
}

function fails(failure: ClauseFailure): Clause {
  return { match: 'no', failures: [failure] };
}
