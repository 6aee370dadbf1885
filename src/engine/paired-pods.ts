import type { Pod, Workload } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Signatures, signaturesInSteps } from './identities.ts';
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
  /** Dense, from 0; equal where only the nodes tell the pairs apart, and these only by which ends are on one. */
  readonly kind: number;
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
  /** As pods without hostNetwork tell them apart: for those, and the outside, it does not matter on which node a pod runs. */
  readonly pairs: readonly PairedPods[];
  /** As hostNetwork pods do, which speak for their node. */
  readonly pairsByNode: () => readonly PairedPods[];
  /** Whether some of its pods speak for their node; both ways to tell pods apart are one then. */
  readonly hasHosts: boolean;
}

/** So many workloads to a step. */
const IN_A_STEP = 32;
const KEYS_IN_A_STEP = 4096;

/**
 * The workloads of both sides, each pod beside what became of it: itself when its name is still there; else, as replicas are
 * replaced, one of the same workload that policies see alike; else any other of that workload that came or went. By small steps.
 */
export function* pairedWorkloadsInSteps({ before, after }: States): InSteps<readonly PairedWorkload[]> {
  const signatureIn = yield* signaturesInSteps([before, after]);
  const signatures = { before: signatureIn(before), after: signatureIn(after) };
  const ids = new Map<string, number>();
  const keys = new Set<string>();
  for (const { workloads } of [after, before])
    yield* eachInSteps(workloads.keys(), KEYS_IN_A_STEP, (key) => keys.add(key));
  const paired: PairedWorkload[] = [];
  yield;
  yield* eachInSteps(keys, IN_A_STEP, (key) => {
    const was = before.workloads.get(key);
    const is = after.workloads.get(key);
    const workload = is ?? was;
    if (workload === undefined) return;
    const [left, right] = [aliveOf(before, was), aliveOf(after, is)];
    const hasHosts = [...left, ...right].some(({ hostNetwork }) => hostNetwork);
    const toldApart = (by: 'of' | 'besideNode'): readonly PairedPods[] =>
      pairedPods(seenBy(left, signatures.before, by), seenBy(right, signatures.after, by), ids);
    let byNode: readonly PairedPods[] | undefined;
    const pairsByNode = (): readonly PairedPods[] => (byNode ??= toldApart('of'));
    const pairs = hasHosts ? pairsByNode() : toldApart('besideNode');
    paired.push({ workload, before: was, after: is, pairs, pairsByNode, hasHosts });
  });
  return paired;
}

/** Pods of a workload that have not finished. */
function aliveOf(snapshot: Snapshot, workload: Workload | undefined): readonly Pod[] {
  return workload === undefined ? [] : podsOf(snapshot, workload).filter(({ state }) => state !== 'finished');
}

function pairedPods(left: readonly Seen[], right: readonly Seen[], ids: Map<string, number>): readonly PairedPods[] {
  const alike = Map.groupBy(pairsOf(left, right), signaturesOf);
  return [...alike].map(([signatures, all]): PairedPods => {
    const [pair] = all;
    return {
      id: remember(ids, signatures, () => ids.size),
      kind: remember(ids, `${pair?.before?.kind ?? '-'} > ${pair?.after?.kind ?? '-'}`, () => ids.size),
      before: pair?.before?.pod,
      after: pair?.after?.pod,
      alike: pair?.before?.signature === pair?.after?.signature,
      isOnePod: (['before', 'after'] as const).every((side) => isAtMostOnePod(all.map((one) => one[side]))),
    };
  });
}

interface Seen {
  readonly pod: Pod;
  readonly signature: string;
  readonly kind: string;
}

/** With what policies of both sides see of them. */
function seenBy(pods: readonly Pod[], signatures: Signatures, by: 'of' | 'besideNode'): readonly Seen[] {
  return pods.map((pod) => ({ pod, signature: signatures[by](pod), kind: signatures.kind(pod) }));
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
    ...goneOdd.flatMap(withEach(counterpartsIn(comeOdd, right), (before, after) => ({ before, after }))),
    ...comeOdd.flatMap(withEach(counterpartsIn(goneOdd, left), (after, before) => ({ before, after }))),
  ];
}

function hasAlike(side: readonly Seen[], { signature }: Seen): boolean {
  return side.some((seen) => seen.signature === signature);
}

function alikeIn(side: readonly Seen[], { signature }: Seen): Seen | undefined {
  return side.find((seen) => seen.signature === signature);
}

type Counterparts = (seen: Seen, place: number) => readonly (Seen | undefined)[];

/**
 * The counterparts of pods that have none: those of its own kind that came or went, else every kind that did, else every kind of pod
 * there is, else nothing. Of those of one kind, which stand on many nodes, one in turn.
 */
function counterpartsIn(odd: readonly Seen[], all: readonly Seen[]): Counterparts {
  const candidates = odd.length > 0 ? odd : all;
  const byKind = Map.groupBy(candidates, ({ kind }) => kind);
  return ({ kind }, place) => {
    const own = byKind.get(kind);
    const kinds = own === undefined ? [...byKind.values()] : [own];
    return kinds.length === 0 ? [undefined] : kinds.map((all) => all[place % all.length]);
  };
}

function withEach(
  counterparts: Counterparts,
  pair: (seen: Seen, counterpart: Seen | undefined) => Pair,
): (seen: Seen, place: number) => readonly Pair[] {
  return (seen, place) => counterparts(seen, place).map((counterpart) => pair(seen, counterpart));
}
