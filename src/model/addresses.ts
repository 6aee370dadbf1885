import { ipv4Text, ipv4Value, ipv6Text, ipv6Value } from './address-text.ts';

export type Family = 'IPv4' | 'IPv6';

/** One address. `text` is canonical (RFC 5952 for IPv6); IPv4-mapped IPv6 is IPv4, as Go's net.IP sees it (semantics §8.2). */
export interface IpAddress {
  readonly family: Family;
  readonly value: bigint;
  readonly text: string;
}

/** Inclusive range of one family. Families never cross (semantics §1.7). */
export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** A CIDR as read: the range it covers (host bits masked), and what is unusual about how it was written. */
export interface Cidr extends AddressRange {
  readonly prefix: number;
  /** As written. */
  readonly text: string;
  /** What a strict server refuses and an older one masks or reads leniently (semantics §3.2). */
  readonly oddities: readonly CidrOddity[];
}

export type CidrOddity = 'host-bits' | 'leading-zeros' | 'ipv4-mapped';

const LAST_ADDRESS: Readonly<Record<Family, bigint>> = { IPv4: (1n << 32n) - 1n, IPv6: (1n << 128n) - 1n };
const BITS: Readonly<Record<Family, number>> = { IPv4: 32, IPv6: 128 };
const MAPPED_PREFIX = 0xffffn;

/** The address written in `text`, or undefined when it is none. Zones, prefixes and leading zeros are refused. */
export function parseAddress(text: string): IpAddress | undefined {
  const written = rawAddress(text);
  if (written === undefined) return undefined;
  const { family, value } = written;
  // An IPv4 address is read in its one form only.
  if (family === 'IPv4') return { family, value, text };
  return value >> 32n === MAPPED_PREFIX ? addressOf('IPv4', value & LAST_ADDRESS.IPv4) : addressOf('IPv6', value);
}

/** The address with this value. */
export function addressOf(family: Family, value: bigint): IpAddress {
  return { family, value, text: family === 'IPv4' ? ipv4Text(value) : ipv6Text(value) };
}

/**
 * The CIDR written in `text`, or undefined when no server accepts it. A slash is required. What only a strict server refuses
 * (host bits, leading zeros, IPv4-mapped IPv6) is read as older servers read it and listed in `oddities`.
 */
export function parseCidr(text: string): Cidr | undefined {
  const parts = /^([0-9a-fA-F:.]+)\/(\d+)$/.exec(text);
  if (parts === null) return undefined;
  const [, host = '', prefixText = ''] = parts;
  const oddities: CidrOddity[] = [];
  const plainHost = host.includes(':') ? host : host.replace(/(^|\.)0+(?=\d)/g, '$1');
  if (plainHost !== host || /^0\d/.test(prefixText)) oddities.push('leading-zeros');
  const written = rawAddress(plainHost);
  if (written === undefined) return undefined;
  let { family, value } = written;
  let prefix = Number(prefixText);
  if (prefix > BITS[family]) return undefined;
  if (family === 'IPv6' && value >> 32n === MAPPED_PREFIX && prefix >= 96) {
    oddities.push('ipv4-mapped');
    family = 'IPv4';
    value &= LAST_ADDRESS.IPv4;
    prefix -= 96;
  }
  const size = 1n << BigInt(BITS[family] - prefix);
  const first = value - (value % size);
  if (first !== value) oddities.push('host-bits');
  return { family, first, last: first + size - 1n, prefix, text, oddities };
}

function rawAddress(text: string): { family: Family; value: bigint } | undefined {
  const family = text.includes(':') ? 'IPv6' : 'IPv4';
  const value = family === 'IPv6' ? ipv6Value(text) : ipv4Value(text);
  return value === undefined ? undefined : { family, value };
}

/** Every address of a family. */
export function everyAddress(family: Family): AddressRange {
  return { family, first: 0n, last: LAST_ADDRESS[family] };
}

export function contains(range: AddressRange, address: IpAddress): boolean {
  return range.family === address.family && range.first <= address.value && address.value <= range.last;
}

/** Whether `inner` lies wholly inside `outer`; of two equal ranges each lies inside the other. */
export function covers(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** The shortest text for a range: a CIDR when it is one, the bare address when it is a single one, else `first-last`. */
export function formatRange(range: AddressRange): string {
  const size = range.last - range.first + 1n;
  const start = addressOf(range.family, range.first).text;
  if (size === 1n) return start;
  const isPowerOfTwo = (size & (size - 1n)) === 0n;
  if (isPowerOfTwo && range.first % size === 0n)
    return `${start}/${BITS[range.family] - (size.toString(2).length - 1)}`;
  return `${start}-${addressOf(range.family, range.last).text}`;
}
