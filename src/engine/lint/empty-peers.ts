import type { Pod } from '../../model/cluster-objects.ts';
import { ALL, NAMESPACE_NAME_LABEL, type Requirement, requirementHolds } from '../../model/labels.ts';
import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, CompiledRule, EndpointSelector, Peer } from '../../model/policies.ts';
import { podsIn } from '../selection.ts';
import { aboutPeer, type Evidence, finding, forEachRule, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';
import { nearestLabel } from './nearest-label.ts';

interface PeerPlace {
  readonly policy: CompiledPolicy;
  readonly rule: CompiledRule;
  readonly index: number;
  readonly select: EndpointSelector;
}

/** Peers that mean no pod: of another namespace, by a label no namespace has, or nobody anywhere. One finding for each. */
export const emptyPeers: LintRule = forEachRule((rule, policy, evidence): readonly LintFinding[] => {
  if (evidence.snapshot.pods.size === 0) return [];
  return peersOf(rule).flatMap((peer, index) =>
    peer.kind === 'endpoints' ? peerFindings({ policy, rule, index, select: peer.select }, evidence) : [],
  );
});

function peersOf({ peers }: CompiledRule): readonly Peer[] {
  return peers === 'any' ? [] : peers;
}

function peerFindings(place: PeerPlace, evidence: Evidence): readonly LintFinding[] {
  const { select, rule, index } = place;
  if (evidence.podsMeant(select).length > 0) return [];
  if (orPartner(rule, index, evidence) !== undefined) return [];
  const { namespaces } = select;
  if (namespaces.kind === 'named') return ownNamespace(place, namespaces.name, evidence);
  const missing = namespaces.selector.requirements.filter((requirement) => nobodyHas(requirement, evidence));
  const [first] = missing;
  if (first !== undefined) return missingNamespace(place, first, evidence);
  return nobodyThere(place, evidence);
}

function ownNamespace(place: PeerPlace, name: string, evidence: Evidence): readonly LintFinding[] {
  const { policy, rule, index, select } = place;
  // Nothing can be said of a selector of everything, nor of a namespace of which the input has no pods.
  if (select.pods.requirements.length === 0 || podsIn(evidence.snapshot, name).length === 0) return [];
  const elsewhere = evidence.podsMeant({ namespaces: { kind: 'matching', selector: ALL }, pods: select.pods });
  if (elsewhere.length > 0) {
    const facts = { select, elsewhere: namespacesOf(elsewhere) };
    return [finding('peer-other-namespace', 'warning', aboutPeer(policy, rule, index), facts)];
  }
  return nobodyThere(place, evidence);
}

const namespacesByPods = new WeakMap<readonly Pod[], readonly string[]>();

function namespacesOf(pods: readonly Pod[]): readonly string[] {
  return remember(namespacesByPods, pods, () => [...new Set(pods.map(({ namespace }) => namespace))].sort());
}

/** The namespaces are there, and no pod in them is meant. */
function nobodyThere({ policy, rule, index, select }: PeerPlace, evidence: Evidence): readonly LintFinding[] {
  const there = evidence.podsMeant({ namespaces: select.namespaces, pods: ALL });
  if (select.pods.requirements.length === 0 || there.length === 0) return [];
  const candidates = there.map(({ key, labels }) => ({ name: key, labels }));
  const nearest = nearestLabel(select.pods, candidates);
  const facts = { select, nearest, none: 'pods', certain: evidence.complete } as const;
  // Clients that are not running now are nothing unusual; a label that is nearly right is.
  const severity = nearest === undefined ? 'info' : 'warning';
  return [finding('peer-selects-nothing', severity, aboutPeer(policy, rule, index), facts)];
}

function nobodyHas(requirement: Requirement, { snapshot }: Evidence): boolean {
  return ![...snapshot.namespaces.values()].some(({ labels }) => requirementHolds(requirement, labels));
}

function missingNamespace(
  { policy, rule, index, select }: PeerPlace,
  requirement: Requirement,
  evidence: Evidence,
): readonly LintFinding[] {
  const { snapshot, complete } = evidence;
  const about = aboutPeer(policy, rule, index);
  if (requirement.key === NAMESPACE_NAME_LABEL) {
    const namespaces = [...snapshot.namespaces.keys()].map((name) => ({
      name,
      labels: new Map([[NAMESPACE_NAME_LABEL, name]]),
    }));
    const nearest = nearestLabel({ requirements: [requirement], text: '' }, namespaces);
    const facts = { select, nearest, none: 'namespaces', certain: complete } as const;
    // Manifests of one application rarely come with the namespaces of others.
    if (!complete) return [];
    return [finding('peer-selects-nothing', nearest === undefined ? 'info' : 'warning', about, facts)];
  }
  const declared = [...snapshot.namespaces.values()].filter((namespace) => namespace.declared);
  if (declared.length === 0) return [];
  const values = requirement.operator === 'In' ? requirement.values : [];
  const named = values.find((value) => snapshot.namespaces.has(value));
  // Labels of namespaces that are only implied are not known.
  const severity =
    complete || (named !== undefined && declared.some(({ name }) => name === named)) ? 'warning' : 'info';
  return [finding('namespace-label-missing', severity, about, { select, requirement, named })];
}

/** Two neighbours of which one has only a namespaceSelector and the other only a podSelector: one dash too many, perhaps. */
export const peersOrSuspected: LintRule = forEachRule((rule, policy, evidence): readonly LintFinding[] =>
  peersOf(rule).flatMap((_, index): readonly LintFinding[] => {
    const partner = orPartner(rule, index, evidence);
    if (partner === undefined) return [];
    const { own, together, namespaces, pods } = partner;
    const inOwn = evidence.podsMeant(namespaces).some(({ namespace }) => namespace === policy.ref.namespace);
    // With nobody to mean at home, or everybody there let in already, the podSelector says nothing by itself.
    const severity = own === 0 || inOwn ? 'warning' : 'info';
    const facts = { first: namespaces, second: pods, together, own };
    return [finding('peers-or-suspected', severity, aboutPeer(policy, rule, index), facts)];
  }),
);

interface OrPartner {
  readonly namespaces: EndpointSelector;
  readonly pods: EndpointSelector;
  readonly own: number;
  readonly together: number;
}

/** For the peer with a podSelector alone: its neighbour with a namespaceSelector alone, when both together would mean somebody. */
function orPartner(rule: CompiledRule, index: number, { podsMeant }: Evidence): OrPartner | undefined {
  const peers = peersOf(rule);
  const pods = peers[index];
  if (pods?.kind !== 'endpoints' || pods.select.namespaces.kind !== 'named') return undefined;
  if (pods.select.pods.requirements.length === 0) return undefined;
  for (const neighbour of [peers[index - 1], peers[index + 1]]) {
    if (neighbour?.kind !== 'endpoints' || neighbour.select.namespaces.kind !== 'matching') continue;
    if (neighbour.select.pods.requirements.length > 0) continue;
    const together = podsMeant({ namespaces: neighbour.select.namespaces, pods: pods.select.pods }).length;
    if (together === 0) continue;
    return { namespaces: neighbour.select, pods: pods.select, own: podsMeant(pods.select).length, together };
  }
  return undefined;
}
