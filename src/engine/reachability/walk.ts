import { ALL_PORTS_ID, NO_PORTS_ID, type PortSetId, type PortSets } from './port-sets.ts';
import type { PolicyStep, Profile, TierStep } from './profiles.ts';

/** Whether a rule's peers match the other end, over one address family. */
export const NO_MATCH = 0;
export const PERHAPS = 1;
export const MATCH = 2;

/** What isolation means for this other end: as `Isolation` of side.ts, in one word. */
export type IsolationKind = 'denies' | 'exempt' | 'unknown';

/** One side over one family, for every port at once. */
export interface Tri {
  readonly allowed: PortSetId;
  /** Allowed or unknown. */
  readonly possible: PortSetId;
}

/** One side as it is asked. */
export interface WalkSetting {
  readonly ports: PortSets;
  readonly profile: Profile;
  /** For each rule of the profile. */
  readonly matches: ArrayLike<number>;
  /** The ports of each rule, at this destination. */
  readonly portsOf: (rule: number) => PortSetId;
  readonly isolation: IsolationKind;
  readonly peerIsPod: boolean;
}

/** Regions of the port axis: those some outcome allows or denies, and where the walk ended by a rule or by isolation. */
interface Regions {
  allow: PortSetId;
  deny: PortSetId;
  pending: PortSetId;
  /** What leaves the tier in hand by `pass`. */
  passed: PortSetId;
  readonly ended: { readonly order: number; readonly region: PortSetId }[];
}

/**
 * The walk of `decideSide` over all ports at once: instead of asking whether a rule matches at a port, it carries the sets of ports
 * for which each outcome is open. For one port both do the same steps.
 */
export function walkPorts(setting: WalkSetting): Tri {
  const { ports, profile } = setting;
  const regions: Regions = {
    allow: NO_PORTS_ID,
    deny: NO_PORTS_ID,
    pending: ALL_PORTS_ID,
    passed: NO_PORTS_ID,
    ended: [],
  };
  for (const tier of profile.tiers) {
    walkTier(setting, tier, regions);
    if (regions.pending === NO_PORTS_ID) break;
  }
  regions.allow = ports.unite(regions.allow, regions.pending);
  return withDoubts(setting, regions);
}

function walkTier(setting: WalkSetting, tier: TierStep, regions: Regions): void {
  const { ports } = setting;
  const entered = regions.pending;
  let open = entered;
  regions.passed = NO_PORTS_ID;
  for (const group of tier.groups) {
    if (open === NO_PORTS_ID) break;
    let sure: PortSetId = NO_PORTS_ID;
    // Each policy by itself: the order among policies of equal precedence is undefined (semantics §4.5).
    for (const step of group) sure = ports.unite(sure, walkPolicy(setting, step, open, regions));
    open = ports.subtract(open, sure);
  }
  regions.pending = tier.isolates ? regions.passed : ports.unite(regions.passed, open);
  if (tier.isolates) isolate(setting, open, regions);
  const exempt = tier.isolates && setting.isolation === 'exempt' ? open : NO_PORTS_ID;
  const left = ports.unite(regions.pending, exempt);
  regions.ended.push({ order: tier.order, region: ports.subtract(entered, left) });
}

/** Asks the rules of a policy about these ports; gives those for which one surely matches. */
function walkPolicy(setting: WalkSetting, { first, end }: PolicyStep, open: PortSetId, regions: Regions): PortSetId {
  const { ports, matches, profile } = setting;
  let left = open;
  for (let rule = first; rule < end && left !== NO_PORTS_ID; rule++) {
    if (matches[rule] === NO_MATCH) continue;
    const region = ports.intersect(left, setting.portsOf(rule));
    const action = profile.rules[rule]?.action;
    if (action === 'accept') regions.allow = ports.unite(regions.allow, region);
    else if (action === 'deny') regions.deny = ports.unite(regions.deny, region);
    else regions.passed = ports.unite(regions.passed, region);
    if (matches[rule] === MATCH) left = ports.subtract(left, region);
  }
  return ports.subtract(open, left);
}

function isolate({ ports, isolation }: WalkSetting, open: PortSetId, regions: Regions): void {
  if (isolation !== 'denies') regions.allow = ports.unite(regions.allow, open);
  if (isolation !== 'exempt') regions.deny = ports.unite(regions.deny, open);
}

// What policies that are not evaluated, or were not read, could change is unknown (as `withForeignPolicies`).
function withDoubts({ ports, profile, isolation, peerIsPod }: WalkSetting, regions: Regions): Tri {
  let allowed = ports.subtract(regions.allow, regions.deny);
  let possible = regions.allow;
  // What comes from the pod's own node no engine blocks.
  if (profile.direction === 'ingress' && isolation === 'exempt') return { allowed, possible };
  const open = ports.intersect(regions.allow, regions.deny);
  for (const { effect, peers, tierOrder } of profile.doubts) {
    if (peers === 'not-pods' && peerIsPod) continue;
    let before: PortSetId = NO_PORTS_ID;
    for (const { order, region } of regions.ended) {
      if (tierOrder !== undefined && order < tierOrder) before = ports.unite(before, region);
    }
    const changed = ports.subtract(ALL_PORTS_ID, ports.subtract(before, open));
    allowed = ports.subtract(allowed, changed);
    if (effect === 'any') possible = ports.unite(possible, changed);
  }
  return { allowed, possible };
}
