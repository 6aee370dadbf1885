import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import { eachInSteps, type InSteps } from '../in-steps.ts';
import type { ClassCounts } from './class-counts.ts';
import type { Compiled } from './compiled.ts';
import type { PodClass } from './pod-classes.ts';
import { type JoinedOpenness, KINDS } from './tally.ts';
import type { WidePeers } from './wide-peers.ts';

/** So many pairs of kinds to a step, and so many classes. */
const KINDS_IN_A_STEP = 1 << 13;
const CLASSES_IN_A_STEP = 512;

/** Counts all pairs as if there were no selectors but wide ones: kind of source by kind of destination. By small steps. */
export function* countWide(
  compiled: Compiled,
  wide: WidePeers,
  counts: ClassCounts,
  openness: JoinedOpenness,
): InSteps<void> {
  const sources = yield* alike(compiled, 'egress', wide);
  const destinations = yield* alike(compiled, 'ingress', wide);
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
  yield* spread(sources, from, counts.from);
  yield* spread(destinations, to, counts.to);
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

function* alike({ classes }: Compiled, direction: Direction, wide: WidePeers): InSteps<Alike> {
  const found = new Map<number, PodClass[]>();
  const groupOf = (member: PodClass): number => wide.groups[direction][member[direction].id] ?? 0;
  const ends = wide.ends[direction === 'egress' ? 'ingress' : 'egress'];
  yield* eachInSteps(classes, CLASSES_IN_A_STEP, (member) => {
    if (member.pods.size === 0) return;
    const key = (groupOf(member) * MOST_ENDS + (ends[member.id] ?? 0)) * MOST_REACHES + member.reach;
    remember(found, key, () => [] as PodClass[]).push(member);
  });
  const members = [...found.values()];
  const firsts = members.flatMap(([first]) => first ?? []);
  const podsOfKind = new Float64Array(members.length);
  for (const [kind, all] of members.entries()) {
    yield* eachInSteps(all, CLASSES_IN_A_STEP, ({ pods }) => {
      podsOfKind[kind] = (podsOfKind[kind] ?? 0) + pods.size;
    });
  }
  return {
    groups: Int32Array.from(firsts, groupOf),
    ends: Int32Array.from(firsts, ({ id }) => ends[id] ?? 0),
    reaches: Uint8Array.from(firsts, ({ reach }) => reach),
    pods: podsOfKind,
    members,
  };
}

// Far more than there can be; the product is still an exact number.
const MOST_ENDS = 2 ** 24;
const MOST_REACHES = 8;

/** Gives every class its part of what was counted for a pod of its kind. */
function* spread({ members }: Alike, counted: Float64Array, into: Float64Array): InSteps<void> {
  let done = 0;
  for (const [index, own] of members.entries()) {
    for (const { id, pods } of own) {
      const { size } = pods;
      for (let kind = 0; kind < KINDS; kind++) into[id * KINDS + kind] = (counted[index * KINDS + kind] ?? 0) * size;
      done += 1;
      if (done % CLASSES_IN_A_STEP === 0) yield;
    }
  }
}
