import type { Stretch } from './source-text.ts';

const NEWLINE = 10;
const HASH = 35;
const PERCENT = 37;
/** Lines between two pauses of a walk over a text; some tenths of a millisecond. */
export const LINES_PER_TURN = 4096;

/** A line of a text; `end` is behind its line end. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly number: number;
}

/** The document being walked over. */
export interface Open {
  readonly start: number;
  readonly line: number;
  /** Nothing but `%` lines yet: the document itself begins behind the next `---`. */
  readonly directives: boolean;
}

/** A walk over the lines of a text, which may come in several blocks. */
export interface DocumentWalk {
  /** The document that has begun and not ended. */
  open: Open | undefined;
  inLog: boolean;
}

export function beginDocuments(): DocumentWalk {
  return { open: undefined, inLog: false };
}

/**
 * Cuts a stream into documents, each from its first line that is neither empty nor a comment. A line that begins with `---` or `...`
 * always ends a document: inside block and quoted scalars such a line would have to be indented (YAML 1.2 §9.1). The logs that
 * `kubectl cluster-info dump` prints between its documents are passed over. Yields undefined now and then, to let others work.
 */
export function* splitDocuments(bytes: Buffer): Generator<Stretch | undefined, void, undefined> {
  const walk = beginDocuments();
  for (const line of linesOf(bytes, { start: 0, end: bytes.length, line: 1, column: 1 })) {
    if (line.number % LINES_PER_TURN === 0) yield undefined;
    const ended = stepOverLine(walk, bytes, line, 0);
    if (ended !== undefined) yield stretchOf(ended, line.start);
  }
  if (walk.open !== undefined) yield stretchOf(walk.open, bytes.length);
}

/** Takes in one line of bytes that begin at `base`; returns the document that ends in front of it. */
export function stepOverLine(walk: DocumentWalk, bytes: Buffer, line: Line, base: number): Open | undefined {
  const { open, inLog } = walk;
  const { number } = line;
  const start = line.start - base;
  const end = line.end - base;
  const boundary = boundaryAt(bytes, start);
  if (inLog) {
    walk.inLog = boundary !== 'log ends';
    return undefined;
  }
  if (boundary === undefined) {
    if (open === undefined && hasContent(bytes, start, end)) {
      walk.open = { start: line.start, line: number, directives: bytes[start] === PERCENT };
    }
    return undefined;
  }
  if (boundary === 'document' && open?.directives === true) {
    walk.open = { ...open, directives: false };
    return undefined;
  }
  walk.inLog = boundary === 'log begins';
  const opens = boundary === 'document' && hasContent(bytes, start + 3, end);
  walk.open = opens ? { start: line.start, line: number, directives: false } : undefined;
  return open;
}

/** A document that has ended. */
export function stretchOf(open: Open, end: number): Stretch {
  return { start: open.start, end, line: open.line, column: 1 };
}

/** The lines of a stretch that begins at one. */
export function* linesOf(bytes: Buffer, { start, end, line }: Stretch): Generator<Line, void, undefined> {
  let at = start;
  for (let number = line; at < end; number += 1) {
    const newline = bytes.indexOf(NEWLINE, at);
    const next = newline === -1 || newline >= end ? end : newline + 1;
    yield { start: at, end: next, number };
    at = next;
  }
}

/** Whether a line that begins here ends the document in front of it. */
export function isBoundary(bytes: Buffer, start: number): boolean {
  return boundaryAt(bytes, start) !== undefined;
}

type Boundary = 'document' | 'end' | 'log begins' | 'log ends';

const LOG_BEGINS = Buffer.from('==== START logs ');
const LOG_ENDS = Buffer.from('==== END logs ');

function boundaryAt(bytes: Buffer, start: number): Boundary | undefined {
  const first = bytes[start];
  if (first === 45) return isMarker(bytes, start, 45) ? 'document' : undefined;
  if (first === 46) return isMarker(bytes, start, 46) ? 'end' : undefined;
  if (first !== 61) return undefined;
  if (beginsWith(bytes, start, LOG_BEGINS)) return 'log begins';
  return beginsWith(bytes, start, LOG_ENDS) ? 'log ends' : undefined;
}

function isMarker(bytes: Buffer, at: number, mark: number): boolean {
  return bytes[at + 1] === mark && bytes[at + 2] === mark && isBlank(bytes[at + 3]);
}

function beginsWith(bytes: Buffer, at: number, words: Buffer): boolean {
  return bytes.subarray(at, at + words.length).equals(words);
}

/** Whether a stretch of one line holds something that is not a comment. */
export function hasContent(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && isBlank(bytes[at])) at += 1;
  return at < end && bytes[at] !== HASH;
}

/** Space, tab, line end, or behind the text. */
export function isBlank(byte: number | undefined): boolean {
  return byte === undefined || byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
