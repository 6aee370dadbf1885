import { DIRECTIONS, type Direction } from '../../model/policies.ts';
import type { Doubt } from '../foreign.ts';
import type { AskedPolicy, AskedRule, PortMap } from './asked-rules.ts';

/** Rules that one policy contributes, by their place in `Profile.rules`. */
export interface PolicyStep {
  readonly first: number;
  readonly end: number;
}

/** A tier's policies that concern the direction, those of equal precedence together. */
export interface TierStep {
  readonly order: number;
  readonly isolates: boolean;
  readonly groups: readonly (readonly PolicyStep[])[];
}

/**
 * What is in force for a direction of a pod: the policies that select it, and what may be in force besides. Pods that share a
 * profile get the same answer about the same other end.
 */
export interface Profile {
  readonly id: number;
  readonly direction: Direction;
  readonly policies: readonly AskedPolicy[];
  readonly tiers: readonly TierStep[];
  readonly rules: readonly AskedRule[];
  /** Named ports of ingress rules mean those of the subject. */
  readonly ownPorts: PortMap;
  /** Ports hang on the destination whatever is asked about, and not only for what selectors and blocks name: only in egress rules. */
  readonly byAnyDestination: boolean;
  readonly hasBlocks: boolean;
  readonly doubts: readonly Doubt[];
  /** One tier that isolates and only accepts, as where there are only NetworkPolicies: what is allowed is a union. */
  readonly isUnion: boolean;
  /** A union in which nothing is in doubt but whether selectors of nodes and blocks match. */
  readonly isSure: boolean;
}

export interface Profiles {
  readonly all: readonly Profile[];
  /** The profile of these policies, which must be in order of evaluation. */
  readonly of: (
    direction: Direction,
    policies: readonly AskedPolicy[],
    doubts: readonly Doubt[],
    ownPorts: PortMap,
  ) => Profile;
}

/** An empty table of one direction's profiles. */
function createProfiles(noPorts: PortMap, namespacesUnread: boolean): Profiles {
  const all: Profile[] = [];
  const byKey = new Map<string, Profile>();
  return {
    all,
    of(direction, selecting, doubts, ownPorts) {
      const policies = selecting.filter(
        ({ policy, rules }) => policy.isolates.includes(direction) || rules[direction].length > 0,
      );
      const named = policies.some(({ rules }) => rules[direction].some((rule) => rule.named));
      const ports = named && direction === 'ingress' ? ownPorts : noPorts;
      const doubted = doubts.map(({ effect, peers, tierOrder }) => `${effect} ${peers} ${tierOrder}`).join(',');
      const key = `${policies.map(({ id }) => id).join(' ')}|${ports.id}|${doubted}`;
      const known = byKey.get(key);
      if (known !== undefined) return known;
      const made = makeProfile({ id: all.length, direction, policies, doubts, ownPorts: ports }, namespacesUnread);
      byKey.set(key, made);
      all.push(made);
      return made;
    },
  };
}

function makeProfile(
  given: Pick<Profile, 'id' | 'direction' | 'policies' | 'doubts' | 'ownPorts'>,
  namespacesUnread: boolean,
): Profile {
  const { direction, policies, doubts } = given;
  const rules = policies.flatMap((asked) => asked.rules[direction]);
  const tiers = tiersOf(direction, policies);
  const byAnyDestination =
    direction === 'egress' && rules.some((rule) => rule.named && (rule.everybody || rule.inDoubt));
  const hasBlocks = rules.some((rule) => rule.hasBlocks);
  const onlyAccepts = rules.every(({ action }) => action === 'accept');
  const inTurn = doubts.some(({ tierOrder }) => tierOrder !== undefined);
  const isUnion = tiers.length === 1 && tiers[0]?.isolates === true && onlyAccepts && !inTurn;
  const isCertain = !namespacesUnread && doubts.length === 0 && rules.every(({ inDoubt }) => !inDoubt);
  const isSure = isUnion && isCertain;
  return { ...given, rules, tiers, byAnyDestination, hasBlocks, isUnion, isSure };
}

function tiersOf(direction: Direction, policies: readonly AskedPolicy[]): readonly TierStep[] {
  const tiers: { order: number; isolates: boolean; precedence: number; groups: PolicyStep[][] }[] = [];
  let next = 0;
  for (const { policy, rules } of policies) {
    const step = { first: next, end: next + rules[direction].length };
    next = step.end;
    const isolates = policy.isolates.includes(direction);
    const last = tiers.at(-1);
    if (last?.order !== policy.tier.order) {
      tiers.push({ order: policy.tier.order, isolates, precedence: policy.precedence, groups: [[step]] });
      continue;
    }
    if (last.precedence === policy.precedence) last.groups.at(-1)?.push(step);
    else last.groups.push([step]);
    last.precedence = policy.precedence;
    last.isolates ||= isolates;
  }
  return tiers;
}

/** Whether its answer hangs on whether the other end speaks for a node. */
export function asksNodes({ doubts }: Profile): boolean {
  return doubts.some(({ peers }) => peers === 'not-pods');
}

/** In order of evaluation: tier, then precedence; the id only makes the order definite. */
export function inOrder(a: AskedPolicy, b: AskedPolicy): number {
  return a.policy.tier.order - b.policy.tier.order || a.policy.precedence - b.policy.precedence || a.id - b.id;
}

/** A table for each direction. */
export function createBothProfiles(noPorts: PortMap, namespacesUnread: boolean): Readonly<Record<Direction, Profiles>> {
  const [ingress, egress] = DIRECTIONS.map(() => createProfiles(noPorts, namespacesUnread));
  if (ingress === undefined || egress === undefined) throw new Error('there are two directions');
  return { ingress, egress };
}
