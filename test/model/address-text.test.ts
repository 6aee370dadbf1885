import fc from 'fast-check';
import { Address4, Address6 } from 'ip-address';
import { describe, expect, it } from 'vitest';
import { ipv4Number, ipv4Text, ipv6Text, ipv6Value } from '../../src/model/address-text.ts';

// The library is much asked and shares no code with ours; it is here for these tests alone.

const RUNS = { seed: 7, numRuns: 1500 };

const octet = fc.oneof(fc.nat(255).map(String), fc.constantFrom('0', '255', '256', '00', '01', '', 'a', '1000'));
const dotted = fc.array(octet, { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.'));
const group = fc.oneof(
  { weight: 4, arbitrary: fc.nat(0xffff).map((value) => value.toString(16)) },
  { weight: 3, arbitrary: fc.constantFrom('0', '0000', '0db8', 'FFFF', 'ffff') },
  { weight: 1, arbitrary: fc.constantFrom('', '10000', 'g', '-1', '1.2.3.4', '0x1', ' 1') },
);
const sound = fc.nat(0xffff).map((value) => value.toString(16));
const side = fc.array(sound, { maxLength: 7 }).map((parts) => parts.join(':'));
const ipv6 = fc.oneof(
  fc.array(group, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(':')),
  fc.tuple(side, side).map((sides) => sides.join('::')),
  fc.tuple(side, side, dotted).map(([head, tail, end]) => `${head}::${tail}${tail === '' ? '' : ':'}${end}`),
  fc.array(sound, { minLength: 5, maxLength: 7 }).chain((parts) => dotted.map((end) => [...parts, end].join(':'))),
);

describe('an IPv4 address', () => {
  it('is read as the library reads it', () => {
    fc.assert(
      fc.property(dotted, (text) => {
        const expected = Address4.isValid(text) ? Number(new Address4(text).bigInt()) : undefined;
        expect(ipv4Number(text)).toBe(expected);
      }),
      RUNS,
    );
  });

  it('is written so that it is read again', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (value) => {
        expect(ipv4Text(value)).toBe(Address4.fromBigInt(BigInt(value)).correctForm());
        expect(ipv4Number(ipv4Text(value))).toBe(value);
      }),
      RUNS,
    );
  });
});

describe('an IPv6 address', () => {
  it('is read as the library reads it', () => {
    let sound6 = 0;
    fc.assert(
      fc.property(ipv6, (text) => {
        const expected = Address6.isValid(text) ? new Address6(text).bigInt() : undefined;
        if (expected !== undefined) sound6 += 1;
        expect([text, ipv6Value(text)]).toEqual([text, expected]);
      }),
      RUNS,
    );
    // Otherwise the texts are rubbish, and refusing everything would do.
    expect(sound6).toBeGreaterThan(200);
  });

  it('is written in the form of RFC 5952', () => {
    const zeros = fc.array(fc.oneof(fc.constant(0n), fc.bigInt(0n, 0xffffn)), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(zeros, (groups) => {
        const value = groups.reduce((sum, next) => (sum << 16n) | next, 0n);
        expect(ipv6Text(value)).toBe(Address6.fromBigInt(value).correctForm());
        expect(ipv6Value(ipv6Text(value))).toBe(value);
      }),
      RUNS,
    );
  });

  it.each([
    ['::', 0n],
    ['::1', 1n],
    ['1::', 1n << 112n],
    ['::FFFF:10.1.2.3', 0xffff0a010203n],
    ['1:2:3:4:5:6:7:8', 0x00010002000300040005000600070008n],
  ])('%s is read', (text, value) => {
    expect(ipv6Value(text)).toBe(value);
  });

  it.each([
    '',
    ':',
    ':::',
    '1:2',
    '1::2::3',
    '1:2:3:4:5:6:7::8:9',
    '12345::',
    '::1%eth0',
    '::1/64',
    '10.0.0.1::',
    '1.2.3.4:5::',
    '::1.2.3',
    '::01.2.3.4',
  ])('%j is none', (text) => {
    expect(ipv6Value(text)).toBeUndefined();
  });
});
