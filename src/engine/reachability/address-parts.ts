import { type Family, type IpAddress, ipv4Value } from '../../model/addresses.ts';
import { countHolding } from '../../model/binary-search.ts';
import { eachInSteps, finished, type InSteps } from '../in-steps.ts';
import type { PeerEntry } from './peer-table.ts';
import { IPV4, IPV6, type Reachable } from './side-values.ts';

type BlockEntry = PeerEntry & { readonly kind: 'addresses' };

/** Cuts the address space of one family at the boundaries of blocks; every piece is treated alike by all of them. */
interface Partition {
  /** Pieces, in order; the first begins at address 0. */
  readonly pieces: number;
  /** Sets of blocks that tell pieces apart. */
  readonly kinds: number;
  /** Number of the piece an address lies in. */
  readonly pieceAt: (address: IpAddress) => number;
  /** The blocks that hold a piece, always the same list for the same set. */
  readonly blocksIn: (piece: number) => readonly number[];
  /** By piece, what rules see of an address in it, as far as one was asked about. */
  readonly partOf: (AddressPart | undefined)[];
}

/** So many blocks, or places where one begins or ends, to a step. */
const IN_A_STEP = 512;

/**
 * Sweeps over the ends of all blocks with the set of blocks that hold the place: O(n log n) and the output. What lies in the same
 * blocks shares one list. By small steps.
 */
function* partitionInSteps(family: Family, blocks: readonly BlockEntry[]): InSteps<Partition> {
  const steps = new Map<bigint, { readonly opens: number[]; readonly closes: number[] }>();
  const stepAt = (value: bigint) => {
    const known = steps.get(value);
    if (known !== undefined) return known;
    const made = { opens: [], closes: [] };
    steps.set(value, made);
    return made;
  };
  yield* eachInSteps(blocks, IN_A_STEP, ({ id, block }) => {
    if (block.cidr.family !== family) return;
    for (const [first, last] of withoutHoles(block)) {
      stepAt(first).opens.push(id);
      stepAt(last + 1n).closes.push(id);
    }
  });
  yield;
  const starts = [...steps.keys()].sort((a, b) => (a < b ? -1 : 1));
  yield;
  const live = new Set<number>();
  const lists = new Map<string, readonly number[]>();
  const NONE: readonly number[] = [];
  const held: (readonly number[])[] = [];
  const listAt = (start: bigint): readonly number[] => {
    const step = stepAt(start);
    for (const id of step.closes) live.delete(id);
    for (const id of step.opens) live.add(id);
    const list = [...live].sort((a, b) => a - b);
    const key = list.join(' ');
    const known = lists.get(key);
    if (known !== undefined) return known;
    lists.set(key, list);
    return list;
  };
  yield* eachInSteps(starts, IN_A_STEP, (start) => held.push(listAt(start)));
  yield;
  const find = family === 'IPv4' ? searchNumbers(starts) : searchBigints(starts);
  return {
    pieces: starts.length + 1,
    kinds: lists.size,
    pieceAt: find,
    blocksIn: (piece) => held[piece - 1] ?? NONE,
    partOf: Array.from({ length: starts.length + 1 }, () => undefined),
  };
}

/** The ranges of a block that its exceptions leave, in order. */
function withoutHoles({ cidr, except }: BlockEntry['block']): readonly (readonly [bigint, bigint])[] {
  const ranges: (readonly [bigint, bigint])[] = [];
  let next = cidr.first;
  const holes = except.filter(
    (hole) => hole.family === cidr.family && hole.first <= cidr.last && hole.last >= cidr.first,
  );
  for (const hole of holes.sort((a, b) => (a.first < b.first ? -1 : 1))) {
    if (hole.first > next) ranges.push([next, hole.first - 1n]);
    if (hole.last >= next) next = hole.last + 1n;
  }
  if (next <= cidr.last) ranges.push([next, cidr.last]);
  return ranges;
}

/** Addresses of IPv4 whose upper halves are equal are looked for among few. */
const LOWER_BITS = 16;
const UPPER_HALVES = 2 ** LOWER_BITS;
const BEHIND_ALL = 1n << 32n;

/** How many of the sorted values are not above the one asked for. */
function searchNumbers(sorted: readonly bigint[]): (address: IpAddress) => number {
  // What ends with the last address ends behind all that are asked about.
  const starts = Uint32Array.from(sorted, Number).subarray(0, sorted.at(-1) === BEHIND_ALL ? -1 : undefined);
  const firstIn = countsByUpperHalf(starts);
  return (address) => {
    const wanted = ipv4Value(address);
    const upper = wanted >>> LOWER_BITS;
    let low = firstIn[upper] ?? 0;
    let high = firstIn[upper + 1] ?? starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** By the upper half of an address: how many of the sorted values lie below all addresses that have it. */
function countsByUpperHalf(starts: Uint32Array): Int32Array {
  const counts = new Int32Array(UPPER_HALVES + 1);
  let below = 0;
  for (let upper = 0; upper <= UPPER_HALVES; upper++) {
    while (below < starts.length && (starts[below] ?? 0) < upper * UPPER_HALVES) below += 1;
    counts[upper] = below;
  }
  return counts;
}

function searchBigints(sorted: readonly bigint[]): (address: IpAddress) => number {
  return ({ value }) => countHolding(sorted.length, (position) => (sorted[position] ?? 0n) <= value);
}

/** What rules can see of the addresses of a pod or node. Shared by all that lie in the same blocks. */
export interface AddressPart {
  readonly id: number;
  readonly families: Reachable;
  /** It has addresses, which ones is not known: whether a block holds it is in doubt. */
  readonly unknown: boolean;
  /** The blocks that hold one of its addresses. */
  readonly blocks: readonly number[];
}

export interface AddressParts {
  readonly of: (addresses: readonly IpAddress[] | 'unknown') => AddressPart;
  /** Makes by small steps what addresses are looked up in; else the first that is asked about waits for it. */
  readonly prepareInSteps: () => InSteps<void>;
  /** The same with more blocks; what blocks see of an address keeps its number where it stays the same. */
  readonly with: (blocks: readonly BlockEntry[]) => AddressParts;
}

/** Addresses to what blocks see of them, for a fixed set of blocks. */
export function createAddressParts(
  blocks: readonly BlockEntry[],
  known: Map<string, AddressPart> = new Map(),
): AddressParts {
  // Made when the first address is asked about: new blocks are often about nobody here.
  let made: Readonly<Record<Family, Partition>> | undefined;
  const partitionsInSteps = function* (): InSteps<Readonly<Record<Family, Partition>>> {
    made ??= { IPv4: yield* partitionInSteps('IPv4', blocks), IPv6: yield* partitionInSteps('IPv6', blocks) };
    return made;
  };
  const partitions = (): Readonly<Record<Family, Partition>> => made ?? finished(partitionsInSteps());
  const make = (families: Reachable, unknown: boolean, held: readonly number[]): AddressPart => {
    const key = `${families} ${unknown} ${held.join(' ')}`;
    const part = known.get(key) ?? { id: known.size, families, unknown, blocks: held };
    known.set(key, part);
    return part;
  };
  const unknown = make(0, true, []);
  const none = make(0, false, []);
  return {
    *prepareInSteps() {
      yield* partitionsInSteps();
    },
    with: (more) => createAddressParts(more, known),
    of(addresses) {
      if (addresses === 'unknown') return unknown;
      const [first] = addresses;
      if (first === undefined) return none;
      if (addresses.length === 1) {
        const { pieceAt, blocksIn, partOf } = partitions()[first.family];
        const piece = pieceAt(first);
        const part = partOf[piece] ?? make(familyBit(first.family), false, blocksIn(piece));
        partOf[piece] = part;
        return part;
      }
      const all = new Set<number>();
      for (const address of addresses) {
        const partition = partitions()[address.family];
        for (const id of partition.blocksIn(partition.pieceAt(address))) all.add(id);
      }
      const families = addresses.reduce((bits, { family }) => bits | familyBit(family), 0);
      return make(
        families,
        false,
        [...all].sort((a, b) => a - b),
      );
    },
  };
}

function familyBit(family: Family): Reachable {
  return family === 'IPv4' ? IPV4 : IPV6;
}
