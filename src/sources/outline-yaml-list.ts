import type { Stretch } from './source-text.ts';
import { hasContent, isBlank, LINES_PER_TURN, type Line, linesOf } from './split-documents.ts';

/** A document that is a list, taken apart so that its items can be read one by one. */
export interface ListOutline {
  /** The document without its items, or undefined when it is a bare sequence. */
  readonly envelope: string | undefined;
  /** Each begins at its dash. */
  readonly items: readonly Stretch[];
}

const DASH = 45;
const ITEMS = Buffer.from('items:');

/** A walk over the lines of one document, which may come in several blocks: in front of the items, in them, behind them. */
export interface ListWalk {
  /** A sequence that is the document itself. */
  readonly isBare: boolean;
  /** Indentation of the items' dashes, once known. */
  dash: number | undefined;
  inItems: boolean;
  readonly rest: Buffer[];
  readonly begins: Line[];
  /** Where the items end, when more keys follow them. */
  end: number | undefined;
}

/** A walk over a document whose first bytes these are. */
export function beginList(bytes: Buffer, start: number): ListWalk {
  const isBare = isDash(bytes, start);
  return { isBare, dash: isBare ? 0 : undefined, inItems: isBare, rest: [], begins: [], end: undefined };
}

/** Takes in one line of bytes that begin at `base`; false when the document is not laid out as expected. */
export function stepOverListLine(walk: ListWalk, bytes: Buffer, line: Line, base: number): boolean {
  return walk.inItems ? walkItems(walk, bytes, line, base) : walkRest(walk, bytes, line, base);
}

/** What a walk over all lines of a document has found; undefined when it is no list. */
export function listOutlineOf(walk: ListWalk, documentEnd: number): ListOutline | undefined {
  const { isBare } = walk;
  if (walk.begins.length === 0 || (isBare && walk.end !== undefined)) return undefined;
  const items = walk.begins.map((line, index): Stretch => {
    const end = walk.begins[index + 1]?.start ?? walk.end ?? documentEnd;
    return { start: line.start, end, line: line.number, column: 1 };
  });
  return { envelope: isBare ? undefined : Buffer.concat(walk.rest).toString(), items };
}

/**
 * Finds the items of a `…List` as kubectl writes it (`items:` at the left edge), or of a bare sequence of objects, by the lines' first
 * characters. Undefined when the document is no such thing. Yields now and then, to let others work.
 */
export function* outlineYamlList(
  bytes: Buffer,
  document: Stretch,
): Generator<undefined, ListOutline | undefined, undefined> {
  const walk = beginList(bytes, document.start);
  for (const line of linesOf(bytes, document)) {
    if (line.number % LINES_PER_TURN === 0) yield undefined;
    if (!stepOverListLine(walk, bytes, line, 0)) return undefined;
  }
  return listOutlineOf(walk, document.end);
}

// Each step returns false when the document is not laid out as expected.
function walkRest(walk: ListWalk, bytes: Buffer, line: Line, base: number): boolean {
  const { rest } = walk;
  const start = line.start - base;
  const end = line.end - base;
  const isItems = bytes.subarray(start, start + ITEMS.length).equals(ITEMS);
  if (!isItems || hasContent(bytes, start + ITEMS.length, end)) {
    // A copy: a view would keep the whole block.
    rest.push(Buffer.from(bytes.subarray(start, end)));
    return true;
  }
  rest.push(Buffer.from('items: []\n'));
  walk.inItems = true;
  return walk.begins.length === 0;
}

function walkItems(walk: ListWalk, bytes: Buffer, line: Line, base: number): boolean {
  const start = line.start - base;
  let at = start;
  while (bytes[at] === 32) at += 1;
  const indent = at - start;
  if (walk.dash !== undefined && indent > walk.dash) return true;
  if (!hasContent(bytes, at, line.end - base)) return true;
  if (isDash(bytes, at) && indent === (walk.dash ?? indent)) {
    walk.dash = indent;
    walk.begins.push(line);
    return true;
  }
  if (indent > 0 || walk.dash === undefined || isDash(bytes, at)) return false;
  walk.end = line.start;
  walk.inItems = false;
  return walkRest(walk, bytes, line, base);
}

function isDash(bytes: Buffer, at: number): boolean {
  return bytes[at] === DASH && isBlank(bytes[at + 1]);
}
