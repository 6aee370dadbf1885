import type { IpAddress } from '../../src/model/addresses.ts';
import type { Pod } from '../../src/model/cluster-objects.ts';
import type { LabelSelector, Labels, Requirement } from '../../src/model/labels.ts';
import type { CompiledPolicy, CompiledRule, Direction, Peer } from '../../src/model/policies.ts';
import type { PortMatcher, Protocol } from '../../src/model/ports.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

// What the others do, written plainly: for each pair the policies of the namespace are looked through, and it stops at the first
// rule that allows. NetworkPolicies only, pods with one address each; shares no code with the engine.

/** Looks through the policies of the pod's namespace (`byNamespace`), or through all there are. */
export type PoliciesFor = (pod: Pod) => readonly CompiledPolicy[];

/** Policies by the namespace they stand in. */
export function byNamespace(snapshot: Snapshot): PoliciesFor {
  const lists = new Map<string, CompiledPolicy[]>();
  for (const policy of snapshot.policies) {
    const namespace = policy.ref.namespace ?? '';
    lists.set(namespace, [...(lists.get(namespace) ?? []), policy]);
  }
  return (pod) => lists.get(pod.namespace) ?? [];
}

/** The two ends of a connection. */
export interface Ends {
  readonly source: Pod;
  readonly destination: Pod;
}

/** May `source` open a connection to `destination` on this port? */
export function naiveFlow(snapshot: Snapshot, policiesFor: PoliciesFor, ends: Ends, protocol: Protocol, port: number) {
  const { source, destination } = ends;
  const allows = (matcher: PortMatcher): boolean => portMatches(matcher, destination, protocol, port);
  const side = (direction: Direction, subject: Pod, peer: Pod): boolean => {
    const isolating = isolatingPolicies(policiesFor, direction, subject);
    const lets = (rule: CompiledRule): boolean =>
      rule.ref.direction === direction &&
      peersMatch(snapshot, rule, peer) &&
      (rule.ports === 'any' || rule.ports.some(allows));
    return isolating.length === 0 || isolating.some(({ rules }) => rules.some(lets));
  };
  return side('egress', source, destination) && side('ingress', destination, source);
}

function isolatingPolicies(policiesFor: PoliciesFor, direction: Direction, pod: Pod): readonly CompiledPolicy[] {
  return policiesFor(pod).filter((policy) => policy.isolates.includes(direction) && selectsSubject(policy, pod));
}

/** Whether any port is open between two pods. What a loop over pairs computes for each. */
export function naiveOpen(snapshot: Snapshot, policiesFor: PoliciesFor, { source, destination }: Ends): boolean {
  const side = (direction: Direction, subject: Pod, peer: Pod): readonly PortMatcher[] | 'any' => {
    const isolating = isolatingPolicies(policiesFor, direction, subject);
    if (isolating.length === 0) return 'any';
    const rules = isolating.flatMap((policy) =>
      policy.rules.filter((rule) => rule.ref.direction === direction && peersMatch(snapshot, rule, peer)),
    );
    return rules.some(({ ports }) => ports === 'any')
      ? 'any'
      : rules.flatMap(({ ports }) => (ports === 'any' ? [] : ports));
  };
  const out = side('egress', source, destination);
  if (out.length === 0) return false;
  const into = side('ingress', destination, source);
  const ranges = (list: readonly PortMatcher[]) => list.flatMap((matcher) => rangesOf(matcher, destination));
  if (out === 'any') return into === 'any' || ranges(into).length > 0;
  if (into === 'any') return ranges(out).length > 0;
  return ranges(out).some((a) =>
    ranges(into).some((b) => a.protocol === b.protocol && a.first <= b.last && b.first <= a.last),
  );
}

interface Range {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

function rangesOf(matcher: PortMatcher, destination: Pod): readonly Range[] {
  if (matcher.kind === 'protocol') return [{ protocol: matcher.protocol, first: 1, last: 65_535 }];
  if (matcher.kind === 'range') return [matcher];
  const { name, protocol } = matcher;
  return destination.ports
    .filter((port) => port.name === name && port.protocol === protocol)
    .map((port) => ({ protocol: port.protocol, first: port.port, last: port.port }));
}

function portMatches(matcher: PortMatcher, destination: Pod, protocol: Protocol, port: number): boolean {
  return rangesOf(matcher, destination).some(
    (range) => range.protocol === protocol && range.first <= port && port <= range.last,
  );
}

function selectsSubject(policy: CompiledPolicy, pod: Pod): boolean {
  const { namespaces } = policy.subject;
  return namespaces.kind === 'named' && namespaces.name === pod.namespace && holds(policy.subject.pods, pod.labels);
}

function peersMatch(snapshot: Snapshot, { peers }: CompiledRule, pod: Pod): boolean {
  return peers === 'any' || peers.some((peer) => peerMatches(snapshot, peer, pod));
}

function peerMatches(snapshot: Snapshot, peer: Peer, pod: Pod): boolean {
  if (peer.kind === 'addresses') return pod.addresses.some((address) => isInside(peer, address));
  if (peer.kind !== 'endpoints') return false;
  const { namespaces } = peer.select;
  if (namespaces.kind === 'named') {
    if (namespaces.name !== pod.namespace) return false;
  } else if (!holds(namespaces.selector, snapshot.namespaces.get(pod.namespace)?.labels ?? new Map())) return false;
  return holds(peer.select.pods, pod.labels);
}

function isInside({ block }: Extract<Peer, { kind: 'addresses' }>, { family, value }: IpAddress): boolean {
  const inside = (range: (typeof block)['cidr']): boolean =>
    range.family === family && range.first <= value && value <= range.last;
  return inside(block.cidr) && !block.except.some(inside);
}

function holds({ requirements }: LabelSelector, labels: Labels): boolean {
  return requirements.every((requirement) => requirementMet(requirement, labels.get(requirement.key)));
}

function requirementMet(requirement: Requirement, value: string | undefined): boolean {
  switch (requirement.operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'In':
      return value !== undefined && requirement.values.includes(value);
    case 'NotIn':
      return value === undefined || !requirement.values.includes(value);
  }
}
