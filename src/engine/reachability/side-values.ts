import { remember } from '../../model/memo.ts';
import type { PortSetId, PortSets } from './port-sets.ts';
import { ALL_PORTS_ID, memoised, NO_PORTS_ID } from './port-sets.ts';

/** What one side says of every port, over each address family. Interned: equal answers have equal numbers. */
export interface SideValue {
  /** Allowed for sure, over IPv4. */
  readonly allowed4: PortSetId;
  /** Allowed or unknown; the rest is denied. */
  readonly possible4: PortSetId;
  readonly allowed6: PortSetId;
  readonly possible6: PortSetId;
}

/** What both sides say together. */
export interface Outcome {
  readonly allowed: PortSetId;
  /** Allowed or unknown. */
  readonly possible: PortSetId;
}

/** The answer of a side that nothing restricts, and the outcome where everything is allowed. */
const EVERYTHING = 1;
/** The answer of a side that denies all, and the outcome where nothing is allowed; whatever the other side says then. */
export const NOTHING = 0;

/**
 * What an end's addresses mean for a connection: its families as bits (1 IPv4, 2 IPv6, 0 not known), and 4 for what speaks for a
 * node.
 */
export type Reachable = number;

export const IPV4 = 1;
export const IPV6 = 2;
const BOTH = 3;
export const SPEAKS_FOR_NODE = 4;

export interface SideValues {
  /** So many values are known by now. */
  readonly count: () => number;
  /** The value that is the same over both families. */
  readonly uniform: (allowed: PortSetId, possible: PortSetId) => number;
  readonly idOf: (value: SideValue) => number;
  readonly value: (id: number) => SideValue;
  readonly outcome: (id: number) => Outcome;
  /** Both sides of a connection together (as `checkFlow` joins sides and families). */
  readonly join: (egress: number, ingress: number, source: Reachable, destination: Reachable) => number;
}

/** `nodesUnread`: node objects may be missing, so that the families of a node that is not known are in doubt. */
export function createSideValues(ports: PortSets, nodesUnread: boolean): SideValues {
  const values: SideValue[] = [];
  const ids = new Map<string, number>();
  const outcomes: Outcome[] = [];
  const idOf = (value: SideValue): number => {
    const key = `${value.allowed4},${value.possible4},${value.allowed6},${value.possible6}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, values.length);
    values.push(value);
    return values.length - 1;
  };
  const outcomeIds = new Map<string, number>();
  // Equal outcomes have equal numbers for good: numbers are compared.
  const outcomeId = memoised((allowed, possible) =>
    remember(outcomeIds, `${allowed} ${possible}`, () => outcomes.push({ allowed, possible }) - 1),
  );
  const bothFamilies = (allowed: PortSetId, possible: PortSetId): number =>
    idOf({ allowed4: allowed, possible4: possible, allowed6: allowed, possible6: possible });
  const inDoubt = memoised(bothFamilies);
  /** By set of ports: the value that allows it and nothing else. Asked for so often that a map would be felt. */
  const sure: number[] = [];
  const uniform = (allowed: PortSetId, possible: PortSetId): number => {
    if (allowed !== possible) return inDoubt(allowed, possible);
    const known = sure[allowed];
    if (known !== undefined) return known;
    const made = bothFamilies(allowed, allowed);
    sure[allowed] = made;
    return made;
  };
  const value = (id: number): SideValue => values[id] ?? NO_VALUE;
  uniform(NO_PORTS_ID, NO_PORTS_ID);
  uniform(ALL_PORTS_ID, ALL_PORTS_ID);
  outcomeId(NO_PORTS_ID, NO_PORTS_ID);
  outcomeId(ALL_PORTS_ID, ALL_PORTS_ID);
  const join = joiner(ports, nodesUnread, value, outcomeId);
  return { count: () => values.length, uniform, idOf, value, outcome: (id) => outcomes[id] ?? NO_OUTCOME, join };
}

const NO_VALUE: SideValue = {
  allowed4: NO_PORTS_ID,
  possible4: NO_PORTS_ID,
  allowed6: NO_PORTS_ID,
  possible6: NO_PORTS_ID,
};
const NO_OUTCOME: Outcome = { allowed: NO_PORTS_ID, possible: NO_PORTS_ID };

type OutcomeId = (allowed: PortSetId, possible: PortSetId) => number;

function joiner(
  ports: PortSets,
  nodesUnread: boolean,
  value: (id: number) => SideValue,
  outcomeId: OutcomeId,
): SideValues['join'] {
  const byEnds = Array.from({ length: 64 }, (_, ends) =>
    memoised((egress, ingress) => compute(value(egress), value(ingress), ends >> 3, ends & 7)),
  );
  const compute = (egress: SideValue, ingress: SideValue, source: Reachable, destination: Reachable): number => {
    const families = familiesOf(source) & familiesOf(destination);
    const four: Outcome = {
      allowed: ports.intersect(egress.allowed4, ingress.allowed4),
      possible: ports.intersect(egress.possible4, ingress.possible4),
    };
    const six: Outcome = {
      allowed: ports.intersect(egress.allowed6, ingress.allowed6),
      possible: ports.intersect(egress.possible6, ingress.possible6),
    };
    const doubted = nodesUnread && isOnNodeOfUnknownFamily(source, destination);
    const certain = (source & BOTH) !== 0 && (destination & BOTH) !== 0;
    const joined = overFamilies(ports, families, [four, six], certain);
    if (!doubted) return outcomeId(joined.allowed, joined.possible);
    const first = (families & IPV4) === 0 ? six : four;
    const inDoubt = families === 0 ? NO_PORTS_ID : first.allowed;
    return outcomeId(ports.subtract(joined.allowed, inDoubt), ports.unite(joined.possible, inDoubt));
  };
  return (egress, ingress, source, destination) => {
    if (egress === ingress && egress <= EVERYTHING && source === destination && (source & 7) !== SPEAKS_FOR_NODE)
      return egress;
    return byEnds[source * 8 + destination]?.(egress, ingress) ?? NOTHING;
  };
}

function familiesOf(end: Reachable): number {
  return (end & BOTH) === 0 ? BOTH : end & BOTH;
}

// Where both families are in use, a client may pick the one that fails; where that is not known, differing answers leave it open.
function overFamilies(
  ports: PortSets,
  families: number,
  [four, six]: readonly [Outcome, Outcome],
  certain: boolean,
): Outcome {
  if (families === 0) return NO_OUTCOME;
  if (families === IPV4) return four;
  if (families === IPV6) return six;
  return {
    allowed: ports.intersect(four.allowed, six.allowed),
    possible: certain ? ports.intersect(four.possible, six.possible) : ports.unite(four.possible, six.possible),
  };
}

/** A node that was not read, where the other end has addresses of one family only: it may have none of that family. */
function isOnNodeOfUnknownFamily(source: Reachable, destination: Reachable): boolean {
  const [unread, known] = (source & BOTH) === 0 ? [source, destination] : [destination, source];
  if ((unread & SPEAKS_FOR_NODE) === 0 || (unread & BOTH) !== 0) return false;
  const families = known & BOTH;
  return families === 0 ? (known & SPEAKS_FOR_NODE) !== 0 : families !== BOTH;
}
