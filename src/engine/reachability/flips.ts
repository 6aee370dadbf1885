import type { Pod } from '../../model/cluster-objects.ts';
import type { Compiled } from './compiled.ts';
import { createDenseRows, type DenseRows } from './dense-rows.ts';
import { nodeRelation, outcomeBetween } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import { opennessOf, SOME } from './tally.ts';

/** Ordered pairs of pods whose connections are not what they were. */
export interface Flips {
  /** Something is allowed now, and nothing was; pairs with a new pod among them. */
  readonly gained: number;
  /** Something was allowed, and nothing is now; pairs with a pod that is gone among them. */
  readonly lost: number;
  /** Other ports are allowed or unknown than before; something is allowed before and after, or neither. */
  readonly altered: number;
}

/** Pods that were in one class and are in another now; undefined where they were not there, or are not any more. */
export interface Mover {
  readonly from: PodClass | undefined;
  readonly to: PodClass | undefined;
  readonly pods: { readonly before: Pod | undefined; readonly after: Pod | undefined }[];
}

/**
 * Compares before and after for every pair with a mover in it. What a class is and what is in force for it never changes, it only
 * gets other pods; so both sides of the comparison can be asked for after the move.
 */
export function countFlips(compiled: Compiled, movers: readonly Mover[]): Flips {
  const tally = createTally(compiled);
  const staying = countStaying(compiled, movers);
  const moving = new Set(movers.flatMap(({ pods }) => pods.flatMap(({ after }) => after ?? [])));
  const rows = createDenseRows(compiled);
  for (const mover of movers) {
    againstStaying(compiled, rows, mover, staying, tally);
    againstHosts(compiled, mover, moving, tally);
    for (const other of movers) amongMovers(compiled, mover, other, tally);
  }
  return tally.flips();
}

interface Tally {
  /** Outcomes before and after; undefined where one of the pods was not there. */
  readonly add: (before: number | undefined, after: number | undefined, pairs: number) => void;
  readonly flips: () => Flips;
}

function createTally({ tables }: Compiled): Tally {
  const openness = opennessOf(tables.ports, tables.values);
  const flips = { gained: 0, lost: 0, altered: 0 };
  const isOpen = (outcome: number | undefined): boolean => outcome !== undefined && (openness(outcome) & SOME) !== 0;
  return {
    add(before, after, pairs) {
      if (before === after || pairs === 0) return;
      const [was, is] = [isOpen(before), isOpen(after)];
      if (was && !is) flips.lost += pairs;
      else if (is && !was) flips.gained += pairs;
      else if (before !== undefined && after !== undefined) flips.altered += pairs;
    },
    flips: () => flips,
  };
}

/** By class: pods that did not move. */
function countStaying({ classes }: Compiled, movers: readonly Mover[]): Int32Array {
  const staying = Int32Array.from(classes, ({ pods }) => pods.size);
  for (const { to, pods } of movers) if (to !== undefined) staying[to.id] = (staying[to.id] ?? 0) - pods.length;
  return staying;
}

/** Classes of pods on both ends, for which nodes do not matter. */
function againstStaying(compiled: Compiled, rows: DenseRows, mover: Mover, staying: Int32Array, tally: Tally): void {
  const { from, to } = mover;
  if (from?.isSubject === false || to?.isSubject === false) return;
  const count = mover.pods.length;
  const compare = (before: Int32Array | undefined, after: Int32Array | undefined): void => {
    for (let id = 0; id < staying.length; id++) {
      const others = staying[id] ?? 0;
      if (others === 0 || before?.[id] === after?.[id]) continue;
      if (compiled.classes[id]?.isSubject === true) tally.add(before?.[id], after?.[id], count * others);
    }
  };
  // Where only what is in force for one direction changed, the other cannot have.
  const isRenewed =
    from !== undefined && to !== undefined && from.matched === to.matched && from.addresses === to.addresses;
  if (!isRenewed || from.egress !== to.egress) compare(from && rows.from(from), to && rows.from(to));
  if (!isRenewed || from.ingress !== to.ingress) compare(from && rows.to(from), to && rows.to(to));
}

/** Pairs of which one end speaks for its node, one by one: nodes matter, and such pods are few. */
function againstHosts(compiled: Compiled, mover: Mover, moving: ReadonlySet<Pod>, tally: Tally): void {
  const isHost = mover.from?.isSubject === false || mover.to?.isSubject === false;
  for (const other of isHost ? compiled.classes : compiled.hosts) {
    for (const pod of other.pods) {
      if (moving.has(pod)) continue;
      for (const { before, after } of mover.pods) {
        comparePair(compiled, { from: mover.from, to: mover.to, before, after }, staying(other, pod), tally);
      }
    }
  }
}

/** One pod before and after. */
interface One {
  readonly from: PodClass | undefined;
  readonly to: PodClass | undefined;
  readonly before: Pod | undefined;
  readonly after: Pod | undefined;
}

function staying(of: PodClass, pod: Pod): One {
  return { from: of, to: of, before: pod, after: pod };
}

function comparePair(compiled: Compiled, one: One, other: One, tally: Tally): void {
  tally.add(outcomeOf(compiled, one, other, 'before'), outcomeOf(compiled, one, other, 'after'), 1);
  tally.add(outcomeOf(compiled, other, one, 'before'), outcomeOf(compiled, other, one, 'after'), 1);
}

function outcomeOf(compiled: Compiled, source: One, destination: One, when: 'before' | 'after'): number | undefined {
  const [of, to] = when === 'before' ? [source.from, destination.from] : [source.to, destination.to];
  const [pod, other] = [source[when], destination[when]];
  if (of === undefined || to === undefined || pod === undefined || other === undefined) return undefined;
  return outcomeBetween(compiled, of, to, nodeRelation(pod, other));
}

function amongMovers(compiled: Compiled, source: Mover, destination: Mover, tally: Tally): void {
  const classes = [source.from, source.to, destination.from, destination.to];
  if (classes.some((one) => one?.isSubject === false)) {
    for (const one of source.pods) {
      for (const other of destination.pods) {
        if (one === other && (one.after ?? one.before)?.state !== 'template') continue;
        const [a, b] = [
          { ...source, ...one },
          { ...destination, ...other },
        ];
        tally.add(outcomeOf(compiled, a, b, 'before'), outcomeOf(compiled, a, b, 'after'), 1);
      }
    }
    return;
  }
  const selves =
    source === destination ? source.pods.filter((one) => (one.after ?? one.before)?.state !== 'template').length : 0;
  const pairs = source.pods.length * destination.pods.length - selves;
  if (pairs === 0) return;
  const between = (a: PodClass | undefined, b: PodClass | undefined): number | undefined =>
    a === undefined || b === undefined ? undefined : outcomeBetween(compiled, a, b);
  tally.add(between(source.from, destination.from), between(source.to, destination.to), pairs);
}
