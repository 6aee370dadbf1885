import { Address4, Address6 } from 'ip-address';

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
  if (text.includes('/') || text.includes('%')) return undefined;
  if (!text.includes(':')) {
    const value = valueOfIPv4(text);
    return value === undefined ? undefined : { family: 'IPv4', value: BigInt(value), text };
  }
  if (!Address6.isValid(text)) return undefined;
  const value = new Address6(text).bigInt();
  return value >> 32n === MAPPED_PREFIX ? addressOf('IPv4', value & LAST_ADDRESS.IPv4) : addressOf('IPv6', value);
}

/**
 * The value of an IPv4 address as it is written canonically: four numbers without leading zeros; undefined for all else. By hand, for
 * each pod has one.
 */
function valueOfIPv4(text: string): number | undefined {
  let value = 0;
  let start = 0;
  for (let points = 0; points < 4; points += 1) {
    const end = points === 3 ? text.length : text.indexOf('.', start);
    const part = partOfIPv4(text, start, end);
    if (part === undefined) return undefined;
    value = value * 256 + part;
    start = end + 1;
  }
  return value;
}

function partOfIPv4(text: string, start: number, end: number): number | undefined {
  const length = end - start;
  if (length < 1 || length > 3 || (length > 1 && text.charCodeAt(start) === 48)) return undefined;
  let part = 0;
  for (let at = start; at < end; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    part = part * 10 + digit;
  }
  return part > 255 ? undefined : part;
}

/** The address with this value. */
export function addressOf(family: Family, value: bigint): IpAddress {
  const text = family === 'IPv4' ? Address4.fromBigInt(value).correctForm() : Address6.fromBigInt(value).correctForm();
  return { family, value, text };
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
  if (!text.includes(':')) {
    if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text) || !Address4.isValid(text)) return undefined;
    return { family: 'IPv4', value: new Address4(text).bigInt() };
  }
  return Address6.isValid(text) ? { family: 'IPv6', value: new Address6(text).bigInt() } : undefined;
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
