import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  contains,
  covers,
  formatRange,
  isSameAddress,
  parseAddress,
  parseCidr,
} from '../../src/model/addresses.ts';

const read = (text: string) => {
  const cidr = parseCidr(text);
  return cidr === undefined ? undefined : `${formatRange(cidr)} ${cidr.oddities.join(' ')}`.trim();
};

describe('an address', () => {
  it.each([
    ['10.0.0.1', 'IPv4', '10.0.0.1'],
    ['2001:DB8:0::1', 'IPv6', '2001:db8::1'],
    ['::', 'IPv6', '::'],
    // Go's net.IP takes an IPv4-mapped address for the IPv4 one.
    ['::ffff:10.1.2.3', 'IPv4', '10.1.2.3'],
  ])('%s is read as %s %s', (text, family, canonical) => {
    expect(parseAddress(text)).toMatchObject({ family, text: canonical });
  });

  it('of IPv4 has the value and the text it was read from, and is told from all others', () => {
    const value = fc.nat(0xffffffff);
    fc.assert(
      fc.property(value, value, (number, other) => {
        const text = [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
        const [address, made] = [parseAddress(text), addressOf('IPv4', BigInt(number))];
        expect(address).toMatchObject({ family: 'IPv4', value: BigInt(number), text });
        expect(address).toEqual(made);
        expect(isSameAddress(made, addressOf('IPv4', BigInt(other)))).toBe(number === other);
        expect(isSameAddress(made, addressOf('IPv6', BigInt(number)))).toBe(false);
      }),
      {
        seed: 5,
        numRuns: 500,
        examples: [
          [0xffffffff, 0xffffffff],
          [0x80000000, 0],
          [0, 0x100],
        ],
      },
    );
  });

  it.each([
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1/32',
    'fe80::1%eth0',
    '1:2',
    'pod',
    '',
    ' 10.0.0.1',
    '10.0.0.1 ',
  ])('%j is none', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('a CIDR', () => {
  it.each([
    ['10.0.0.0/24', '10.0.0.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['10.0.0.5/32', '10.0.0.5'],
    ['2001:db8::/127', '2001:db8::/127'],
    ['10.0.0.1/24', '10.0.0.0/24 host-bits'],
    ['010.0.0.0/8', '10.0.0.0/8 leading-zeros'],
    ['10.0.0.0/08', '10.0.0.0/8 leading-zeros'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8 ipv4-mapped'],
    ['2001:db8::1/64', '2001:db8::/64 host-bits'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '10.0.0.5',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '/8',
    '10.0.0.0/-1',
    '10.0.0.0/8 ',
    'fe80::1%eth0/64',
    'x/8',
    '10.0/16',
    '',
  ])('%j is none', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('holds just the addresses whose leading bits are its own', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const bits = ([a, b, c, d]: readonly number[]) =>
      [a, b, c, d].map((n) => (n ?? 0).toString(2).padStart(8, '0')).join('');
    fc.assert(
      fc.property(octets, octets, fc.nat(32), fc.nat(32), (network, other, prefix, shared) => {
        // Random addresses hardly ever share a network: the first `shared` bits are made equal.
        const mixed = bits(network).slice(0, shared) + bits(other).slice(shared);
        const address = parseAddress([0, 8, 16, 24].map((i) => Number.parseInt(mixed.slice(i, i + 8), 2)).join('.'));
        const cidr = parseCidr(`${network.join('.')}/${prefix}`);
        if (address === undefined || cidr === undefined) return false;
        return contains(cidr, address) === (mixed.slice(0, prefix) === bits(network).slice(0, prefix));
      }),
      { seed: 11, numRuns: 1000 },
    );
  });

  it('never holds an address of the other family', () => {
    const [v4, v6] = [parseCidr('0.0.0.0/0'), parseCidr('::/0')];
    const [four, six] = [parseAddress('10.0.0.1'), parseAddress('2001:db8::1')];
    if (!v4 || !v6 || !four || !six) throw new Error('these are addresses');
    expect([contains(v4, four), contains(v4, six), contains(v6, four), contains(v6, six)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect([covers(v4, v6), covers(v6, v4)]).toEqual([false, false]);
  });
});

describe('a range', () => {
  it('that is no CIDR is written with both ends', () => {
    expect(formatRange({ family: 'IPv4', first: 1n, last: 4n })).toBe('0.0.0.1-0.0.0.4');
  });
});
