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

/** Where the walk is: in front of the items, in them, behind them. */
interface Walk {
  readonly bytes: Buffer;
  /** Indentation of the items' dashes, once known. */
  dash: number | undefined;
  inItems: boolean;
  readonly rest: Buffer[];
  readonly begins: Line[];
  /** Where the items end, when more keys follow them. */
  end: number | undefined;
}

/**
 * Finds the items of a `…List` as kubectl writes it (`items:` at the left edge), or of a bare sequence of objects, by the lines' first
 * characters. Undefined when the document is no such thing. Yields now and then, to let others work.
 */
export function* outlineYamlList(
  bytes: Buffer,
  document: Stretch,
): Generator<undefined, ListOutline | undefined, undefined> {
  const isBare = isDash(bytes, document.start);
  const walk: Walk = { bytes, dash: isBare ? 0 : undefined, inItems: isBare, rest: [], begins: [], end: undefined };
  for (const line of linesOf(bytes, document)) {
    if (line.number % LINES_PER_TURN === 0) yield undefined;
    if (!(walk.inItems ? walkItems(walk, line) : walkRest(walk, line))) return undefined;
  }
  if (walk.begins.length === 0 || (isBare && walk.end !== undefined)) return undefined;
  const items = walk.begins.map((line, index): Stretch => {
    const end = walk.begins[index + 1]?.start ?? walk.end ?? document.end;
    return { start: line.start, end, line: line.number, column: 1 };
  });
  return { envelope: isBare ? undefined : Buffer.concat(walk.rest).toString(), items };
}

// Each step returns false when the document is not laid out as expected.
function walkRest(walk: Walk, line: Line): boolean {
  const { bytes, rest } = walk;
  const isItems = bytes.subarray(line.start, line.start + ITEMS.length).equals(ITEMS);
  if (!isItems || hasContent(bytes, line.start + ITEMS.length, line.end)) {
    rest.push(bytes.subarray(line.start, line.end));
    return true;
  }
  rest.push(Buffer.from('items: []\n'));
  walk.inItems = true;
  return walk.begins.length === 0;
}

function walkItems(walk: Walk, line: Line): boolean {
  const { bytes } = walk;
  let at = line.start;
  while (bytes[at] === 32) at += 1;
  const indent = at - line.start;
  if (walk.dash !== undefined && indent > walk.dash) return true;
  if (!hasContent(bytes, at, line.end)) return true;
  if (isDash(bytes, at) && indent === (walk.dash ?? indent)) {
    walk.dash = indent;
    walk.begins.push(line);
    return true;
  }
  if (indent > 0 || walk.dash === undefined || isDash(bytes, at)) return false;
  walk.end = line.start;
  walk.inItems = false;
  return walkRest(walk, line);
}

function isDash(bytes: Buffer, at: number): boolean {
  return bytes[at] === DASH && isBlank(bytes[at + 1]);
}
