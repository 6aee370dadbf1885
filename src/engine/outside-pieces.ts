import type { AddressRange } from '../model/addresses.ts';
import type { Pod } from '../model/cluster-objects.ts';
import { type Endpoint, podEnd } from '../model/endpoints.ts';
import { sameSets } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { addressPieces, connectionsBetween } from './connections.ts';
import { combined, type OpenPorts } from './open-ports.ts';

/** Addresses that are treated alike, disjoint and in order. */
export interface OutsidePiece {
  readonly ranges: readonly AddressRange[];
  readonly ports: OpenPorts;
}

/** What these pods may open to addresses of the range, or they to them. Addresses with which nothing is open are left out. */
export function outsidePieces(
  snapshot: Snapshot,
  pods: readonly Pod[],
  range: AddressRange,
  direction: 'ingress' | 'egress',
): readonly OutsidePiece[] {
  const reachable = pods.filter(
    (pod) => pod.addresses.length === 0 || pod.addresses.some(({ family }) => family === range.family),
  );
  if (reachable.length === 0) return [];
  const groups: { ranges: AddressRange[]; ports: OpenPorts }[] = [];
  for (const piece of piecesOver(snapshot, reachable, direction, range)) {
    const pairs = reachable.map((pod) => {
      const outside: Endpoint = { kind: 'range', range: piece };
      return direction === 'egress'
        ? connectionsBetween(snapshot, podEnd(pod), outside)
        : connectionsBetween(snapshot, outside, podEnd(pod));
    });
    const ports = combined(pairs);
    if (ports === undefined) continue;
    const group = groups.find((candidate) => samePieces(candidate.ports, ports));
    if (group === undefined) groups.push({ ranges: [piece], ports });
    else group.ranges.push(piece);
  }
  return groups.map(({ ranges, ports }) => ({ ranges: joinRanges(ranges), ports }));
}

function piecesOver(
  snapshot: Snapshot,
  pods: readonly Pod[],
  direction: 'ingress' | 'egress',
  range: AddressRange,
): readonly AddressRange[] {
  return pods.reduce<readonly AddressRange[]>(
    (pieces, pod) => pieces.flatMap((piece) => addressPieces(snapshot, podEnd(pod), direction, piece)),
    [range],
  );
}

function samePieces(a: OpenPorts, b: OpenPorts): boolean {
  return sameSets(a.allowed, b.allowed) && sameSets(a.unknown, b.unknown) && sameSets(a.partial, b.partial);
}

function joinRanges(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const joined: AddressRange[] = [];
  for (const range of ranges) {
    const previous = joined.at(-1);
    if (previous !== undefined && previous.last + 1n === range.first)
      joined[joined.length - 1] = { ...previous, last: range.last };
    else joined.push(range);
  }
  return joined;
}
