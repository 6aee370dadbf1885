import { countLines, windowOf } from './counted-lines.ts';
import type { FileBlocks } from './file-blocks.ts';
import { frontOf, likelyListKind, TAIL } from './json-front.ts';
import { type OpenList, openList, readItems } from './json-list.ts';
import { isJsonStart } from './json-stream.ts';
import type { LargeReading, Part } from './large-list.ts';
import { readingOf } from './read-piece.ts';
import type { Stretch } from './source-text.ts';
import { isBlank, isBoundary } from './split-documents.ts';

/** The list of JSON that begins here, if it is one and what kind of list can be told before it is read. */
export async function openLargeJson({ blocks }: LargeReading, begin: Stretch): Promise<OpenList | undefined> {
  const { start } = begin;
  const bytes = await blocks.read(start, start + blocks.block);
  const window = windowOf(bytes, start, false);
  const front = frontOf(window, start);
  if (front.is !== 'a list') return undefined;
  const tail = await blocks.read(Math.max(start, blocks.size - Math.min(TAIL, blocks.block)), blocks.size);
  const kind = likelyListKind(front.text, tail.toString());
  return kind && openList(window, begin, { front: front.text, kind, at: front.at });
}

/** Reads the items, a block of them at a time. */
export async function* readLargeJson({ blocks, means }: LargeReading, list: OpenList): AsyncGenerator<Part> {
  for (let size = blocks.block; list.state === 'in the items' || list.state === 'behind the items'; ) {
    const { at } = list;
    const bytes = await blocks.read(at, at + size);
    const end = at + bytes.length;
    yield { steps: readItems(readingOf(means, bytes, at, end >= blocks.size), list), end };
    // What is longer than a block has to be held whole.
    size = list.at > at ? blocks.block : size * 2;
  }
}

/**
 * Where the text goes on behind a list that was read; undefined when it did not end, or what follows is neither JSON nor another document.
 */
export async function behindLargeJson({ size, block, read }: FileBlocks, list: OpenList): Promise<Stretch | undefined> {
  const { place } = list;
  if (list.state !== 'over') return undefined;
  for (;;) {
    const from = place.at;
    const bytes = await read(from, from + block);
    const isLast = from + bytes.length >= size;
    const offset = firstNotBlank(bytes);
    countLines(place, windowOf(bytes, from, isLast), from + offset);
    const { at, line, lineStart } = place;
    const next = { start: at, end: size, line, column: at - lineStart + 1 };
    if (offset === bytes.length && !isLast) continue;
    if (offset === bytes.length) return next;
    // What tells a boundary may go on behind the block.
    const head = await read(at, at + LONGEST_BOUNDARY);
    const goesOn = isJsonStart({ bytes: head }, { ...next, start: 0 }) || (next.column === 1 && isBoundary(head, 0));
    return goesOn ? next : undefined;
  }
}

const LONGEST_BOUNDARY = 32;

function firstNotBlank(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && isBlank(bytes[at])) at += 1;
  return at;
}
