import type { PortMap } from './asked-rules.ts';
import type { PeerTable } from './peer-table.ts';
import type { PodClass } from './pod-classes.ts';
import { ALL_PORTS_ID, NO_PORTS_ID, type PortSetId, type PortSets } from './port-sets.ts';
import type { Profile } from './profiles.ts';
import { IPV4, IPV6, type SideValues } from './side-values.ts';
import { type IsolationKind, MATCH, NO_MATCH, PERHAPS, type Tri, walkPorts } from './walk.ts';

/** What the other end of a connection is to rules. */
export type OtherEnd = Pick<PodClass, 'matched' | 'perhaps' | 'addresses' | 'ports'> & { readonly isPod: boolean };

/** How rules of a profile match, over each family. */
export interface RuleMatches {
  readonly over4: ArrayLike<number>;
  readonly over6: ArrayLike<number>;
}

/** What evaluating needs. */
export interface Tables {
  readonly ports: PortSets;
  readonly values: SideValues;
  readonly peers: PeerTable;
}

/** What the policies of a profile say about a connection with this other end, as a number of `SideValues`. */
export function sideValue(tables: Tables, profile: Profile, other: OtherEnd, isolation: IsolationKind): number {
  const matches = matchesOf(tables.peers, profile, other);
  return valueOfMatches(tables, profile, matches, {
    ports: portsFor(profile, other.ports),
    isolation,
    isPod: other.isPod,
  });
}

/** Where the profile looks up named ports: on the subject of ingress, on the destination of egress. */
export function portsFor(profile: Profile, destination: PortMap): PortMap {
  return profile.direction === 'ingress' ? profile.ownPorts : destination;
}

/** How something matches of which no selector and no block knows anything. */
export function matchesOfNobody({ rules }: Profile): number[] {
  return rules.map(({ everybody, inDoubt }) => (everybody ? MATCH : inDoubt ? PERHAPS : NO_MATCH));
}

function matchesOf(peers: PeerTable, profile: Profile, other: OtherEnd): RuleMatches {
  const over4 = matchesOfNobody(profile);
  const over6 = profile.hasBlocks ? [...over4] : over4;
  const bits = (family: number, over: number[], index: number, match: number): void => {
    const before = over[index] ?? NO_MATCH;
    if ((family & (over === over4 ? IPV4 : IPV6)) !== 0 && match > before) over[index] = match;
  };
  profile.rules.forEach((rule, index) => {
    for (const id of rule.peers) {
      const [family, match] = peerMatch(peers, id, other);
      if (match === NO_MATCH) continue;
      bits(family, over4, index, match);
      if (over6 !== over4) bits(family, over6, index, match);
    }
  });
  return { over4, over6 };
}

const EITHER = IPV4 | IPV6;

/** Over which families the peer is asked, and whether it matches. */
function peerMatch(peers: PeerTable, id: number, other: OtherEnd): readonly [number, number] {
  const entry = peers.entry(id);
  if (entry?.kind === 'addresses') {
    const family = entry.block.cidr.family === 'IPv4' ? IPV4 : IPV6;
    if (other.addresses.unknown) return [family, PERHAPS];
    return [family, other.addresses.blocks.includes(id) ? MATCH : NO_MATCH];
  }
  if (other.matched.includes(id)) return [EITHER, MATCH];
  return [EITHER, other.perhaps.includes(id) ? PERHAPS : NO_MATCH];
}

/** The circumstances of one evaluation. */
export interface Asked {
  readonly ports: PortMap;
  readonly isolation: IsolationKind;
  /** Whether the other end is a pod to policies. */
  readonly isPod: boolean;
}

/** The value where it is known how the rules match. */
export function valueOfMatches(tables: Tables, profile: Profile, matches: RuleMatches, asked: Asked): number {
  const four = overFamily(tables.ports, profile, matches.over4, asked);
  if (matches.over4 === matches.over6) return tables.values.uniform(four.allowed, four.possible);
  const six = overFamily(tables.ports, profile, matches.over6, asked);
  return tables.values.idOf({
    allowed4: four.allowed,
    possible4: four.possible,
    allowed6: six.allowed,
    possible6: six.possible,
  });
}

function overFamily(ports: PortSets, profile: Profile, matches: ArrayLike<number>, asked: Asked): Tri {
  if (profile.isUnion && profile.doubts.length === 0) return union(ports, profile, matches, asked);
  return walkPorts({
    ports,
    profile,
    matches,
    portsOf: (rule) => profile.rules[rule]?.portsAt(asked.ports) ?? NO_PORTS_ID,
    isolation: asked.isolation,
    peerIsPod: asked.isPod,
  });
}

// Where there are only NetworkPolicies, the walk is a union of what each rule that matches allows (semantics §2).
function union(ports: PortSets, profile: Profile, matches: ArrayLike<number>, { ports: map, isolation }: Asked): Tri {
  if (isolation === 'exempt') return { allowed: ALL_PORTS_ID, possible: ALL_PORTS_ID };
  let allowed: PortSetId = NO_PORTS_ID;
  let possible: PortSetId = isolation === 'unknown' ? ALL_PORTS_ID : NO_PORTS_ID;
  for (let rule = 0; rule < matches.length; rule++) {
    if (matches[rule] === NO_MATCH) continue;
    const own = profile.rules[rule]?.portsAt(map) ?? NO_PORTS_ID;
    possible = ports.unite(possible, own);
    if (matches[rule] === MATCH) allowed = ports.unite(allowed, own);
  }
  return { allowed, possible };
}
