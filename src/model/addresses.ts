import { ipv4Number, ipv4Text, ipv6Text, ipv6Value } from './address-text.ts';

export type Family = 'IPv4' | 'IPv6';

/** One address. `text` is canonical (RFC 5952 for IPv6); IPv4-mapped IPv6 is IPv4, as Go's net.IP sees it (semantics §8.2). */
export interface IpAddress {
  readonly family: Family;
  readonly value: bigint;
  readonly text: string;
}

/**
 * An IPv4 address as one number. A class, for each of 150,000 pods has one: its value and its text beside it would be three times as
 * much, and are made when somebody asks.
 */
class Ipv4Address implements IpAddress {
  /** Signed: so it needs no memory of its own, whatever the address. */
  readonly bits: number;

  constructor(bits: number) {
    this.bits = bits | 0;
  }

  get family(): 'IPv4' {
    return 'IPv4';
  }

  get value(): bigint {
    return BigInt(this.bits >>> 0);
  }

  get text(): string {
    return ipv4Text(this.bits);
  }
}

/** The value of an IPv4 address, for whom a number of any length costs too much. */
export function ipv4Value(address: IpAddress): number {
  return address instanceof Ipv4Address ? address.bits >>> 0 : Number(address.value);
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
  if (!text.includes(':')) return parseIpv4(text);
  const value = ipv6Value(text);
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED_PREFIX ? addressOf('IPv4', value & LAST_ADDRESS.IPv4) : addressOf('IPv6', value);
}

function parseIpv4(text: string): IpAddress | undefined {
  const number = ipv4Number(text);
  return number === undefined ? undefined : new Ipv4Address(number);
}

/** The address with this value. */
export function addressOf(family: Family, value: bigint): IpAddress {
  return family === 'IPv4' ? new Ipv4Address(Number(value)) : { family, value, text: ipv6Text(value) };
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
  let family: Family = plainHost.includes(':') ? 'IPv6' : 'IPv4';
  let value = family === 'IPv6' ? ipv6Value(plainHost) : parseIpv4(plainHost)?.value;
  if (value === undefined) return undefined;
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

/** Whether both are the same address, however they were written. */
export function isSameAddress(a: IpAddress, b: IpAddress): boolean {
  if (a instanceof Ipv4Address && b instanceof Ipv4Address) return a.bits === b.bits;
  return a.family === b.family && a.value === b.value;
}

/** Every address of a family. */
export function everyAddress(family: Family): AddressRange {
  return { family, first: 0n, last: LAST_ADDRESS[family] };
}

export function contains(range: AddressRange, address: IpAddress): boolean {
  if (range.family !== address.family) return false;
  const { value } = address;
  return range.first <= value && value <= range.last;
}

/** The same, to be asked of many addresses: those of IPv4 are compared as numbers. */
export function holderOf(range: AddressRange): (address: IpAddress) => boolean {
  if (range.family !== 'IPv4') return (address) => contains(range, address);
  const [first, last] = [Number(range.first), Number(range.last)];
  return (address) => {
    if (address.family !== 'IPv4') return false;
    const value = ipv4Value(address);
    return first <= value && value <= last;
  };
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
