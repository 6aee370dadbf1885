import { HAND_OVER } from './block-cursor.ts';

/**
 * A walk over the bytes of a JSON text, token by token. Its steps hold the text to the grammar (RFC 8259), also where nobody reads it,
 * and hand over (throw HAND_OVER) what is no JSON and what other parsers have to look at: a key that stands twice in one object, a key
 * that could be written otherwise, numbers with an exponent or hundreds of digits, deep nesting.
 */
export interface JsonWalk {
  bytes: Buffer;
  at: number;
  /** What the string stepped over last has: escapes, characters beyond ASCII. */
  isEscaped: boolean;
  isWide: boolean;
  /** It has escapes other than those of a quote and a backslash, which cannot be written otherwise. */
  hasOddEscapes: boolean;
  /** Hash (`keyHash`) and place of each key of the objects the walk is in, the inner ones' last; of which so many count. */
  readonly hashes: Int32Array;
  readonly places: Int32Array;
  known: number;
}

export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;
export const OPEN_LIST = 91;
export const CLOSE_LIST = 93;
export const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** Deeper text is handed over; the JSON parser takes more. */
const DEEPEST = 100;
/** Keys of all objects around a place; one with more is handed over. */
const MOST_KEYS = 1024;
/** Longer numbers may be infinite. */
const LONGEST_NUMBER = 300;

const WIDE = 1;
const ESCAPES = 2;
const ODD = 4;
const ENDS = 8;
const FORBIDDEN = 16;

/** What a byte means in a string: 0 for an ordinary character. */
const IN_STRING = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 32) return FORBIDDEN;
  if (byte === QUOTE) return ENDS;
  if (byte === BACKSLASH) return ESCAPES;
  return byte < 128 ? 0 : WIDE;
});

export function createJsonWalk(): JsonWalk {
  return {
    bytes: Buffer.alloc(0),
    at: 0,
    isEscaped: false,
    isWide: false,
    hasOddEscapes: false,
    hashes: new Int32Array(MOST_KEYS),
    places: new Int32Array(MOST_KEYS),
    known: 0,
  };
}

export function beginWalk(walk: JsonWalk, bytes: Buffer, at: number): void {
  walk.bytes = bytes;
  walk.at = at;
  walk.known = 0;
}

/** The byte where the walk stands; 0 behind the text. */
export function peek(walk: JsonWalk): number {
  return walk.bytes[walk.at] ?? 0;
}

/** Tells most keys apart: by length and four of the bytes. Keys of one object often differ near the end only. */
export function keyHash(bytes: Uint8Array, start: number, end: number): number {
  const inner = end - start < 4 ? start : end - 4;
  const ends = ((bytes[start] ?? 0) << 24) ^ ((bytes[end - 1] ?? 0) << 16);
  return ends ^ ((bytes[inner] ?? 0) << 8) ^ ((bytes[(start + end) >> 1] ?? 0) << 4) ^ (end - start);
}

function areEqual(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (bytes[a + index] !== bytes[b + index]) return false;
  return true;
}

export function stepOverBlanks(walk: JsonWalk): void {
  walk.at = blanksEnd(walk.bytes, walk.at);
}

function blanksEnd(bytes: Buffer, from: number): number {
  let at = from;
  for (let byte = bytes[at] ?? 0; byte <= 32 && isBlank(byte); byte = bytes[at] ?? 0) at += 1;
  return at;
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

/** Steps over what opens an object or a list; false when it is empty, and then the walk stands behind it. */
export function enter(walk: JsonWalk, close: number): boolean {
  const { bytes } = walk;
  const at = blanksEnd(bytes, walk.at + 1);
  const isEmpty = bytes[at] === close;
  walk.at = isEmpty ? at + 1 : at;
  return !isEmpty;
}

/** Steps over a comma, or over what closes the object or list: false then. */
export function hasAnother(walk: JsonWalk, close: number): boolean {
  const { bytes } = walk;
  const at = blanksEnd(bytes, walk.at);
  const byte = bytes[at];
  if (byte !== COMMA && byte !== close) throw HAND_OVER;
  walk.at = byte === COMMA ? blanksEnd(bytes, at + 1) : at + 1;
  return byte === COMMA;
}

/** Steps over a key and its colon; returns the offset of the key's end. `frame` is `known` at the beginning of the object. */
export function stepOverKey(walk: JsonWalk, frame: number): number {
  const { bytes, at: quote } = walk;
  if (bytes[quote] !== QUOTE) throw HAND_OVER;
  stepOverString(walk);
  const end = walk.at - 1;
  // Servers write keys that hold quotes: `k:{"name":"main"}`.
  if (walk.hasOddEscapes) throw HAND_OVER;
  addKey(walk, frame, quote + 1, end);
  const colon = blanksEnd(bytes, end + 1);
  if (bytes[colon] !== COLON) throw HAND_OVER;
  walk.at = blanksEnd(bytes, colon + 1);
  return end;
}

function addKey(walk: JsonWalk, frame: number, start: number, end: number): void {
  const { bytes, hashes, places, known } = walk;
  const hash = keyHash(bytes, start, end);
  for (let index = frame; index < known; index += 1) {
    // With the quote that ends it, for its length is not kept.
    if (hashes[index] === hash && areEqual(bytes, places[index] ?? 0, start, end - start + 1)) throw HAND_OVER;
  }
  if (known === MOST_KEYS) throw HAND_OVER;
  hashes[known] = hash;
  places[known] = start;
  walk.known = known + 1;
}

/** The hash of the key stepped over last. */
export function lastHash({ hashes, known }: JsonWalk): number {
  return hashes[known - 1] ?? 0;
}

/** Steps over a value of any kind. */
export function stepOver(walk: JsonWalk, depth: number): void {
  switch (walk.bytes[walk.at]) {
    case QUOTE:
      stepOverString(walk);
      return;
    case OPEN_OBJECT:
      stepOverObject(walk, depth);
      return;
    case OPEN_LIST:
      stepOverList(walk, depth);
      return;
    default:
      stepOverScalar(walk);
  }
}

/** Hands over what lies too deep. */
export function refuseDeep(depth: number): void {
  if (depth > DEEPEST) throw HAND_OVER;
}

function stepOverObject(walk: JsonWalk, depth: number): void {
  refuseDeep(depth);
  const frame = walk.known;
  for (let more = enter(walk, CLOSE_OBJECT); more; more = hasAnother(walk, CLOSE_OBJECT)) {
    stepOverKey(walk, frame);
    stepOver(walk, depth + 1);
  }
  walk.known = frame;
}

function stepOverList(walk: JsonWalk, depth: number): void {
  refuseDeep(depth);
  for (let more = enter(walk, CLOSE_LIST); more; more = hasAnother(walk, CLOSE_LIST)) stepOver(walk, depth + 1);
}

/** Steps over a string, from its quote to behind the one that ends it. */
export function stepOverString(walk: JsonWalk): void {
  const { bytes } = walk;
  let at = ordinaryEnd(bytes, walk.at + 1);
  let seen = 0;
  while (bytes[at] !== QUOTE) {
    const kind = IN_STRING[bytes[at] ?? 0] ?? FORBIDDEN;
    if (kind === FORBIDDEN) throw HAND_OVER;
    seen |= kind;
    at += 1;
    if (kind === ESCAPES && isOdd(bytes[at])) {
      seen |= ODD;
      at = oddEnd(bytes, at);
    } else if (kind === ESCAPES) at += 1;
    at = ordinaryEnd(bytes, at);
  }
  walk.isWide = (seen & WIDE) !== 0;
  walk.isEscaped = (seen & ESCAPES) !== 0;
  walk.hasOddEscapes = (seen & ODD) !== 0;
  walk.at = at + 1;
}

// Most of a text is in strings, and most of those are plain.
function ordinaryEnd(bytes: Buffer, from: number): number {
  let at = from;
  for (
    let byte = bytes[at] ?? 0;
    byte !== QUOTE && byte !== BACKSLASH && byte >= 32 && byte < 128;
    byte = bytes[at] ?? 0
  ) {
    at += 1;
  }
  return at;
}

function isOdd(byte: number | undefined): boolean {
  return byte !== QUOTE && byte !== BACKSLASH;
}

const ODDLY_ESCAPED = new Set([...'/bfnrt'].map((character) => character.charCodeAt(0)));
const HEX = /^[0-9a-fA-F]{4}$/;

function oddEnd(bytes: Buffer, at: number): number {
  const byte = bytes[at] ?? 0;
  if (ODDLY_ESCAPED.has(byte)) return at + 1;
  if (byte !== 117 || !HEX.test(bytes.toString('latin1', at + 1, at + 5))) throw HAND_OVER;
  return at + 5;
}

/** Steps over a number, `true`, `false` or `null`. */
export function stepOverScalar(walk: JsonWalk): void {
  switch (peek(walk)) {
    case 116:
      stepOverWord(walk, TRUE);
      return;
    case 102:
      stepOverWord(walk, FALSE);
      return;
    case 110:
      stepOverWord(walk, NULL);
      return;
    default:
      stepOverNumber(walk);
  }
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

function stepOverWord(walk: JsonWalk, word: Buffer): void {
  const { bytes, at } = walk;
  for (let index = 1; index < word.length; index += 1) if (bytes[at + index] !== word[index]) throw HAND_OVER;
  walk.at = at + word.length;
}

function stepOverNumber(walk: JsonWalk): void {
  const { bytes, at: start } = walk;
  const whole = bytes[start] === MINUS ? start + 1 : start;
  let at = digitsEnd(bytes, whole);
  if (at === whole || (bytes[whole] === ZERO && at > whole + 1)) throw HAND_OVER;
  if (bytes[at] === POINT) {
    const part = at + 1;
    at = digitsEnd(bytes, part);
    if (at === part) throw HAND_OVER;
  }
  const next = bytes[at];
  if (next === 101 || next === 69 || at - start > LONGEST_NUMBER) throw HAND_OVER;
  walk.at = at;
}

function digitsEnd(bytes: Buffer, from: number): number {
  let at = from;
  for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[at] ?? 0) at += 1;
  return at;
}
