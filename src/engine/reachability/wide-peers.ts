import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import { eachInSteps, finished, type InSteps } from '../in-steps.ts';
import type { AskedRule } from './asked-rules.ts';
import type { Compiled } from './compiled.ts';
import type { PeerId } from './peer-table.ts';
import type { PodClass } from './pod-classes.ts';
import type { PortSetId } from './port-sets.ts';
import type { Profile } from './profiles.ts';
import { portsFor } from './side-of-class.ts';

/**
 * Selectors that match a large part of all classes (`env: prod`, every namespace), taken out of rows and columns: profiles whose
 * wide rules are equal form a *group*, classes that the same wide selectors match form an *end*, and what a group says about an
 * end is worked out once. Holds as long as nothing is compiled after it was made.
 */
export interface WidePeers extends WideRules {
  /** Those that are wide. */
  readonly peers: ReadonlySet<PeerId>;
  /** By profile, the number of its group. */
  readonly groups: Readonly<Record<Direction, Int32Array>>;
  /** By class, the number of what it is to the groups of that direction. */
  readonly ends: Readonly<Record<Direction, Int32Array>>;
  /** What a group says about an end no other selector and no block of the profile knows, as a number of `SideValues`. */
  readonly valueAt: (direction: Direction, group: number, end: number) => number;
}

/** What rows and columns without wide selectors ask. */
export interface WideRules {
  /** What the profile says about the class, by number, as far as wide selectors say. */
  readonly said: (direction: Direction, profile: number, other: number) => number;
  /** The same where it is the same for every class; undefined where it hangs on the class. */
  readonly saidOfAll: (direction: Direction, profile: number) => number | undefined;
  /** Whether the peer is wide and its use in this profile is part of what the group says. */
  readonly covers: (profile: Profile, peer: PeerId) => boolean;
}

/** A selector is wide when it matches more than one class in so many. */
const WIDE_ONE_IN = 32;
/** So many pairs of kinds of sources and destinations are always worth it, and so many are too many for their tables. */
const ALWAYS_WORTH = 1 << 18;
const TOO_MANY = 1 << 24;

/** The least number of classes a wide selector matches, in a cluster of so many. */
function leastWide(classes: number): number {
  return Math.floor(classes / WIDE_ONE_IN) + 1;
}

/**
 * Groups profiles and classes by wide selectors, those that match at least so many classes. Where that would make more pairs of
 * kinds than it leaves out of the rows, only wider ones are taken.
 */
export function createWidePeers(compiled: Compiled, least?: number): WidePeers {
  return finished(widePeersInSteps(compiled, least));
}

/** The same by small steps. */
export function* widePeersInSteps(compiled: Compiled, least = leastWide(compiled.classes.length)): InSteps<WidePeers> {
  const wide = new Set<PeerId>();
  for (const { id, kind, matched, perhaps } of compiled.tables.peers.entries) {
    if (kind === 'endpoints' && perhaps.length === 0 && matched.length >= least) wide.add(id);
  }
  yield;
  const ingress = yield* sideOf(compiled, 'ingress', wide);
  const egress = yield* sideOf(compiled, 'egress', wide);
  const sides = { ingress, egress };
  const kinds = mostKinds(sides, compiled.classes.length);
  const isWorthIt = kinds <= ALWAYS_WORTH || kinds <= Math.min(ingress.leftOut + egress.leftOut, TOO_MANY);
  if (wide.size > 0 && !isWorthIt) return yield* widePeersInSteps(compiled, 2 * least + 1);
  return withValues(compiled, wide, sides);
}

/** One direction: its groups, and what classes are to them. */
interface WideSide {
  readonly groups: Int32Array;
  readonly ends: Int32Array;
  /** Of each group some profile, and of each end some class. */
  readonly profiles: readonly Profile[];
  readonly others: readonly PodClass[];
  /** By group: what it says where it has no wide rules, and so the same of every end. */
  readonly ofAll: readonly (number | undefined)[];
  /** So many places in rows, for each class that has the row, are left out. */
  readonly leftOut: number;
}

type BothSides = Readonly<Record<Direction, WideSide>>;

function* sideOf(compiled: Compiled, direction: Direction, wide: ReadonlySet<PeerId>): InSteps<WideSide> {
  const profiles: Profile[] = [];
  const others: PodClass[] = [];
  const { said, byPorts, leftOut } = yield* saidByProfile(compiled, direction, wide);
  const { bases } = compiled.uses[direction];
  const groups = yield* numbered(compiled.profiles[direction].all, profiles, ({ id }) => {
    const own = said.get(id);
    const base = bases[id] ?? 0;
    return own === undefined ? base : `${base} ${[...own].sort().join(' ')}`;
  });
  const known = yield* matchedOf(compiled, wide);
  const ends = yield* numbered(compiled.classes, others, ({ id, ports }) => {
    return (known[id] ?? 0) * MOST_PORT_MAPS + (byPorts ? ports.id : 0);
  });
  const ofAll = profiles.map(({ id }) => (said.has(id) ? undefined : bases[id]));
  return { groups, ends, profiles, others, ofAll, leftOut };
}

const MOST_PORT_MAPS = 2 ** 20;

/** Numbers by key, and the first of each number. */
function* numbered<T>(all: readonly T[], firsts: T[], keyOf: (one: T) => string | number): InSteps<Int32Array> {
  const numbers = new Map<string | number, number>();
  const found = new Int32Array(all.length);
  let index = 0;
  yield* eachInSteps(all, IN_A_STEP, (one) => {
    found[index++] = remember(numbers, keyOf(one), () => firsts.push(one) - 1);
  });
  return found;
}

/** So many classes, profiles or uses of selectors to a step. */
const IN_A_STEP = 1024;

/** What profiles say by wide selectors, as text; most say nothing. */
interface Said {
  readonly said: ReadonlyMap<number, ReadonlySet<string>>;
  /** Whether ports of some hang on the other end. */
  readonly byPorts: boolean;
  readonly leftOut: number;
}

function* saidByProfile(compiled: Compiled, direction: Direction, wide: ReadonlySet<PeerId>): InSteps<Said> {
  const said = new Map<number, Set<string>>();
  let byPorts = false;
  let leftOut = 0;
  yield* eachInSteps(wideUses(compiled, direction, wide), IN_A_STEP, ({ peer, rule, profile }) => {
    byPorts ||= hangsOnOther(profile, rule);
    const members = compiled.uses[direction].members[profile.id]?.length ?? 0;
    leftOut += members * (compiled.tables.peers.entry(peer)?.matched.length ?? 0);
    remember(said, profile.id, () => new Set<string>()).add(saidBy(profile, { peer, rule }));
  });
  return { said, byPorts, leftOut };
}

/** Whether the ports of a rule are those of the other end. */
export function hangsOnOther({ direction }: Profile, { named }: AskedRule): boolean {
  return direction === 'egress' && named;
}

/** As text, the same where it means the same in profiles with equal bases. */
export function saidBy(profile: Profile, { peer, rule }: WideRule): string {
  return `${peer}:${hangsOnOther(profile, rule) ? rule.portsKey : rule.portsAt(profile.ownPorts)}`;
}

function* wideUses({ uses }: Compiled, direction: Direction, wide: ReadonlySet<PeerId>) {
  const { byPeer, profilesOf } = uses[direction];
  for (const peer of wide) {
    for (const { asked, rule } of byPeer.get(peer) ?? []) {
      for (const profile of profilesOf.get(asked) ?? []) if (isCovered(profile)) yield { peer, rule, profile };
    }
  }
}

/** By class, a number for the set of wide selectors that match it: each selector in turn tells apart what it matches. */
function* matchedOf({ classes, tables }: Compiled, wide: ReadonlySet<PeerId>): InSteps<Int32Array> {
  const numbers = new Map<number, number>();
  const known = new Int32Array(classes.length);
  for (const [index, peer] of [...wide].entries()) {
    yield* eachInSteps(tables.peers.entry(peer)?.matched ?? [], IN_A_STEP, (member) => {
      known[member] = remember(numbers, (known[member] ?? 0) * wide.size + index, () => numbers.size + 1);
    });
  }
  return known;
}

/** What a profile says by its wide selectors; nothing for those of which the value is more than a union over them. */
export function wideRules(profile: Profile, wide: ReadonlySet<PeerId>): readonly WideRule[] {
  if (wide.size === 0 || !isCovered(profile)) return [];
  const found: WideRule[] = [];
  for (const rule of profile.rules) for (const peer of rule.peers) if (wide.has(peer)) found.push({ peer, rule });
  return found;
}

export interface WideRule {
  readonly peer: PeerId;
  readonly rule: AskedRule;
}

/** Named ports for everybody are asked about at each class that has some; that is not a matter of selectors. */
export function isCovered({ isSure, byAnyDestination }: Profile): boolean {
  return isSure && !byAnyDestination;
}

/** Most pairs of a kind of source and a kind of destination there can be, or places in a table of values if that is more. */
function mostKinds({ ingress, egress }: BothSides, classes: number): number {
  const sources = Math.min(egress.profiles.length * ingress.others.length, classes);
  const destinations = Math.min(ingress.profiles.length * egress.others.length, classes);
  const inTables = [ingress, egress].map(({ profiles, others }) => profiles.length * others.length);
  return Math.max(sources * destinations, ...inTables);
}

function withValues(compiled: Compiled, wide: ReadonlySet<PeerId>, { ingress, egress }: BothSides): WidePeers {
  const at = {
    ingress: valuesOf(compiled, wide, ingress),
    egress: valuesOf(compiled, wide, egress),
  };
  const groups = { ingress: ingress.groups, egress: egress.groups };
  const ends = { ingress: ingress.ends, egress: egress.ends };
  const ofAll = { ingress: ingress.ofAll, egress: egress.ofAll };
  return {
    peers: wide,
    groups,
    ends,
    valueAt: (direction, group, end) => at[direction](group, end),
    said: (direction, profile, other) => at[direction](groups[direction][profile] ?? 0, ends[direction][other] ?? 0),
    saidOfAll: (direction, profile) => ofAll[direction][groups[direction][profile] ?? 0],
    covers: (profile, peer) => wide.has(peer) && isCovered(profile),
  };
}

type Values = (group: number, end: number) => number;

function valuesOf(compiled: Compiled, wide: ReadonlySet<PeerId>, { profiles, others }: WideSide): Values {
  const width = others.length;
  // One more than the value, 0 where it is not known yet: tables of 60 MB begin with zeros for nothing, filling them takes 50 ms.
  const known = new Int32Array(profiles.length * width);
  return (group, end) => {
    const place = group * width + end;
    const before = known[place] ?? 0;
    if (before > 0) return before - 1;
    const [profile, other] = [profiles[group], others[end]];
    const made = profile === undefined || other === undefined ? 0 : wideValue(compiled, wide, profile, other);
    known[place] = made + 1;
    return made;
  };
}

/**
 * What a profile says about a class by its base and its wide selectors. The base of one with wide rules is the same over both families and
 * nothing of it is in doubt.
 */
export function wideValue(
  { tables, uses }: Compiled,
  wide: ReadonlySet<PeerId>,
  profile: Profile,
  other: PodClass,
): number {
  const base = uses[profile.direction].bases[profile.id] ?? 0;
  const matching = wideRules(profile, wide).filter(({ peer }) => other.matched.includes(peer));
  if (matching.length === 0) return base;
  const ports = portsFor(profile, other.ports);
  let allowed: PortSetId = tables.values.value(base).allowed4;
  for (const { rule } of matching) allowed = tables.ports.unite(allowed, rule.portsAt(ports));
  return tables.values.uniform(allowed, allowed);
}
