import type { Family } from '../../model/addresses.ts';
import { countHolding } from '../../model/binary-search.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import type { AddressBlock } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { eachInSteps, type InSteps } from '../in-steps.ts';
import { isInBlock } from '../match.ts';

/** The pods that have an address in a block, finished ones left out, in the order of the snapshot. */
export type PodsInBlock = (block: AddressBlock) => readonly Pod[];

interface Place {
  readonly value: bigint;
  /** In the snapshot's order. */
  readonly index: number;
  readonly pod: Pod;
}

/** So many pods to a step. */
const IN_A_STEP = 4096;

/** Sorts the pods by address once, for many blocks: a cluster's policies name thousands. By small steps. */
export function* podsByAddressInSteps(snapshot: Snapshot): InSteps<PodsInBlock> {
  const gathered: Readonly<Record<Family, Place[]>> = { IPv4: [], IPv6: [] };
  let index = 0;
  yield* eachInSteps(snapshot.pods.values(), IN_A_STEP, (pod) => {
    index += 1;
    if (pod.state === 'finished') return;
    for (const { family, value } of pod.addresses) gathered[family].push({ value, index, pod });
  });
  const places = { IPv4: yield* sortedNumbers(gathered.IPv4), IPv6: sortedValues(gathered.IPv6) };
  yield;
  return (block) => {
    const { family, last } = block.cidr;
    const sorted = places[family];
    const found = new Map<number, Pod>();
    for (let at = firstFrom(sorted, block.cidr.first); at < sorted.length; at += 1) {
      const place = sorted[at];
      if (place === undefined || place.value > last) break;
      if (place.pod.addresses.some((address) => isInBlock(block, address))) found.set(place.index, place.pod);
    }
    return [...found].sort(([a], [b]) => a - b).map(([, pod]) => pod);
  };
}

/** Where the first value stands that is not below this one. */
function firstFrom(sorted: readonly Place[], value: bigint): number {
  return countHolding(sorted.length, (position) => (sorted[position]?.value ?? 0n) < value);
}

/** More places than have numbers that are exact beside their addresses. */
const TOO_MANY = 2 ** 21;

/** Addresses of IPv4 and their places are one number each: numbers are sorted ten times as quickly. */
function* sortedNumbers(places: readonly Place[]): InSteps<readonly Place[]> {
  if (places.length >= TOO_MANY) return sortedValues(places);
  const keys = new Float64Array(places.length);
  let index = 0;
  yield* eachInSteps(places, IN_A_STEP, ({ value }) => {
    keys[index] = Number(value) * TOO_MANY + index;
    index += 1;
  });
  keys.sort();
  yield;
  const sorted: Place[] = [];
  yield* eachInSteps(keys, IN_A_STEP, (key) => {
    const place = places[key % TOO_MANY];
    if (place !== undefined) sorted.push(place);
  });
  return sorted;
}

function sortedValues(places: readonly Place[]): readonly Place[] {
  return [...places].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
}
