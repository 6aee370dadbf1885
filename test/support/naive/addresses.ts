// Addresses by hand: this evaluator is an oracle and must not share a parser with what it judges.

export type Family = 'IPv4' | 'IPv6';

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** Every address from `first` to `last`, both included. */
export interface Block {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { IPv4: 32, IPv6: 128 } as const;
// ::ffff:0:0/96 holds the IPv4 addresses as IPv6 writes them; Kubernetes takes them for what they stand for (semantics §8.2).
const MAPPED_PREFIX = 0xffffn;

/** Reads `10.0.0.1` or `2001:db8::1`; an IPv4 address written as IPv6 is IPv4. Throws on anything else. */
export const parseAddress = readOnce(readAddress);

/** Reads `10.0.0.0/8`. Bits set beyond the prefix are masked away, as a lenient API server does (semantics §1.7). */
export const parseBlock = readOnce(readBlock);

// A few texts are asked for in every one of many thousand questions.
function readOnce<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = read(text);
    known.set(text, value);
    return value;
  };
}

function readAddress(text: string): Address {
  if (!text.includes(':')) return { family: 'IPv4', value: parseQuad(text) };
  const value = parseGroups(text);
  return isMapped(value) ? { family: 'IPv4', value: value & 0xffff_ffffn } : { family: 'IPv6', value };
}

function readBlock(text: string): Block {
  const [base = '', lengthText = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d+$/.test(lengthText)) throw new Error(`not a CIDR: ${text}`);
  const length = Number(lengthText);
  if (!base.includes(':')) return blockOf('IPv4', parseQuad(base), length, text);
  const value = parseGroups(base);
  return isMapped(value) && length >= 96
    ? blockOf('IPv4', value & 0xffff_ffffn, length - 96, text)
    : blockOf('IPv6', value, length, text);
}

export function blockHolds(block: Block, address: Address): boolean {
  return block.family === address.family && block.first <= address.value && address.value <= block.last;
}

function blockOf(family: Family, value: bigint, length: number, text: string): Block {
  const bits = BITS[family];
  if (length > bits) throw new Error(`prefix too long: ${text}`);
  const size = 1n << BigInt(bits - length);
  const first = value - (value % size);
  return { family, first, last: first + size - 1n };
}

function isMapped(value: bigint): boolean {
  return value >> 32n === MAPPED_PREFIX;
}

function parseQuad(text: string): bigint {
  const parts = text.split('.');
  if (parts.length !== 4) throw new Error(`not an IPv4 address: ${text}`);
  let value = 0n;
  for (const part of parts) {
    if (!/^\d+$/.test(part) || Number(part) > 255) throw new Error(`not an IPv4 address: ${text}`);
    value = value * 256n + BigInt(Number(part));
  }
  return value;
}

function parseGroups(text: string): bigint {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) throw new Error(`not an IPv6 address: ${text}`);
  const before = groupsOf(head, text);
  const after = tail === undefined ? [] : groupsOf(tail, text);
  const gap = 8 - before.length - after.length;
  if (tail === undefined ? gap !== 0 : gap < 1) throw new Error(`not an IPv6 address: ${text}`);
  const groups = [...before, ...Array.from({ length: gap }, () => 0), ...after];
  return groups.reduce((value, group) => value * 65_536n + BigInt(group), 0n);
}

// The last group may be an IPv4 address: `::ffff:10.0.0.1`.
function groupsOf(half: string, text: string): number[] {
  if (half === '') return [];
  return half.split(':').flatMap((group) => {
    if (group.includes('.')) {
      const quad = Number(parseQuad(group));
      return [Math.floor(quad / 65_536), quad % 65_536];
    }
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) throw new Error(`not an IPv6 address: ${text}`);
    return [Number.parseInt(group, 16)];
  });
}
