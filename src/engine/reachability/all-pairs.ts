import { remember } from '../../model/memo.ts';
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
 * What a profile says about most classes is its base. So the pairs are first counted as if every profile said its base about
 * everybody, which needs only the number of pods for each kind of base; then, source by source, every pair about which one of the
 * two sides knows better is put right. The cost follows what rules name, not the number of pairs.
 */
export function countAllPairs(compiled: Compiled, asked?: PortSet): AllPairs {
  const counts: Counts = {
    from: new Float64Array(compiled.classes.length * KINDS),
    to: new Float64Array(compiled.classes.length * KINDS),
  };
  const openness = opennessOf(compiled.tables.ports, compiled.tables.values, asked);
  const joined = joinedOpenness(compiled.tables.ports, compiled.tables.values, asked);
  countBases(compiled, counts, joined);
  putRight(compiled, counts, joined);
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

/** Classes whose profiles have equal bases. */
interface Alike {
  readonly egress: number;
  readonly ingress: number;
  readonly reach: number;
  pods: number;
  readonly members: PodClass[];
}

function countBases(compiled: Compiled, counts: Counts, openness: JoinedOpenness): void {
  const all = groupedByBases(compiled);
  for (const own of all) {
    const [from, to] = [new Float64Array(KINDS), new Float64Array(KINDS)];
    for (const other of all) {
      const out = openness(own.egress, other.ingress, own.reach, other.reach);
      const into = openness(other.egress, own.ingress, other.reach, own.reach);
      from[out] = (from[out] ?? 0) + other.pods;
      to[into] = (to[into] ?? 0) + other.pods;
    }
    for (const { id, pods } of own.members) {
      for (let kind = 0; kind < KINDS; kind++) {
        counts.from[id * KINDS + kind] = (from[kind] ?? 0) * pods.size;
        counts.to[id * KINDS + kind] = (to[kind] ?? 0) * pods.size;
      }
    }
  }
}

function groupedByBases({ classes, uses }: Compiled): readonly Alike[] {
  const groups = new Map<string, Alike>();
  for (const member of classes) {
    if (member.pods.size === 0) continue;
    const egress = uses.egress.bases[member.egress.id] ?? 0;
    const ingress = uses.ingress.bases[member.ingress.id] ?? 0;
    const key = `${egress} ${ingress} ${member.reach}`;
    const group = remember(groups, key, () => ({ egress, ingress, reach: member.reach, pods: 0, members: [] }));
    group.pods += member.pods.size;
    group.members.push(member);
  }
  return [...groups.values()];
}

function putRight(compiled: Compiled, counts: Counts, openness: JoinedOpenness): void {
  const rowOf = createRowMaker(compiled);
  const correct = createCorrection(compiled, counts, openness);
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

function createCorrection(compiled: Compiled, counts: Counts, openness: JoinedOpenness): Correction {
  const { classes, uses } = compiled;
  const columnOf = createColumnMaker(compiled);
  const sizes = Int32Array.from(classes, ({ pods }) => pods.size);
  const reaches = Uint8Array.from(classes, ({ reach }) => reach);
  const profiles = Int32Array.from(classes, ({ ingress }) => ingress.id);
  const bases = Int32Array.from(uses.ingress.bases);
  /** What the ingress profiles say about the source in hand; between sources, their bases. */
  const ingress = bases.slice();
  /** The egress profile whose row last named the class. */
  const namedBy = new Int32Array(classes.length).fill(-1);
  const pair = (source: PodClass, other: number, row: Row, egress: number): void => {
    const profile = profiles[other] ?? 0;
    const reach = reaches[other] ?? 0;
    const before = openness(row.base, bases[profile] ?? 0, source.reach, reach);
    const after = openness(egress, ingress[profile] ?? 0, source.reach, reach);
    if (before === after) return;
    const pairs = source.pods.size * (sizes[other] ?? 0);
    add(counts, source.id, other, before, -pairs);
    add(counts, source.id, other, after, pairs);
  };
  const others = (source: PodClass, row: Row, column: Column): void => {
    for (const { id } of column.profiles) {
      for (const other of uses.ingress.members[id] ?? []) {
        if (namedBy[other.id] !== source.egress.id) pair(source, other.id, row, row.base);
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
        ingress[column.profiles[index]?.id ?? 0] = column.values[index] ?? 0;
      }
      for (let index = 0; index < row.classes.length; index++) {
        pair(source, row.classes[index] ?? 0, row, row.values[index] ?? 0);
      }
      others(source, row, column);
      for (const { id } of column.profiles) ingress[id] = bases[id] ?? 0;
    },
  };
}
