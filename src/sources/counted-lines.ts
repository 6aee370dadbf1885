import { isAscii } from 'node:buffer';

/** A stretch of a source's bytes in which lines are counted. */
export interface Window {
  readonly bytes: Buffer;
  /** Where in the source they begin. */
  readonly base: number;
  /** Nothing of the source comes behind them. */
  readonly isLast: boolean;
  readonly isAscii: boolean;
  /** Offset of the first line end that has not been counted, as far as it was looked for. */
  newline: number;
}

export function windowOf(bytes: Buffer, base: number, isLast: boolean): Window {
  return { bytes, base, isLast, isAscii: isAscii(bytes), newline: -1 };
}

/** A place in a source up to which lines have been counted. */
export interface LinePlace {
  at: number;
  line: number;
  /** Where the line would begin if each of its characters were one byte. */
  lineStart: number;
}

const NEWLINE = 10;

/** Counts on, to another place in the window. */
export function countLines(place: LinePlace, window: Window, to: number): void {
  const { bytes, base } = window;
  const end = to - base;
  let at = place.at - base;
  // What is written without line ends is passed over by what the machine has for looking for a byte.
  const first = newlineFrom(window, at);
  if (first < end) {
    const { count, last } = newlinesIn(bytes, first, end);
    place.line += count;
    at = last + 1;
    place.lineStart = base + at;
  }
  if (!window.isAscii) {
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x80) place.lineStart += extraBytes(byte);
    }
  }
  place.at = to;
}

function newlineFrom(window: Window, at: number): number {
  if (window.newline < at) window.newline = nextNewline(window.bytes, at);
  return window.newline;
}

function nextNewline(bytes: Buffer, from: number): number {
  const newline = bytes.indexOf(NEWLINE, from);
  return newline === -1 ? Number.POSITIVE_INFINITY : newline;
}

interface Newlines {
  readonly count: number;
  /** Offset of the last one. */
  readonly last: number;
}

/** The line ends of a stretch that has one. Four bytes at a time: what is indented has one in every thirty bytes or so. */
function newlinesIn(bytes: Buffer, from: number, end: number): Newlines {
  const { buffer, byteOffset } = bytes;
  const begin = Math.min(end, from + (-(byteOffset + from) & 3));
  const words = (end - begin) >> 2;
  let count = newlinesByByte(bytes, from, begin);
  if (words > 0) {
    const fours = new Int32Array(buffer, byteOffset + begin, words);
    for (let index = 0; index < words; index += 1) {
      const ends = newlineBits(fours[index] ?? 0);
      if (ends !== 0) count += bitsIn(ends);
    }
  }
  count += newlinesByByte(bytes, begin + 4 * words, end);
  return { count, last: bytes.lastIndexOf(NEWLINE, end - 1) };
}

function newlinesByByte(bytes: Buffer, from: number, end: number): number {
  let count = 0;
  for (let at = from; at < end; at += 1) if (bytes[at] === NEWLINE) count += 1;
  return count;
}

/** The highest bit of each of the four bytes that is a line end, and no other. */
function newlineBits(word: number): number {
  const other = word ^ 0x0a0a0a0a;
  return ~(((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other | 0x7f7f7f7f);
}

/** How many of the highest bits of four bytes are set; no other is. */
function bitsIn(ends: number): number {
  const pairs = (ends >>> 7) + (ends >>> 15);
  return (pairs + (pairs >>> 16)) & 7;
}

// Columns count UTF-16 units, as the parser of record does: two for what UTF-8 writes in four bytes, one for all else.
function extraBytes(byte: number): number {
  if (byte < 0xc0) return 1;
  return byte < 0xf0 ? 0 : -1;
}
