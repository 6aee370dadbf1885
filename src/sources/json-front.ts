import { HAND_OVER } from './block-cursor.ts';
import type { Window } from './counted-lines.ts';
import { type ItemKind, isList, itemKindOf } from './document-objects.ts';
import { isJsonObject } from './json-object.ts';
import { readJson } from './json-value.ts';
import { blanksEnd, CLOSE_OBJECT, COMMA, keyEnd, OPEN_LIST, OPEN_OBJECT, valueEnd } from './json-walk.ts';
import { isAt } from './skim-plan.ts';

/** What a walk finds that begins where a JSON value does. Offsets are those of the source. */
export type JsonFront =
  /** A value that has no items, or none that could be read by themselves, and where it ends. */
  | { readonly is: 'a value'; readonly end: number }
  /** An array, or an object up to its `items`; the first item comes at `at`. The text in front of it is undefined for an array. */
  | { readonly is: 'a list'; readonly at: number; readonly text: string | undefined }
  /** It is no JSON, or goes on behind the window. */
  | { readonly is: 'odd' };

const ITEMS = Uint8Array.from(Buffer.from('"items"'));

/** Walks over the value that begins at `start` up to its items, or to its end. */
export function frontOf({ bytes, base }: Window, start: number): JsonFront {
  try {
    return walkFront(bytes, base, start - base);
  } catch (error) {
    if (error === HAND_OVER) return { is: 'odd' };
    throw error;
  }
}

function walkFront(bytes: Buffer, base: number, start: number): JsonFront {
  if (bytes[start] === OPEN_LIST) return { is: 'a list', at: base + start + 1, text: undefined };
  if (bytes[start] !== OPEN_OBJECT) throw HAND_OVER;
  let at = blanksEnd(bytes, start + 1);
  while (bytes[at] !== CLOSE_OBJECT) {
    const isItems = isAt(ITEMS, bytes, at);
    at = keyEnd(bytes, at);
    if (isItems && bytes[at] === OPEN_LIST) {
      return { is: 'a list', at: base + at + 1, text: bytes.toString('utf8', start, at + 1) };
    }
    at = blanksEnd(bytes, valueEnd(bytes, at, 1));
    if (bytes[at] === COMMA) at = blanksEnd(bytes, at + 1);
    else if (bytes[at] !== CLOSE_OBJECT) throw HAND_OVER;
  }
  return { is: 'a value', end: base + at + 1 };
}

/** What items leave out. */
export interface ListKind {
  readonly inherited: ItemKind | undefined;
}

/** What list it is by the text in front of its items and that behind them, the brackets included; undefined when it is none. */
export function listKindIn(front: string | undefined, behind: string): ListKind | undefined {
  return front === undefined ? { inherited: undefined } : listKindOf(readJson(front + behind));
}

export function listKindOf(envelope: { readonly value: unknown } | undefined): ListKind | undefined {
  const value = envelope?.value;
  return isJsonObject(value) && isList(value) ? { inherited: itemKindOf(value) } : undefined;
}

/** Enough for what stands behind the items of a list, by far. */
export const TAIL = 4096;
/** Lists within what stands behind the items; there are none in those that programs write. */
const MOST_BRACKETS = 4;

/**
 * What list it will be: by what stands in front of its items if that says it, else by the end of the text, where the list may end, too.
 * `kubectl` writes the kind last.
 */
export function likelyListKind(front: string | undefined, tail: string): ListKind | undefined {
  const said = readJson(front === undefined ? '[]' : `${front}]}`)?.value;
  if (!isJsonObject(said) || said['kind'] !== undefined) return listKindIn(front, ']}');
  let at = tail.length;
  for (let tries = 0; tries < MOST_BRACKETS && at > 0; tries += 1) {
    at = tail.lastIndexOf(']', at - 1);
    if (at === -1) return undefined;
    const kind = listKindIn(front, tail.slice(at));
    if (kind !== undefined) return kind;
  }
  return undefined;
}
