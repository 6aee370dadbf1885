import { COLON, type Cursor, copyOf, finishLine, HAND_OVER, SPACE } from './block-cursor.ts';
import { plainValue, quotedEnd } from './fast-scalars.ts';
import { emptyObject, type JsonObject } from './json-object.ts';
import { resolvePlain } from './resolve-plain.ts';

/** Words that mean the same to every reader inside `{}` and `[]`. */
const WORD = /[A-Za-z0-9_./-]+/y;
const DEEPEST = 20;

/** Reads a flow collection on one line: `{}`, `[Ingress, Egress]`, `{app: web, tier: "db"}`. */
export function readFlow(cursor: Cursor, from: number): unknown {
  const { text } = cursor;
  // Most are empty.
  const second = text.charCodeAt(from + 1);
  if (second === 125 && text.charCodeAt(from) === 123) {
    finishLine(cursor, from + 2);
    return emptyObject();
  }
  const flow: Flow = { text, at: from };
  const value = readValue(flow, 0);
  finishLine(cursor, flow.at);
  return value;
}

interface Flow {
  readonly text: string;
  at: number;
}

function readValue(flow: Flow, depth: number): unknown {
  if (depth > DEEPEST) throw HAND_OVER;
  switch (flow.text.charCodeAt(flow.at)) {
    case 91: // [
      return readList(flow, depth);
    case 123: // {
      return readObject(flow, depth);
    case 34: // "
    case 39: // '
      return readString(flow);
    default:
      return plainValue(readWord(flow));
  }
}

function readList(flow: Flow, depth: number): unknown[] {
  const items: unknown[] = [];
  flow.at += 1;
  skipSpaces(flow);
  while (!take(flow, 93)) {
    items.push(readValue(flow, depth + 1));
    separate(flow, 93);
  }
  return items;
}

function readObject(flow: Flow, depth: number): JsonObject {
  const object = emptyObject();
  flow.at += 1;
  skipSpaces(flow);
  while (!take(flow, 125)) {
    const key = readKey(flow);
    if (object[key] !== undefined || !take(flow, COLON) || !take(flow, SPACE)) throw HAND_OVER;
    skipSpaces(flow);
    object[key] = readValue(flow, depth + 1);
    separate(flow, 125);
  }
  return object;
}

function readKey(flow: Flow): string {
  const code = flow.text.charCodeAt(flow.at);
  if (code === 34 || code === 39) return readString(flow);
  const word = readWord(flow);
  if (resolvePlain(word) !== word) throw HAND_OVER;
  return word;
}

function readString(flow: Flow): string {
  const end = quotedEnd(flow.text, flow.at);
  if (end === -1) throw HAND_OVER;
  const value = copyOf(flow.text, flow.at + 1, end - 1);
  flow.at = end;
  return value;
}

function readWord(flow: Flow): string {
  WORD.lastIndex = flow.at;
  const word = WORD.exec(flow.text)?.[0];
  // A dash may be an item's, and begin other things.
  if (word === undefined || word.startsWith('-')) throw HAND_OVER;
  flow.at += word.length;
  return word;
}

// A comma, unless the collection ends here.
function separate(flow: Flow, close: number): void {
  skipSpaces(flow);
  if (flow.text.charCodeAt(flow.at) === close) return;
  if (!take(flow, 44)) throw HAND_OVER;
  skipSpaces(flow);
  if (flow.text.charCodeAt(flow.at) === close) throw HAND_OVER;
}

function take(flow: Flow, code: number): boolean {
  if (flow.text.charCodeAt(flow.at) !== code) return false;
  flow.at += 1;
  return true;
}

function skipSpaces(flow: Flow): void {
  while (flow.text.charCodeAt(flow.at) === SPACE) flow.at += 1;
}
