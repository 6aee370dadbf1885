import type { Pod, Workload } from '../model/cluster-objects.ts';
import type { Labels } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import { namespacesOf } from '../model/namespaced-map.ts';
import {
  type CompiledPolicy,
  type CompiledRule,
  DIRECTIONS,
  type Direction,
  type Peer,
  type PolicyRef,
} from '../model/policies.ts';
import type { PortMatcher } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { perCircumstances } from './circumstances.ts';
import { type ForeignMatch, foreignSelecting } from './foreign.ts';
import { blockHolder, isSelectable } from './match.ts';
import { livePodsIn, podsOf, podsSelected, policiesSelecting } from './selection.ts';

/** One row of the union of rules in force: which peer, on which ports, by which rule of which policy. Never merged. */
export interface EffectiveRule {
  readonly peer: Peer | 'any';
  readonly ports: 'any' | readonly PortMatcher[];
  readonly rule: CompiledRule;
  readonly policy: CompiledPolicy;
}

/**
 * `open`: not isolated, and no tier's rule applies. `rules`: isolated and something may be allowed, or rules of other tiers decide
 * on some connections. `sealed`: isolated, and no rule allows anything. `unknown`: policies apply that are not evaluated.
 */
export type IsolationState = 'open' | 'rules' | 'sealed' | 'unknown';

export interface EffectiveDirection {
  readonly direction: Direction;
  readonly state: IsolationState;
  readonly isolated: boolean;
  readonly isolatedBy: readonly PolicyRef[];
  /** In order of evaluation. A rule with several peers gives a row each; one whose lists match nothing gives none. */
  readonly rules: readonly EffectiveRule[];
  /** Rules, not rows. */
  readonly ruleCount: number;
  /** Policies that apply, or may, and are not evaluated; the state is unknown then. */
  readonly notEvaluated: readonly ForeignMatch[];
}

/** What policies say about a pod in both directions (semantics §2). */
export interface Effective {
  readonly pod: Pod;
  /** False for hostNetwork and finished pods: policies do not apply to them. */
  readonly subject: boolean;
  readonly ingress: EffectiveDirection;
  readonly egress: EffectiveDirection;
  /** Policies that select the pod, in order of evaluation. */
  readonly policies: readonly CompiledPolicy[];
}

type Directions = Omit<Effective, 'pod' | 'subject'>;

// Replicas share namespace and label set, and with them everything policies select by.
const knownOf = perCircumstances(() => new Map<string, Map<Labels, Directions>>());

/** The union of rules in force for a pod. Cheap to ask again for the same pod or a replica of it. */
export function effectiveOf(snapshot: Snapshot, pod: Pod): Effective {
  if (!isSelectable(pod)) return { pod, subject: false, ...directionsOf([], () => []) };
  const byLabels = remember(knownOf(snapshot), pod.namespace, () => new Map());
  const directions = remember(byLabels, pod.labels, () => {
    const subject = { kind: 'pod', pod } as const;
    return directionsOf(policiesSelecting(snapshot, pod), (direction) =>
      foreignSelecting(snapshot, subject, direction),
    );
  });
  return { pod, subject: true, ...directions };
}

function directionsOf(
  policies: readonly CompiledPolicy[],
  notEvaluated: (direction: Direction) => readonly ForeignMatch[],
): Directions {
  const [ingress, egress] = DIRECTIONS.map((direction) => directionOf(direction, policies, notEvaluated(direction)));
  if (ingress === undefined || egress === undefined) throw new Error('there are two directions');
  return { ingress, egress, policies };
}

function directionOf(
  direction: Direction,
  policies: readonly CompiledPolicy[],
  notEvaluated: readonly ForeignMatch[],
): EffectiveDirection {
  const isolatedBy = policies.filter((policy) => policy.isolates.includes(direction)).map((policy) => policy.ref);
  const rules = policies.flatMap((policy) =>
    policy.rules.filter((rule) => rule.ref.direction === direction).flatMap((rule) => rowsOf(rule, policy)),
  );
  const isolated = isolatedBy.length > 0;
  const state = notEvaluated.length > 0 ? 'unknown' : stateOf(isolated, rules);
  const ruleCount = new Set(rules.map((row) => row.rule)).size;
  return { direction, state, isolated, isolatedBy, rules, ruleCount, notEvaluated };
}

function stateOf(isolated: boolean, rules: readonly EffectiveRule[]): Exclude<IsolationState, 'unknown'> {
  if (!isolated) return rules.length === 0 ? 'open' : 'rules';
  return rules.some((row) => row.rule.action === 'accept') ? 'rules' : 'sealed';
}

function rowsOf(rule: CompiledRule, policy: CompiledPolicy): readonly EffectiveRule[] {
  const { ports } = rule;
  if (ports !== 'any' && ports.length === 0) return [];
  const peers: readonly (Peer | 'any')[] = rule.peers === 'any' ? ['any'] : rule.peers;
  return peers.map((peer) => ({ peer, ports, rule, policy }));
}

/** Pods of a workload that policies see alike. */
export interface EffectiveGroup {
  readonly pods: readonly Pod[];
  readonly effective: Effective;
}

/** The union of rules for a workload: one group when all its pods are selected by the same policies, else one for each difference. */
export function effectiveOfWorkload(snapshot: Snapshot, workload: Workload): readonly EffectiveGroup[] {
  const groups = new Map<string, { pods: Pod[]; effective: Effective }>();
  for (const pod of podsOf(snapshot, workload)) {
    const effective = effectiveOf(snapshot, pod);
    const key = `${effective.subject} ${effective.policies.map((policy) => snapshot.policies.indexOf(policy)).join(' ')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { pods: [pod], effective });
    else group.pods.push(pod);
  }
  return [...groups.values()];
}

/** What a peer means now. */
export interface PeerMembers {
  readonly pods: readonly Pod[];
  /** Blocks of addresses outside, as written; `any` for every address. */
  readonly outside: 'none' | 'any' | { readonly cidr: string; readonly except: readonly string[] };
}

/** Expands a peer to the pods it selects now, and the addresses it reaches outside. */
export function membersOf(snapshot: Snapshot, peer: Peer | 'any'): PeerMembers {
  if (peer === 'any') return { pods: livePods(snapshot).flat(), outside: 'any' };
  switch (peer.kind) {
    case 'endpoints':
      return { pods: podsSelected(snapshot, peer.select), outside: 'none' };
    case 'addresses': {
      const { cidr, except } = peer.block;
      const isInside = blockHolder(peer.block);
      const pods = livePods(snapshot).flatMap((own) => own.filter(({ addresses }) => addresses.some(isInside)));
      return { pods, outside: { cidr: cidr.text, except: except.map((hole) => hole.text) } };
    }
    case 'nodes':
    case 'unsupported':
      return { pods: [], outside: 'none' };
  }
}

/** Namespace by namespace. */
function livePods(snapshot: Snapshot): readonly (readonly Pod[])[] {
  return namespacesOf(snapshot.pods).map((namespace) => livePodsIn(snapshot, namespace));
}
