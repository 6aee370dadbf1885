import type { Stretch } from './source-text.ts';
import { isBlank } from './split-documents.ts';

/** One JSON value of a stream, with its items apart when it is a list. */
export interface JsonOutline {
  readonly whole: JsonStretch;
  /** The elements of the top-level `items`, or of the array the value is; undefined when there are none. */
  readonly items: JsonItems | undefined;
  /** From the bracket that opens the items to behind the one that closes them. */
  readonly itemsStart: number;
  readonly itemsEnd: number;
}

export interface JsonStretch extends Stretch {
  /** Keys as they are written, duplicates counted twice. */
  readonly keys: number;
}

/** Where the items of a list stand; a list may have hundreds of thousands. */
export interface JsonItems {
  readonly length: number;
  readonly at: (index: number) => JsonStretch;
  /** Of all items. */
  readonly keys: number;
}

/** A walk over one JSON value, which may come in several blocks. Offsets are those of the source. */
export interface JsonScan {
  readonly begin: Stretch;
  at: number;
  line: number;
  /** Where the line would begin if each of its characters were one byte. */
  lineStart: number;
  depth: number;
  keys: number;
  inString: boolean;
  /** The last byte of the string was a backslash that escapes the next. */
  isEscaping: boolean;
  /** How many bytes the last string at the top level has, which is a key if a colon follows, and how many of them spell `items`. */
  length: number;
  spelled: number;
  itemsDepth: number;
  readonly items: ItemTable;
  isOpen: boolean;
  itemsStart: number;
  itemsEnd: number;
}

/** Five numbers for each item: start, end, line, column, keys. */
interface ItemTable {
  numbers: Float64Array;
  count: number;
}

const PER_ITEM = 5;
const FIRST_ITEMS = 256;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const NEWLINE = 10;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const ITEMS = Buffer.from('items');

/** A walk that begins where a value does, whose first byte this is. */
export function beginScan(begin: Stretch, first: number | undefined): JsonScan {
  return {
    begin,
    at: begin.start,
    line: begin.line,
    lineStart: begin.start - begin.column + 1,
    depth: 0,
    keys: 0,
    inString: false,
    isEscaping: false,
    length: 0,
    spelled: 0,
    // A bare array's elements are its items.
    itemsDepth: first === OPEN_LIST ? 1 : -1,
    items: { numbers: new Float64Array(FIRST_ITEMS * PER_ITEM), count: 0 },
    isOpen: false,
    itemsStart: begin.start,
    itemsEnd: begin.start,
  };
}

/**
 * Walks on to the value's end, or through the block, which is the source's bytes from `base` on up to `until`; true when the value has
 * ended. By brackets and quotes only: whether it is JSON is for the parser to say.
 */
export function scanOn(scan: JsonScan, bytes: Buffer, base: number, until: number): boolean {
  while (scan.at < until) {
    if (scan.inString) stepThroughString(scan, bytes, base, until);
    else {
      step(scan, bytes[scan.at - base] ?? 0);
      if (scan.depth === 0) return true;
    }
  }
  return false;
}

/** What a walk that came to the end of its value has found. */
export function outlineOf({ begin, items, itemsStart, itemsEnd, keys, at }: JsonScan): JsonOutline {
  return {
    whole: { ...begin, end: at, keys },
    items: items.count === 0 ? undefined : itemsIn(items),
    itemsStart,
    itemsEnd,
  };
}

/** A value, and what stands behind it, if anything does. */
export interface FoundOutline {
  readonly outline: JsonOutline;
  readonly rest: Stretch | undefined;
}

/** Bytes between two pauses; about a millisecond. */
const BYTES_PER_TURN = 512 * 1024;

/**
 * Finds where a JSON value ends and where its items stand. Undefined when it does not end before `end`. Yields now and then, to let others work.
 */
export function* outlineJson(bytes: Buffer, begin: Stretch): Generator<undefined, FoundOutline | undefined, undefined> {
  const scan = beginScan(begin, bytes[begin.start]);
  while (!scanOn(scan, bytes, 0, Math.min(begin.end, scan.at + BYTES_PER_TURN))) {
    if (scan.at >= begin.end) return undefined;
    yield undefined;
  }
  const outline = outlineOf(scan);
  while (scan.at < begin.end && isBlank(bytes[scan.at])) step(scan, bytes[scan.at] ?? 0);
  const column = scan.at - scan.lineStart + 1;
  const rest = scan.at < begin.end ? { start: scan.at, end: begin.end, line: scan.line, column } : undefined;
  return { outline, rest };
}

function step(scan: JsonScan, byte: number): void {
  const { at } = scan;
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
      if (scan.depth === scan.itemsDepth && !scan.isOpen && byte !== CLOSE_LIST) openItem(scan, at);
      stepInto(scan, byte);
  }
}

function stepInto(scan: JsonScan, byte: number): void {
  switch (byte) {
    case QUOTE:
      scan.inString = true;
      scan.length = 0;
      scan.spelled = 0;
      return;
    case OPEN_LIST:
      scan.depth += 1;
      if (scan.depth === 2 && scan.itemsDepth === -1 && scan.length === ITEMS.length && scan.spelled === ITEMS.length) {
        scan.itemsDepth = 2;
        scan.itemsStart = scan.at - 1;
      }
      return;
    case OPEN_OBJECT:
      scan.depth += 1;
      return;
    case CLOSE_LIST:
      if (scan.depth === scan.itemsDepth) {
        closeItem(scan, scan.at - 1);
        scan.itemsEnd = scan.at;
        scan.itemsDepth = Number.POSITIVE_INFINITY;
      }
      scan.depth -= 1;
      return;
    case CLOSE_OBJECT:
      scan.depth -= 1;
      return;
    default:
  }
}

// Up to behind the quote that ends it, or to the end of the block.
function stepThroughString(scan: JsonScan, bytes: Buffer, base: number, until: number): void {
  const start = scan.at - base;
  const end = until - base;
  let at = start;
  if (scan.isEscaping) {
    scan.isEscaping = false;
    at += 1;
  }
  for (let byte = bytes[at]; at < end && byte !== QUOTE; byte = bytes[at]) {
    if (byte !== undefined && byte >= 0x80) scan.lineStart += extraBytes(byte);
    at += byte === BACKSLASH ? 2 : 1;
  }
  if (scan.depth === 1) spell(scan, bytes.subarray(start, Math.min(at, end)));
  scan.isEscaping = at > end;
  scan.inString = at >= end;
  scan.at = base + (at >= end ? end : at + 1);
}

function spell(scan: JsonScan, part: Buffer): void {
  for (const byte of part.subarray(0, ITEMS.length + 1)) {
    if (byte === ITEMS[scan.length]) scan.spelled += 1;
    scan.length += 1;
  }
}

// Columns count UTF-16 units, as the parser of record does: two for what UTF-8 writes in four bytes, one for all else.
function extraBytes(byte: number): number {
  if (byte < 0xc0) return 1;
  return byte < 0xf0 ? 0 : -1;
}

function openItem(scan: JsonScan, at: number): void {
  const { items } = scan;
  const from = items.count * PER_ITEM;
  if (from === items.numbers.length) {
    const longer = new Float64Array(from * 2);
    longer.set(items.numbers);
    items.numbers = longer;
  }
  items.numbers[from] = at;
  items.numbers[from + 2] = scan.line;
  items.numbers[from + 3] = at - scan.lineStart + 1;
  items.numbers[from + 4] = scan.keys;
  scan.isOpen = true;
}

function closeItem(scan: JsonScan, at: number): void {
  const { items } = scan;
  if (!scan.isOpen) return;
  const from = items.count * PER_ITEM;
  items.numbers[from + 1] = at;
  items.numbers[from + 4] = scan.keys - (items.numbers[from + 4] ?? 0);
  items.count += 1;
  scan.isOpen = false;
}

function itemsIn({ numbers, count }: ItemTable): JsonItems {
  const number = (index: number, which: number): number => numbers[index * PER_ITEM + which] ?? 0;
  let keys = 0;
  for (let index = 0; index < count; index += 1) keys += number(index, 4);
  return {
    length: count,
    keys,
    at: (index) => ({
      start: number(index, 0),
      end: number(index, 1),
      line: number(index, 2),
      column: number(index, 3),
      keys: number(index, 4),
    }),
  };
}
