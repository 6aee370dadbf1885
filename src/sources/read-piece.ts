import { isUtf8 } from 'node:buffer';
import type { DuplicateKey, FieldPath, Position } from '../model/raw-object.ts';
import { type Found, findObjects, type ItemKind } from './document-objects.ts';
import { readFast } from './fast-yaml.ts';
import { faultProblem, templateProblem, tooLargeDocument } from './input-problems.ts';
import { readJson } from './json-value.ts';
import { locateIn, type PieceOfText, type ReadText } from './place-in-file.ts';
import { type Skimmer, skimJson } from './skim-json.ts';
import { beginOf, type Stretch } from './source-text.ts';
import { templateOffset } from './template-lines.ts';
import { type DocumentFault, readYaml, type YamlDocument } from './yaml-document.ts';

/** The parser of record needs half a second for a megabyte; what is longer is read the fast way or not at all. */
export const LARGEST_FOR_RECORD = 4 * 1024 * 1024;

/** A text being read. */
export interface Reading {
  readonly text: ReadText;
  readonly bytes: Buffer;
  readonly isUtf8: boolean;
  readonly skimmer: Skimmer;
  /** Where the bytes begin in the source. */
  readonly offset: number;
}

export interface Piece {
  readonly stretch: Stretch;
  /** Where in the stretch's value the object stands: `[0]` for the item of a YAML list, which is read with its dash. */
  readonly base: FieldPath;
  /** Number of keys in a piece that looks like JSON. */
  readonly keys: number | undefined;
  readonly inherited: ItemKind | undefined;
}

/** What a piece holds. */
export function readPiece(reading: Reading, { stretch, base, keys, inherited }: Piece): Found {
  const { bytes } = reading;
  const { source } = reading.text;
  const { start, end } = stretch;
  if (!reading.isUtf8 && !isUtf8(bytes.subarray(start, end))) return faultsFound([notUtf8(source.file, stretch)]);
  const piece = pieceIn(reading, stretch, base);
  const found: Found = { objects: [], problems: [], foreign: [] };
  const skimmed = keys === undefined ? undefined : skimJson(reading.skimmer, bytes, stretch, inherited);
  if (skimmed !== undefined) {
    findObjects({ value: skimmed, piece, line: stretch.line, duplicates: NO_DUPLICATES }, inherited, found);
    return found;
  }
  const text = bytes.toString('utf8', start, end);
  const fast = keys === undefined ? readFast(text) : readJson(text, keys);
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
