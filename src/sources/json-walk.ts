import { HAND_OVER } from './block-cursor.ts';

/**
 * A walk over the bytes of a JSON text, token by token. Each step takes the offset where it begins and returns where it ends; it holds
 * the text to the grammar (RFC 8259) and hands over (throws HAND_OVER) what is no JSON, what ends too soon, and deep nesting.
 */

export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;
export const OPEN_LIST = 91;
export const CLOSE_LIST = 93;
export const QUOTE = 34;
export const COMMA = 44;
export const COLON = 58;
export const BACKSLASH = 92;
const SPACE = 32;
const NEWLINE = 10;
const RETURN = 13;
const TAB = 9;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** Deeper text is handed over; the JSON parser takes more. */
export const DEEPEST = 100;

/** Steps over spaces and line ends. */
export function blanksEnd(bytes: Uint8Array, from: number): number {
  return (bytes[from] ?? 0) > SPACE ? from : runEnd(bytes, from);
}

// Most are indentation.
function runEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    while (bytes[at] === SPACE) at += 1;
    const byte = bytes[at];
    if (byte !== NEWLINE && byte !== RETURN && byte !== TAB) return at;
    at += 1;
  }
}

/** Steps over a value of any kind, which lies so deep. */
export function valueEnd(bytes: Uint8Array, from: number, depth: number): number {
  const first = bytes[from];
  if (first === QUOTE) return stringEnd(bytes, from);
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) return scalarEnd(bytes, from);
  if (depth > DEEPEST) throw HAND_OVER;
  // As characters are numbered, what closes is two behind what opens.
  const close = first + 2;
  let at = blanksEnd(bytes, from + 1);
  if (bytes[at] === close) return at + 1;
  for (;;) {
    if (close === CLOSE_OBJECT) at = keyEnd(bytes, at);
    at = blanksEnd(bytes, valueEnd(bytes, at, depth + 1));
    const byte = bytes[at];
    at += 1;
    if (byte === close) return at;
    if (byte !== COMMA) throw HAND_OVER;
    at = blanksEnd(bytes, at);
  }
}

/** Steps over a key and its colon, to the value. */
export function keyEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) throw HAND_OVER;
  const colon = blanksEnd(bytes, stringEnd(bytes, at));
  if (bytes[colon] !== COLON) throw HAND_OVER;
  return blanksEnd(bytes, colon + 1);
}

const ENDS = 1;
const ESCAPES = 2;
const FORBIDDEN = 3;

/** What a byte means in a string: 0 for itself. */
const IN_STRING = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < SPACE) return FORBIDDEN;
  if (byte === QUOTE) return ENDS;
  return byte === BACKSLASH ? ESCAPES : 0;
});

/** Steps over a string, from its quote to behind the one that ends it. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    let kind: number | undefined;
    // Most of a text are such bytes, and this form of the loop takes half the time that others do.
    do {
      at += 1;
      kind = IN_STRING[bytes[at] ?? 0];
    } while (kind === 0);
    if (kind === ENDS) return at + 1;
    if (kind === FORBIDDEN) throw HAND_OVER;
    at = escapeEnd(bytes, at + 1) - 1;
  }
}

/** Steps over what follows a backslash. */
export function escapeEnd(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  // Servers write keys that hold quotes: `k:{"name":"main"}`.
  return byte === QUOTE || byte === BACKSLASH ? at + 1 : oddEnd(bytes, at);
}

const ODDLY_ESCAPED = new Set([...'/bfnrt'].map((character) => character.charCodeAt(0)));

function oddEnd(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (ODDLY_ESCAPED.has(byte)) return at + 1;
  if (byte !== 117) throw HAND_OVER;
  for (let digit = at + 1; digit <= at + 4; digit += 1) if (!isHex(bytes[digit] ?? 0)) throw HAND_OVER;
  return at + 5;
}

function isHex(byte: number): boolean {
  const letter = byte | 32;
  return (byte >= ZERO && byte <= NINE) || (letter >= 97 && letter <= 102);
}

/** Steps over a number, `true`, `false` or `null`. */
export function scalarEnd(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case 116:
      return wordEnd(bytes, at, TRUE);
    case 102:
      return wordEnd(bytes, at, FALSE);
    case 110:
      return wordEnd(bytes, at, NULL);
    default:
      return numberEnd(bytes, at);
  }
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

function wordEnd(bytes: Uint8Array, at: number, word: Buffer): number {
  for (let index = 1; index < word.length; index += 1) if (bytes[at + index] !== word[index]) throw HAND_OVER;
  return at + word.length;
}

function numberEnd(bytes: Uint8Array, start: number): number {
  const whole = bytes[start] === MINUS ? start + 1 : start;
  let at = digitsEnd(bytes, whole);
  if (bytes[whole] === ZERO && at > whole + 1) throw HAND_OVER;
  if (bytes[at] === POINT) at = digitsEnd(bytes, at + 1);
  const byte = bytes[at];
  if (byte !== 101 && byte !== 69) return at;
  const sign = bytes[at + 1];
  return digitsEnd(bytes, sign === PLUS || sign === MINUS ? at + 2 : at + 1);
}

/** Steps over one digit or more. */
function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[at] ?? 0) at += 1;
  if (at === from) throw HAND_OVER;
  return at;
}
