import type { Pod } from '../../model/cluster-objects.ts';
import { DIRECTIONS, type Direction } from '../../model/policies.ts';
import { changedEnds, isRenewed } from './changed-ends.ts';
import type { ClassKinds } from './class-kinds.ts';
import { type ClassTable, classTable, weigh } from './class-table.ts';
import type { Compiled } from './compiled.ts';
import type { Joins } from './joins.ts';
import { createLens, createOptics, type Lens } from './lens.ts';
import type { MovedPod, Mover } from './movers.ts';
import { createNearness, type Nearness } from './nearness.ts';
import { nodeRelation, outcomeBetween } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import type { Profile } from './profiles.ts';

/** Ordered pairs of pods whose connections are not what they were. */
export interface Flips {
  /** Something is allowed now, and nothing was; pairs with a new pod among them. */
  readonly gained: number;
  /** Something was allowed, and nothing is now; pairs with a pod that is gone among them. */
  readonly lost: number;
  /** Other ports are allowed or unknown than before; something is allowed before and after, or neither. */
  readonly altered: number;
}

/** Compares before and after for every pair with a mover in it. */
export type CountFlips = (movers: readonly Mover[]) => Flips;

/**
 * Counts flips in what was compiled, again and again. What a class is and what is in force for it never changes, it only gets other
 * pods; so both sides of the comparison can be asked for after the move.
 */
export function createFlipCounter(compiled: Compiled): CountFlips {
  const optics = createOptics(compiled);
  const { table, kinds, joins } = optics;
  const [before, after] = [createLens(optics), createLens(optics)];
  return (movers) => {
    classTable(compiled);
    const near = createNearness(compiled, table, movers);
    const count = { compiled, table, kinds, before, after, movers, tally: createTally(joins), near };
    shift(table, movers, -1);
    kinds.follow();
    for (const mover of movers) for (const direction of DIRECTIONS) compareMover(count, mover, direction);
    shift(table, movers, 1);
    return count.tally.flips();
  };
}

interface Tally {
  /** Outcomes before and after; undefined where one of the pods was not there. */
  readonly add: (before: number | undefined, after: number | undefined, pairs: number) => void;
  readonly flips: () => Flips;
}

function createTally({ isOpen }: Joins): Tally {
  const flips = { gained: 0, lost: 0, altered: 0 };
  return {
    add(before, after, pairs) {
      if (before === after || pairs === 0) return;
      const was = before !== undefined && isOpen(before);
      const is = after !== undefined && isOpen(after);
      if (was && !is) flips.lost += pairs;
      else if (is && !was) flips.gained += pairs;
      else if (before !== undefined && after !== undefined) flips.altered += pairs;
    },
    flips: () => flips,
  };
}

/** Takes those that moved out of the numbers of pods of those that stay, or puts them back. */
function shift(table: ClassTable, movers: readonly Mover[], sign: 1 | -1): void {
  for (const { to, pods } of movers) {
    if (to?.isSubject === true) weigh(table, to.id, (table.weight[to.id] ?? 0) + sign * pods.length);
  }
}

/** One count in hand. */
interface Count {
  readonly compiled: Compiled;
  readonly table: ClassTable;
  readonly kinds: ClassKinds;
  readonly before: Lens;
  readonly after: Lens;
  readonly movers: readonly Mover[];
  readonly tally: Tally;
  readonly near: Nearness;
}

/** Pairs with the mover as their source (`egress`) or destination. */
function compareMover(count: Count, mover: Mover, direction: Direction): void {
  const { compiled, before, after } = count;
  const { from, to } = mover;
  // Where others see no difference, only what is in force for the mover can make one.
  const ends =
    from !== undefined && to !== undefined && isRenewed(from, to)
      ? changedEnds(compiled, from[direction], to[direction], mostAsked(count, [from[direction], to[direction]]))
      : undefined;
  const others = ends === undefined ? 'all' : 'few';
  before.look(from, direction, others);
  after.look(to, direction, others);
  if (ends === undefined) againstAll(count, mover, direction);
  else againstSome(count, mover, ends);
  againstNear(count, mover, direction);
  // Ordered pairs of movers: each is looked at from its source.
  if (direction === 'egress') for (const other of count.movers) amongMovers(count, mover, other);
}

/** With more ends than this, finding what is said of all is quicker than working out what is said of each; as measured. */
function mostAsked({ compiled, kinds }: Count, profiles: readonly Profile[]): number {
  let places = 0;
  for (const profile of profiles) {
    for (const { peers } of profile.rules) {
      for (const peer of peers) {
        if (!kinds.wide.covers(profile, peer)) places += compiled.tables.peers.entry(peer)?.matched.length ?? 0;
      }
    }
  }
  return LEAST_ASKED + places / PLACES_FOR_AN_END;
}

const LEAST_ASKED = 32;
/** So many places in a row are made while an end is worked out. */
const PLACES_FOR_AN_END = 16;

/** Against pods that did not move, as if nodes did not matter: kind by kind, then every pair put right of which more is known. */
function againstAll(count: Count, { pods }: Mover, direction: Direction): void {
  const { before, after, table, kinds, tally } = count;
  const [was, is] = [before.usual(), after.usual()];
  const others = direction === 'egress' ? kinds.destinations : kinds.sources;
  for (let kind = 0; kind < others.pods.length; kind++) {
    tally.add(was?.[kind], is?.[kind], pods.length * (others.pods[kind] ?? 0));
  }
  const met = new Set<number>();
  const putRight = (id: number): void => {
    const pairs = pods.length * (table.weight[id] ?? 0);
    if (pairs === 0 || met.has(id)) return;
    met.add(id);
    const kind = others.kindOf[id] ?? 0;
    tally.add(was?.[kind], is?.[kind], -pairs);
    tally.add(before.outcome(id), after.outcome(id), pairs);
  };
  before.eachUnusual(putRight);
  after.eachUnusual(putRight);
}

function againstSome({ before, after, table, tally }: Count, { pods }: Mover, ends: readonly number[]): void {
  for (const id of ends) {
    const others = table.weight[id] ?? 0;
    if (others > 0) tally.add(before.outcome(id), after.outcome(id), pods.length * others);
  }
}

/** Where one end speaks for its node: who is on which node matters. */
function againstNear({ before, after, tally, near }: Count, mover: Mover, direction: Direction): void {
  for (const { other, count, was, is, counted } of near.of(mover)) {
    if (counted) tally.add(before.outcome(other.id), after.outcome(other.id), -count);
    const [a, b] = [near.between(mover.from, other, was, direction), near.between(mover.to, other, is, direction)];
    tally.add(a, b, count);
  }
}

function amongMovers({ compiled, before, after, tally }: Count, source: Mover, destination: Mover): void {
  const classes = [source.from, source.to, destination.from, destination.to];
  if (classes.some((one) => one?.isSubject === false)) {
    amongHosts(compiled, source, destination, tally);
    return;
  }
  const selves = source === destination ? source.pods.filter(isOneself).length : 0;
  const pairs = source.pods.length * destination.pods.length - selves;
  if (pairs === 0) return;
  const { from, to } = destination;
  tally.add(from && before.outcome(from.id), to && after.outcome(to.id), pairs);
}

/** A pod and itself are no pair; a template stands for several pods. */
function isOneself({ before, after }: MovedPod): boolean {
  return (after ?? before)?.state !== 'template';
}

function amongHosts(compiled: Compiled, source: Mover, destination: Mover, tally: Tally): void {
  for (const one of source.pods) {
    for (const other of destination.pods) {
      if (one === other && isOneself(one)) continue;
      tally.add(
        outcomeOf(compiled, [source.from, one.before], [destination.from, other.before]),
        outcomeOf(compiled, [source.to, one.after], [destination.to, other.after]),
        1,
      );
    }
  }
}

type One = readonly [of: PodClass | undefined, pod: Pod | undefined];

function outcomeOf(compiled: Compiled, [of, pod]: One, [to, other]: One): number | undefined {
  if (of === undefined || to === undefined || pod === undefined || other === undefined) return undefined;
  return outcomeBetween(compiled, of, to, nodeRelation(pod, other));
}
