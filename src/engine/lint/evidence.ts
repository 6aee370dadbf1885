import type { Pod, Service } from '../../model/cluster-objects.ts';
import type { Severity } from '../../model/diagnostics.ts';
import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, CompiledRule, EndpointSelector, Peer } from '../../model/policies.ts';
import type { FieldPath } from '../../model/raw-object.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { membersOf } from '../effective.ts';
import { blocksOf } from '../identities.ts';
import type { InSteps } from '../in-steps.ts';
import { isSelectable } from '../match.ts';
import { podsSelected, podsSelectedBy } from '../selection.ts';
import { endpointsOfService, type PodBehind } from '../service-endpoints.ts';
import type { FactsByCode, FindingAbout, LintCode, LintFinding } from './finding.ts';
import { type PodsInBlock, podsByAddressInSteps } from './pods-by-address.ts';

/** What rules look at, and what they have looked up before. */
export interface Evidence {
  readonly snapshot: Snapshot;
  /**
   * Whether everything seems to be there. Files never say so; where each namespace that is used is declared they are taken for a
   * dump, and a cluster is complete when nothing was refused.
   */
  readonly complete: boolean;
  readonly subjectsOf: (policy: CompiledPolicy) => readonly Pod[];
  /** Pods that a peer's selector means now. */
  readonly podsMeant: (select: EndpointSelector) => readonly Pod[];
  /** Pods that any of the peers means, those on the network of their node included. Equal peers give the same list. */
  readonly podsBehind: (peers: CompiledRule['peers']) => readonly Pod[];
  /** Those of them that policies can select. Equal peers give the same list. */
  readonly podsOfPeers: (peers: CompiledRule['peers']) => readonly Pod[];
  readonly endpointsOf: (service: Service) => readonly PodBehind[];
  /** A policy's position in order of evaluation. */
  readonly placeOf: (policy: CompiledPolicy) => number;
}

/**
 * One rule of lint: pure, and silent where it cannot be sure enough. It goes on by small steps, so that whoever has other things to
 * do may stop in between.
 */
export type LintRule = (evidence: Evidence) => Iterable<readonly LintFinding[]>;

/** A rule that looks at one policy after the other. */
export function forEachPolicy(look: (policy: CompiledPolicy, evidence: Evidence) => readonly LintFinding[]): LintRule {
  return function* (evidence) {
    for (const policy of evidence.snapshot.policies) yield look(policy, evidence);
  };
}

/** A rule that looks at one rule in force after the other. */
export function forEachRule(
  look: (rule: CompiledRule, policy: CompiledPolicy, evidence: Evidence) => readonly LintFinding[],
): LintRule {
  return forEachPolicy((policy, evidence) => policy.rules.flatMap((rule) => look(rule, policy, evidence)));
}

/** What there is to look at, by small steps. */
export function* evidenceInSteps(snapshot: Snapshot): InSteps<Evidence> {
  const podsInBlock = yield* podsInBlockInSteps(snapshot);
  const subjects = new Map<CompiledPolicy, readonly Pod[]>();
  const meant = new Map<string, readonly Pod[]>();
  const endpoints = new Map<Service, readonly PodBehind[]>();
  const namespaces = [...snapshot.namespaces.values()];
  const places = new Map(snapshot.policies.map((policy, index) => [policy, index]));
  const behind = new Map<string, readonly Pod[]>();
  const ofPeers = new Map<string, readonly Pod[]>();
  const podsMeant = (select: EndpointSelector): readonly Pod[] =>
    remember(meant, selectorKey(select), () => podsSelected(snapshot, select));
  const podsOfPeer = (peer: Peer | 'any'): readonly Pod[] => {
    if (peer === 'any') return membersOf(snapshot, peer).pods;
    if (peer.kind === 'endpoints') return podsMeant(peer.select);
    return peer.kind === 'addresses' ? podsInBlock(peer.block) : [];
  };
  const podsBehind = (peers: CompiledRule['peers']): readonly Pod[] =>
    remember(behind, peersKey(peers), () => {
      if (peers === 'any') return podsOfPeer('any');
      const [only, ...others] = peers;
      if (only === undefined) return [];
      return others.length === 0 ? podsOfPeer(only) : [...new Set(peers.flatMap(podsOfPeer))];
    });
  return {
    snapshot,
    complete: snapshot.gaps.length === 0 && namespaces.every(({ declared }) => declared),
    subjectsOf: (policy) => remember(subjects, policy, () => podsSelectedBy(snapshot, policy)),
    podsMeant,
    podsBehind,
    podsOfPeers: (peers) => remember(ofPeers, peersKey(peers), () => podsBehind(peers).filter(isSelectable)),
    endpointsOf: (service) => remember(endpoints, service, () => endpointsOfService(snapshot, service)),
    placeOf: (policy) => places.get(policy) ?? snapshot.policies.length,
  };
}

function* podsInBlockInSteps(snapshot: Snapshot): InSteps<PodsInBlock> {
  const hasBlocks = snapshot.policies.some(({ rules }) => rules.some((rule) => blocksOf(rule).length > 0));
  yield;
  return hasBlocks ? yield* podsByAddressInSteps(snapshot) : () => [];
}

/** Equal for selectors that mean the same. */
function selectorKey({ namespaces, pods }: EndpointSelector): string {
  return `${namespaces.kind === 'named' ? `=${namespaces.name}` : `~${namespaces.selector.text}`} ${pods.text}`;
}

function peersKey(peers: CompiledRule['peers']): string {
  if (peers === 'any') return 'any';
  return peers
    .map((peer) => {
      if (peer.kind === 'endpoints') return selectorKey(peer.select);
      return peer.kind === 'addresses' ? peer.text : peer.kind;
    })
    .join('|');
}

/** A finding; the severity is the evidence's, not the code's, where there is doubt. */
export function finding<C extends LintCode>(
  code: C,
  severity: Severity,
  about: FindingAbout,
  facts: FactsByCode[C],
): LintFinding<C> {
  // The compiler cannot see that a mapped union holds the pair for every code.
  return { code, severity, about, facts } as unknown as LintFinding<C>;
}

export function aboutPolicy(policy: CompiledPolicy, path: FieldPath = []): FindingAbout {
  return { kind: 'policy', policy, path };
}

export function aboutRule(policy: CompiledPolicy, rule: CompiledRule, within: FieldPath = []): FindingAbout {
  return { kind: 'policy', policy, rule, path: [...rule.ref.path, ...within] };
}

/** Where a peer is written. In kinds where one entry may mean several peers only the rule is sure. */
export function aboutPeer(policy: CompiledPolicy, rule: CompiledRule, index: number): FindingAbout {
  const field = rule.ref.direction === 'ingress' ? 'from' : 'to';
  return aboutRule(policy, rule, policy.ref.kind === 'NetworkPolicy' ? [field, index] : []);
}

/** The pods a rule's ports are looked up on: those it protects, or those it lets them speak to. Equal peers give the same list. */
export function destinationsOf(policy: CompiledPolicy, rule: CompiledRule, evidence: Evidence): readonly Pod[] {
  return rule.ref.direction === 'ingress' ? evidence.subjectsOf(policy) : evidence.podsOfPeers(rule.peers);
}
