import { isUtf8 } from 'node:buffer';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { FieldPath, ObjectEvent, Position } from '../model/raw-object.ts';
import { type Found, type ItemKind, isList, itemKindOf } from './document-objects.ts';
import { readFast } from './fast-yaml.ts';
import { notKubernetesProblem } from './input-problems.ts';
import { isJsonObject } from './json-object.ts';
import { readJson } from './json-value.ts';
import { type FoundOutline, type JsonOutline, outlineJson } from './outline-json.ts';
import { type ListOutline, outlineYamlList } from './outline-yaml-list.ts';
import type { Positions } from './positions.ts';
import { LARGEST_FOR_RECORD, type Piece, type Reading, readPiece } from './read-piece.ts';
import type { Skimmer } from './skim-json.ts';
import type { SourceText, Stretch } from './source-text.ts';
import { splitDocuments } from './split-documents.ts';

/** What a piece of input held. */
export interface ManifestBatch {
  readonly events: readonly ObjectEvent[];
  readonly diagnostics: readonly Diagnostic[];
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
  const reading: Reading = { text: { source, positions }, bytes, isUtf8: isUtf8(bytes), skimmer, offset: 0 };
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
    yield { events: found.objects.map((object) => ({ type: 'set', object })), diagnostics: found.problems };
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

function whole(reading: Reading, stretch: Stretch, keys?: number): Found {
  return readPiece(reading, { stretch, base: NO_PATH, keys, inherited: undefined });
}

function isJsonStart({ bytes }: Reading, { start }: Stretch): boolean {
  return bytes[start] === 123 || bytes[start] === 91;
}

/** `kubectl cluster-info dump` prints one JSON value after the other. */
function* readJsonStream(reading: Reading, stream: Stretch): Turns<Found> {
  let next: Stretch | undefined = stream;
  while (next !== undefined) {
    const found: FoundOutline | undefined = yield* outlineJson(reading.bytes, next);
    // What does not end, or has other text behind it, is no JSON; YAML perhaps, or a template.
    if (found === undefined || (found.rest !== undefined && !isJsonStart(reading, found.rest))) {
      yield whole(reading, next);
      return;
    }
    const { outline, rest }: FoundOutline = found;
    const list = jsonList(reading, outline);
    if (list !== undefined) yield* readJsonItems(reading, outline, list);
    else {
      const one = whole(reading, outline.whole, outline.whole.keys);
      // One broken value makes all that follows doubtful: it is told about once.
      if (one.problems.length > 0 && rest !== undefined) {
        yield whole(reading, next);
        return;
      }
      yield one;
    }
    next = rest;
  }
}
function* readJsonItems(reading: Reading, { items }: JsonOutline, { inherited }: ListKind): Turns<Found> {
  for (let index = 0; index < (items?.length ?? 0); index += 1) {
    const item = items?.at(index);
    if (item !== undefined) yield readPiece(reading, { stretch: item, base: NO_PATH, keys: item.keys, inherited });
  }
}

/** Kept with each object: one for all of them. */
export const NO_PATH: FieldPath = [];
const BEHIND_DASH: FieldPath = [0];

/** What items leave out. */
export interface ListKind {
  readonly inherited: ItemKind | undefined;
}

// What the text around the items says, if it is a list.
function jsonList({ bytes }: Reading, outline: JsonOutline): ListKind | undefined {
  const { whole: all, itemsStart, itemsEnd } = outline;
  return jsonListIn(outline, () => [
    bytes.toString('utf8', all.start, itemsStart),
    bytes.toString('utf8', itemsEnd, all.end),
  ]);
}

/** What list a value is, if it is one, by the text in front of its items and behind them. */
export function jsonListIn(
  { whole: all, items, itemsStart }: JsonOutline,
  around: () => readonly [string, string],
): ListKind | undefined {
  if (items === undefined) return undefined;
  if (itemsStart === all.start) return { inherited: undefined };
  return listKind(readJson(around().join('[]'), all.keys - items.keys));
}

/** The same for a document of YAML without its items. */
export function yamlListIn({ envelope }: Pick<ListOutline, 'envelope'>): ListKind | undefined {
  return envelope === undefined ? { inherited: undefined } : listKind(readFast(envelope));
}

function listKind(envelope: { readonly value: unknown } | undefined): ListKind | undefined {
  const value = envelope?.value;
  return isJsonObject(value) && isList(value) ? { inherited: itemKindOf(value) } : undefined;
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
  return { stretch, base: BEHIND_DASH, keys: undefined, inherited };
}
