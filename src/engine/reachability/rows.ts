import type { Direction } from '../../model/policies.ts';
import type { AskedRule } from './asked-rules.ts';
import { type Compiled, type RuleUse, sideBetween } from './compiled.ts';
import type { PeerEntry, PeerId } from './peer-table.ts';
import type { PodClass } from './pod-classes.ts';
import type { PortSetId } from './port-sets.ts';
import type { Profile } from './profiles.ts';
import type { WidePeers } from './wide-peers.ts';

/**
 * What a profile says about every class, in short: `base` about all of which its rules know nothing, and the value for each of the
 * others. Ends that speak for a node are taken to be on another one. Where wide selectors are taken out, classes only they know are
 * not named, and about those not named the profile says what `WidePeers.said` gives.
 */
export interface Row {
  readonly base: number;
  readonly classes: readonly number[];
  /** A number of `SideValues` for each of `classes`. */
  readonly values: readonly number[];
}

/** Makes rows; keeps scratch space, so that making one costs what is in it. */
export type RowMaker = (profile: Profile) => Row;

export function createRowMaker(compiled: Compiled, wide?: WidePeers): RowMaker {
  let scratch = new Int32Array(0);
  return (profile) => {
    if (scratch.length < compiled.classes.length) scratch = new Int32Array(compiled.classes.length * 2);
    const base = compiled.uses[profile.direction].bases[profile.id] ?? 0;
    if (profile.rules.length === 0 && profile.doubts.length === 0) return { base, classes: [], values: [] };
    const making = { compiled, profile, scratch, wide };
    const classes = profile.isSure ? united(making) : named(making);
    return { base, classes, values: classes.map((id) => taken(making, id)) };
  };
}

/** A row in the making. */
interface RowInMaking {
  readonly compiled: Compiled;
  readonly profile: Profile;
  /** By class: one more than the number of its ports so far, or `TO_ASK`; all zero before and after. */
  readonly scratch: Int32Array;
  readonly wide: WidePeers | undefined;
}

const TO_ASK = -1;

/** Where nothing is in doubt, ports are united selector by selector; what blocks and named ports decide is left to be asked. */
function united(making: RowInMaking): number[] {
  const { compiled, profile, wide } = making;
  const classes: number[] = [];
  const first = firstPorts(making);
  for (const rule of profile.rules) {
    const portsAt = portsByClass(compiled, profile, rule);
    for (const id of rule.peers) {
      if (wide?.covers(profile, id) === true) continue;
      const entry = compiled.tables.peers.entry(id);
      if (entry?.kind === 'endpoints') unite(making, entry.matched, { classes, first, portsAt });
    }
  }
  markToAsk(making, classes, (kind) => kind !== 'endpoints');
  return classes;
}

type PortsByClass = (member: number) => PortSetId;

function portsByClass({ classes, portMaps }: Compiled, profile: Profile, rule: AskedRule): PortsByClass {
  if (profile.direction === 'egress' && rule.named) {
    return (member) => rule.portsAt(classes[member]?.ports ?? portMaps.none);
  }
  const fixed = rule.portsAt(profile.ownPorts);
  return () => fixed;
}

interface Uniting {
  /** Classes met so far. */
  readonly classes: number[];
  /** What the profile allows them before. */
  readonly first: PortsByClass;
  readonly portsAt: PortsByClass;
}

function unite({ compiled, scratch }: RowInMaking, members: readonly number[], uniting: Uniting): void {
  const { ports } = compiled.tables;
  const { classes, first, portsAt } = uniting;
  for (const member of members) {
    const before = scratch[member] ?? 0;
    if (before === 0) classes.push(member);
    scratch[member] = 1 + ports.unite(before === 0 ? first(member) : before - 1, portsAt(member));
  }
}

/** What a profile allows a class before its other selectors are looked at. */
function firstPorts({ compiled, profile, wide }: RowInMaking): PortsByClass {
  const { direction, id } = profile;
  const { values } = compiled.tables;
  if (wide === undefined) {
    const common = values.value(compiled.uses[direction].bases[id] ?? 0).allowed4;
    return () => common;
  }
  return (member) => values.value(wide.said(direction, id, member)).allowed4;
}

/** Each class that some peer of the profile knows, to be asked. */
function named(making: RowInMaking): number[] {
  const classes: number[] = [];
  markToAsk(making, classes, () => true);
  return classes;
}

/** Marks classes that a peer of such a kind knows, or knows perhaps, and those about which the answer hangs on more. */
function markToAsk(
  { compiled, profile, scratch, wide }: RowInMaking,
  classes: number[],
  isAsked: (kind: PeerEntry['kind']) => boolean,
): void {
  const mark = (id: number): void => {
    if (scratch[id] === 0) classes.push(id);
    scratch[id] = TO_ASK;
  };
  for (const rule of profile.rules) {
    for (const id of rule.peers) {
      const entry = compiled.tables.peers.entry(id);
      if (entry === undefined || wide?.covers(profile, id) === true) continue;
      if (isAsked(entry.kind)) entry.matched.forEach(mark);
      entry.perhaps.forEach(mark);
    }
  }
  for (const { id } of askedAnyway(compiled, profile)) mark(id);
}

/** Classes about which the profile's answer hangs on more than its selectors. */
function askedAnyway({ addressUnknown, withPorts, hosts }: Compiled, profile: Profile): readonly PodClass[] {
  const asksNodes = profile.doubts.some(({ peers }) => peers === 'not-pods');
  if (!profile.hasBlocks && !profile.byAnyDestination && !asksNodes) return NO_CLASSES;
  return [
    ...(profile.hasBlocks ? addressUnknown : NO_CLASSES),
    ...(profile.byAnyDestination ? withPorts : NO_CLASSES),
    ...(asksNodes ? hosts : NO_CLASSES),
  ];
}

const NO_CLASSES: readonly PodClass[] = [];

function taken({ compiled, profile, scratch }: RowInMaking, id: number): number {
  const marked = scratch[id] ?? 0;
  scratch[id] = 0;
  if (marked !== TO_ASK) return compiled.tables.values.uniform(marked - 1, marked - 1);
  const other = compiled.classes[id];
  return other === undefined ? 0 : sideBetween(compiled, profile, other);
}

/**
 * What the profiles of a direction say about one class: of those that know nothing of it, their base holds. Wide selectors that are
 * taken out do not count as knowing it, as in rows.
 */
export interface Column {
  /** By number. */
  readonly profiles: readonly number[];
  /** A number of `SideValues` for each of `profiles`. */
  readonly values: readonly number[];
}

export type ColumnMaker = (direction: Direction, other: PodClass) => Column;

/** Keeps which profiles name which selector. */
export function createColumnMaker(compiled: Compiled, wide?: WidePeers): ColumnMaker {
  const scratch = { ingress: new Int32Array(0), egress: new Int32Array(0) };
  const uses = { ingress: usesFor(compiled, 'ingress', wide), egress: usesFor(compiled, 'egress', wide) };
  return (direction, other) => {
    const count = compiled.profiles[direction].all.length;
    if (scratch[direction].length < count) scratch[direction] = new Int32Array(count * 2);
    const first = (profile: number): number =>
      wide?.said(direction, profile, other.id) ?? compiled.uses[direction].bases[profile] ?? 0;
    return makeColumn(compiled, { direction, other, usesOf: uses[direction], first }, scratch[direction]);
  };
}

/** For each rule that names the peer and each profile it is part of: the number of the profile, and the ports or that it has to be asked. */
type UsesOf = (peer: PeerId) => readonly number[];

// Those that wide selectors cover are left out once for each peer: of a wide one the others are few among many. Rules that profiles made
// later have are not in what is kept.
function usesFor(compiled: Compiled, direction: Direction, wide: WidePeers | undefined): UsesOf {
  let known: (readonly number[] | undefined)[] = [];
  const { all } = compiled.profiles[direction];
  let upTo = all.length;
  return (peer) => {
    if (all.length !== upTo) known = [];
    upTo = all.length;
    const before = known[peer];
    if (before !== undefined) return before;
    const made = usesOf(compiled, direction, peer, wide);
    known[peer] = made;
    return made;
  };
}

function usesOf({ uses, tables }: Compiled, direction: Direction, peer: PeerId, wide?: WidePeers): readonly number[] {
  const { byPeer, profilesOf } = uses[direction];
  const entry = tables.peers.entry(peer);
  const found: number[] = [];
  for (const { asked, rule } of byPeer.get(peer) ?? NO_USES) {
    for (const profile of profilesOf.get(asked) ?? NO_PROFILES) {
      if (wide?.covers(profile, peer) === true) continue;
      found.push(profile.id, portsOfUse(profile, rule, entry));
    }
  }
  return found;
}

/** The ports are those whoever the peer matches gets, where that is all there is to know. */
function portsOfUse(profile: Profile, rule: AskedRule, entry: PeerEntry | undefined): PortSetId | typeof TO_ASK {
  const isKnown = profile.isSure && entry?.kind === 'endpoints' && entry.perhaps.length === 0;
  return isKnown && !(profile.direction === 'egress' && rule.named) ? rule.portsAt(profile.ownPorts) : TO_ASK;
}

/** What a column is asked of. */
interface ColumnSource {
  readonly direction: Direction;
  readonly other: PodClass;
  readonly usesOf: UsesOf;
  /** What a profile says before its rules are looked at. */
  readonly first: (profile: number) => number;
}

/** The scratch array holds by profile what it holds in rows by class. */
function makeColumn(compiled: Compiled, source: ColumnSource, scratch: Int32Array): Column {
  const { ports, values } = compiled.tables;
  const { direction, other, first } = source;
  const profiles: number[] = [];
  const add = (profile: number, added: PortSetId | typeof TO_ASK): void => {
    const before = scratch[profile] ?? 0;
    if (before === 0) profiles.push(profile);
    if (added === TO_ASK || before === TO_ASK) scratch[profile] = TO_ASK;
    else scratch[profile] = 1 + ports.unite(before === 0 ? values.value(first(profile)).allowed4 : before - 1, added);
  };
  for (const ids of [other.matched, other.perhaps, other.addresses.blocks]) {
    for (const id of ids) {
      const uses = source.usesOf(id);
      for (let index = 0; index < uses.length; index += 2) add(uses[index] ?? 0, uses[index + 1] ?? TO_ASK);
    }
  }
  for (const { id } of profilesAskedAnyway(compiled, direction, other)) add(id, TO_ASK);
  const found = profiles.map((id) => {
    const marked = scratch[id] ?? 0;
    scratch[id] = 0;
    if (marked !== TO_ASK) return values.uniform(marked - 1, marked - 1);
    const profile = compiled.profiles[direction].all[id];
    return profile === undefined ? 0 : sideBetween(compiled, profile, other);
  });
  return { profiles, values: found };
}

const NO_USES: readonly RuleUse[] = [];
const NO_PROFILES: readonly Profile[] = [];

/** Profiles whose answer hangs on what else the class is. */
function* profilesAskedAnyway({ uses }: Compiled, direction: Direction, other: PodClass): Generator<Profile> {
  const { askAddresses, askPorts, askNodes } = uses[direction];
  if (other.addresses.unknown) yield* askAddresses;
  if (other.ports.ports.length > 0) yield* askPorts;
  if (!other.isSubject) yield* askNodes;
}
