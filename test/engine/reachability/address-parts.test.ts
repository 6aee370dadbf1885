import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAddressParts } from '../../../src/engine/reachability/address-parts.ts';
import { createPeerTable } from '../../../src/engine/reachability/peer-table.ts';
import { addressOf, contains, type IpAddress, parseCidr } from '../../../src/model/addresses.ts';

function cidrOf(text: string) {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(text);
  return cidr;
}

/** Blocks that meet at both ends of the space, at boundaries of halves, and in the middle of one. */
const CIDRS = [
  ...['0.0.0.0/0', '0.0.0.0/32', '128.0.0.0/1', '10.0.0.0/16', '10.1.0.0/16', '10.0.255.0/24', '10.0.255.255/32'],
  ...['255.255.255.255/32', '255.255.0.0/16', '::/0', '::ffff/128', 'fd00::/8', 'ffff::/16'],
].map(cidrOf);

const block = fc
  .tuple(fc.constantFrom(...CIDRS), fc.subarray(CIDRS, { maxLength: 3 }))
  .map(([cidr, except]) => ({ cidr, except: except.filter((hole) => hole !== cidr) }));

/** Addresses on both sides of every boundary. */
const ADDRESSES = CIDRS.flatMap(({ family, first, last }): IpAddress[] => {
  const most = (1n << (family === 'IPv4' ? 32n : 128n)) - 1n;
  const near = [first - 1n, first, first + 1n, last - 1n, last, last + 1n];
  return near.filter((value) => value >= 0n && value <= most).map((value) => addressOf(family, value));
});

test('an address lies in the blocks that hold it, whatever is cut at which boundary', () => {
  void fc.assert(
    fc.property(fc.array(block, { maxLength: 8 }), (blocks) => {
      const peers = createPeerTable();
      for (const each of blocks) peers.peer({ kind: 'addresses', block: each, text: '' });
      const parts = createAddressParts(peers.blocks);
      for (const address of ADDRESSES) {
        const holding = peers.blocks.filter(({ block: { cidr, except } }) => {
          return contains(cidr, address) && !except.some((hole) => contains(hole, address));
        });
        expect(parts.of([address]).blocks).toEqual(holding.map(({ id }) => id));
      }
    }),
    { seed: 4, numRuns: 60 },
  );
});
