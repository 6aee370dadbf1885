import type { Found } from './document-objects.ts';
import type { FileBlocks } from './file-blocks.ts';
import { beginList, type ListWalk, listOutlineOf, stepOverListLine } from './outline-yaml-list.ts';
import { itemPiece, type Turns, yamlListIn } from './read-documents.ts';
import { type Means, type Piece, type Reading, readingOf, readPiece } from './read-piece.ts';
import type { Stretch } from './source-text.ts';
import { isBoundary, type Line, linesOf } from './split-documents.ts';

/** What is read of a file by pieces. */
export interface LargeReading {
  readonly blocks: FileBlocks;
  readonly means: Means;
}

/** A part of the work: what it finds, and how far in the file it comes. */
export interface Part {
  readonly steps: Iterable<Found | undefined>;
  readonly end: number;
}

/** A list of YAML that is too long to be held whole, and whose items are read one after the other. */
export interface LargeList {
  readonly pieces: Pieces;
  /** Where the text goes on, at a line. */
  readonly next: Stretch;
}

interface Pieces {
  readonly length: number;
  readonly at: (index: number) => Piece;
}

/** The list of YAML that begins here, by a walk over all of it; undefined when it is none, or unusual: then it has to be read whole. */
export async function findYamlList({ blocks }: LargeReading, begin: Stretch): Promise<LargeList | undefined> {
  const walk = beginList(await blocks.read(begin.start, begin.start + 2), 0);
  let next = { ...begin, end: blocks.size };
  while (next.start < blocks.size) {
    const bytes = await blocks.read(next.start, next.start + blocks.block);
    const { reached, ends } = stepOverLines(walk, { bytes, base: next.start }, { begin, next, size: blocks.size });
    if (ends === 'the document') return yamlListOf(walk, reached);
    // A line that is longer than a block is nothing that programs write.
    if (ends === 'no list' || reached.start === next.start) return undefined;
    next = reached;
  }
  return yamlListOf(walk, next);
}

/** Reads the items, some megabytes of them at a time. */
export async function* readLargeList(large: LargeReading, { pieces }: LargeList): AsyncGenerator<Part> {
  for (let index = 0; index < pieces.length; ) {
    const { start } = pieces.at(index).stretch;
    let next = index + 1;
    while (next < pieces.length && pieces.at(next).stretch.end <= start + large.blocks.block) next += 1;
    const bytes = await large.blocks.read(start, pieces.at(next - 1).stretch.end);
    yield { steps: readPieces(readingOf(large.means, bytes, start), pieces, index, next), end: start + bytes.length };
    index = next;
  }
}

function* readPieces(reading: Reading, pieces: Pieces, from: number, to: number): Turns<Found> {
  for (let index = from; index < to; index += 1) {
    const piece = pieces.at(index);
    yield readPiece(reading, { ...piece, stretch: shifted(piece.stretch, -reading.offset) });
  }
}

function shifted(stretch: Stretch, by: number): Stretch {
  return { ...stretch, start: stretch.start + by, end: stretch.end + by };
}

/** Takes in the lines of a block that are whole. */
function stepOverLines(
  walk: ListWalk,
  { bytes, base }: { readonly bytes: Buffer; readonly base: number },
  { begin, next, size }: { readonly begin: Stretch; readonly next: Stretch; readonly size: number },
): { readonly reached: Stretch; readonly ends: 'the block' | 'the document' | 'no list' } {
  const isLast = base + bytes.length >= size;
  let reached = next;
  for (const line of linesOf(bytes, { start: 0, end: bytes.length, line: next.line, column: 1 })) {
    if (line.end === bytes.length && !isLast) break;
    const placed: Line = { number: line.number, start: line.start + base, end: line.end + base };
    // The document's own first line may be its marker.
    if (placed.start > begin.start && isBoundary(bytes, line.start)) return { reached, ends: 'the document' };
    if (!stepOverListLine(walk, bytes, placed, base)) return { reached, ends: 'no list' };
    reached = { ...reached, start: placed.end, line: line.number + 1 };
  }
  return { reached, ends: 'the block' };
}

function yamlListOf(walk: ListWalk, next: Stretch): LargeList | undefined {
  const outline = listOutlineOf(walk, next.start);
  const list = outline === undefined ? undefined : yamlListIn(outline);
  if (outline === undefined || list === undefined) return undefined;
  const { items } = outline;
  const none: Stretch = { start: 0, end: 0, line: 1, column: 1 };
  return { pieces: { length: items.length, at: (index) => itemPiece(items[index] ?? none, list) }, next };
}
