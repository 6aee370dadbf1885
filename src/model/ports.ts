/** The protocols a NetworkPolicy can name. Anything else is outside the specification (semantics §1.8). */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

export const MIN_PORT = 1;
export const MAX_PORT = 65535;

/** Inclusive, 1–65535, first ≤ last. */
export type PortRange = readonly [first: number, last: number];

/** Ports of one protocol: sorted, disjoint, not adjacent. */
export type PortRanges = readonly PortRange[];

/** Ports per protocol. */
export type PortSet = Readonly<Record<Protocol, PortRanges>>;

export const NO_PORTS: PortSet = { TCP: [], UDP: [], SCTP: [] };
const EVERY_PORT: PortRanges = [[MIN_PORT, MAX_PORT]];
export const ALL_PORTS: PortSet = { TCP: EVERY_PORT, UDP: EVERY_PORT, SCTP: EVERY_PORT };

/** One entry of a rule's `ports`, after defaulting: an absent protocol is TCP, an absent port all ports of that protocol. */
export type PortMatcher =
  | { readonly kind: 'protocol'; readonly protocol: Protocol }
  | { readonly kind: 'range'; readonly protocol: Protocol; readonly first: number; readonly last: number }
  /** Looked up on the destination pod; protocol `any` takes the protocol of the pod's own port (v1alpha1 `namedPort`). */
  | { readonly kind: 'named'; readonly protocol: Protocol | 'any'; readonly name: string };

/** Sorted, disjoint and joined: the canonical form of any list of ranges. */
export function normalisePorts(ranges: readonly PortRange[]): PortRanges {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const joined: PortRange[] = [];
  for (const [first, last] of sorted) {
    const previous = joined.at(-1);
    if (previous !== undefined && first <= previous[1] + 1)
      joined[joined.length - 1] = [previous[0], Math.max(previous[1], last)];
    else joined.push([first, last]);
  }
  return joined;
}

export function unitePorts(a: PortRanges, b: PortRanges): PortRanges {
  return normalisePorts([...a, ...b]);
}

export function intersectPorts(a: PortRanges, b: PortRanges): PortRanges {
  const both: PortRange[] = [];
  for (const [aFirst, aLast] of a) {
    for (const [bFirst, bLast] of b) {
      const first = Math.max(aFirst, bFirst);
      const last = Math.min(aLast, bLast);
      if (first <= last) both.push([first, last]);
    }
  }
  return normalisePorts(both);
}

/** The ports of `a` that are not in `b`. */
export function subtractPorts(a: PortRanges, b: PortRanges): PortRanges {
  let left: PortRange[] = [...a];
  for (const [cutFirst, cutLast] of b) {
    left = left.flatMap(([first, last]): PortRange[] => {
      if (cutLast < first || last < cutFirst) return [[first, last]];
      const pieces: PortRange[] = [];
      if (first < cutFirst) pieces.push([first, cutFirst - 1]);
      if (cutLast < last) pieces.push([cutLast + 1, last]);
      return pieces;
    });
  }
  return left;
}

export function samePorts(a: PortRanges, b: PortRanges): boolean {
  return a.length === b.length && a.every((range, i) => range[0] === b[i]?.[0] && range[1] === b[i]?.[1]);
}

export function isEveryPort(ranges: PortRanges): boolean {
  return samePorts(ranges, EVERY_PORT);
}

/** Union per protocol. */
export function uniteSets(a: PortSet, b: PortSet): PortSet {
  return mapProtocols((protocol) => unitePorts(a[protocol], b[protocol]));
}

/** Intersection per protocol. */
export function intersectSets(a: PortSet, b: PortSet): PortSet {
  return mapProtocols((protocol) => intersectPorts(a[protocol], b[protocol]));
}

/** The ports of `a` that are not in `b`, per protocol. */
export function subtractSets(a: PortSet, b: PortSet): PortSet {
  return mapProtocols((protocol) => subtractPorts(a[protocol], b[protocol]));
}

export function sameSets(a: PortSet, b: PortSet): boolean {
  return PROTOCOLS.every((protocol) => samePorts(a[protocol], b[protocol]));
}

export function isNoPort(set: PortSet): boolean {
  return PROTOCOLS.every((protocol) => set[protocol].length === 0);
}

export function mapProtocols(of: (protocol: Protocol) => PortRanges): PortSet {
  return { TCP: of('TCP'), UDP: of('UDP'), SCTP: of('SCTP') };
}
