import type { Family } from '../../model/addresses.ts';
import { countHolding } from '../../model/binary-search.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import type { AddressBlock } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isInBlock } from '../match.ts';

/** The pods that have an address in a block, finished ones left out, in the order of the snapshot. */
export type PodsInBlock = (block: AddressBlock) => readonly Pod[];

interface Place {
  readonly value: bigint;
  /** In the snapshot's order. */
  readonly index: number;
  readonly pod: Pod;
}

/** Sorts the pods by address once, for many blocks: a cluster's policies name thousands. */
export function podsByAddress(snapshot: Snapshot): PodsInBlock {
  const places: Readonly<Record<Family, Place[]>> = { IPv4: [], IPv6: [] };
  let index = 0;
  for (const pod of snapshot.pods.values()) {
    index += 1;
    if (pod.state === 'finished') continue;
    for (const { family, value } of pod.addresses) places[family].push({ value, index, pod });
  }
  for (const family of Object.values(places))
    family.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
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
