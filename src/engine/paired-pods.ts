import type { Pod, Workload } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { signaturesInSteps } from './identities.ts';
import { eachInSteps, type InSteps } from './in-steps.ts';
import { podsOf } from './selection.ts';

/** Two states of one cluster, or two clusters that are meant to be alike. */
export interface States {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/**
 * A kind of pod before, and what became of it. One end is undefined when the workload has no pod on that side. Ends of equal
 * classes are treated alike by every policy of either side.
 */
export interface PairedPods {
  /** Dense, from 0; equal for pairs that nothing tells apart, of whichever workload. */
  readonly id: number;
  readonly before: Pod | undefined;
  readonly after: Pod | undefined;
  /** Whether policies see no difference between the two. */
  readonly alike: boolean;
  /** Whether it is one pod of its workload on both sides: nothing keeps that from itself. A template stands for several. */
  readonly isOnePod: boolean;
}

/** A workload that is on at least one side. */
export interface PairedWorkload {
  /** As it is after, when it is there. */
  readonly workload: Workload;
  readonly before: Workload | undefined;
  readonly after: Workload | undefined;
  readonly pairs: readonly PairedPods[];
}

/** So many workloads to a step. */
const IN_A_STEP = 32;

/**
 * The workloads of both sides, each pod beside what became of it: itself when its name is still there; else, as replicas are
 * replaced, one of the same workload that policies see alike; else any other of that workload that came or went. By small steps.
 */
export function* pairedWorkloadsInSteps({ before, after }: States): InSteps<readonly PairedWorkload[]> {
  const signatureIn = yield* signaturesInSteps([before, after]);
  const sides = { before: sideOf(before, signatureIn(before)), after: sideOf(after, signatureIn(after)) };
  const ids = new Map<string, number>();
  const keys = new Set([...after.workloads.keys(), ...before.workloads.keys()]);
  const paired: PairedWorkload[] = [];
  yield;
  yield* eachInSteps(keys, IN_A_STEP, (key) => {
    const was = before.workloads.get(key);
    const is = after.workloads.get(key);
    const workload = is ?? was;
    if (workload === undefined) return;
    const [left, right] = [sides.before(was), sides.after(is)];
    const alike = Map.groupBy(pairsOf(left, right), signaturesOf);
    const pairs = [...alike].map(([signatures, all]): PairedPods => {
      const [pair] = all;
      return {
        id: remember(ids, signatures, () => ids.size),
        before: pair?.before?.pod,
        after: pair?.after?.pod,
        alike: pair?.before?.signature === pair?.after?.signature,
        isOnePod: (['before', 'after'] as const).every((side) => isAtMostOnePod(all.map((one) => one[side]))),
      };
    });
    paired.push({ workload, before: was, after: is, pairs });
  });
  return paired;
}

interface Seen {
  readonly pod: Pod;
  readonly signature: string;
}

/** The pods of a workload on one side, with what policies of both sides see of them; finished ones left out. */
function sideOf(
  snapshot: Snapshot,
  signatureOf: (pod: Pod) => string,
): (workload: Workload | undefined) => readonly Seen[] {
  return (workload) =>
    workload === undefined
      ? []
      : podsOf(snapshot, workload)
          .filter(({ state }) => state !== 'finished')
          .map((pod) => ({ pod, signature: signatureOf(pod) }));
}

interface Pair {
  readonly before: Seen | undefined;
  readonly after: Seen | undefined;
}

function isAtMostOnePod(seen: readonly (Seen | undefined)[]): boolean {
  const [first, second] = new Set(seen);
  return second === undefined && first?.pod.state !== 'template';
}

function signaturesOf({ before, after }: Pair): string {
  return `${before?.signature ?? '-'} > ${after?.signature ?? '-'}`;
}

function pairsOf(left: readonly Seen[], right: readonly Seen[]): readonly Pair[] {
  const byKey = new Map(right.map((seen) => [seen.pod.key, seen]));
  const stayed = left.flatMap((before): Pair[] => {
    const after = byKey.get(before.pod.key);
    return after === undefined ? [] : [{ before, after }];
  });
  const gone = left.filter(({ pod }) => !byKey.has(pod.key));
  const keysBefore = new Set(left.map(({ pod }) => pod.key));
  const come = right.filter(({ pod }) => !keysBefore.has(pod.key));
  const goneOdd = gone.filter((seen) => !hasAlike(right, seen));
  const comeOdd = come.filter((seen) => !hasAlike(left, seen));
  return [
    ...stayed,
    ...gone.filter((seen) => hasAlike(right, seen)).map((seen) => ({ before: seen, after: alikeIn(right, seen) })),
    ...come.filter((seen) => hasAlike(left, seen)).map((seen) => ({ before: alikeIn(left, seen), after: seen })),
    ...goneOdd.flatMap((before) => othersOr(comeOdd, right).map((after) => ({ before, after }))),
    ...comeOdd.flatMap((after) => othersOr(goneOdd, left).map((before) => ({ before, after }))),
  ];
}

function hasAlike(side: readonly Seen[], { signature }: Seen): boolean {
  return side.some((seen) => seen.signature === signature);
}

function alikeIn(side: readonly Seen[], { signature }: Seen): Seen | undefined {
  return side.find((seen) => seen.signature === signature);
}

/** The counterparts of a pod that has none: those that came or went, else every kind of pod there is, else nothing. */
function othersOr(odd: readonly Seen[], all: readonly Seen[]): readonly (Seen | undefined)[] {
  const candidates = odd.length > 0 ? odd : all;
  const distinct = [...new Map(candidates.map((seen) => [seen.signature, seen])).values()];
  return distinct.length > 0 ? distinct : [undefined];
}
