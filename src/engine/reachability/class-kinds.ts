import { remember } from '../../model/memo.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import type { ClassTable } from './class-table.ts';
import type { Compiled } from './compiled.ts';
import { createGrowingGroups, type GrowingGroups } from './growing-groups.ts';
import type { Joins } from './joins.ts';
import type { PodClass } from './pod-classes.ts';
import type { Reachable } from './side-values.ts';
import { createWidePeers, type WideRules } from './wide-peers.ts';

/**
 * Classes alike as sources, or as destinations, as long as only wide selectors count: hundreds of kinds where there are thousands of
 * classes. Goes along with what is compiled. What is kept follows classes, profiles and kinds, never pairs of classes.
 */
export interface ClassKinds {
  /** Takes in classes, profiles and numbers of pods as they are by now; to be called before anything is asked. */
  readonly follow: () => void;
  /** For rows and columns in which wide selectors are left out. */
  readonly wide: WideRules;
  readonly sources: Kinds;
  readonly destinations: Kinds;
}

/** Classes as one of the two ends. */
export interface Kinds {
  /** By number of the class. */
  readonly kindOf: readonly number[];
  /** By kind: so many pods; those that speak for a node are left out, as in the table of classes. */
  readonly pods: readonly number[];
  /** Outcomes with each kind of the other end, as far as wide selectors say; good until something is taken in. */
  readonly outcomes: (of: PodClass) => readonly number[];
}

/** What kinds are made of besides what is compiled. */
interface KindSource {
  readonly table: ClassTable;
  readonly joins: Joins;
  readonly leastWide: number | undefined;
}

/** Empty until they follow. */
export function createClassKinds(compiled: Compiled, { table, joins, leastWide }: KindSource): ClassKinds {
  const { peers } = createWidePeers(compiled, leastWide);
  const ingress = createGrowingGroups(compiled, 'ingress', peers);
  const egress = createGrowingGroups(compiled, 'egress', peers);
  const groups = { ingress, egress };
  const sources = createKindList((one) => ({ group: egress.groupOf[one.egress.id], end: ingress.endOf[one.id] }));
  const destinations = createKindList((one) => ({ group: ingress.groupOf[one.ingress.id], end: egress.endOf[one.id] }));
  const join = (source: Kind, destination: Kind): number =>
    joins.join(
      egress.valueAt(source.group, destination.end),
      ingress.valueAt(destination.group, source.end),
      source.reach,
      destination.reach,
    );
  /** Pods of each class that are in the numbers of its kinds. */
  const counted: number[] = [];
  const count = (id: number): void => {
    const more = (table.weight[id] ?? 0) - (counted[id] ?? 0);
    sources.add(id, more);
    destinations.add(id, more);
    counted[id] = table.weight[id] ?? 0;
  };
  return {
    follow() {
      for (const direction of DIRECTIONS) groups[direction].enterProfiles();
      for (let id = counted.length; id < table.count; id++) {
        const own = compiled.classes[id];
        if (own === undefined) continue;
        for (const direction of DIRECTIONS) groups[direction].enterClass(own);
        sources.enter(own);
        destinations.enter(own);
        count(id);
      }
      for (const id of table.reweighed) count(id);
      table.reweighed.clear();
    },
    wide: {
      covers: (profile, peer) => groups[profile.direction].covers(profile, peer),
      said: (direction, profile, other) => saidIn(groups[direction], profile, other),
      saidOfAll: (direction, profile) => groups[direction].valueOfAll(groups[direction].groupOf[profile] ?? 0),
    },
    sources: { ...sources, outcomes: outcomesOf(sources, destinations, join) },
    destinations: { ...destinations, outcomes: outcomesOf(destinations, sources, (own, other) => join(other, own)) },
  };
}

function saidIn({ groupOf, endOf, valueAt }: GrowingGroups, profile: number, other: number): number {
  return valueAt(groupOf[profile] ?? 0, endOf[other] ?? 0);
}

interface Kind {
  /** Of what is in force for it, and what it is to what is in force for the other end. */
  readonly group: number;
  readonly end: number;
  readonly reach: Reachable;
}

interface KindList {
  readonly all: readonly Kind[];
  readonly kindOf: readonly number[];
  readonly pods: readonly number[];
  /** Takes in the class with the next number. */
  readonly enter: (own: PodClass) => void;
  /** Pods that a class, by number, has more than before. */
  readonly add: (id: number, pods: number) => void;
}

// Far more than there can be; the product is still an exact number.
const MOST_ENDS = 2 ** 24;
const MOST_REACHES = 8;

function createKindList(
  placeOf: (own: PodClass) => { readonly group: number | undefined; readonly end: number | undefined },
): KindList {
  const all: Kind[] = [];
  const byKey = new Map<number, number>();
  const kindOf: number[] = [];
  const pods: number[] = [];
  return {
    all,
    kindOf,
    pods,
    enter(own) {
      const { group = 0, end = 0 } = placeOf(own);
      const { reach } = own;
      const key = (group * MOST_ENDS + end) * MOST_REACHES + reach;
      kindOf.push(remember(byKey, key, () => all.push({ group, end, reach }) - 1));
    },
    add(id, more) {
      const kind = kindOf[id] ?? 0;
      pods[kind] = (pods[kind] ?? 0) + more;
    },
  };
}

/** So many outcomes are kept; then it begins anew. */
const MOST_KEPT = 1 << 20;

function outcomesOf(own: KindList, others: KindList, join: (own: Kind, other: Kind) => number): Kinds['outcomes'] {
  const known = new Map<number, number[]>();
  let kept = 0;
  return ({ id }) => {
    const kind = own.kindOf[id] ?? 0;
    const mine = own.all[kind];
    const outcomes = known.get(kind) ?? [];
    kept += others.all.length - outcomes.length;
    if (kept > MOST_KEPT) {
      known.clear();
      kept = others.all.length;
    }
    known.set(kind, outcomes);
    for (let other = outcomes.length; other < others.all.length; other++) {
      const its = others.all[other];
      outcomes.push(mine === undefined || its === undefined ? 0 : join(mine, its));
    }
    return outcomes;
  };
}
