import { HAND_OVER } from './block-cursor.ts';
import { BACKSLASH, blanksEnd, COLON, COMMA, DEEPEST, escapeEnd, QUOTE, scalarEnd, valueEnd } from './json-walk.ts';

/**
 * Reading values out of the bytes of a JSON text, which is held to the grammar on the way as `json-walk.ts` does. Handed over (HAND_OVER is
 * thrown) is also what other parsers have to look at: keys that are written in an odd way, numbers with an exponent or hundreds of digits.
 */
export interface JsonReading {
  bytes: Buffer;
  /** Behind what was read last. */
  at: number;
  /** Of the objects and lists it is in. */
  depth: number;
  /** What the string stepped over last has: escapes, characters beyond ASCII. */
  isEscaped: boolean;
  isWide: boolean;
}

export function createJsonReading(): JsonReading {
  return { bytes: Buffer.alloc(0), at: 0, depth: 0, isEscaped: false, isWide: false };
}

/** What `stepInto` and `stepOn` return where an object or a list has ended. */
export const NO_MORE = 0;

/** The first key or item of the object or list that begins at `reading.at`. Where there is none the reading stands behind it. */
export function stepInto(reading: JsonReading, close: number): number {
  const { bytes } = reading;
  const at = blanksEnd(bytes, reading.at + 1);
  if (bytes[at] !== close) {
    if (reading.depth === DEEPEST) throw HAND_OVER;
    reading.depth += 1;
    return at;
  }
  reading.at = at + 1;
  return NO_MORE;
}

/** The next key or item behind a value that ends at `from`. Where there is none the reading stands behind the object or list. */
export function stepOn(reading: JsonReading, from: number, close: number): number {
  const { bytes } = reading;
  const at = blanksEnd(bytes, from);
  const byte = bytes[at];
  if (byte === COMMA) return blanksEnd(bytes, at + 1);
  if (byte !== close) throw HAND_OVER;
  reading.depth -= 1;
  reading.at = at + 1;
  return NO_MORE;
}

/** The value behind a key that ends at `from`. */
export function valueBehind(bytes: Uint8Array, from: number): number {
  const at = blanksEnd(bytes, from);
  if (bytes[at] !== COLON) throw HAND_OVER;
  return blanksEnd(bytes, at + 1);
}

/** Steps over a value that nobody reads. */
export function pass(reading: JsonReading, from: number): void {
  reading.at = valueEnd(reading.bytes, from, reading.depth);
}

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

/** Steps over a string of which something is to be known. */
export function behindText(reading: JsonReading, from: number): number {
  walkText(reading, from);
  return reading.at;
}

/** Steps over a key. */
export function behindKey(reading: JsonReading, from: number): number {
  if (reading.bytes[from] !== QUOTE) throw HAND_OVER;
  // A quote and a backslash cannot be written otherwise than escaped.
  if ((walkText(reading, from) & ODD) !== 0) throw HAND_OVER;
  return reading.at;
}

function walkText(reading: JsonReading, from: number): number {
  const { bytes } = reading;
  let at = from;
  let seen = 0;
  for (;;) {
    let kind: number | undefined;
    do {
      at += 1;
      kind = IN_STRING[bytes[at] ?? 0];
    } while (kind === 0);
    if (kind === ENDS) break;
    if (kind === FORBIDDEN) throw HAND_OVER;
    seen |= kind ?? 0;
    if (kind === ESCAPES) {
      seen |= isPlainEscape(bytes[at + 1]) ? 0 : ODD;
      at = escapeEnd(bytes, at + 1) - 1;
    }
  }
  reading.at = at + 1;
  reading.isWide = (seen & WIDE) !== 0;
  reading.isEscaped = (seen & ESCAPES) !== 0;
  return seen;
}

function isPlainEscape(byte: number | undefined): boolean {
  return byte === QUOTE || byte === BACKSLASH;
}

/** The text of the string or key stepped over last, which stands between these quotes. */
export function textIn({ bytes, isEscaped, isWide }: JsonReading, start: number, end: number): string {
  if (isEscaped) return JSON.parse(bytes.toString('utf8', start, end)) as string;
  return isWide ? bytes.toString('utf8', start + 1, end - 1) : bytes.toString('latin1', start + 1, end - 1);
}

/** Longer numbers may be infinite. */
const LONGEST_NUMBER = 300;
/** Their number is a small integer. */
const FEW_DIGITS = 9;

/** A number, `true`, `false` or `null`. */
export function scalarAt(reading: JsonReading, at: number): number | boolean | null {
  const { bytes } = reading;
  const end = scalarEnd(bytes, at);
  reading.at = end;
  switch (bytes[at]) {
    case 116:
      return true;
    case 102:
      return false;
    case 110:
      return null;
    default:
      return numberIn(bytes, at, end);
  }
}

function numberIn(bytes: Buffer, start: number, end: number): number {
  if (end - start <= FEW_DIGITS) {
    let sum = 0;
    let at = start;
    for (let byte = bytes[at] ?? 0; byte >= 48 && byte <= 57 && at < end; byte = bytes[at] ?? 0) {
      sum = sum * 10 + byte - 48;
      at += 1;
    }
    if (at === end) return sum;
  }
  const text = bytes.toString('latin1', start, end);
  if (text.length > LONGEST_NUMBER || /[eE]/.test(text)) throw HAND_OVER;
  const number = Number(text);
  return number === 0 ? 0 : number;
}
