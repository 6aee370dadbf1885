import { type Document, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { FieldPath, Position } from '../model/raw-object.ts';
import { jsonValue, offsetAt, type ValueFault } from './yaml-value.ts';

/** Something that keeps a document from being read. */
export interface DocumentFault {
  readonly code: 'yaml-error' | 'alias-limit';
  readonly message: string;
  readonly position: Position;
  readonly missingAnchor?: true;
}

/** A document as the API server's reader sees it. */
export interface YamlDocument {
  /** Null for an empty document, or one that has faults. */
  readonly value: unknown;
  /** In order of their places. */
  readonly faults: readonly DocumentFault[];
  readonly duplicates: readonly { readonly path: FieldPath; readonly position: Position }[];
  /** Position of the key or item at a path, or of the nearest that exists above it. */
  readonly locate: (path: FieldPath) => Position;
}

// The library only finds the structure. Which scalar is what is decided by `resolve-plain`, for the API server's reader follows neither
// YAML 1.1 nor 1.2; duplicate keys are allowed here, because they are reported and the last one counts.
const OPTIONS = {
  version: '1.1',
  schema: 'failsafe',
  merge: false,
  uniqueKeys: false,
  strict: true,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

const CONTROL_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/**
 * Reads one document with the parser of record: what it says is what users see. `begin` is where the text stands in its file.
 * Never throws.
 */
export function readYaml(text: string, begin: Position): YamlDocument {
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    const column = Math.max(1, col) + (line <= 1 ? begin.column - 1 : 0);
    return { file: begin.file, line: Math.max(1, line) + begin.line - 1, column };
  };
  if (opensMoreThan(text, DEEPEST_BRACKETS)) return tooDeep(begin);
  try {
    const document: Document<ParsedNode> = parseDocument(text, { ...OPTIONS, lineCounter: lines });
    const { value, faults, duplicates } = jsonValue(document, text);
    const all = [...characterFaults(text), ...parseFaults(document), ...faults].sort((a, b) => a.offset - b.offset);
    return {
      value: all.length > 0 ? null : value,
      faults: all.map(({ offset, ...fault }) => ({ ...fault, position: positionAt(offset) })),
      duplicates: duplicates.map(({ path, offset }) => ({ path, position: positionAt(offset) })),
      locate: (path) => positionAt(offsetAt(document.contents, path)),
    };
  } catch (error) {
    // The composer recurses once for each level of nesting.
    if (!(error instanceof RangeError)) throw error;
    return tooDeep(begin);
  }
}

function tooDeep(begin: Position): YamlDocument {
  const fault = { code: 'yaml-error', message: 'nested too deep to be read', position: begin } as const;
  return { value: null, faults: [fault], duplicates: [], locate: () => begin };
}

/** The library needs seconds for hundreds of thousands of brackets before it refuses them. */
const DEEPEST_BRACKETS = 10_000;

// Counts brackets in quotes and comments too: no text has this many that are not closed.
function opensMoreThan(text: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length && depth <= most; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) depth += 1;
    else if ((code === 93 || code === 125) && depth > 0) depth -= 1;
  }
  return depth > most;
}

function parseFaults(document: Document): readonly ValueFault[] {
  return document.errors.map(({ message, pos }) => ({ code: 'yaml-error', message, offset: pos[0] }));
}

// The library lets them pass, the API server's reader does not.
function characterFaults(text: string): readonly ValueFault[] {
  const offset = text.search(CONTROL_CHARACTER);
  if (offset === -1) return [];
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  return [{ code: 'yaml-error', message: `control character U+${code}: YAML has to write it as an escape`, offset }];
}
