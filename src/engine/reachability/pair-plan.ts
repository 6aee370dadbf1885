import type { Direction } from '../../model/policies.ts';
import { eachInSteps, finished, type InSteps } from '../in-steps.ts';
import type { Compiled } from './compiled.ts';
import { createSayings, type Sayings } from './pair-sides.ts';
import type { PeerId } from './peer-table.ts';
import type { PodClass } from './pod-classes.ts';
import { asksNodes, type Profile } from './profiles.ts';
import { type WidePeers, widePeersInSteps } from './wide-peers.ts';

/**
 * What counting all pairs needs to know about classes and profiles, whatever ports are asked for and however many pods a class has. What
 * is found out about a selector or a profile is kept.
 */
export interface PairPlan {
  readonly wide: WidePeers;
  readonly sayings: Readonly<Record<Direction, Sayings>>;
  /** Classes that selectors and blocks of an egress profile know, wide ones aside; some more than once. */
  readonly namedBy: (profile: Profile) => readonly Numbers[];
  /** Ingress profiles of which selectors and blocks know the source, wide ones aside; some more than once. */
  readonly whoName: (source: PodClass) => readonly Numbers[];
  /** Classes by their ingress profile, one profile after the other, and where each begins. */
  readonly members: Int32Array;
  readonly firstMember: Int32Array;
}

type Numbers = readonly number[];

const plans = new WeakMap<Compiled, { readonly made: PairPlan; readonly size: string }>();

/**
 * The plan of what is compiled, made again when something was added to it. `leastWide` as in `createWidePeers`; with it, the plan is
 * made anew.
 */
export function pairPlanOf(compiled: Compiled, leastWide?: number): PairPlan {
  return finished(pairPlanInSteps(compiled, leastWide));
}

/** The same by small steps. */
export function* pairPlanInSteps(compiled: Compiled, leastWide?: number): InSteps<PairPlan> {
  if (leastWide !== undefined) return yield* makePlan(compiled, leastWide);
  const known = plans.get(compiled);
  const size = sizeOf(compiled);
  if (known?.size === size) return known.made;
  const made = yield* makePlan(compiled, undefined);
  plans.set(compiled, { made, size });
  return made;
}

// Classes, profiles and selectors are never taken away, and what one is never changes.
function sizeOf({ classes, profiles, tables }: Compiled): string {
  const { ingress, egress } = profiles;
  return [classes, ingress.all, egress.all, tables.peers.entries].map(({ length }) => length).join(' ');
}

function* makePlan(compiled: Compiled, leastWide: number | undefined): InSteps<PairPlan> {
  const wide = yield* widePeersInSteps(compiled, leastWide);
  const inARow = yield* membersInARow(compiled);
  return {
    wide,
    sayings: { ingress: createSayings(compiled, 'ingress', wide), egress: createSayings(compiled, 'egress', wide) },
    namedBy: namedBy(compiled, wide),
    whoName: whoName(compiled, wide),
    ...inARow,
  };
}

function namedBy(compiled: Compiled, wide: WidePeers): PairPlan['namedBy'] {
  const { tables, addressUnknown, withPorts, hosts } = compiled;
  const idsOf = (classes: readonly PodClass[]): Numbers => classes.map(({ id }) => id);
  const anyway = { addresses: idsOf(addressUnknown), ports: idsOf(withPorts), nodes: idsOf(hosts) };
  return keptById((profile: Profile) => {
    const peers = profile.rules.flatMap((rule) => rule.peers).filter((peer) => !wide.covers(profile, peer));
    const entries = [...new Set(peers)].flatMap((peer) => tables.peers.entry(peer) ?? []);
    const lists: Numbers[] = entries.flatMap(({ matched, perhaps }) => [matched, perhaps]);
    if (profile.hasBlocks) lists.push(anyway.addresses);
    if (profile.byAnyDestination) lists.push(anyway.ports);
    if (asksNodes(profile)) lists.push(anyway.nodes);
    return lists.filter(({ length }) => length > 0);
  });
}

function whoName({ uses }: Compiled, wide: WidePeers): PairPlan['whoName'] {
  const { byPeer, profilesOf, askAddresses, askPorts, askNodes } = uses.ingress;
  const idsOf = (profiles: readonly Profile[]): Numbers => profiles.map(({ id }) => id);
  const anyway = { addresses: idsOf(askAddresses), ports: idsOf(askPorts), nodes: idsOf(askNodes) };
  const byPeerId: (Numbers | undefined)[] = [];
  const namedIn = (peer: PeerId): Numbers => {
    const known = byPeerId[peer];
    if (known !== undefined) return known;
    const found = (byPeer.get(peer) ?? []).flatMap(({ asked }) =>
      (profilesOf.get(asked) ?? []).filter((profile) => !wide.covers(profile, peer)),
    );
    const made = idsOf(found);
    byPeerId[peer] = made;
    return made;
  };
  return keptById(({ matched, perhaps, addresses, ports, isSubject }: PodClass) => {
    const lists = [...matched, ...perhaps, ...addresses.blocks].map(namedIn);
    if (addresses.unknown) lists.push(anyway.addresses);
    if (ports.ports.length > 0) lists.push(anyway.ports);
    if (!isSubject) lists.push(anyway.nodes);
    return lists.filter(({ length }) => length > 0);
  });
}

function keptById<T extends { readonly id: number }, V>(make: (of: T) => V): (of: T) => V {
  const kept: (V | undefined)[] = [];
  return (of) => {
    const known = kept[of.id];
    if (known !== undefined) return known;
    const made = make(of);
    kept[of.id] = made;
    return made;
  };
}

// Walked so often that objects cost too much.
function* membersInARow({ uses, classes }: Compiled): InSteps<Pick<PairPlan, 'members' | 'firstMember'>> {
  const all = uses.ingress.members;
  const members = new Int32Array(classes.length);
  const firstMember = new Int32Array(all.length + 1);
  let [profile, next] = [0, 0];
  yield* eachInSteps(all, IN_A_STEP, (own) => {
    for (const { id } of own) members[next++] = id;
    firstMember[++profile] = next;
  });
  return { members, firstMember };
}

/** So many profiles to a step. */
const IN_A_STEP = 512;
