import type { Stretch } from './source-text.ts';
import { isBlank } from './split-documents.ts';

/** One JSON value of a stream, with its items apart when it is a list. */
export interface JsonOutline {
  readonly whole: JsonStretch;
  /** The elements of the top-level `items`, or of the array the value is; undefined when there are none. */
  readonly items: readonly JsonStretch[] | undefined;
  /** From the bracket that opens the items to behind the one that closes them. */
  readonly itemsStart: number;
  readonly itemsEnd: number;
  /** What stands behind the value, if anything does. */
  readonly rest: Stretch | undefined;
}

export interface JsonStretch extends Stretch {
  /** Keys as they are written, duplicates counted twice. */
  readonly keys: number;
}

/** Bytes between two pauses; about a millisecond. */
const BYTES_PER_TURN = 512 * 1024;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const NEWLINE = 10;

interface Scan {
  readonly bytes: Buffer;
  at: number;
  line: number;
  /** Where the line would begin if each of its characters were one byte. */
  lineStart: number;
  depth: number;
  keys: number;
  /** The last string at the top level: a key, if a colon follows. */
  name: string;
  itemsDepth: number;
  readonly items: JsonStretch[];
  open: JsonStretch | undefined;
  itemsStart: number;
  itemsEnd: number;
}

/**
 * Finds where a JSON value ends and where its items stand, by brackets and quotes only: whether it is JSON is for the parser to say.
 * Undefined when it does not end before `end`. Yields now and then, to let others work.
 */
export function* outlineJson(bytes: Buffer, begin: Stretch): Generator<undefined, JsonOutline | undefined, undefined> {
  const scan: Scan = {
    bytes,
    at: begin.start,
    line: begin.line,
    lineStart: begin.start - begin.column + 1,
    depth: 0,
    keys: 0,
    name: '',
    // A bare array's elements are its items.
    itemsDepth: bytes[begin.start] === 91 ? 1 : -1,
    items: [],
    open: undefined,
    itemsStart: begin.start,
    itemsEnd: begin.start,
  };
  let turn = scan.at + BYTES_PER_TURN;
  while (scan.at < begin.end) {
    step(scan);
    if (scan.depth === 0) return outlineOf(scan, begin);
    if (scan.at > turn) {
      yield undefined;
      turn = scan.at + BYTES_PER_TURN;
    }
  }
  return undefined;
}

function outlineOf(scan: Scan, begin: Stretch): JsonOutline {
  const { bytes, items, itemsStart, itemsEnd, keys, at } = scan;
  while (scan.at < begin.end && isBlank(bytes[scan.at])) step(scan);
  const column = scan.at - scan.lineStart + 1;
  return {
    whole: { ...begin, end: at, keys },
    items: items.length === 0 ? undefined : items,
    itemsStart,
    itemsEnd,
    rest: scan.at < begin.end ? { start: scan.at, end: begin.end, line: scan.line, column } : undefined,
  };
}

function step(scan: Scan): void {
  const { bytes, at } = scan;
  const byte = bytes[at];
  scan.at += 1;
  switch (byte) {
    case NEWLINE:
      scan.line += 1;
      scan.lineStart = at + 1;
      return;
    case 32:
    case 9:
    case 13:
      return;
    case COMMA:
      if (scan.depth === scan.itemsDepth) closeItem(scan, at);
      return;
    case COLON:
      scan.keys += 1;
      return;
    default:
      if (scan.depth === scan.itemsDepth && scan.open === undefined && byte !== 93) openItem(scan, at);
      stepInto(scan, byte);
  }
}

function stepInto(scan: Scan, byte: number | undefined): void {
  switch (byte) {
    case QUOTE:
      skipString(scan);
      return;
    case 91: // [
      scan.depth += 1;
      if (scan.depth === 2 && scan.itemsDepth === -1 && scan.name === 'items') {
        scan.itemsDepth = 2;
        scan.itemsStart = scan.at - 1;
      }
      return;
    case 123: // {
      scan.depth += 1;
      return;
    case 93: // ]
      if (scan.depth === scan.itemsDepth) {
        closeItem(scan, scan.at - 1);
        scan.itemsEnd = scan.at;
        scan.itemsDepth = Number.POSITIVE_INFINITY;
      }
      scan.depth -= 1;
      return;
    case 125: // }
      scan.depth -= 1;
      return;
    default:
  }
}

function skipString(scan: Scan): void {
  const { bytes, depth } = scan;
  const start = scan.at;
  let at = start;
  for (let byte = bytes[at]; byte !== undefined && byte !== QUOTE; byte = bytes[at]) {
    if (byte >= 0x80) scan.lineStart += extraBytes(byte);
    at += byte === BACKSLASH ? 2 : 1;
  }
  if (depth === 1) scan.name = at - start <= 5 ? bytes.toString('latin1', start, at) : '';
  scan.at = at + 1;
}

// Columns count UTF-16 units, as the parser of record does: two for what UTF-8 writes in four bytes, one for all else.
function extraBytes(byte: number): number {
  if (byte < 0xc0) return 1;
  return byte < 0xf0 ? 0 : -1;
}

function openItem(scan: Scan, at: number): void {
  scan.open = { start: at, end: at, line: scan.line, column: at - scan.lineStart + 1, keys: scan.keys };
}

function closeItem(scan: Scan, at: number): void {
  const { open } = scan;
  if (open === undefined) return;
  scan.items.push({ ...open, end: at, keys: scan.keys - open.keys });
  scan.open = undefined;
}
