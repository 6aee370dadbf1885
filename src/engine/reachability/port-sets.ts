import {
  ALL_PORTS,
  intersectSets,
  isNoPort,
  mapProtocols,
  NO_PORTS,
  type PortSet,
  PROTOCOLS,
  subtractPorts,
  uniteSets,
} from '../../model/ports.ts';

/** A set of ports by number: equal sets have equal numbers, within one table. */
export type PortSetId = number;

export const NO_PORTS_ID: PortSetId = 0;
export const ALL_PORTS_ID: PortSetId = 1;

/** Interned port sets. Real clusters have a few dozen, so that every operation on two of them is done once. */
export interface PortSets {
  readonly idOf: (set: PortSet) => PortSetId;
  readonly setOf: (id: PortSetId) => PortSet;
  readonly unite: (a: PortSetId, b: PortSetId) => PortSetId;
  readonly intersect: (a: PortSetId, b: PortSetId) => PortSetId;
  readonly subtract: (a: PortSetId, b: PortSetId) => PortSetId;
}

/** A table that knows the empty set and the set of all ports. */
export function createPortSets(): PortSets {
  const sets: PortSet[] = [];
  const ids = new Map<string, PortSetId>();
  const idOf = (set: PortSet): PortSetId => {
    const key = PROTOCOLS.map((protocol) => set[protocol].map(([first, last]) => `${first}-${last}`).join(',')).join(
      '|',
    );
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, sets.length);
    sets.push(set);
    return sets.length - 1;
  };
  const setOf = (id: PortSetId): PortSet => sets[id] ?? NO_PORTS;
  idOf(NO_PORTS);
  idOf(ALL_PORTS);
  const union = tabled((a, b) => idOf(uniteSets(setOf(a), setOf(b))));
  const intersection = tabled((a, b) => idOf(intersectSets(setOf(a), setOf(b))));
  const difference = memoised((a, b) => idOf(withoutPorts(setOf(a), setOf(b))));
  return {
    idOf,
    setOf,
    unite(a, b) {
      if (a === b || b === NO_PORTS_ID) return a;
      if (a === NO_PORTS_ID) return b;
      if (a === ALL_PORTS_ID || b === ALL_PORTS_ID) return ALL_PORTS_ID;
      return a < b ? union(a, b) : union(b, a);
    },
    intersect(a, b) {
      if (a === b || b === ALL_PORTS_ID) return a;
      if (a === ALL_PORTS_ID) return b;
      if (a === NO_PORTS_ID || b === NO_PORTS_ID) return NO_PORTS_ID;
      return a < b ? intersection(a, b) : intersection(b, a);
    },
    subtract(a, b) {
      if (a === NO_PORTS_ID || b === ALL_PORTS_ID || a === b) return NO_PORTS_ID;
      return b === NO_PORTS_ID ? a : difference(a, b);
    },
  };
}

/** Per protocol, the ports of `a` that are not in `b`. */
export function withoutPorts(a: PortSet, b: PortSet): PortSet {
  return mapProtocols((protocol) => subtractPorts(a[protocol], b[protocol]));
}

/** Whether every port of `inner` is in `outer`. */
export function holdsPorts(outer: PortSet, inner: PortSet): boolean {
  return isNoPort(withoutPorts(inner, outer));
}

/** So many sets have places in tables: those that the rules name come first, and clusters have some dozens. */
const TABLED = 128;

/** As `memoised`, with a table for the first numbers, which are asked for most. */
function tabled(compute: (a: number, b: number) => number): (a: number, b: number) => number {
  const memo = memoised(compute);
  const table = new Int32Array(TABLED * TABLED).fill(-1);
  return (a, b) => {
    if (a >= TABLED || b >= TABLED) return memo(a, b);
    const known = table[a * TABLED + b] ?? -1;
    if (known >= 0) return known;
    const made = compute(a, b);
    table[a * TABLED + b] = made;
    return made;
  };
}

const SMALL = 32_768;
const LARGE = 2 ** 24;
/** A map takes 16 million entries and no more; long before, beginning anew costs less than the memory. */
const MOST_REMEMBERED = 4_000_000;

/**
 * Remembers a function of two small numbers, which must give the same number when it is asked again: what was remembered may be
 * forgotten. Keys of pairs that are small stay small integers, which maps find fastest.
 */
export function memoised(compute: (a: number, b: number) => number): (a: number, b: number) => number {
  const memo = new Map<number, number>();
  return (a, b) => {
    const key = a < SMALL && b < SMALL ? a * SMALL + b : -(a * LARGE + b);
    const known = memo.get(key);
    if (known !== undefined) return known;
    const made = compute(a, b);
    if (memo.size >= MOST_REMEMBERED) memo.clear();
    memo.set(key, made);
    return made;
  };
}
