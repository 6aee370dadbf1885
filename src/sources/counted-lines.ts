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
/** Lines may be short, and looking for the end of each by itself would take longer than going over so many bytes. */
const STRIDE = 256;

/** Counts on, to another place in the window. */
export function countLines(place: LinePlace, window: Window, to: number): void {
  const { bytes, base } = window;
  const end = to - base;
  let at = place.at - base;
  while (at < end) {
    if (window.isAscii) at = Math.min(end, newlineFrom(window, at));
    const until = Math.min(end, at + STRIDE);
    for (; at < until; at += 1) countByte(place, bytes[at] ?? 0, base + at);
  }
  place.at = to;
}

function newlineFrom(window: Window, at: number): number {
  if (window.newline < at) window.newline = nextNewline(window.bytes, at);
  return window.newline;
}

function countByte(place: LinePlace, byte: number, at: number): void {
  if (byte === NEWLINE) {
    place.line += 1;
    place.lineStart = at + 1;
  } else if (byte >= 0x80) place.lineStart += extraBytes(byte);
}

function nextNewline(bytes: Buffer, from: number): number {
  const newline = bytes.indexOf(NEWLINE, from);
  return newline === -1 ? Number.POSITIVE_INFINITY : newline;
}

// Columns count UTF-16 units, as the parser of record does: two for what UTF-8 writes in four bytes, one for all else.
function extraBytes(byte: number): number {
  if (byte < 0xc0) return 1;
  return byte < 0xf0 ? 0 : -1;
}
