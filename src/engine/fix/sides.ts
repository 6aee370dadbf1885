import type { Pod } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import { type CompiledPolicy, type Direction, NETWORK_POLICY_TIER, type RuleRef } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { RuleTrace, SideVerdict } from '../../model/verdict.ts';
import type { PairAnswer } from '../check.ts';
import { isSelectable } from '../match.ts';
import { policiesSelecting } from '../selection.ts';

/** One side of one pair, with what it says over each address family. */
export interface PairSide {
  readonly pair: PairAnswer;
  readonly sides: readonly SideVerdict[];
}

/** The same side of every pair. */
export function sidesOf(pairs: readonly PairAnswer[], direction: Direction): readonly PairSide[] {
  return pairs.map((pair) => ({
    pair,
    sides: [pair.flow?.verdict, ...(pair.flow?.byFamily ?? [])].flatMap((verdict) => verdict?.[direction] ?? []),
  }));
}

/** The end whose policies are asked. */
export function subjectOf({ source, destination }: PairAnswer, direction: Direction): Endpoint {
  return direction === 'egress' ? source : destination;
}

/** The end the rules are compared with. */
export function peerOf({ source, destination }: PairAnswer, direction: Direction): Endpoint {
  return direction === 'egress' ? destination : source;
}

/** The pods whose policies are asked, each once; undefined when some end is none a policy can select. */
export function subjectPods(pairs: readonly PairAnswer[], direction: Direction): readonly Pod[] | undefined {
  const pods = new Set<Pod>();
  for (const pair of pairs) {
    const end = subjectOf(pair, direction);
    if (end.kind !== 'pod' || !isSelectable(end.pod)) return undefined;
    pods.add(end.pod);
  }
  return [...pods];
}

/** NetworkPolicies that select every one of these pods. */
export function policiesOfAll(snapshot: Snapshot, pods: readonly Pod[]): readonly CompiledPolicy[] {
  const [first, ...others] = pods.map((pod) => policiesSelecting(snapshot, pod));
  return (first ?? []).filter(
    (policy) => isEditable(policy.ref) && others.every((selecting) => selecting.includes(policy)),
  );
}

/** Only NetworkPolicies are edited: the other kinds belong to whoever runs the cluster. */
export function isEditable({ kind, apiVersion }: CompiledPolicy['ref']): boolean {
  return kind === 'NetworkPolicy' && apiVersion === 'networking.k8s.io/v1';
}

/** Every rule of NetworkPolicies that was asked. */
export function editableTraces({ sides }: PairSide): readonly RuleTrace[] {
  return sides
    .flatMap(({ trace }) => trace)
    .filter(({ tier }) => tier.id === NETWORK_POLICY_TIER.id)
    .flatMap(({ policies }) => policies.filter(({ policy }) => isEditable(policy)).flatMap(({ rules }) => rules));
}

/** Rules by identity, each once, in order. */
export function distinctRules(traces: readonly RuleTrace[]): readonly RuleTrace[] {
  const seen = new Set<RuleRef>();
  return traces.filter(({ rule }) => !seen.has(rule.ref) && seen.add(rule.ref));
}
