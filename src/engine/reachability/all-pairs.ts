import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import type { PortSet } from '../../model/ports.ts';
import type { Compiled } from './compiled.ts';
import { nodeShifts, selvesIn } from './node-shifts.ts';
import { outcomeBetween } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import type { Profile } from './profiles.ts';
import { type Column, createColumnMaker, createRowMaker, type Row } from './rows.ts';
import {
  type JoinedOpenness,
  joinedOpenness,
  KINDS,
  type Openness,
  opennessOf,
  type PairCount,
  pairCount,
} from './tally.ts';
import { createWidePeers, type WidePeers } from './wide-peers.ts';

/** Every ordered pair of different pods, counted by how much is open between them; nothing is kept of single pairs. */
export interface AllPairs {
  readonly total: PairCount;
  /** Connections that so many pods of the class may open to others, and others to them; all of its pods when not said. */
  readonly from: (of: PodClass, pods?: number) => PairCount;
  readonly to: (of: PodClass, pods?: number) => PairCount;
}

/**
 * Counts all pairs for these ports, or all.
 *
 * What a profile says about most classes hangs on its wide selectors only. So the pairs are first counted as if there were no
 * others, which needs only the number of pods of each kind; then, source by source, every pair about which one of the two sides
 * knows better is put right. The cost follows what the other selectors name, not the number of pairs.
 *
 * `leastWide`: selectors that match so many classes are wide; what is counted does not hang on it.
 */
export function countAllPairs(compiled: Compiled, asked?: PortSet, leastWide?: number): AllPairs {
  const counts: Counts = {
    from: new Float64Array(compiled.classes.length * KINDS),
    to: new Float64Array(compiled.classes.length * KINDS),
  };
  const openness = opennessOf(compiled.tables.ports, compiled.tables.values, asked);
  const joined = joinedOpenness(compiled.tables.ports, compiled.tables.values, asked);
  const wide = createWidePeers(compiled, leastWide);
  countWide(compiled, wide, counts, joined);
  putRight(compiled, wide, counts, joined);
  for (const { source, destination, from, to, count } of nodeShifts(compiled)) {
    add(counts, source.id, destination.id, openness(from), -count);
    add(counts, source.id, destination.id, openness(to), count);
  }
  for (const own of compiled.classes) {
    const selves = selvesIn(own);
    if (selves > 0) add(counts, own.id, own.id, openness(outcomeBetween(compiled, own, own)), -selves);
  }
  const sizes = Int32Array.from(compiled.classes, ({ pods }) => pods.size);
  const total = new Float64Array(KINDS);
  for (let index = 0; index < counts.from.length; index++) {
    total[index % KINDS] = (total[index % KINDS] ?? 0) + (counts.from[index] ?? 0);
  }
  return {
    total: pairCount(total),
    from: ({ id }, pods = sizes[id] ?? 0) => scaled(pairCount(counts.from, id * KINDS), pods, sizes[id] ?? 0),
    to: ({ id }, pods = sizes[id] ?? 0) => scaled(pairCount(counts.to, id * KINDS), pods, sizes[id] ?? 0),
  };
}

/** Pods of a class count alike, for want of better where nodes tell them apart. */
function scaled({ pairs, open, all, unknown, perhaps }: PairCount, pods: number, size: number): PairCount {
  const of = (count: number): number => (size === 0 ? 0 : Math.round((count * pods) / size));
  return { pairs: of(pairs), open: of(open), all: of(all), unknown: of(unknown), perhaps: of(perhaps) };
}

/** By class and openness: pairs in which the class is the source, or the destination. */
interface Counts {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

function add(counts: Counts, source: number, destination: number, openness: Openness, pairs: number): void {
  const from = source * KINDS + openness;
  const to = destination * KINDS + openness;
  counts.from[from] = (counts.from[from] ?? 0) + pairs;
  counts.to[to] = (counts.to[to] ?? 0) + pairs;
}

/** Classes alike as sources, or as destinations, as long as only wide selectors count. */
interface Alike {
  /** Group of the profile, and what they are to profiles of the other direction. */
  readonly group: number;
  readonly end: number;
  readonly reach: number;
  pods: number;
  readonly members: PodClass[];
}

function countWide(compiled: Compiled, wide: WidePeers, counts: Counts, openness: JoinedOpenness): void {
  const sources = alike(compiled, 'egress', wide);
  const destinations = alike(compiled, 'ingress', wide);
  const from = sources.map(() => new Float64Array(KINDS));
  const to = destinations.map(() => new Float64Array(KINDS));
  sources.forEach((source, index) => {
    const out = from[index] ?? new Float64Array(KINDS);
    for (let other = 0; other < destinations.length; other++) {
      const destination = destinations[other];
      const into = to[other];
      if (destination === undefined || into === undefined) continue;
      const egress = wide.valueAt('egress', source.group, destination.end);
      const ingress = wide.valueAt('ingress', destination.group, source.end);
      const kind = openness(egress, ingress, source.reach, destination.reach);
      out[kind] = (out[kind] ?? 0) + destination.pods;
      into[kind] = (into[kind] ?? 0) + source.pods;
    }
  });
  spread(sources, from, counts.from);
  spread(destinations, to, counts.to);
}

/** Gives every class its part of what was counted for a pod of its kind. */
function spread(all: readonly Alike[], counted: readonly Float64Array[], into: Float64Array): void {
  all.forEach(({ members }, index) => {
    for (const { id, pods } of members) {
      for (let kind = 0; kind < KINDS; kind++) into[id * KINDS + kind] = (counted[index]?.[kind] ?? 0) * pods.size;
    }
  });
}

function alike({ classes }: Compiled, direction: Direction, wide: WidePeers): readonly Alike[] {
  const found = new Map<string, Alike>();
  const ends = wide.ends[direction === 'egress' ? 'ingress' : 'egress'];
  for (const member of classes) {
    if (member.pods.size === 0) continue;
    const group = wide.groups[direction][member[direction].id] ?? 0;
    const end = ends[member.id] ?? 0;
    const { reach } = member;
    const kind = remember(found, `${group} ${end} ${reach}`, () => ({ group, end, reach, pods: 0, members: [] }));
    kind.pods += member.pods.size;
    kind.members.push(member);
  }
  return [...found.values()];
}

function putRight(compiled: Compiled, wide: WidePeers, counts: Counts, openness: JoinedOpenness): void {
  const rowOf = createRowMaker(compiled, wide);
  const correct = createCorrection(compiled, wide, counts, openness);
  for (const profile of compiled.profiles.egress.all) {
    const members = compiled.uses.egress.members[profile.id]?.filter(({ pods }) => pods.size > 0) ?? [];
    if (members.length === 0) continue;
    const row = rowOf(profile);
    correct.begin(profile, row);
    for (const source of members) correct.source(source, row);
  }
}

interface Correction {
  /** Takes note of which classes the row names. */
  readonly begin: (profile: Profile, row: Row) => void;
  /** Puts right all pairs of one source of that profile. */
  readonly source: (source: PodClass, row: Row) => void;
}

function createCorrection(compiled: Compiled, wide: WidePeers, counts: Counts, openness: JoinedOpenness): Correction {
  const { classes } = compiled;
  const { members, firstMember } = membersInARow(compiled);
  const columnOf = createColumnMaker(compiled, wide);
  const sizes = Int32Array.from(classes, ({ pods }) => pods.size);
  const reaches = Uint8Array.from(classes, ({ reach }) => reach);
  const profiles = Int32Array.from(classes, ({ ingress }) => ingress.id);
  /** What ingress profiles say about the source in hand by other selectors than wide ones; -1 where they say nothing. */
  const ingress = new Int32Array(compiled.profiles.ingress.all.length).fill(-1);
  /** The egress profile whose row last named the class. */
  const namedBy = new Int32Array(classes.length).fill(-1);
  /** Puts a pair right, `egress` being what the source says about it; -1 for what its wide selectors say. */
  const pair = (source: PodClass, other: number, egress: number): void => {
    const profile = profiles[other] ?? 0;
    const reach = reaches[other] ?? 0;
    const out = wide.valueAt('egress', wide.groups.egress[source.egress.id] ?? 0, wide.ends.egress[other] ?? 0);
    const into = wide.valueAt('ingress', wide.groups.ingress[profile] ?? 0, wide.ends.ingress[source.id] ?? 0);
    const known = ingress[profile] ?? -1;
    const before = openness(out, into, source.reach, reach);
    const after = openness(egress < 0 ? out : egress, known < 0 ? into : known, source.reach, reach);
    if (before === after) return;
    const pairs = source.pods.size * (sizes[other] ?? 0);
    add(counts, source.id, other, before, -pairs);
    add(counts, source.id, other, after, pairs);
  };
  const others = (source: PodClass, column: Column): void => {
    for (const profile of column.profiles) {
      const end = firstMember[profile + 1] ?? 0;
      for (let index = firstMember[profile] ?? 0; index < end; index++) {
        const other = members[index] ?? 0;
        if (namedBy[other] !== source.egress.id) pair(source, other, -1);
      }
    }
  };
  return {
    begin(profile, row) {
      for (const id of row.classes) namedBy[id] = profile.id;
    },
    source(source, row) {
      const column = columnOf('ingress', source);
      for (let index = 0; index < column.profiles.length; index++) {
        ingress[column.profiles[index] ?? 0] = column.values[index] ?? 0;
      }
      for (let index = 0; index < row.classes.length; index++) {
        pair(source, row.classes[index] ?? 0, row.values[index] ?? 0);
      }
      others(source, column);
      for (const profile of column.profiles) ingress[profile] = -1;
    },
  };
}

/** Classes by their ingress profile, one profile after the other, and where each begins: walked so often that objects cost too much. */
function membersInARow({ uses }: Compiled): { readonly members: Int32Array; readonly firstMember: Int32Array } {
  const all = uses.ingress.members;
  const firstMember = new Int32Array(all.length + 1);
  all.forEach((members, profile) => {
    firstMember[profile + 1] = (firstMember[profile] ?? 0) + members.length;
  });
  return { members: Int32Array.from(all.flatMap((members) => members.map(({ id }) => id))), firstMember };
}
