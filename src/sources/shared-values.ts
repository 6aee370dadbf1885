/**
 * Values that were read from bytes before, so that equal bytes give one value and are parsed once. An open-addressing table over an
 * arena of bytes: a `Map` would need a string for each look-up, and making that string is what this is to save. Bytes are copied, for a
 * view would keep the whole block they came in.
 */
export interface SharedValues<T> {
  readonly values: T[];
  /** Number of a value and one, 0 where nothing is; `hashes` beside it. */
  slots: Int32Array;
  hashes: Int32Array;
  arena: Uint8Array;
  /** Where in the arena the bytes of each value begin, and where those of the last end. */
  starts: Int32Array;
}

/** As many are kept; further ones are made each time they occur. */
const MOST = 1 << 20;
const FIRST_SLOTS = 1 << 10;
const FIRST_BYTES = 1 << 14;

export function createSharedValues<T>(): SharedValues<T> {
  return {
    values: [],
    slots: new Int32Array(FIRST_SLOTS),
    hashes: new Int32Array(FIRST_SLOTS),
    arena: new Uint8Array(FIRST_BYTES),
    starts: new Int32Array(FIRST_SLOTS),
  };
}

/** The hash by which bytes are looked up. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  // Two sums side by side: one would have to wait for itself at each byte.
  let even = 0x811c9dc5 ^ (end - start);
  let odd = 0x01234567;
  const last = end - 1;
  let at = start;
  for (; at < last; at += 2) {
    even = Math.imul(even ^ (bytes[at] ?? 0), 0x01000193);
    odd = Math.imul(odd ^ (bytes[at + 1] ?? 0), 0x01000193);
  }
  if (at === last) even = Math.imul(even ^ (bytes[at] ?? 0), 0x01000193);
  const hash = even ^ (odd << 5) ^ (odd >>> 9);
  return hash ^ (hash >>> 15);
}

/** The value of the bytes from `start` up to `end`; undefined when it is not known yet. */
export function sharedValue<T>(shared: SharedValues<T>, bytes: Uint8Array, start: number, end: number): T | undefined {
  const { slots, hashes, values } = shared;
  const mask = slots.length - 1;
  const hash = hashOf(bytes, start, end);
  for (let at = hash & mask; ; at = (at + 1) & mask) {
    const entry = slots[at] ?? 0;
    if (entry === 0) return undefined;
    if (hashes[at] === hash && isAt(shared, entry, bytes, start, end)) return values[entry - 1];
  }
}

/** Keeps the value of bytes that is not known yet. */
export function share<T>(shared: SharedValues<T>, value: T, bytes: Uint8Array, start: number, end: number): T {
  const { values } = shared;
  if (values.length === MOST) return value;
  const from = shared.starts[values.length] ?? 0;
  const to = from + end - start;
  if (to > shared.arena.length)
    shared.arena = grown(shared.arena, new Uint8Array(Math.max(shared.arena.length * 2, to)));
  for (let at = from; at < to; at += 1) shared.arena[at] = bytes[start + at - from] ?? 0;
  values.push(value);
  if (values.length === shared.starts.length) shared.starts = grown(shared.starts, new Int32Array(values.length * 2));
  shared.starts[values.length] = to;
  if (values.length * 2 > shared.slots.length) widen(shared);
  place(shared, values.length, hashOf(bytes, start, end));
  return value;
}

function isAt<T>(
  { arena, starts }: SharedValues<T>,
  entry: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const from = starts[entry - 1] ?? 0;
  const length = end - start;
  if ((starts[entry] ?? 0) - from !== length) return false;
  for (let at = 0; at < length; at += 1) if (arena[from + at] !== bytes[start + at]) return false;
  return true;
}

function place({ slots, hashes }: Pick<SharedValues<unknown>, 'slots' | 'hashes'>, entry: number, hash: number): void {
  const mask = slots.length - 1;
  let at = hash & mask;
  while (slots[at] !== 0) at = (at + 1) & mask;
  slots[at] = entry;
  hashes[at] = hash;
}

function widen<T>(shared: SharedValues<T>): void {
  const { slots, hashes } = shared;
  shared.slots = new Int32Array(slots.length * 2);
  shared.hashes = new Int32Array(slots.length * 2);
  for (const [at, entry] of slots.entries()) if (entry !== 0) place(shared, entry, hashes[at] ?? 0);
}

function grown<A extends Int32Array | Uint8Array>(array: A, longer: A): A {
  longer.set(array);
  return longer;
}
