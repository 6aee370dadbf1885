import { HAND_OVER } from './block-cursor.ts';
import { countLines, type LinePlace, type Window } from './counted-lines.ts';
import type { Found } from './document-objects.ts';
import { type ListKind, listKindIn } from './json-front.ts';
import { blanksEnd, CLOSE_LIST, CLOSE_OBJECT, COMMA, keyEnd, valueEnd } from './json-walk.ts';
import { NO_PATH, type Reading, readPiece } from './read-piece.ts';
import { ENDS_BEFORE, roughItemEnd } from './rough-json.ts';
import { skimJson } from './skim-json.ts';
import type { Stretch } from './source-text.ts';

/** A list whose items are read as they are met. Offsets are those of the source. */
export interface OpenList {
  readonly front: string | undefined;
  /** What list it is taken for; what stands behind the items has to say the same. */
  readonly kind: ListKind;
  /** `odd`: it does not go on as a list does, or is none of this kind. */
  state: 'in the items' | 'behind the items' | 'over' | 'odd';
  /** Where to go on: at an item, behind the items, or behind the list. */
  at: number;
  readonly place: LinePlace;
  /** Items that were read. */
  count: number;
}

/** A list that begins here; its items begin at `at`. */
export function openList(
  window: Window,
  { start, line, column }: Stretch,
  opening: Pick<OpenList, 'front' | 'kind' | 'at'>,
): OpenList {
  const place = { at: start, line, lineStart: start - column + 1 };
  countLines(place, window, opening.at);
  return { ...opening, state: 'in the items', place, count: 0 };
}

/**
 * Reads on, as far as the bytes of the reading go, in which `list.at` lies: what does not end in them is left to the next. One step for
 * each item.
 */
export function* readItems(reading: Reading, list: OpenList): Generator<Found, void, undefined> {
  const { bytes, offset } = reading;
  while (list.state === 'in the items') {
    const at = blanksEnd(bytes, list.at - offset);
    goOnAt(reading, list, at);
    if (bytes[at] === CLOSE_LIST) {
      list.state = 'behind the items';
      break;
    }
    const item = readItem(reading, list, at);
    if (typeof item === 'string') {
      if (item === 'odd') list.state = 'odd';
      return;
    }
    list.count += 1;
    // Behind the comma.
    list.at = offset + (bytes[item.next] === COMMA ? item.next + 1 : item.next);
    yield item.found;
  }
  if (list.state === 'behind the items') endList(reading, list);
}

// Lines are counted up to there, for the next bytes may begin there.
function goOnAt({ window }: Reading, list: OpenList, at: number): void {
  list.at = window.base + at;
  countLines(list.place, window, list.at);
}

interface ReadItem {
  readonly found: Found;
  /** The comma or the bracket behind it. */
  readonly next: number;
}

function readItem(reading: Reading, { place, kind: { inherited } }: OpenList, start: number): ReadItem | 'cut' | 'odd' {
  const { bytes, skimmer, window } = reading;
  const stretch = { start, line: place.line, column: place.at - place.lineStart + 1 };
  const skimmed = skimJson(skimmer, bytes, start, inherited);
  const { at: end } = skimmer.reading;
  const next = skimmed === undefined ? 0 : blanksEnd(bytes, end);
  if (bytes[next] === COMMA || bytes[next] === CLOSE_LIST) {
    return {
      found: readPiece(reading, { stretch: { ...stretch, end }, base: NO_PATH, isJson: true, inherited }, skimmed),
      next,
    };
  }
  const rough = roughItemEnd(bytes, start);
  // A comma without an item.
  if (rough === start) return 'odd';
  if (rough < 0) return rough === ENDS_BEFORE && !window.isLast ? 'cut' : 'odd';
  return {
    found: readPiece(reading, { stretch: { ...stretch, end: rough }, base: NO_PATH, isJson: true, inherited }),
    next: rough,
  };
}

function endList(reading: Reading, list: OpenList): void {
  const { bytes, offset, window } = reading;
  const start = list.at - offset;
  try {
    const end = list.front === undefined ? start + 1 : envelopeEnd(bytes, start + 1);
    const kind = listKindIn(list.front, bytes.toString('utf8', start, end));
    goOnAt(reading, list, end);
    list.state = isSame(kind, list.kind) ? 'over' : 'odd';
  } catch (error) {
    if (error !== HAND_OVER) throw error;
    if (window.isLast) list.state = 'odd';
  }
}

/** Where an object ends whose items end at `from`. */
export function envelopeEnd(bytes: Buffer, from: number): number {
  let at = blanksEnd(bytes, from);
  while (bytes[at] !== CLOSE_OBJECT) {
    if (bytes[at] !== COMMA) throw HAND_OVER;
    at = blanksEnd(bytes, valueEnd(bytes, keyEnd(bytes, blanksEnd(bytes, at + 1)), 1));
  }
  return at + 1;
}

function isSame(a: ListKind | undefined, { inherited }: ListKind): boolean {
  if (a === undefined) return false;
  return a.inherited?.kind === inherited?.kind && a.inherited?.apiVersion === inherited?.apiVersion;
}
