// How addresses are written and read: dotted decimal, and the forms of RFC 4291 §2.2. Every pod has an address or two, so
// this is asked hundreds of thousands of times for a big cluster.

const GROUP = /^[0-9a-fA-F]{1,4}$/;
const GROUPS = 8;

/** The value of an IPv6 address without zone or prefix, the last 32 bits of which may be dotted; undefined for anything else. */
export function ipv6Value(text: string): bigint | undefined {
  const gap = text.indexOf('::');
  if (gap === -1) {
    const groups = groupsOf(text);
    return groups?.length === GROUPS ? joined(groups) : undefined;
  }
  // What stands before the gap has groups after it, so a dotted end is none there.
  const before = text.slice(0, gap);
  const head = before.includes('.') ? undefined : groupsOf(before);
  const tail = groupsOf(text.slice(gap + 2));
  if (head === undefined || tail === undefined) return undefined;
  // The gap stands for one group of zeros at least.
  const missing = GROUPS - head.length - tail.length;
  return missing < 1 ? undefined : joined([...head, ...Array<number>(missing).fill(0), ...tail]);
}

/** Dotted decimal of a number below 2^32, or of the signed one with the same 32 bits. */
export function ipv4Text(number: number): string {
  return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
}

/** The one form of RFC 5952: lower case, and the first of the longest runs of two zero groups or more as `::`. */
export function ipv6Text(value: bigint): string {
  const digits = value.toString(16).padStart(GROUPS * 4, '0');
  const groups = Array.from({ length: GROUPS }, (_, i) => Number.parseInt(digits.slice(i * 4, i * 4 + 4), 16));
  const { start, length } = longestRunOfZeros(groups);
  const written = groups.map((group) => group.toString(16));
  if (length < 2) return written.join(':');
  return `${written.slice(0, start).join(':')}::${written.slice(start + length).join(':')}`;
}

/** Groups between colons, a dotted end as two of them; undefined when one is none. An empty text has no groups. */
function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const dotted = i === parts.length - 1 ? ipv4Number(part) : undefined;
    if (dotted === undefined) return undefined;
    groups.push(dotted >>> 16, dotted & 0xffff);
  }
  return groups;
}

/**
 * The number an IPv4 address stands for; undefined for anything else, leading zeros among it (some read them as octal). By hand: a
 * pattern and its parts take several times as long.
 */
export function ipv4Number(text: string): number | undefined {
  let value = 0;
  let start = 0;
  for (let points = 0; points < 4; points += 1) {
    const end = points === 3 ? text.length : text.indexOf('.', start);
    const part = dottedPart(text, start, end);
    if (part === undefined) return undefined;
    value = value * 256 + part;
    start = end + 1;
  }
  return value;
}

function dottedPart(text: string, start: number, end: number): number | undefined {
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

function joined(groups: readonly number[]): bigint {
  return BigInt(`0x${groups.map((group) => group.toString(16).padStart(4, '0')).join('')}`);
}

function longestRunOfZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [i, group] of groups.entries()) {
    if (group !== 0) start = i + 1;
    else if (i + 1 - start > longest.length) longest = { start, length: i + 1 - start };
  }
  return longest;
}
