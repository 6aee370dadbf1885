import type { Diagnostic } from '../model/diagnostics.ts';
import type { ObjectEvent, Position } from '../model/raw-object.ts';
import type { Found } from './document-objects.ts';
import { readFast } from './fast-yaml.ts';
import { notKubernetesProblem } from './input-problems.ts';
import { type ListKind, listKindOf } from './json-front.ts';
import { isJsonStart, readJsonStream } from './json-stream.ts';
import { type ListOutline, outlineYamlList } from './outline-yaml-list.ts';
import type { Positions } from './positions.ts';
import { LARGEST_FOR_RECORD, NO_PATH, type Piece, type Reading, readingOf, readPiece } from './read-piece.ts';
import type { Skimmer } from './skim-json.ts';
import type { SourceText, Stretch } from './source-text.ts';
import { splitDocuments } from './split-documents.ts';

/** What a piece of input held. */
export interface ManifestBatch {
  readonly events: readonly ObjectEvent[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was handed over before may be part of something that breaks off here. */
  readonly isBroken?: boolean;
}

export type Turns<Step, Result = void> = Generator<Step | undefined, Result, undefined>;

/**
 * Reads the objects of a text of YAML or JSON documents, step by step: a step takes some milliseconds at most, unless a single object
 * takes longer, and yields what it found, if anything. What cannot be read is a diagnostic.
 */
export function* readDocuments(
  source: SourceText,
  bytes: Buffer,
  tools: { readonly positions: Positions; readonly skimmer: Skimmer },
): Turns<ManifestBatch> {
  const { positions, skimmer } = tools;
  const reading = readingOf({ text: { source, positions }, skimmer }, bytes, 0);
  const foreign: Foreign = { count: 0, first: undefined };
  yield* batchesOf(readAll(reading), foreign);
  yield* foreignIn(foreign);
}

/** What is no Kubernetes object at all: a folder of other things must not drown the rest, so it is told about once for each file. */
export interface Foreign {
  count: number;
  first: Position | undefined;
}

/** What was found, as it is handed over. */
export function* batchesOf(steps: Iterable<Found | undefined>, foreign: Foreign): Turns<ManifestBatch> {
  for (const found of steps) {
    if (found === undefined) {
      yield undefined;
      continue;
    }
    foreign.count += found.foreign.length;
    foreign.first ??= found.foreign[0];
    const { objects, problems, isBroken = false } = found;
    yield { events: objects.map((object) => ({ type: 'set', object })), diagnostics: problems, isBroken };
  }
}

export function* foreignIn({ count, first }: Foreign): Turns<ManifestBatch> {
  if (first !== undefined) yield { events: [], diagnostics: [notKubernetesProblem(count, first)] };
}

function* readAll(reading: Reading): Turns<Found> {
  for (const document of splitDocuments(reading.bytes)) {
    if (document === undefined) yield undefined;
    else yield* readDocument(reading, document);
  }
}

/** Reads one document of a text. */
export function* readDocument(reading: Reading, document: Stretch): Turns<Found> {
  if (isJsonStart(reading, document)) yield* readJsonStream(reading, document);
  else if (!(yield* readYamlList(reading, document))) yield whole(reading, document);
}

function whole(reading: Reading, stretch: Stretch): Found {
  return readPiece(reading, { stretch, base: NO_PATH, isJson: false, inherited: undefined });
}

/** What list a document of YAML is without its items, if it is one. */
export function yamlListIn({ envelope }: Pick<ListOutline, 'envelope'>): ListKind | undefined {
  return envelope === undefined ? { inherited: undefined } : listKindOf(readFast(envelope));
}

const ITEMS = Buffer.from('\nitems:');

/** Reads a list item by item. False when the document is no list, or its items are not to be read one by one. */
function* readYamlList(reading: Reading, document: Stretch): Turns<Found, boolean> {
  const { bytes } = reading;
  const { start, end } = document;
  const mayBeList = bytes[start] === 45 || bytes[start] === 105 || bytes.subarray(start, end).includes(ITEMS);
  const outline: ListOutline | undefined = mayBeList ? yield* outlineYamlList(bytes, document) : undefined;
  if (outline === undefined) return false;
  const { items } = outline;
  const list = yamlListIn(outline);
  if (list === undefined) return false;
  const isSmall = end - start <= LARGEST_FOR_RECORD;
  const held: Found[] = [];
  for (const stretch of items) {
    const found = readPiece(reading, itemPiece(stretch, list));
    // An alias of something in another item: only together can they be read.
    if (found.missingAnchor === true && isSmall) return false;
    if (isSmall) held.push(found);
    yield isSmall ? undefined : found;
  }
  yield* held;
  return true;
}

/** The item of a list of YAML. */
export function itemPiece(stretch: Stretch, { inherited }: ListKind): Piece {
  return { stretch, base: [0], isJson: false, inherited };
}
