import type { AskedRule } from './asked-rules.ts';
import { type Compiled, sideBetween } from './compiled.ts';
import { createGathering, type Gathered, type Gathering, NOTHING_GATHERED } from './gathering.ts';
import type { PeerEntry } from './peer-table.ts';
import type { PodClass } from './pod-classes.ts';
import type { PortSetId } from './port-sets.ts';
import { asksNodes, type Profile } from './profiles.ts';
import type { WideRules } from './wide-peers.ts';

/**
 * What a profile says about every class, in short: `base` about all of which its rules know nothing, and the value for each of the
 * others. Ends that speak for a node are taken to be on another one. Where wide selectors are taken out, classes only they know are
 * not named, and about those not named the profile says what `WideRules.said` gives.
 */
export interface Row {
  readonly base: number;
  readonly classes: Int32Array;
  /** A number of `SideValues` for each of `classes`. */
  readonly values: Int32Array;
}

/** Makes rows; keeps scratch space, so that making one costs what is in it. */
export type RowMaker = (profile: Profile) => Row;

/** Makes rows to keep. */
export function createRowMaker(compiled: Compiled): RowMaker {
  const inPassing = createPassingRowMaker(compiled);
  return (profile) => keptRow(inPassing(profile));
}

/** A row to keep, of one made in passing. */
export function keptRow({ base, classes, values }: Row): Row {
  return { base, classes: classes.slice(), values: values.slice() };
}

/** Makes rows in passing: each holds until the next is made. */
export function createPassingRowMaker(compiled: Compiled, wide?: WideRules): RowMaker {
  const gathering = createGathering(compiled.tables);
  return (profile) => {
    const base = compiled.uses[profile.direction].bases[profile.id] ?? 0;
    if (profile.rules.length === 0 && profile.doubts.length === 0)
      return { base, classes: NOTHING_GATHERED, values: NOTHING_GATHERED };
    const { ids, values } = gatherRow({ compiled, profile, gathering, wide });
    return { base, classes: ids, values };
  };
}

/** A row in the making. */
interface RowInMaking {
  readonly compiled: Compiled;
  readonly profile: Profile;
  /** By class. */
  readonly gathering: Gathering;
  readonly wide: WideRules | undefined;
}

function gatherRow(making: RowInMaking): Gathered {
  const { compiled, profile, gathering } = making;
  gathering.begin(compiled.classes.length);
  if (profile.isSure) unite(making);
  else markToAsk(making, () => true);
  return gathering.end((id) => {
    const other = compiled.classes[id];
    return other === undefined ? 0 : sideBetween(compiled, profile, other);
  });
}

/** Where nothing is in doubt, ports are united selector by selector; what blocks and named ports decide is left to be asked. */
function unite(making: RowInMaking): void {
  const { compiled, profile, gathering, wide } = making;
  const first = firstPorts(making);
  for (const rule of profile.rules) {
    const added = portsByClass(compiled, profile, rule);
    for (const id of rule.peers) {
      if (wide?.covers(profile, id) === true) continue;
      const entry = compiled.tables.peers.entry(id);
      if (entry?.kind === 'endpoints') allow(gathering, entry.matched, first, added);
    }
  }
  markToAsk(making, (kind) => kind !== 'endpoints');
}

function allow(gathering: Gathering, members: readonly number[], first: PortsByClass, added: PortsByClass): void {
  if (typeof first === 'number' && typeof added === 'number') gathering.uniteAll(members, first, added);
  else for (const member of members) gathering.unite(member, portsOf(first, member), portsOf(added, member));
}

/** Ports that are the same for every class, or those of each. */
type PortsByClass = PortSetId | ((member: number) => PortSetId);

function portsOf(ports: PortsByClass, member: number): PortSetId {
  return typeof ports === 'number' ? ports : ports(member);
}

function portsByClass({ classes, portMaps }: Compiled, profile: Profile, rule: AskedRule): PortsByClass {
  if (profile.direction === 'egress' && rule.named) {
    return (member) => rule.portsAt(classes[member]?.ports ?? portMaps.none);
  }
  return rule.portsAt(profile.ownPorts);
}

/** What a profile allows a class before its other selectors are looked at. */
function firstPorts({ compiled, profile, wide }: RowInMaking): PortsByClass {
  const { direction, id } = profile;
  const { values } = compiled.tables;
  const alike = wide === undefined ? (compiled.uses[direction].bases[id] ?? 0) : wide.saidOfAll(direction, id);
  if (alike !== undefined) return values.value(alike).allowed4;
  return (member) => values.value(wide?.said(direction, id, member) ?? 0).allowed4;
}

/** Leaves to be asked what a peer of such a kind knows, or knows perhaps, and those about which the answer hangs on more. */
function markToAsk(
  { compiled, profile, gathering, wide }: RowInMaking,
  isAsked: (kind: PeerEntry['kind']) => boolean,
): void {
  for (const rule of profile.rules) {
    for (const id of rule.peers) {
      const entry = compiled.tables.peers.entry(id);
      if (entry === undefined || wide?.covers(profile, id) === true) continue;
      if (isAsked(entry.kind)) entry.matched.forEach(gathering.toAsk);
      entry.perhaps.forEach(gathering.toAsk);
    }
  }
  for (const { id } of askedAnyway(compiled, profile)) gathering.toAsk(id);
}

/** Classes about which the profile's answer hangs on more than its selectors. */
function askedAnyway({ addressUnknown, withPorts, hosts }: Compiled, profile: Profile): readonly PodClass[] {
  if (!profile.hasBlocks && !profile.byAnyDestination && !asksNodes(profile)) return NO_CLASSES;
  return [
    ...(profile.hasBlocks ? addressUnknown : NO_CLASSES),
    ...(profile.byAnyDestination ? withPorts : NO_CLASSES),
    ...(asksNodes(profile) ? hosts : NO_CLASSES),
  ];
}

const NO_CLASSES: readonly PodClass[] = [];
