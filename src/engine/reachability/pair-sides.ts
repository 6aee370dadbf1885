import type { Direction } from '../../model/policies.ts';
import { type Compiled, sideBetween } from './compiled.ts';
import type { PeerId } from './peer-table.ts';
import type { PodClass } from './pod-classes.ts';
import { memoised, type PortSetId } from './port-sets.ts';
import type { Profile } from './profiles.ts';
import type { WidePeers } from './wide-peers.ts';

/**
 * What the profiles of a direction say about classes, one by one, as numbers of `SideValues`. Of ends that speak for a node those on
 * another one.
 */
export interface Sayings {
  /**
   * For a profile that allows a union of ports, selector by selector, and nothing else: each of its selectors that is not wide, and
   * the ports; undefined for all others.
   */
  readonly unionOf: (profile: number) => readonly number[] | undefined;
  /** What such a profile allows a class before those selectors are looked at. */
  readonly firstPorts: (profile: number, other: number) => PortSetId;
  /** For all profiles; remembered, for it takes its time. */
  readonly asked: (profile: number, other: number) => number;
}

export function createSayings(compiled: Compiled, direction: Direction, wide: WidePeers): Sayings {
  const { values } = compiled.tables;
  const { all } = compiled.profiles[direction];
  const unions: (readonly number[] | 'none' | undefined)[] = [];
  const first: number[] = [];
  return {
    unionOf(id) {
      const known = unions[id];
      if (known !== undefined) return known === 'none' ? undefined : known;
      const profile = all[id];
      const made = profile && unionOf(compiled, profile, wide);
      unions[id] = made ?? 'none';
      return made;
    },
    firstPorts(profile, other) {
      const known = first[profile];
      if (known !== undefined) return known;
      const ofAll = wide.saidOfAll(direction, profile);
      if (ofAll === undefined) return values.value(wide.said(direction, profile, other)).allowed4;
      const made = values.value(ofAll).allowed4;
      first[profile] = made;
      return made;
    },
    asked: memoised((id, other) => {
      const [profile, end] = [all[id], compiled.classes[other]];
      return profile === undefined || end === undefined ? 0 : sideBetween(compiled, profile, end);
    }),
  };
}

function unionOf({ tables }: Compiled, profile: Profile, wide: WidePeers): readonly number[] | undefined {
  if (!profile.isSure) return undefined;
  const union: number[] = [];
  for (const rule of profile.rules) {
    if (rule.named && profile.direction === 'egress') return undefined;
    for (const peer of rule.peers) {
      const entry = tables.peers.entry(peer);
      if (entry?.kind !== 'endpoints' || entry.perhaps.length > 0) return undefined;
      if (!wide.covers(profile, peer)) union.push(peer, rule.portsAt(profile.ownPorts));
    }
  }
  return union;
}

/** Sayings of pairs, the profile of the source and then the source itself in hand. */
export interface PairSides {
  readonly takeProfile: (profile: Profile) => void;
  readonly takeSource: (source: PodClass) => void;
  /** What the profile in hand says about the class as a destination. */
  readonly egress: (destination: number) => number;
  /** What this profile of a destination says about the source in hand. */
  readonly ingress: (profile: number) => number;
}

export function createPairSides(
  { tables, classes }: Compiled,
  sayings: Readonly<Record<Direction, Sayings>>,
): PairSides {
  const { ports, values } = tables;
  const peers = tables.peers.entries.length;
  /** By selector: one more than the number of the ports that the profile in hand allows whom it matches; zero where it does not name it. */
  const allows = new Int32Array(peers);
  /** The source that the selector matched last. */
  const matchedLast = new Int32Array(peers).fill(-1);
  let [profile, source] = [0, 0];
  let union: readonly number[] | undefined;
  const allowTo = (peer: PeerId, added: PortSetId): void => {
    const before = allows[peer] ?? 0;
    allows[peer] = 1 + (before === 0 ? added : ports.unite(before - 1, added));
  };
  return {
    takeProfile({ id }) {
      for (let index = 0; index < (union?.length ?? 0); index += 2) allows[union?.[index] ?? 0] = 0;
      profile = id;
      union = sayings.egress.unionOf(id);
      for (let index = 0; index < (union?.length ?? 0); index += 2)
        allowTo(union?.[index] ?? 0, union?.[index + 1] ?? 0);
    },
    takeSource({ id, matched }) {
      source = id;
      for (const peer of matched) matchedLast[peer] = id;
    },
    egress(destination) {
      if (union === undefined) return sayings.egress.asked(profile, destination);
      let allowed = sayings.egress.firstPorts(profile, destination);
      const matched = classes[destination]?.matched ?? [];
      for (let index = 0; index < matched.length; index++) {
        const added = allows[matched[index] ?? 0] ?? 0;
        if (added > 0) allowed = ports.unite(allowed, added - 1);
      }
      return values.uniform(allowed, allowed);
    },
    ingress(of) {
      const own = sayings.ingress.unionOf(of);
      if (own === undefined) return sayings.ingress.asked(of, source);
      let allowed = sayings.ingress.firstPorts(of, source);
      for (let index = 0; index < own.length; index += 2) {
        if (matchedLast[own[index] ?? 0] === source) allowed = ports.unite(allowed, own[index + 1] ?? 0);
      }
      return values.uniform(allowed, allowed);
    },
  };
}
