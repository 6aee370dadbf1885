import {
  COLON,
  type Cursor,
  copyOf,
  DASH,
  endsWord,
  finishLine,
  HAND_OVER,
  HASH,
  NEWLINE,
  nextLine,
  SPACE,
  TAB,
  toContent,
} from './block-cursor.ts';
import { type PlainValue, resolvePlain } from './resolve-plain.ts';

/** Where a scalar begins, and the indentation of the collection it belongs to: its further lines are indented more. */
export interface ScalarPlace {
  readonly at: number;
  readonly indent: number;
}

// Characters with which no plain scalar begins; `-` may, before a word. `?` and `:` may too, but nobody writes that.
const INDICATORS: ReadonlySet<number> = new Set(Array.from(',[]{}#&*!|>\'"%@`?:\t', (mark) => mark.charCodeAt(0)));

/** Whether a plain scalar begins here for certain. */
export function isPlainStart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === DASH ? !endsWord(text.charCodeAt(at + 1)) : !INDICATORS.has(code);
}

/** Reads an unquoted scalar, over several lines too. */
export function readPlain(cursor: Cursor, { at, indent }: ScalarPlace): unknown {
  const { text } = cursor;
  if (!isPlainStart(text, at)) throw HAND_OVER;
  const end = plainEnd(text, at);
  const lineStart = nextLine(text, end);
  toContent(cursor, lineStart);
  if (cursor.indent <= indent) return plainValue(copyOf(text, at, end));
  if (isCommented(text, end)) throw HAND_OVER;
  return readFurtherLines(cursor, { first: text.slice(at, end), lineStart, indent });
}

/** The value of a word that is not quoted. */
export function plainValue(text: string): PlainValue {
  const value = resolvePlain(text);
  // Infinite and not-a-number are errors.
  if (typeof value === 'number' && !Number.isFinite(value)) throw HAND_OVER;
  return value;
}

// Offset behind the last character of this line that belongs to a plain scalar.
function plainEnd(text: string, from: number): number {
  let end = from;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === SPACE) continue;
    if (code === NEWLINE || (code === HASH && at > end)) break;
    if (code === TAB || (code === COLON && endsWord(text.charCodeAt(at + 1)))) throw HAND_OVER;
    end = at + 1;
  }
  return end;
}

function isCommented(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at += 1;
  return text.charCodeAt(at) === HASH;
}

interface FurtherLines {
  readonly first: string;
  readonly lineStart: number;
  readonly indent: number;
}

function readFurtherLines(cursor: Cursor, { first, lineStart, indent }: FurtherLines): string {
  const { text } = cursor;
  let value = first;
  let start = lineStart;
  for (;;) {
    const line = skipEmptyLines(text, start);
    if (line.indent <= indent) break;
    const end = plainEnd(text, line.at);
    // A comment ends the scalar, even before more text.
    if (text.charCodeAt(line.at) === HASH || isCommented(text, end)) throw HAND_OVER;
    value += (line.empty === 0 ? ' ' : '\n'.repeat(line.empty)) + text.slice(line.at, end);
    start = nextLine(text, end);
  }
  toContent(cursor, start);
  return value;
}

/** The next line that is not empty; `indent` is -1 at the text's end. */
function skipEmptyLines(text: string, from: number): { at: number; indent: number; empty: number } {
  let start = from;
  for (let empty = 0; ; empty += 1) {
    let at = start;
    while (text.charCodeAt(at) === SPACE) at += 1;
    if (at >= text.length) return { at, indent: -1, empty };
    const code = text.charCodeAt(at);
    if (code === TAB) throw HAND_OVER;
    if (code !== NEWLINE) return { at, indent: at - start, empty };
    start = at + 1;
  }
}

/** Offset behind the quoted scalar that begins here, if it is on one line and has no escapes; else -1. */
export function quotedEnd(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return text.charCodeAt(at + 1) === 39 && quote === 39 ? -1 : at + 1;
    if (code === NEWLINE || (code === 92 && quote === 34)) return -1;
  }
  return -1;
}

/** Reads a quoted scalar, over several lines too. */
export function readQuoted(cursor: Cursor, place: ScalarPlace): string {
  const { text } = cursor;
  const end = quotedEnd(text, place.at);
  if (end !== -1) {
    finishLine(cursor, end);
    return copyOf(text, place.at + 1, end - 1);
  }
  const quoted = text.charCodeAt(place.at) === 34 ? readDouble(text, place) : readSingle(text, place);
  finishLine(cursor, quoted.end);
  return quoted.value;
}

interface Quoted {
  readonly value: string;
  /** Behind the closing quote. */
  readonly end: number;
}

function readSingle(text: string, { at: from, indent }: ScalarPlace): Quoted {
  let value = '';
  let start = from + 1;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 39) {
      value += text.slice(start, at);
      if (text.charCodeAt(at + 1) !== 39) return { value, end: at + 1 };
      value += "'";
      at += 1;
      start = at + 1;
    } else if (code === NEWLINE) {
      const next = foldedLine(text, at + 1, indent);
      value += trimBlanks(text.slice(start, at)) + next.break;
      start = next.at;
      at = start - 1;
    }
  }
  throw HAND_OVER;
}

function readDouble(text: string, { at: from, indent }: ScalarPlace): Quoted {
  let value = '';
  let start = from + 1;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) return { value: value + text.slice(start, at), end: at + 1 };
    if (code === 92) {
      const escaped = readEscape(text, at + 1, indent);
      value += text.slice(start, at) + escaped.value;
      start = escaped.end;
      at = start - 1;
    } else if (code === NEWLINE) {
      const next = foldedLine(text, at + 1, indent);
      value += trimBlanks(text.slice(start, at)) + next.break;
      start = next.at;
      at = start - 1;
    }
  }
  throw HAND_OVER;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['e', '\x1b'],
  ['0', '\0'],
  ['a', '\x07'],
  ['v', '\v'],
  [' ', ' '],
]);

function readEscape(text: string, at: number, indent: number): Quoted {
  const mark = text.charAt(at);
  const value = ESCAPES.get(mark);
  if (value !== undefined) return { value, end: at + 1 };
  if (mark === '\n') {
    // An escaped line end joins the lines without a space.
    const next = foldedLine(text, at + 1, indent);
    if (next.break !== ' ') throw HAND_OVER;
    return { value: '', end: next.at };
  }
  const digits = mark === 'x' ? 2 : mark === 'u' ? 4 : 0;
  const hex = text.slice(at + 1, at + 1 + digits);
  const code = Number.parseInt(hex, 16);
  // Surrogates need their other half.
  if (digits === 0 || !/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits || (code >= 0xd800 && code < 0xe000))
    throw HAND_OVER;
  return { value: String.fromCharCode(code), end: at + 1 + digits };
}

// Where a quoted scalar goes on after a line's end, and what that line end stands for.
function foldedLine(text: string, from: number, indent: number): { at: number; break: string } {
  const next = skipEmptyLines(text, from);
  if (next.indent <= indent) throw HAND_OVER;
  return { at: next.at, break: next.empty === 0 ? ' ' : '\n'.repeat(next.empty) };
}

function trimBlanks(line: string): string {
  return line.replace(/[ \t]+$/, '');
}

/** Reads literal text (`|`, `|-`, `|+`). */
export function readBlockText(cursor: Cursor, { at, indent }: ScalarPlace): string {
  const { text } = cursor;
  const newline = text.indexOf('\n', at);
  const chomp = text.slice(at + 1, newline).trimEnd();
  if (newline === -1 || (chomp !== '' && chomp !== '-' && chomp !== '+')) throw HAND_OVER;
  const begin = newline + 1;
  const first = skipEmptyLines(text, begin);
  if (first.indent <= indent) throw HAND_OVER;
  const body = readLines(text, { begin, at: first.at, indent: first.indent });
  // Without a line end after it, or with a comment where only text may stand, readers differ.
  if (text.charCodeAt(body.end - 1) !== NEWLINE) throw HAND_OVER;
  toContent(cursor, body.end);
  if (cursor.indent > indent) throw HAND_OVER;
  if (chomp === '+') return body.value;
  const kept = body.value.replace(/\n+$/, '');
  return chomp === '-' ? kept : `${kept}\n`;
}

interface LiteralLines {
  /** Beginning of the first line, an empty one perhaps. */
  readonly begin: number;
  /** First character that is not a space. */
  readonly at: number;
  /** Of every line. */
  readonly indent: number;
}

function readLines(text: string, { begin, at, indent }: LiteralLines): { value: string; end: number } {
  let value = '';
  let start = begin;
  const firstLine = at - indent;
  while (start < text.length) {
    let content = start;
    while (content - start < indent && text.charCodeAt(content) === SPACE) content += 1;
    const end = nextLine(text, content);
    if (content - start === indent) {
      // Lines of more spaces than the text's indentation: some readers keep them, some do not.
      if (start < firstLine || isBlank(text, content, end)) throw HAND_OVER;
      value += text.slice(content, end);
    } else if (text.charCodeAt(content) === NEWLINE) value += '\n';
    else if (endsLiteral(text, content)) break;
    else throw HAND_OVER;
    start = end;
  }
  return { value, end: start };
}

function endsLiteral(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at < text.length && code !== TAB && code !== HASH;
}

function isBlank(text: string, from: number, end: number): boolean {
  const code = text.charCodeAt(from);
  return (code === SPACE || code === TAB) && text.slice(from, end).trim() === '';
}
