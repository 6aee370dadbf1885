import { isUtf8 } from 'node:buffer';
import type { DuplicateKey, FieldPath, Position } from '../model/raw-object.ts';
import { type Window, windowOf } from './counted-lines.ts';
import { type Found, findObjects, type ItemKind } from './document-objects.ts';
import { readFast } from './fast-yaml.ts';
import { faultProblem, templateProblem, tooLargeDocument } from './input-problems.ts';
import type { JsonObject } from './json-object.ts';
import { readJson } from './json-value.ts';
import { locateIn, type PieceOfText, type ReadText } from './place-in-file.ts';
import type { Skimmer } from './skim-json.ts';
import { beginOf, type Stretch } from './source-text.ts';
import { templateOffset } from './template-lines.ts';
import { type DocumentFault, readYaml, type YamlDocument } from './yaml-document.ts';

/** The parser of record needs half a second for a megabyte; what is longer is read the fast way or not at all. */
export const LARGEST_FOR_RECORD = 4 * 1024 * 1024;

/** A text being read. */
export interface Reading extends Means {
  readonly bytes: Buffer;
  readonly isUtf8: boolean;
  /** Where the bytes begin in the source. */
  readonly offset: number;
  /** The same bytes, for lines to be counted in them. */
  readonly window: Window;
}

/** What is needed to read any of the texts. */
export interface Means {
  readonly text: ReadText;
  readonly skimmer: Skimmer;
}

/** A reading of bytes that begin at `offset`; of the last ones there are, when nothing else is said. */
export function readingOf({ text, skimmer }: Means, bytes: Buffer, offset: number, isLast = true): Reading {
  return { text, skimmer, bytes, isUtf8: isUtf8(bytes), offset, window: windowOf(bytes, offset, isLast) };
}

/** Of what stands in nothing. One for all: places remember a path only where it is another. */
export const NO_PATH: FieldPath = [];

export interface Piece {
  readonly stretch: Stretch;
  /** Where in the stretch's value the object stands: `[0]` for the item of a YAML list, which is read with its dash. */
  readonly base: FieldPath;
  /** It looks like JSON. */
  readonly isJson: boolean;
  readonly inherited: ItemKind | undefined;
}

/** What a piece holds. Of one that was skimmed there is nothing to be read any more. */
export function readPiece(reading: Reading, { stretch, base, isJson, inherited }: Piece, skimmed?: JsonObject): Found {
  const { bytes } = reading;
  const { source } = reading.text;
  const { start, end } = stretch;
  if (!reading.isUtf8 && !isUtf8(bytes.subarray(start, end))) return faultsFound([notUtf8(source.file, stretch)]);
  const piece = pieceIn(reading, stretch, base);
  const found: Found = { objects: [], problems: [], foreign: [] };
  if (skimmed !== undefined) {
    findObjects({ value: skimmed, piece, line: stretch.line, duplicates: NO_DUPLICATES }, inherited, found);
    return found;
  }
  const text = bytes.toString('utf8', start, end);
  const fast = isJson ? readJson(text) : readFast(text);
  const line = isBareDash(text) ? locateIn(piece, []).line : stretch.line;
  if (fast !== undefined) {
    findObjects({ value: at(fast.value, base), piece, line, duplicates: NO_DUPLICATES }, inherited, found);
    return found;
  }
  if (end - start > LARGEST_FOR_RECORD) {
    found.problems.push(tooLargeDocument(end - start, beginOf(source.file, stretch)));
    return found;
  }
  const document = readYaml(text, beginOf(source.file, stretch));
  if (document.faults.length > 0) return faulty(document, text, beginOf(source.file, stretch));
  const duplicates = document.duplicates.map(({ path, position }) => ({ path: path.slice(base.length), position }));
  findObjects({ value: at(document.value, base), piece, line, duplicates }, inherited, found);
  return found;
}

const NO_DUPLICATES: readonly DuplicateKey[] = [];

function pieceIn({ text, offset }: Reading, { start, end, line, column }: Stretch, base: FieldPath): PieceOfText {
  return { text, start: start + offset, end: end + offset, line, column, base };
}

function at(value: unknown, base: FieldPath): unknown {
  return base.length === 0 || !Array.isArray(value) ? value : value[0];
}

// The object begins below its dash.
function isBareDash(text: string): boolean {
  return text.startsWith('-') && /^-[ \t]*(?:#.*)?\r?\n/.test(text);
}

function faulty({ faults }: YamlDocument, text: string, begin: Position): Found {
  const offset = templateOffset(text);
  if (offset !== -1) return { objects: [], problems: [templateProblem(positionAt(text, offset, begin))], foreign: [] };
  return { ...faultsFound(faults), missingAnchor: faults.some((fault) => fault.missingAnchor === true) };
}

function faultsFound(faults: readonly DocumentFault[]): Found {
  const [first] = faults;
  return { objects: [], problems: first === undefined ? [] : [faultProblem(faults, first)], foreign: [] };
}

function positionAt(text: string, offset: number, { file, line, column }: Position): Position {
  const before = text.slice(0, offset).split('\n');
  const last = before.at(-1) ?? '';
  const extra = before.length === 1 ? column : 1;
  return { file, line: line + before.length - 1, column: last.length + extra };
}

function notUtf8(file: string, stretch: Stretch): DocumentFault {
  return { code: 'yaml-error', message: 'not UTF-8: save the file in that encoding', position: beginOf(file, stretch) };
}
