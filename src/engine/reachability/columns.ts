import type { Direction } from '../../model/policies.ts';
import type { AskedRule } from './asked-rules.ts';
import { type Compiled, type RuleUse, sideBetween } from './compiled.ts';
import { createGathering, type Gathering } from './gathering.ts';
import type { PeerEntry, PeerId } from './peer-table.ts';
import type { PodClass } from './pod-classes.ts';
import type { PortSetId } from './port-sets.ts';
import type { Profile } from './profiles.ts';
import type { WideRules } from './wide-peers.ts';

/**
 * What the profiles of a direction say about one class: of those that know nothing of it, their base holds. Wide selectors that are
 * taken out do not count as knowing it, as in rows.
 */
export interface Column {
  /** By number. */
  readonly profiles: Int32Array;
  /** A number of `SideValues` for each of `profiles`. */
  readonly values: Int32Array;
}

export type ColumnMaker = (direction: Direction, other: PodClass) => Column;

/** Makes columns to keep. */
export function createColumnMaker(compiled: Compiled): ColumnMaker {
  const inPassing = createPassingColumnMaker(compiled);
  return (direction, other) => keptColumn(inPassing(direction, other));
}

/** A column to keep, of one made in passing. */
export function keptColumn({ profiles, values }: Column): Column {
  return { profiles: profiles.slice(), values: values.slice() };
}

/** Makes columns in passing: each holds until the next is made. Keeps which profiles name which selector. */
export function createPassingColumnMaker(compiled: Compiled, wide?: WideRules): ColumnMaker {
  const gathering = createGathering(compiled.tables);
  const ways = { ingress: wayOf(compiled, 'ingress', wide), egress: wayOf(compiled, 'egress', wide) };
  return (direction, other) => {
    const all = compiled.profiles[direction].all;
    gathering.begin(all.length);
    gather(compiled, ways[direction], gathering, other);
    const { ids, values } = gathering.end((id) => {
      const profile = all[id];
      return profile === undefined ? 0 : sideBetween(compiled, profile, other);
    });
    return { profiles: ids, values };
  };
}

/** What columns of a direction are made of. */
interface Way {
  readonly direction: Direction;
  readonly usesOf: UsesOf;
  /** What a profile allows before its rules are looked at. */
  readonly firstPorts: (profile: number, other: number) => PortSetId;
}

function wayOf(compiled: Compiled, direction: Direction, wide: WideRules | undefined): Way {
  const { values } = compiled.tables;
  const { bases } = compiled.uses[direction];
  const known: number[] = [];
  const firstPorts = (profile: number, other: number): PortSetId => {
    const before = known[profile];
    if (before !== undefined) return before;
    const alike = wide === undefined ? (bases[profile] ?? 0) : wide.saidOfAll(direction, profile);
    if (alike === undefined) return values.value(wide?.said(direction, profile, other) ?? 0).allowed4;
    const made = values.value(alike).allowed4;
    known[profile] = made;
    return made;
  };
  return { direction, usesOf: usesFor(compiled, direction, wide), firstPorts };
}

function gather(
  compiled: Compiled,
  { direction, usesOf, firstPorts }: Way,
  gathering: Gathering,
  other: PodClass,
): void {
  for (const ids of [other.matched, other.perhaps, other.addresses.blocks]) {
    for (const id of ids) {
      const uses = usesOf(id);
      for (let index = 0; index < uses.length; index += 2) {
        const profile = uses[index] ?? 0;
        const added = uses[index + 1] ?? TO_ASK;
        if (added === TO_ASK) gathering.toAsk(profile);
        else gathering.unite(profile, firstPorts(profile, other.id), added);
      }
    }
  }
  for (const { id } of profilesAskedAnyway(compiled, direction, other)) gathering.toAsk(id);
}

/** For each rule that names the peer and each profile it is part of: the number of the profile, and the ports or that it has to be asked. */
type UsesOf = (peer: PeerId) => readonly number[];

const TO_ASK = -1;

// Those that wide selectors cover are left out once for each peer: of a wide one the others are few among many. What profiles made later
// say is added to what is kept.
function usesFor(compiled: Compiled, direction: Direction, wide: WideRules | undefined): UsesOf {
  const known: (number[] | undefined)[] = [];
  const { all } = compiled.profiles[direction];
  let upTo = all.length;
  const learn = (profile: Profile): void => {
    for (const rule of profile.rules) {
      for (const peer of rule.peers) {
        const kept = known[peer];
        if (kept === undefined || wide?.covers(profile, peer) === true) continue;
        kept.push(profile.id, portsOfUse(profile, rule, compiled.tables.peers.entry(peer)));
      }
    }
  };
  return (peer) => {
    for (; upTo < all.length; upTo++) {
      const profile = all[upTo];
      if (profile !== undefined) learn(profile);
    }
    const before = known[peer];
    if (before !== undefined) return before;
    const made = usesOf(compiled, direction, peer, wide);
    known[peer] = made;
    return made;
  };
}

function usesOf({ uses, tables }: Compiled, direction: Direction, peer: PeerId, wide?: WideRules): number[] {
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

const NO_USES: readonly RuleUse[] = [];
const NO_PROFILES: readonly Profile[] = [];

/** Profiles whose answer hangs on what else the class is. */
function* profilesAskedAnyway({ uses }: Compiled, direction: Direction, other: PodClass): Generator<Profile> {
  const { askAddresses, askPorts, askNodes } = uses[direction];
  if (other.addresses.unknown) yield* askAddresses;
  if (other.ports.ports.length > 0) yield* askPorts;
  if (!other.isSubject) yield* askNodes;
}
