import { createAddressParts } from '../../../src/engine/reachability/address-parts.ts';
import { createPeerTable, type PeerTable } from '../../../src/engine/reachability/peer-table.ts';
import { addressOf, contains, type IpAddress, parseCidr } from '../../../src/model/addresses.ts';
import type { AddressBlock } from '../../../src/model/policies.ts';
import { createRandom, type Random } from '../clusters/random.ts';
import { exponent, type Figure, median, timed, worked } from '../measure.ts';

const SIZES = [1500, 6000, 24_000, 96_000] as const;
const LOOKED_UP = 100_000;
/** Questions whose answer is compared with looking through all blocks. */
const COMPARED = 200;

/** Cutting the address space at the ends of so many distinct blocks, and looking an address up in the pieces. */
export function blocksCase(seed: number, runs: number): readonly Figure[] {
  const points = SIZES.map((size) => {
    const random = createRandom(seed);
    const peers = createPeerTable();
    while (peers.blocks.length < size) peers.peer({ kind: 'addresses', block: someBlock(random), text: '' });
    const [first] = someAddresses(random, 1);
    if (first === undefined) throw new Error('no address');
    // The pieces are made when the first address is asked about.
    const building = timed(runs, () => {
      const parts = createAddressParts(peers.blocks);
      parts.of([first]);
      return parts;
    });
    const addresses = someAddresses(random, LOOKED_UP);
    expectAsLookedThrough(peers, addresses.slice(0, COMPARED), building.result);
    const looking = Array.from({ length: 5 }, () => {
      const began = worked();
      for (const address of addresses) building.result.of([address]);
      return ((worked() - began) / LOOKED_UP) * 1000;
    });
    return { size, cost: median(building.times), looking: median(looking) };
  });
  return [
    ...points.flatMap(({ size, cost, looking }): Figure[] => [
      { name: `${size} distinct blocks: pieces`, value: cost, unit: 'ms' },
      {
        name: `${size} distinct blocks: look-up`,
        value: looking,
        unit: 'us',
        goal: { number: 11, most: 0.1 },
      },
    ]),
    { name: 'growth of making pieces', value: exponent(points), unit: 'exponent', goal: { number: 11, most: 1.3 } },
  ];
}

function expectAsLookedThrough(
  { blocks }: PeerTable,
  addresses: readonly IpAddress[],
  parts: ReturnType<typeof createAddressParts>,
): void {
  for (const address of addresses) {
    const holding = blocks.filter(({ block: { cidr, except } }) => {
      return contains(cidr, address) && !except.some((hole) => contains(hole, address));
    });
    if (holding.map(({ id }) => id).join() !== parts.of([address]).blocks.join())
      throw new Error(`they disagree: ${address.text}`);
  }
}

/** As policies write them: most of 256 addresses, some with a hole, some larger with others in them. */
function someBlock(random: Random): AddressBlock {
  const base = `${20 + random.below(150)}.${random.below(256)}`;
  const third = random.below(256);
  if (random.percent(60)) return { cidr: cidrOf(`${base}.${third}.0/24`), except: [] };
  if (random.percent(50)) {
    return { cidr: cidrOf(`${base}.${third}.0/24`), except: [cidrOf(`${base}.${third}.${random.below(256)}/32`)] };
  }
  const bits = 16 + random.below(8);
  const mask = 256 - 2 ** (24 - bits);
  return { cidr: cidrOf(`${base}.${third & mask}.0/${bits}`), except: [] };
}

function cidrOf(text: string) {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(text);
  return cidr;
}

function someAddresses(random: Random, count: number): readonly IpAddress[] {
  return Array.from({ length: count }, () =>
    addressOf('IPv4', BigInt(20 + random.below(150)) * 2n ** 24n + BigInt(random.below(2 ** 24))),
  );
}
