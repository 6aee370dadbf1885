import { countLines } from './counted-lines.ts';
import type { Found } from './document-objects.ts';
import { brokenList } from './input-problems.ts';
import { frontOf, type ListKind, likelyListKind, listKindIn, TAIL } from './json-front.ts';
import { type OpenList, openList, readItems } from './json-list.ts';
import { LARGEST_FOR_RECORD, NO_PATH, type Reading, readPiece } from './read-piece.ts';
import { ENDS_BEFORE, roughValueEnd } from './rough-json.ts';
import { skimJson } from './skim-json.ts';
import type { Stretch } from './source-text.ts';
import { isBlank } from './split-documents.ts';

/** Whether an object or an array of JSON may begin here; YAML may, too. */
export function isJsonStart({ bytes }: Pick<Reading, 'bytes'>, { start }: Stretch): boolean {
  return bytes[start] === 123 || bytes[start] === 91;
}

/** Reads a document that begins as JSON does: `kubectl cluster-info dump` prints one value after the other. Yields undefined between items. */
export function* readJsonStream(reading: Reading, stream: Stretch): Generator<Found | undefined, void, undefined> {
  for (let next: Stretch | undefined = stream; next !== undefined; ) {
    const list = listAt(reading, next);
    const read: Rest | undefined = list === undefined ? undefined : yield* readList(reading, next, list);
    if (read !== undefined) {
      next = read.rest;
      continue;
    }
    const end = roughValueEnd(reading.bytes, next.start, next.end);
    const behind = end === ENDS_BEFORE ? 'nothing of JSON' : restOf(reading, next, end);
    const one = behind === 'nothing of JSON' ? undefined : wholeJson(reading, { ...next, end });
    // What does not end, or has other text behind it, is no JSON; YAML perhaps, or a template. And one broken value makes all that follows
    // doubtful: it is told about once.
    if (one === undefined || behind === 'nothing of JSON' || (one.problems.length > 0 && behind.rest !== undefined)) {
      yield readPiece(reading, { stretch: next, base: NO_PATH, isJson: false, inherited: undefined });
      return;
    }
    yield one;
    next = behind.rest;
  }
}

/** What stands behind a value; nothing perhaps. */
interface Rest {
  readonly rest: Stretch | undefined;
}

function restOf(reading: Reading, { start, end, line, column }: Stretch, from: number): Rest | 'nothing of JSON' {
  const { bytes, window, offset } = reading;
  let at = from;
  while (at < end && isBlank(bytes[at])) at += 1;
  if (at >= end) return { rest: undefined };
  const place = { at: offset + start, line, lineStart: offset + start - column + 1 };
  countLines(place, window, offset + at);
  const rest = { start: at, end, line: place.line, column: place.at - place.lineStart + 1 };
  return isJsonStart(reading, rest) ? { rest } : 'nothing of JSON';
}

/** The list that begins here, if it is one. */
function listAt({ bytes, window, offset }: Reading, stretch: Stretch): OpenList | undefined {
  const { start, end } = stretch;
  const front = frontOf(window, offset + start);
  if (front.is !== 'a list') return undefined;
  const tail = bytes.toString('utf8', Math.max(start, end - TAIL), end);
  const kind =
    likelyListKind(front.text, tail) ?? kindBehind(bytes, stretch, { text: front.text, at: front.at - offset });
  return kind && openList(window, { ...stretch, start: offset + start }, { front: front.text, kind, at: front.at });
}

/** Looks behind the items. */
function kindBehind(
  bytes: Buffer,
  { start, end }: Stretch,
  { text, at }: { readonly text: string | undefined; readonly at: number },
): ListKind | undefined {
  const itemsEnd = roughValueEnd(bytes, at - 1, end);
  const valueEnd = roughValueEnd(bytes, start, end);
  return itemsEnd < 0 || valueEnd < 0 ? undefined : listKindIn(text, bytes.toString('utf8', itemsEnd - 1, valueEnd));
}

/** Undefined when it is no list after all; what is small is read as something else then, of others the begin has been handed over. */
function* readList(
  reading: Reading,
  begin: Stretch,
  list: OpenList,
): Generator<Found | undefined, Rest | undefined, undefined> {
  const isSmall = begin.end - begin.start <= LARGEST_FOR_RECORD;
  const held: Found[] = [];
  for (const found of readItems(reading, list)) {
    if (isSmall) held.push(found);
    yield isSmall ? undefined : found;
  }
  const behind = list.state === 'over' ? restOf(reading, begin, list.at - reading.offset) : 'nothing of JSON';
  if (behind !== 'nothing of JSON') {
    yield* held;
    return behind;
  }
  if (isSmall || list.count === 0) return undefined;
  yield brokenAt(reading, list);
  return { rest: undefined };
}

/** That a list breaks off of which items have been handed over. */
export function brokenAt({ text }: Pick<Reading, 'text'>, { place, count }: OpenList): Found {
  const { file } = text.source;
  const position = { file, line: place.line, column: place.at - place.lineStart + 1 };
  return { objects: [], problems: [brokenList(count, position)], foreign: [], isBroken: true };
}

function wholeJson(reading: Reading, stretch: Stretch): Found {
  const { bytes, skimmer } = reading;
  const skimmed = skimJson(skimmer, bytes, stretch.start, undefined);
  const isAll = skimmed !== undefined && skimmer.reading.at === stretch.end;
  return readPiece(
    reading,
    { stretch, base: NO_PATH, isJson: true, inherited: undefined },
    isAll ? skimmed : undefined,
  );
}
