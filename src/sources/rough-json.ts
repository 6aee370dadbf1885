import { BACKSLASH, CLOSE_LIST, CLOSE_OBJECT, COLON, COMMA, OPEN_LIST, OPEN_OBJECT, QUOTE } from './json-walk.ts';

/** The text ends before what was looked for. */
export const ENDS_BEFORE = -1;
/** It is no list of anything: more is closed than was opened, or a line ends in a string. */
const NO_LIST = -2;

/** What a byte does to the depth. */
const DEEPER = new Int8Array(256);
DEEPER[OPEN_OBJECT] = 1;
DEEPER[OPEN_LIST] = 1;
DEEPER[CLOSE_OBJECT] = -1;
DEEPER[CLOSE_LIST] = -1;

/**
 * Where the item of a list ends that may be anything: at the next comma or bracket that belongs to the list; negative where that cannot be
 * said. By brackets and quotes only, as is everything here: whether it is JSON is for the parser to say.
 */
export function roughItemEnd(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = roughStringEnd(bytes, at);
      if (isControl(bytes, at)) return NO_LIST;
      continue;
    }
    if (depth === 0 && (byte === COMMA || byte === CLOSE_LIST)) return at;
    depth += DEEPER[byte] ?? 0;
    if (depth < 0) return NO_LIST;
  }
  return ENDS_BEFORE;
}

/** Where an object or a list ends. */
export function roughValueEnd(bytes: Uint8Array, from: number, until: number): number {
  let depth = 0;
  for (let at = from; at < until; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = roughTextEnd(bytes, at);
    else {
      depth += DEEPER[byte] ?? 0;
      if (depth === 0) return at + 1;
    }
  }
  return ENDS_BEFORE;
}

// YAML may break a line in a string.
function roughTextEnd(bytes: Uint8Array, from: number): number {
  let at = roughStringEnd(bytes, from);
  while (isControl(bytes, at)) at = roughStringEnd(bytes, at);
  return at;
}

function isControl(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] ?? QUOTE) < 32;
}

/** Offset of the quote that ends a string, of a line end or the like in it, or behind the text. */
function roughStringEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (let byte = bytes[at] ?? QUOTE; byte !== QUOTE && byte >= 32; byte = bytes[at] ?? QUOTE) {
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at;
}

/** Number of keys in a JSON text as they are written, duplicates counted twice. */
export function roughKeys(text: string): number {
  let keys = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COLON) keys += 1;
    if (code === QUOTE) at = textEnd(text, at);
  }
  return keys;
}

function textEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
