import type { Pod } from '../../model/cluster-objects.ts';
import type { Severity } from '../../model/diagnostics.ts';
import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, CompiledRule, EndpointSelector, Peer } from '../../model/policies.ts';
import type { FieldPath } from '../../model/raw-object.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { membersOf } from '../effective.ts';
import { isSelectable } from '../match.ts';
import { podsSelectedBy } from '../selection.ts';
import type { FactsByCode, FindingAbout, LintCode, LintFinding } from './finding.ts';

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
}

/** One rule of lint: pure, and silent where it cannot be sure enough. */
export type LintRule = (evidence: Evidence) => readonly LintFinding[];

export function evidenceOf(snapshot: Snapshot): Evidence {
  const subjects = new Map<CompiledPolicy, readonly Pod[]>();
  const meant = new Map<string, readonly Pod[]>();
  const namespaces = [...snapshot.namespaces.values()];
  return {
    snapshot,
    complete: snapshot.gaps.length === 0 && namespaces.every(({ declared }) => declared),
    subjectsOf: (policy) => remember(subjects, policy, () => podsSelectedBy(snapshot, policy)),
    podsMeant: (select) =>
      remember(meant, selectorKey(select), () => membersOf(snapshot, { kind: 'endpoints', select }).pods),
  };
}

/** Equal for selectors that mean the same. */
function selectorKey({ namespaces, pods }: EndpointSelector): string {
  return `${namespaces.kind === 'named' ? `=${namespaces.name}` : `~${namespaces.selector.text}`} ${pods.text}`;
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

/** Every rule in force. */
export function* rulesInForce(
  snapshot: Snapshot,
): Generator<{ readonly policy: CompiledPolicy; readonly rule: CompiledRule }> {
  for (const policy of snapshot.policies) for (const rule of policy.rules) yield { policy, rule };
}

/** The pods a rule's ports are looked up on: those it protects, or those it lets them speak to. */
export function destinationsOf(policy: CompiledPolicy, rule: CompiledRule, evidence: Evidence): readonly Pod[] {
  if (rule.ref.direction === 'ingress') return evidence.subjectsOf(policy);
  const peers: readonly (Peer | 'any')[] = rule.peers === 'any' ? ['any'] : rule.peers;
  const pods = peers.flatMap((peer) =>
    peer !== 'any' && peer.kind === 'endpoints'
      ? evidence.podsMeant(peer.select)
      : membersOf(evidence.snapshot, peer).pods,
  );
  return [...new Set(pods)].filter(isSelectable);
}
