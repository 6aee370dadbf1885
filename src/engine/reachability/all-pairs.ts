import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import type { PortSet } from '../../model/ports.ts';
import { finished, type InSteps, type Progress } from '../in-steps.ts';
import type { Compiled } from './compiled.ts';
import { nodeShifts, selvesIn } from './node-shifts.ts';
import { type PairPlan, pairPlanOf } from './pair-plan.ts';
import type { PodClass } from './pod-classes.ts';
import type { Profile } from './profiles.ts';
import type { Row } from './rows.ts';
import { NOTHING } from './side-values.ts';
import {
  type JoinedOpenness,
  joinedOpenness,
  KINDS,
  type Openness,
  opennessOf,
  type PairCount,
  pairCount,
} from './tally.ts';
import type { WidePeers } from './wide-peers.ts';

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
  return finished(countInSteps(compiled, asked, leastWide));
}

/** The same by small steps. To be begun anew when something is added to what is compiled, or pods move, in between. */
export function* countInSteps(
  compiled: Compiled,
  asked?: PortSet,
  leastWide?: number,
  onProgress: Progress = () => undefined,
): InSteps<AllPairs> {
  const counts: Counts = {
    from: new Float64Array(compiled.classes.length * KINDS),
    to: new Float64Array(compiled.classes.length * KINDS),
  };
  const openness = opennessOf(compiled.tables.ports, compiled.tables.values, asked);
  yield;
  const plan = pairPlanOf(compiled, leastWide);
  const joined = joinedOpenness(compiled.tables.ports, compiled.tables.values, asked);
  yield;
  yield* countWide(compiled, plan.wide, counts, joined);
  yield;
  const correct = createCorrection(compiled, plan, counts, joined);
  yield;
  yield* putRight(compiled, correct, plan, onProgress);
  yield;
  for (const { source, destination, from, to, count } of nodeShifts(compiled)) {
    add(counts, source.id, destination.id, openness(from), -count);
    add(counts, source.id, destination.id, openness(to), count);
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

/** Classes alike as sources, or as destinations, as long as only wide selectors count; kind by kind. */
interface Alike {
  /** Group of the profile, and what they are to profiles of the other direction. */
  readonly groups: Int32Array;
  readonly ends: Int32Array;
  readonly reaches: Uint8Array;
  readonly pods: Float64Array;
  readonly members: readonly (readonly PodClass[])[];
}

/** So many pairs of kinds to a step. */
const KINDS_IN_A_STEP = 1 << 16;

function* countWide(
  compiled: Compiled,
  wide: WidePeers,
  counts: Counts,
  openness: JoinedOpenness,
): Generator<undefined, void> {
  const sources = alike(compiled, 'egress', wide);
  yield;
  const destinations = alike(compiled, 'ingress', wide);
  const from = new Float64Array(sources.members.length * KINDS);
  const to = new Float64Array(destinations.members.length * KINDS);
  const inAStep = Math.ceil(KINDS_IN_A_STEP / Math.max(1, destinations.members.length));
  for (let one = 0; one < sources.members.length; one++) {
    if (one % inAStep === 0) yield;
    const [group, end, reach] = [sources.groups[one] ?? 0, sources.ends[one] ?? 0, sources.reaches[one] ?? 0];
    const pods = sources.pods[one] ?? 0;
    for (let other = 0; other < destinations.members.length; other++) {
      const egress = wide.valueAt('egress', group, destinations.ends[other] ?? 0);
      const ingress = wide.valueAt('ingress', destinations.groups[other] ?? 0, end);
      const kind = openness(egress, ingress, reach, destinations.reaches[other] ?? 0);
      const [out, into] = [one * KINDS + kind, other * KINDS + kind];
      from[out] = (from[out] ?? 0) + (destinations.pods[other] ?? 0);
      to[into] = (to[into] ?? 0) + pods;
    }
  }
  yield;
  spread(sources, from, counts.from);
  yield;
  spread(destinations, to, counts.to);
}

/** Gives every class its part of what was counted for a pod of its kind. */
function spread(all: Alike, counted: Float64Array, into: Float64Array): void {
  all.members.forEach((members, index) => {
    for (const { id, pods } of members) {
      for (let kind = 0; kind < KINDS; kind++)
        into[id * KINDS + kind] = (counted[index * KINDS + kind] ?? 0) * pods.size;
    }
  });
}

function alike({ classes }: Compiled, direction: Direction, wide: WidePeers): Alike {
  const found = new Map<number, PodClass[]>();
  const groupOf = (member: PodClass): number => wide.groups[direction][member[direction].id] ?? 0;
  const ends = wide.ends[direction === 'egress' ? 'ingress' : 'egress'];
  for (const member of classes) {
    if (member.pods.size === 0) continue;
    const key = (groupOf(member) * MOST_ENDS + (ends[member.id] ?? 0)) * MOST_REACHES + member.reach;
    remember(found, key, () => [] as PodClass[]).push(member);
  }
  const members = [...found.values()];
  const firsts = members.flatMap(([first]) => first ?? []);
  return {
    groups: Int32Array.from(firsts, groupOf),
    ends: Int32Array.from(firsts, ({ id }) => ends[id] ?? 0),
    reaches: Uint8Array.from(firsts, ({ reach }) => reach),
    pods: Float64Array.from(members, (all) => all.reduce((sum, { pods }) => sum + pods.size, 0)),
    members,
  };
}

// Far more than there can be; the product is still an exact number.
const MOST_ENDS = 2 ** 24;
const MOST_REACHES = 8;

/** So many sources to a step. */
const IN_A_STEP = 64;

function* putRight(
  compiled: Compiled,
  correct: Correction,
  plan: PairPlan,
  onProgress: Progress,
): Generator<undefined, void> {
  let sources = 0;
  for (const profile of compiled.profiles.egress.all) {
    let row: Row | undefined;
    for (const source of compiled.uses.egress.members[profile.id] ?? []) {
      if (source.pods.size === 0) continue;
      if (row === undefined) {
        row = plan.rowOf(profile);
        correct.begin(profile, row);
      }
      correct.source(source, row);
      sources += 1;
      if (sources % IN_A_STEP > 0) continue;
      onProgress(sources / compiled.classes.length);
      yield;
    }
  }
}

interface Correction {
  /** Takes note of which classes the row names. */
  readonly begin: (profile: Profile, row: Row) => void;
  /** Puts right all pairs of one source of that profile, itself among them. */
  readonly source: (source: PodClass, row: Row) => void;
}

/** What is known of a pair beside what wide selectors say: nothing, or nothing that could matter, for that side lets nothing through. */
const NOT_KNOWN = -1;
const SHUT = -2;

function createCorrection(compiled: Compiled, plan: PairPlan, counts: Counts, openness: JoinedOpenness): Correction {
  const { classes } = compiled;
  const { wide, members, firstMember } = plan;
  const sizes = Int32Array.from(classes, ({ pods }) => pods.size);
  const reaches = Uint8Array.from(classes, ({ reach }) => reach);
  const profiles = Int32Array.from(classes, ({ ingress }) => ingress.id);
  const selves = Int32Array.from(classes, (one) => (compiled.hasTemplates ? selvesIn(one) : one.pods.size));
  const isShut = (direction: Direction, profile: number): boolean => wide.saidOfAll(direction, profile) === NOTHING;
  const untold = Int32Array.from(compiled.profiles.ingress.all, ({ id }) => (isShut('ingress', id) ? SHUT : NOT_KNOWN));
  /** What ingress profiles say about the source in hand by other selectors than wide ones. */
  const ingress = Int32Array.from(untold);
  /** The egress profile whose row last named the class. */
  const namedBy = new Int32Array(classes.length).fill(-1);
  let isSourceShut = false;
  let isSelfRight = false;
  /** Puts a pair right, these being what the two sides say about it. */
  const pair = (source: PodClass, other: number, egress: number, known: number): void => {
    const reach = reaches[other] ?? 0;
    const out = wide.said('egress', source.egress.id, other);
    const into = wide.said('ingress', profiles[other] ?? 0, source.id);
    const before = openness(out, into, source.reach, reach);
    const after = openness(egress < 0 ? out : egress, known < 0 ? into : known, source.reach, reach);
    if (other === source.id) {
      // A pod and itself are no pair.
      add(counts, other, other, after, -(selves[other] ?? 0));
      isSelfRight = true;
    }
    if (before === after) return;
    const pairs = source.pods.size * (sizes[other] ?? 0);
    add(counts, source.id, other, before, -pairs);
    add(counts, source.id, other, after, pairs);
  };
  /** Where the other side lets nothing through, whatever a row names stays closed. Most rows of hard clusters name such classes. */
  const inRow = (source: PodClass, row: Row): void => {
    for (let index = 0; index < row.classes.length; index++) {
      const other = row.classes[index] ?? 0;
      const known = ingress[profiles[other] ?? 0] ?? NOT_KNOWN;
      if (known !== SHUT) pair(source, other, row.values[index] ?? 0, known);
    }
  };
  const inColumnOnly = (source: PodClass, named: Int32Array): void => {
    for (const profile of named) {
      const known = ingress[profile] ?? NOT_KNOWN;
      const end = firstMember[profile + 1] ?? 0;
      for (let index = firstMember[profile] ?? 0; index < end; index++) {
        const other = members[index] ?? 0;
        if (namedBy[other] !== source.egress.id) pair(source, other, NOT_KNOWN, known);
      }
    }
  };
  return {
    begin(profile, row) {
      isSourceShut = isShut('egress', profile.id);
      if (!isSourceShut) for (const id of row.classes) namedBy[id] = profile.id;
    },
    source(source, row) {
      const column = plan.columnOf(source);
      const told = column.profiles;
      for (let index = 0; index < told.length; index++) ingress[told[index] ?? 0] = column.values[index] ?? 0;
      isSelfRight = false;
      inRow(source, row);
      if (!isSourceShut) inColumnOnly(source, told);
      if (!isSelfRight) pair(source, source.id, NOT_KNOWN, ingress[source.ingress.id] ?? NOT_KNOWN);
      for (let index = 0; index < told.length; index++) {
        const profile = told[index] ?? 0;
        ingress[profile] = untold[profile] ?? NOT_KNOWN;
      }
    },
  };
}
