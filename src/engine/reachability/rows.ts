import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import { type Compiled, type RuleUse, sideBetween } from './compiled.ts';
import type { PeerId } from './peer-table.ts';
import type { PodClass } from './pod-classes.ts';
import type { PortSetId } from './port-sets.ts';
import type { Profile } from './profiles.ts';
import { portsFor } from './side-of-class.ts';
import type { SideValues } from './side-values.ts';
import type { WidePeers } from './wide-peers.ts';

/**
 * What a profile says about every class, in short: `base` about all of which its rules know nothing, and the value for each of the
 * others. Ends that speak for a node are taken to be on another one. Where wide selectors are taken out, classes only they know are
 * not named, and about those not named the profile says what `WidePeers.value` gives.
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
    return profile.isPlain
      ? plainRow(compiled, profile, base, scratch, wide)
      : { base, ...askedRow(compiled, profile, scratch, wide) };
  };
}

/** The scratch array holds port sets, one more than their number; it is all zero before and after. */
function plainRow(
  compiled: Compiled,
  profile: Profile,
  base: number,
  scratch: Int32Array,
  wide: WidePeers | undefined,
): Row {
  const { ports, values, peers } = compiled.tables;
  const own = portsFor(profile, compiled.portMaps.none);
  const common = values.value(base).allowed4;
  const { direction } = profile;
  const group = wide?.groups[direction][profile.id] ?? 0;
  const atFirst = (member: number): PortSetId => {
    if (wide === undefined) return common;
    return values.value(wide.valueAt(direction, group, wide.ends[direction][member] ?? 0)).allowed4;
  };
  const classes: number[] = [];
  const add = (members: readonly number[], added: PortSetId): void => {
    for (const member of members) {
      const before = scratch[member] ?? 0;
      if (before === 0) classes.push(member);
      scratch[member] = 1 + ports.unite(before === 0 ? atFirst(member) : before - 1, added);
    }
  };
  for (const rule of profile.rules) {
    for (const id of rule.peers) {
      if (wide?.covers(profile, id) !== true) add(peers.entry(id)?.matched ?? NO_CLASSES, rule.portsAt(own));
    }
  }
  return { base, classes, values: classes.map((member) => taken(scratch, member, values)) };
}

const NO_CLASSES: readonly number[] = [];

function taken(scratch: Int32Array, place: number, { uniform }: SideValues): number {
  const allowed = (scratch[place] ?? 1) - 1;
  scratch[place] = 0;
  return uniform(allowed, allowed);
}

/** Asks the profile about each class that some peer of it knows. */
function askedRow(
  compiled: Compiled,
  profile: Profile,
  scratch: Int32Array,
  wide: WidePeers | undefined,
): Omit<Row, 'base'> {
  const classes: number[] = [];
  const add = (member: number): void => {
    if (scratch[member] !== 0) return;
    scratch[member] = 1;
    classes.push(member);
  };
  const named = profile.rules.flatMap(({ peers }) => peers).filter((id) => wide?.covers(profile, id) !== true);
  for (const id of named) {
    const entry = compiled.tables.peers.entry(id);
    entry?.matched.forEach(add);
    entry?.perhaps.forEach(add);
  }
  if (profile.hasBlocks) for (const { id } of compiled.addressUnknown) add(id);
  if (profile.byAnyDestination) for (const { id } of compiled.withPorts) add(id);
  if (profile.doubts.some(({ peers }) => peers === 'not-pods')) for (const { id } of compiled.hosts) add(id);
  for (const member of classes) scratch[member] = 0;
  const values = classes.map((member) => {
    const other = compiled.classes[member];
    return other === undefined ? 0 : sideBetween(compiled, profile, other);
  });
  return { classes, values };
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

/** With `wide`, keeps which profiles name which selector: to be used before anything else is compiled. */
export function createColumnMaker(compiled: Compiled, wide?: WidePeers): ColumnMaker {
  const scratch = { ingress: new Int32Array(0), egress: new Int32Array(0) };
  const uses = { ingress: usesFor(compiled, 'ingress', wide), egress: usesFor(compiled, 'egress', wide) };
  return (direction, other) => {
    const count = compiled.profiles[direction].all.length;
    if (scratch[direction].length < count) scratch[direction] = new Int32Array(count * 2);
    const end = wide?.ends[direction][other.id] ?? 0;
    const first = (profile: number): number =>
      wide?.valueAt(direction, wide.groups[direction][profile] ?? 0, end) ??
      compiled.uses[direction].bases[profile] ??
      0;
    return makeColumn(compiled, { direction, other, usesOf: uses[direction], first }, scratch[direction]);
  };
}

/** For each rule that names the peer and each profile it is part of: the number of the profile, and the ports or that it has to be asked. */
type UsesOf = (peer: PeerId) => readonly number[];

// Those that wide selectors cover are left out once for each peer: of a wide one the others are few among many.
function usesFor(compiled: Compiled, direction: Direction, wide: WidePeers | undefined): UsesOf {
  if (wide === undefined) return (peer) => usesOf(compiled, direction, peer, undefined);
  const known = new Map<PeerId, readonly number[]>();
  return (peer) => remember(known, peer, () => usesOf(compiled, direction, peer, wide));
}

function usesOf({ uses, portMaps }: Compiled, direction: Direction, peer: PeerId, wide?: WidePeers): readonly number[] {
  const { byPeer, profilesOf } = uses[direction];
  const found: number[] = [];
  for (const { asked, rule } of byPeer.get(peer) ?? NO_USES) {
    for (const profile of profilesOf.get(asked) ?? NO_PROFILES) {
      if (wide?.covers(profile, peer) === true) continue;
      found.push(profile.id, profile.isPlain ? rule.portsAt(portsFor(profile, portMaps.none)) : TO_ASK);
    }
  }
  return found;
}

/** What a column is asked of. */
interface ColumnSource {
  readonly direction: Direction;
  readonly other: PodClass;
  readonly usesOf: UsesOf;
  /** What a profile says before its rules are looked at. */
  readonly first: (profile: number) => number;
}

/** As in rows, the scratch array holds port sets, one more than their number; -1 where the profile has to be asked. */
function makeColumn(compiled: Compiled, source: ColumnSource, scratch: Int32Array): Column {
  const { ports, values } = compiled.tables;
  const { direction, other, first } = source;
  const profiles: number[] = [];
  const add = (profile: number, added: PortSetId | typeof TO_ASK): void => {
    const before = scratch[profile] ?? 0;
    if (before === 0) profiles.push(profile);
    if (added === TO_ASK) scratch[profile] = TO_ASK;
    else scratch[profile] = 1 + ports.unite(before === 0 ? values.value(first(profile)).allowed4 : before - 1, added);
  };
  for (const ids of [other.matched, other.perhaps, other.addresses.blocks]) {
    for (const id of ids) {
      const uses = source.usesOf(id);
      for (let index = 0; index < uses.length; index += 2) add(uses[index] ?? 0, uses[index + 1] ?? TO_ASK);
    }
  }
  for (const { id } of askedAnyway(compiled, direction, other)) add(id, TO_ASK);
  const found = profiles.map((id) => {
    if (scratch[id] !== TO_ASK) return taken(scratch, id, values);
    scratch[id] = 0;
    const profile = compiled.profiles[direction].all[id];
    return profile === undefined ? 0 : sideBetween(compiled, profile, other);
  });
  return { profiles, values: found };
}

const TO_ASK = -1;
const NO_USES: readonly RuleUse[] = [];
const NO_PROFILES: readonly Profile[] = [];

/** Profiles whose answer hangs on what else the class is. */
function* askedAnyway({ uses }: Compiled, direction: Direction, other: PodClass): Generator<Profile> {
  const { askAddresses, askPorts, askNodes } = uses[direction];
  if (other.addresses.unknown) yield* askAddresses;
  if (other.ports.ports.length > 0) yield* askPorts;
  if (!other.isSubject) yield* askNodes;
}
