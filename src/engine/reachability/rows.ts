import type { Direction } from '../../model/policies.ts';
import type { AskedRule } from './asked-rules.ts';
import { type Compiled, type RuleUse, sideBetween } from './compiled.ts';
import type { PodClass } from './pod-classes.ts';
import type { PortSetId } from './port-sets.ts';
import type { Profile } from './profiles.ts';
import { portsFor } from './side-of-class.ts';
import type { SideValues } from './side-values.ts';

/**
 * What a profile says about every class, in short: `base` about all of which its rules know nothing, and the value for each of the
 * others. Ends that speak for a node are taken to be on another one.
 */
export interface Row {
  readonly base: number;
  readonly classes: readonly number[];
  /** A number of `SideValues` for each of `classes`. */
  readonly values: readonly number[];
}

/** Makes rows; keeps scratch space, so that making one costs what is in it. */
export type RowMaker = (profile: Profile) => Row;

export function createRowMaker(compiled: Compiled): RowMaker {
  let scratch = new Int32Array(0);
  return (profile) => {
    if (scratch.length < compiled.classes.length) scratch = new Int32Array(compiled.classes.length * 2);
    const base = compiled.uses[profile.direction].bases[profile.id] ?? 0;
    if (profile.rules.length === 0 && profile.doubts.length === 0) return { base, classes: [], values: [] };
    return profile.isPlain
      ? plainRow(compiled, profile, base, scratch)
      : { base, ...askedRow(compiled, profile, scratch) };
  };
}

/** The scratch array holds port sets, one more than their number; it is all zero before and after. */
function plainRow({ tables, portMaps }: Compiled, profile: Profile, base: number, scratch: Int32Array): Row {
  const { ports, values, peers } = tables;
  const own = portsFor(profile, portMaps.none);
  const common = values.value(base).allowed4;
  const classes: number[] = [];
  const add = (members: readonly number[], added: PortSetId): void => {
    for (const member of members) {
      const before = scratch[member] ?? 0;
      if (before === 0) classes.push(member);
      scratch[member] = 1 + ports.unite(before === 0 ? common : before - 1, added);
    }
  };
  for (const rule of profile.rules) {
    for (const id of rule.peers) add(peers.entry(id)?.matched ?? NO_CLASSES, rule.portsAt(own));
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
function askedRow(compiled: Compiled, profile: Profile, scratch: Int32Array): Omit<Row, 'base'> {
  const classes: number[] = [];
  const add = (member: number): void => {
    if (scratch[member] !== 0) return;
    scratch[member] = 1;
    classes.push(member);
  };
  for (const { peers } of profile.rules) {
    for (const id of peers) {
      const entry = compiled.tables.peers.entry(id);
      entry?.matched.forEach(add);
      entry?.perhaps.forEach(add);
    }
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

/** What the profiles of a direction say about one class: of those that know nothing of it, their base holds. */
export interface Column {
  readonly profiles: readonly Profile[];
  /** A number of `SideValues` for each of `profiles`. */
  readonly values: readonly number[];
}

export type ColumnMaker = (direction: Direction, other: PodClass) => Column;

export function createColumnMaker(compiled: Compiled): ColumnMaker {
  const scratch = { ingress: new Int32Array(0), egress: new Int32Array(0) };
  return (direction, other) => {
    const count = compiled.profiles[direction].all.length;
    if (scratch[direction].length < count) scratch[direction] = new Int32Array(count * 2);
    return makeColumn(compiled, direction, other, scratch[direction]);
  };
}

/** As in rows, the scratch array holds port sets, one more than their number; -1 where the profile has to be asked. */
function makeColumn(compiled: Compiled, direction: Direction, other: PodClass, scratch: Int32Array): Column {
  const { ports, values } = compiled.tables;
  const { byPeer, profilesOf, bases } = compiled.uses[direction];
  const profiles: Profile[] = [];
  const ask = (profile: Profile): void => {
    if (scratch[profile.id] === 0) profiles.push(profile);
    scratch[profile.id] = TO_ASK;
  };
  const add = (profile: Profile, rule: AskedRule): void => {
    if (!profile.isPlain) {
      ask(profile);
      return;
    }
    const before = scratch[profile.id] ?? 0;
    if (before === 0) profiles.push(profile);
    const allowed = before === 0 ? values.value(bases[profile.id] ?? 0).allowed4 : before - 1;
    scratch[profile.id] = 1 + ports.unite(allowed, rule.portsAt(portsFor(profile, other.ports)));
  };
  for (const ids of [other.matched, other.perhaps, other.addresses.blocks]) {
    for (const id of ids) {
      for (const { asked, rule } of byPeer.get(id) ?? NO_USES) {
        for (const profile of profilesOf.get(asked) ?? NO_PROFILES) add(profile, rule);
      }
    }
  }
  for (const profile of askedAnyway(compiled, direction, other)) ask(profile);
  const found = profiles.map((profile) => {
    if (scratch[profile.id] !== TO_ASK) return taken(scratch, profile.id, values);
    scratch[profile.id] = 0;
    return sideBetween(compiled, profile, other);
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
