import { ALL_PORTS, intersectSets, isNoPort, type PortSet } from '../../model/ports.ts';
import { holdsPorts, type PortSets, withoutPorts } from './port-sets.ts';
import type { Reachable, SideValues } from './side-values.ts';

/** How much of the ports asked for is open between two pods, as bits. */
export type Openness = number;

/** Some of the ports asked for are allowed. */
export const SOME = 1;
/** All of them are. */
export const ALL = 2;
/** Of some it is not known. */
export const UNKNOWN = 4;
/** So many different values. */
export const KINDS = 8;

/** Ordered pairs of different pods, by how much is open from the one to the other. */
export interface PairCount {
  readonly pairs: number;
  /** At least one of the ports asked for is allowed. */
  readonly open: number;
  /** Every one is. */
  readonly all: number;
  /** Of at least one it is not known. */
  readonly unknown: number;
  /** Nothing is allowed, and of some port it is not known. */
  readonly perhaps: number;
}

/** Says how open an outcome is, for these ports or all; each outcome is looked at once. */
export function opennessOf(
  ports: PortSets,
  values: SideValues,
  asked: PortSet = ALL_PORTS,
): (outcome: number) => Openness {
  const known: Openness[] = [];
  return (outcome) => {
    const before = known[outcome];
    if (before !== undefined) return before;
    const { allowed, possible } = values.outcome(outcome);
    const open = intersectSets(ports.setOf(allowed), asked);
    const some = isNoPort(open) ? 0 : SOME;
    const all = some !== 0 && holdsPorts(open, asked) ? ALL : 0;
    const left = withoutPorts(intersectSets(ports.setOf(possible), asked), open);
    const openness = some | all | (isNoPort(left) ? 0 : UNKNOWN);
    known[outcome] = openness;
    return openness;
  };
}

/** Adds up counts by openness, from this place in the array. */
export function pairCount(counts: ArrayLike<number>, at = 0): PairCount {
  const sum = { pairs: 0, open: 0, all: 0, unknown: 0, perhaps: 0 };
  for (let openness = 0; openness < KINDS; openness++) {
    const count = counts[at + openness] ?? 0;
    sum.pairs += count;
    if ((openness & SOME) !== 0) sum.open += count;
    if ((openness & ALL) !== 0) sum.all += count;
    if ((openness & UNKNOWN) !== 0) sum.unknown += count;
    if ((openness & (SOME | UNKNOWN)) === UNKNOWN) sum.perhaps += count;
  }
  return sum;
}

/** How open it is between two ends, by what each side says and how they are reached. */
export type JoinedOpenness = (egress: number, ingress: number, source: Reachable, destination: Reachable) => Openness;

/** Up to so many side values, all pairs of them are kept in a table; it has room for so many at least. */
const MOST_IN_TABLE = 1024;
const LEAST_IN_TABLE = 256;
const NOT_YET = 255;

/** `opennessOf` after `join`, fast enough to be asked for millions of pairs. */
export function joinedOpenness(ports: PortSets, values: SideValues, asked?: PortSet): JoinedOpenness {
  const openness = opennessOf(ports, values, asked);
  // Values met later than this are few; they are joined each time.
  const width = Math.min(Math.max(values.count() * 2, LEAST_IN_TABLE), MOST_IN_TABLE);
  const byEnds: (Uint8Array | undefined)[] = [];
  return (egress, ingress, source, destination) => {
    if (egress >= width || ingress >= width) return openness(values.join(egress, ingress, source, destination));
    const ends = source * 8 + destination;
    const table = byEnds[ends] ?? new Uint8Array(width * width).fill(NOT_YET);
    byEnds[ends] = table;
    const place = egress * width + ingress;
    const known = table[place] ?? NOT_YET;
    if (known !== NOT_YET) return known;
    const made = openness(values.join(egress, ingress, source, destination));
    table[place] = made;
    return made;
  };
}
