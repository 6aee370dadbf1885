import type { Found } from './document-objects.ts';
import type { FileBlocks } from './file-blocks.ts';
import { LARGEST_AT_ONCE, tooLarge } from './file-bytes.ts';
import { brokenAt, isJsonStart } from './json-stream.ts';
import { behindLargeJson, openLargeJson, readLargeJson } from './large-json-list.ts';
import { findYamlList, type LargeReading, type Part, readLargeList } from './large-list.ts';
import { readDocument, type Turns } from './read-documents.ts';
import { type Reading, readingOf } from './read-piece.ts';
import type { Stretch } from './source-text.ts';
import {
  beginDocuments,
  type DocumentWalk,
  hasContent,
  type Line,
  linesOf,
  stepOverLine,
  stretchOf,
} from './split-documents.ts';

/** What is held of the file at a time: documents that have not ended, and the line that is cut off. */
interface Window {
  readonly bytes: Buffer;
  /** Where in the file they begin. */
  readonly base: number;
}

/** Where the walk over the lines is. */
interface Place {
  readonly at: number;
  readonly line: number;
}

/**
 * Reads a large file block by block: documents as they come, and of a list that is longer than a few blocks the items one after the
 * other. What is neither is held whole, as small files are. Hands over what there is to do, a few megabytes' worth at a time.
 */
export async function* readLargeFile(large: LargeReading, begin: Place): AsyncGenerator<Part> {
  const { blocks } = large;
  const walk = beginDocuments();
  let place = begin;
  let window: Window = { bytes: Buffer.alloc(0), base: begin.at };
  for (;;) {
    window = await widened(blocks, window, walk.open?.start ?? place.at);
    const isLast = window.base + window.bytes.length >= blocks.size;
    const { documents, reached } = documentsIn(walk, window, place, isLast);
    place = reached;
    yield {
      steps: readDocuments(large, window, documents),
      end: isLast ? blocks.size : (walk.open?.start ?? place.at),
    };
    if (isLast) return;
    const open = openAt(walk, window, place);
    if (open === undefined || window.base + window.bytes.length - open.start <= blocks.block) continue;
    const isJson = isJsonStart(window, { ...open, start: open.start - window.base });
    const next: Place | undefined = yield* isJson ? readJson(large, open) : readYaml(large, open);
    if (next === undefined) return;
    walk.open = undefined;
    place = next;
    window = { bytes: Buffer.alloc(0), base: place.at };
  }
}

/** Reads the list of YAML that begins here, and returns the line on which the text goes on; all there is when it is none. */
async function* readYaml(large: LargeReading, open: Stretch): AsyncGenerator<Part, Place | undefined> {
  const list = await findYamlList(large, open);
  if (list === undefined) yield* readRest(large, open);
  else yield* readLargeList(large, list);
  return list && { at: list.next.start, line: list.next.line };
}

/** The same with one of JSON. When it turns out too late that it is none, that is said, and nothing more is read. */
async function* readJson(large: LargeReading, open: Stretch): AsyncGenerator<Part, Place | undefined> {
  const { blocks, means } = large;
  let rest = open;
  const list = await openLargeJson(large, open);
  if (list !== undefined) {
    yield* readLargeJson(large, list);
    const next = await behindLargeJson(blocks, list);
    const isLine = next?.column === 1 || next?.start === blocks.size;
    if (next !== undefined && isLine) return { at: next.start, line: next.line };
    if (next === undefined && list.count > 0) {
      yield { steps: [brokenAt(means, list)], end: blocks.size };
      return undefined;
    }
    rest = next ?? open;
  }
  // Another value on the same line belongs to the same stream.
  yield* readRest(large, rest);
  return undefined;
}

/** What is held from `keep` on, and the next block. */
async function widened(blocks: FileBlocks, { bytes, base }: Window, keep: number): Promise<Window> {
  const kept = bytes.subarray(keep - base);
  const more = await blocks.read(base + bytes.length, base + bytes.length + blocks.block);
  return { bytes: kept.length === 0 ? more : Buffer.concat([kept, more]), base: keep };
}

/** The documents that end in the window. A line that is cut off waits for the rest of it. */
function documentsIn(
  walk: DocumentWalk,
  { bytes, base }: Window,
  { at, line: first }: Place,
  isLast: boolean,
): { readonly documents: readonly Stretch[]; readonly reached: Place } {
  const documents: Stretch[] = [];
  let reached: Place = { at, line: first };
  for (const line of linesOf(bytes, { start: at - base, end: bytes.length, line: first, column: 1 })) {
    if (line.end === bytes.length && !isLast) break;
    const placed: Line = { number: line.number, start: line.start + base, end: line.end + base };
    const ended = stepOverLine(walk, bytes, placed, base);
    if (ended !== undefined) documents.push(stretchOf(ended, placed.start));
    reached = { at: placed.end, line: line.number + 1 };
  }
  if (isLast && walk.open !== undefined) documents.push(stretchOf(walk.open, base + bytes.length));
  return { documents, reached };
}

/** The document that is open at the end of the window, be it in a line that has not ended: JSON may be a single one. */
function openAt({ open, inLog }: DocumentWalk, { bytes, base }: Window, { at, line }: Place): Stretch | undefined {
  const end = base + bytes.length;
  if (open !== undefined) return stretchOf(open, end);
  const isContent = !inLog && hasContent(bytes, at - base, bytes.length);
  return isContent ? { start: at, end, line, column: 1 } : undefined;
}

function* readDocuments({ means }: LargeReading, { bytes, base }: Window, documents: readonly Stretch[]): Turns<Found> {
  const window = readingOf(means, bytes, base);
  for (const document of documents) {
    yield* readDocument(window, { ...document, start: document.start - base, end: document.end - base });
  }
}

/** Everything from here to the end of the file at once: the document is not of the kind that can be read in parts. */
async function* readRest({ blocks, means }: LargeReading, from: Stretch): AsyncGenerator<Part> {
  const { size } = blocks;
  const { file } = means.text.source;
  if (size - from.start > LARGEST_AT_ONCE) {
    yield { steps: [{ objects: [], problems: [tooLarge(file, size - from.start)], foreign: [] }], end: size };
    return;
  }
  const bytes = await blocks.read(from.start, size);
  yield { steps: readRestOf(readingOf(means, bytes, from.start), from), end: size };
}

function* readRestOf(reading: Reading, { line, column }: Stretch): Turns<Found> {
  const window: Window = { bytes: reading.bytes, base: 0 };
  const { documents } = documentsIn(beginDocuments(), window, { at: 0, line }, true);
  // The first may begin in the middle of a line.
  for (const document of documents)
    yield* readDocument(reading, document.start === 0 ? { ...document, column } : document);
}
