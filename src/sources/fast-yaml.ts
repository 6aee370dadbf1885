import {
  COLON,
  type Cursor,
  DASH,
  endsWord,
  HAND_OVER,
  HASH,
  NEWLINE,
  nextLine,
  SPACE,
  TAB,
  toContent,
} from './block-cursor.ts';
import { readFlow } from './fast-flow.ts';
import { isPlainStart, quotedEnd, readBlockText, readPlain, readQuoted } from './fast-scalars.ts';
import { emptyObject, type JsonObject } from './json-object.ts';
import { resolvePlain } from './resolve-plain.ts';

/** Deeper documents are left to the parser of record. */
const DEEPEST = 100;
/** YAML limits the length of a key that is followed by its value on the same line. */
const LONGEST_KEY = 1000;

// Carriage returns and what different readers take for line ends; control characters are errors, a byte order mark may be one.
const UNUSUAL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/;

/**
 * Reads a document of the kind programs write: block mappings and sequences of simple scalars. It is many times faster than the
 * parser of record and gives the same value (a property test holds it to that), or undefined where it is not certain to: anchors,
 * aliases, tags, `<<`, `? `, folded text, flow collections over several lines, duplicate keys, every error.
 */
export function readFast(text: string): { readonly value: unknown } | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const cursor: Cursor = { text, at: 0, indent: -1 };
  try {
    toContent(cursor, 0);
    if (cursor.indent === -1) return undefined;
    const value = readBlock(cursor, 0);
    // Lines that fit no collection they could belong to are left over.
    return cursor.indent === -1 ? { value } : undefined;
  } catch (error) {
    if (error === HAND_OVER) return undefined;
    throw error;
  }
}

function readBlock(cursor: Cursor, depth: number): unknown {
  if (depth > DEEPEST) throw HAND_OVER;
  return isDash(cursor, cursor.at) ? readSequence(cursor, depth) : readMapping(cursor, depth);
}

/** Whether a sequence's item begins here. */
function isDash({ text }: Cursor, at: number): boolean {
  return text.charCodeAt(at) === DASH && endsWord(text.charCodeAt(at + 1));
}

function readSequence(cursor: Cursor, depth: number): unknown[] {
  const { indent } = cursor;
  const items: unknown[] = [];
  do {
    items.push(readItem(cursor, depth));
  } while (cursor.indent === indent && isDash(cursor, cursor.at));
  return items;
}

function readItem(cursor: Cursor, depth: number): unknown {
  const { text, indent } = cursor;
  let at = cursor.at + 1;
  while (text.charCodeAt(at) === SPACE) at += 1;
  const code = text.charCodeAt(at);
  if (code === NEWLINE || code === HASH || at >= text.length) {
    toContent(cursor, nextLine(text, at));
    return cursor.indent > indent ? readBlock(cursor, depth + 1) : null;
  }
  if (!isDash(cursor, at) && keyEnd(text, at) === -1) return readScalar(cursor, { at, indent });
  // A sequence or mapping that begins on its item's line is indented by where it stands.
  cursor.indent += at - cursor.at;
  cursor.at = at;
  return readBlock(cursor, depth + 1);
}

function readMapping(cursor: Cursor, depth: number): JsonObject {
  const { text, indent } = cursor;
  const object = emptyObject();
  do {
    const colon = keyEnd(text, cursor.at);
    if (colon === -1) throw HAND_OVER;
    const key = keyText(cursor, colon);
    if (object[key] !== undefined) throw HAND_OVER;
    object[key] = readEntry(cursor, { at: colon + 1, indent, depth });
  } while (cursor.indent === indent && !isDash(cursor, cursor.at));
  return object;
}

interface Entry {
  /** Behind the colon. */
  readonly at: number;
  /** Of the mapping. */
  readonly indent: number;
  readonly depth: number;
}

function readEntry(cursor: Cursor, { at: from, indent, depth }: Entry): unknown {
  const { text } = cursor;
  let at = from;
  while (text.charCodeAt(at) === SPACE) at += 1;
  const code = text.charCodeAt(at);
  if (code !== NEWLINE && code !== HASH && at < text.length) return readScalar(cursor, { at, indent });
  toContent(cursor, nextLine(text, at));
  if (cursor.indent > indent) return readBlock(cursor, depth + 1);
  // A sequence may stand at the indentation of the key it belongs to.
  return cursor.indent === indent && isDash(cursor, cursor.at) ? readSequence(cursor, depth + 1) : null;
}

/** A value on one line with its key or dash; `indent` is that of the collection it belongs to. */
function readScalar(cursor: Cursor, { at, indent }: { readonly at: number; readonly indent: number }): unknown {
  const code = cursor.text.charCodeAt(at);
  switch (code) {
    case 34: // "
    case 39: // '
      return readQuoted(cursor, { at, indent });
    case 91: // [
    case 123: // {
      return readFlow(cursor, at);
    case 124: // |
      return readBlockText(cursor, { at, indent });
    default:
      return readPlain(cursor, { at, indent });
  }
}

/** Offset of the colon after the key that begins here, or -1 when there is none. */
function keyEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === 34 || first === 39) {
    const end = quotedEnd(text, from);
    return end !== -1 && text.charCodeAt(end) === COLON && endsWord(text.charCodeAt(end + 1)) ? end : -1;
  }
  if (!isPlainStart(text, from)) return -1;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COLON && endsWord(text.charCodeAt(at + 1))) return at;
    if (code === NEWLINE || code === TAB || (code === HASH && text.charCodeAt(at - 1) === SPACE)) return -1;
  }
  return -1;
}

function keyText({ text, at }: Cursor, colon: number): string {
  const first = text.charCodeAt(at);
  if (first === 34 || first === 39) return text.slice(at + 1, colon - 1);
  const key = text.slice(at, colon);
  const certain = colon - at <= LONGEST_KEY && text.charCodeAt(colon - 1) !== SPACE;
  if (!certain || key === '<<' || resolvePlain(key) !== key) throw HAND_OVER;
  return key;
}
