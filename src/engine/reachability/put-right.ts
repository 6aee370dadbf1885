import type { Direction } from '../../model/policies.ts';
import { eachInSteps, type InSteps, type Progress } from '../in-steps.ts';
import { addPairs, type ClassCounts } from './class-counts.ts';
import type { Compiled } from './compiled.ts';
import { selvesIn } from './node-shifts.ts';
import type { PairPlan } from './pair-plan.ts';
import { createPairSides } from './pair-sides.ts';
import type { PodClass } from './pod-classes.ts';
import type { Profile } from './profiles.ts';
import { NOTHING } from './side-values.ts';
import type { JoinedOpenness } from './tally.ts';

/** What is asked of classes again and again, by number. */
export interface ClassColumns {
  /** Pods, and those that make a pair with themselves, which does not count. */
  readonly sizes: Int32Array;
  readonly selves: Int32Array;
  readonly reaches: Uint8Array;
  /** Number of the ingress profile. */
  readonly profiles: Int32Array;
}

const CLASSES_IN_A_STEP = 1024;

export function* columnsOf({ classes, hasTemplates }: Compiled): InSteps<ClassColumns> {
  const { length } = classes;
  const columns = {
    sizes: new Int32Array(length),
    selves: new Int32Array(length),
    reaches: new Uint8Array(length),
    profiles: new Int32Array(length),
  };
  yield* eachInSteps(classes, CLASSES_IN_A_STEP, (one) => {
    columns.sizes[one.id] = one.pods.size;
    columns.selves[one.id] = hasTemplates ? selvesIn(one) : one.pods.size;
    columns.reaches[one.id] = one.reach;
    columns.profiles[one.id] = one.ingress.id;
  });
  return columns;
}

/** What is put right. */
export interface Counting {
  readonly plan: PairPlan;
  readonly columns: ClassColumns;
  readonly counts: ClassCounts;
  readonly openness: JoinedOpenness;
}

/** So many profiles are read in a step. */
const PROFILES_IN_A_STEP = 128;
/** So many classes and profiles are looked at in a step. */
const LOOKED_AT_IN_A_STEP = 1 << 12;
/** What a source costs besides. */
const SOURCE = 1 << 10;

/** Of pairs that were counted by wide selectors only, puts right those about which one of the two sides knows better. By small steps. */
export function* putRight(compiled: Compiled, counting: Counting, onProgress: Progress): InSteps<void> {
  // Else the first sources of a large namespace would wait for those of all that let them in.
  const { ingress } = counting.plan.sayings;
  yield* eachInSteps(compiled.profiles.ingress.all, PROFILES_IN_A_STEP, ({ id }) => ingress.unionOf(id));
  const { takeProfile, source } = createCorrection(compiled, counting);
  let [sources, work] = [0, 0];
  for (const profile of compiled.profiles.egress.all) {
    const own = (compiled.uses.egress.members[profile.id] ?? []).filter(({ pods }) => pods.size > 0);
    if (own.length > 0) takeProfile(profile);
    for (const one of own) {
      work += SOURCE + source(one);
      sources += 1;
      if (work < LOOKED_AT_IN_A_STEP) continue;
      work = 0;
      onProgress(sources / compiled.classes.length);
      yield;
    }
  }
}

interface Correction {
  readonly takeProfile: (profile: Profile) => void;
  /** Puts right all pairs of one source of that profile, itself among them; answers how many classes and profiles it looked at. */
  readonly source: (source: PodClass) => number;
}

function createCorrection(compiled: Compiled, { plan, columns, counts, openness }: Counting): Correction {
  const { wide, members, firstMember } = plan;
  const { sizes, selves, reaches, profiles } = columns;
  const sides = createPairSides(compiled, plan.sayings);
  // Where one side lets nothing through, whatever the other says, nothing is open.
  const isShut = (direction: Direction, profile: number): boolean => wide.saidOfAll(direction, profile) === NOTHING;
  const shut = Uint8Array.from(compiled.profiles.ingress.all, ({ id }) => (isShut('ingress', id) ? 1 : 0));
  /** By ingress profile: the source that it last named. By class: the source that last met it. */
  const named = new Int32Array(shut.length).fill(-1);
  const metBy = new Int32Array(reaches.length).fill(-1);
  let lists: readonly (readonly number[])[] = [];
  let isSourceShut = false;
  /** Puts a pair right; a side that does not know the other end says what its wide selectors say. */
  const meet = (source: PodClass, other: number, isNamed: boolean): void => {
    const { id } = source;
    metBy[other] = id;
    const [profile, reach] = [profiles[other] ?? 0, reaches[other] ?? 0];
    const out = wide.said('egress', source.egress.id, other);
    const into = wide.said('ingress', profile, id);
    const before = openness(out, into, source.reach, reach);
    const egress = isNamed ? sides.egress(other) : out;
    const ingress = named[profile] === id ? sides.ingress(profile) : into;
    const after = openness(egress, ingress, source.reach, reach);
    // A pod and itself are no pair.
    if (other === id) addPairs(counts, id, id, after, -(selves[id] ?? 0));
    if (before === after) return;
    const pairs = source.pods.size * (sizes[other] ?? 0);
    addPairs(counts, id, other, before, -pairs);
    addPairs(counts, id, other, after, pairs);
  };
  const meetNamed = (source: PodClass, list: readonly number[]): void => {
    const { id } = source;
    for (let index = 0; index < list.length; index++) {
      const other = list[index] ?? 0;
      const profile = profiles[other] ?? 0;
      if ((named[profile] === id || shut[profile] === 0) && metBy[other] !== id) meet(source, other, true);
    }
  };
  /** Answers how many there were. */
  const meetMembers = (source: PodClass, naming: readonly number[]): number => {
    let met = 0;
    for (const profile of naming) {
      const [first, end] = [firstMember[profile] ?? 0, firstMember[profile + 1] ?? 0];
      met += end - first;
      for (let index = first; index < end; index++) {
        const other = members[index] ?? 0;
        if (metBy[other] !== source.id) meet(source, other, false);
      }
    }
    return met;
  };
  return {
    takeProfile(profile) {
      sides.takeProfile(profile);
      isSourceShut = isShut('egress', profile.id);
      lists = plan.namedBy(profile);
    },
    source(source) {
      sides.takeSource(source);
      const whoName = plan.whoName(source);
      let looked = 0;
      for (const list of whoName) {
        for (let index = 0; index < list.length; index++) named[list[index] ?? 0] = source.id;
        looked += list.length;
      }
      for (const list of lists) {
        meetNamed(source, list);
        looked += list.length;
      }
      if (!isSourceShut) for (const list of whoName) looked += meetMembers(source, list);
      // A pair of pods of one class that was not met is as wide selectors have it; pods with themselves do not count all the same.
      if (metBy[source.id] !== source.id) meet(source, source.id, false);
      return looked;
    },
  };
}
