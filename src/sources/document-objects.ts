import type { Diagnostic } from '../model/diagnostics.ts';
import type { DuplicateKey, FieldPath, Origin, Position, RawObject } from '../model/raw-object.ts';
import { incompleteProblem, isName, templateProblem } from './input-problems.ts';
import { emptyObject, isJsonObject, type JsonObject } from './json-object.ts';
import { locateIn, type PieceOfText, placeInFile } from './place-in-file.ts';

/** A value that was read, and what is known about where it stands. */
export interface ReadValue {
  readonly value: unknown;
  /** What was read to get it. */
  readonly piece: PieceOfText;
  /** Line on which the value begins. */
  readonly line: number;
  readonly duplicates: readonly DuplicateKey[];
}

/** What items leave out, because the list they stand in says it. */
export interface ItemKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What a document holds. */
export interface Found {
  readonly objects: RawObject[];
  readonly problems: Diagnostic[];
  /** Begins of what is no Kubernetes object at all. */
  readonly foreign: Position[];
  /** There is an alias whose anchor is not in the text that was read. */
  readonly missingAnchor?: boolean;
  /** What was found before is part of a list that breaks off here. */
  readonly isBroken?: boolean;
}

/** Adds the objects of a value: itself, or the items of a list or an array; lists may hold lists. */
export function findObjects(read: ReadValue, inherited: ItemKind | undefined, found: Found): void {
  find({ value: read.value, path: [], inherited }, read, found);
}

interface Candidate {
  readonly value: unknown;
  readonly path: FieldPath;
  readonly inherited: ItemKind | undefined;
}

function find({ value, path, inherited }: Candidate, read: ReadValue, found: Found): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) find({ value: item, path: [...path, index], inherited }, read, found);
  } else if (isJsonObject(value)) {
    findInObject(withKind(value, inherited), path, { read, found });
  } else if (value !== null) {
    // An empty item is nothing; text or a number is something, but no object.
    found.foreign.push(positionOf(path, read));
  }
}

interface Search {
  readonly read: ReadValue;
  readonly found: Found;
}

function findInObject(object: JsonObject, path: FieldPath, { read, found }: Search): void {
  const { apiVersion, kind } = object;
  if (isList(object)) {
    const items = { value: object['items'] ?? [], path: [...path, 'items'], inherited: itemKindOf(object) };
    find(items, read, found);
  } else if (!isName(apiVersion) && !isName(kind)) {
    found.foreign.push(positionOf(path, read));
  } else if (!isName(apiVersion) || !isName(kind)) {
    found.problems.push(incompleteProblem({ apiVersion, kind }, positionOf(path, read)));
  } else if (isTemplate(object)) {
    found.problems.push(templateProblem(positionOf(path, read)));
  } else {
    found.objects.push(objectAt(object, path, read));
  }
}

/** Whether an object is a `List` or `…List` of others. */
export function isList(object: JsonObject): boolean {
  const { kind, items } = object;
  return (
    typeof kind === 'string' && kind.endsWith('List') && (Array.isArray(items) || (items === null && 'items' in object))
  );
}

/** Kind and version of the items of a typed list: those of a PodList are Pods, even if they do not say so. */
export function itemKindOf({ apiVersion, kind }: JsonObject): ItemKind | undefined {
  if (!isName(apiVersion) || !isName(kind) || kind === 'List') return undefined;
  return { apiVersion, kind: kind.slice(0, -'List'.length) };
}

function withKind(item: JsonObject, inherited: ItemKind | undefined): JsonObject {
  if (inherited === undefined || (item['kind'] !== undefined && item['apiVersion'] !== undefined)) return item;
  return Object.assign(emptyObject(), inherited, item);
}

// Unquoted in the middle of a word `{{` is text to YAML: `name: {{ .Release.Name }}` is an error, `name: web-{{ .x }}` is not.
function isTemplate({ kind, metadata }: JsonObject): boolean {
  if (isPlaceholder(kind)) return true;
  return isJsonObject(metadata) && (isPlaceholder(metadata['name']) || isPlaceholder(metadata['namespace']));
}

function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && value.includes('{{');
}

function objectAt(value: JsonObject, path: FieldPath, read: ReadValue): RawObject {
  const duplicateKeys =
    read.duplicates.length === 0
      ? NO_DUPLICATES
      : read.duplicates
          .filter((duplicate) => path.every((step, index) => duplicate.path[index] === step))
          .map(({ position, ...duplicate }) => ({ path: duplicate.path.slice(path.length), position }));
  return { value, origin: originAt(path, read), duplicateKeys };
}

const NO_DUPLICATES: readonly DuplicateKey[] = [];

function originAt(path: FieldPath, read: ReadValue): Origin {
  return placeInFile(read.piece, path, path.length === 0 ? read.line : positionOf(path, read).line);
}

function positionOf(path: FieldPath, { piece, line }: ReadValue): Position {
  return path.length === 0 ? { file: piece.text.source.file, line, column: 1 } : locateIn(piece, path);
}
