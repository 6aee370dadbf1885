import type { KindParts, Parts, PartsOf } from '../../model/object-parts.ts';
import { HAND_OVER } from '../block-cursor.ts';
import { windowOf } from '../counted-lines.ts';
import type { ItemKind } from '../document-objects.ts';
import { frontOf } from '../json-front.ts';
import { envelopeEnd } from '../json-list.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { readJson } from '../json-value.ts';
import { blanksEnd, CLOSE_LIST, CLOSE_OBJECT, COMMA, valueEnd } from '../json-walk.ts';
import { createSkimmer, type Skimmer, skimJson } from '../skim-json.ts';
import { isAt } from '../skim-plan.ts';
import { LiveFailure } from './live-failure.ts';

/** An answer of a server, which is to be an object. Throws a LiveFailure. */
export function parsedAnswer(bytes: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new LiveFailure('cut', 'the answer ends in the middle of its JSON');
  }
  if (isJsonObject(value)) return value;
  throw new LiveFailure('not-kubernetes', 'the answer is JSON, but no object');
}

/** Reads of answers only what is decoded. */
export interface AnswerSkimmer {
  readonly kind: ItemKind;
  readonly skimmer: Skimmer;
}

/** Undefined for kinds of which everything is read: there the parser is as good. */
export function skimmerFor(kind: ItemKind, partsOf: PartsOf): AnswerSkimmer | undefined {
  const withVersion: PartsOf = (name) => versioned(partsOf(name));
  return partsOf(kind).parts === 'all' ? undefined : { kind, skimmer: createSkimmer(withVersion) };
}

// What has changed is told by its version.
function versioned({ parts, suffices }: KindParts): KindParts {
  if (typeof parts === 'string' || 'each' in parts) return { parts, suffices };
  const { metadata = { fields: {} } } = parts.fields;
  if (typeof metadata === 'string' || 'each' in metadata) return { parts, suffices };
  const more: Parts = { fields: { ...metadata.fields, resourceVersion: 'text' } };
  return { parts: { fields: { ...parts.fields, metadata: more } }, suffices };
}

/** A list as it was answered: its items, and the rest of it. */
export interface AnsweredList {
  readonly items: readonly unknown[];
  readonly metadata: unknown;
}

/** A list of which the items were skimmed; undefined where the parser has to look at it. */
export function skimmedList(answer: AnswerSkimmer, bytes: Buffer): AnsweredList | undefined {
  try {
    return skimList(answer, bytes);
  } catch (error) {
    if (error === HAND_OVER || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function skimList(answer: AnswerSkimmer, bytes: Buffer): AnsweredList | undefined {
  const front = frontOf(windowOf(bytes, 0, true), 0);
  if (front.is !== 'a list' || front.text === undefined) return undefined;
  const items: unknown[] = [];
  let at = blanksEnd(bytes, front.at);
  while (bytes[at] !== CLOSE_LIST) {
    const { value, end } = skimmedValue(answer, bytes, at);
    items.push(value);
    const next = blanksEnd(bytes, end);
    if (bytes[next] !== COMMA && bytes[next] !== CLOSE_LIST) return undefined;
    at = bytes[next] === COMMA ? blanksEnd(bytes, next + 1) : next;
  }
  const end = envelopeEnd(bytes, at + 1);
  const envelope = readJson(front.text + bytes.toString('utf8', at, end))?.value;
  if (!isJsonObject(envelope) || blanksEnd(bytes, end) !== bytes.length) return undefined;
  return { items, metadata: envelope['metadata'] };
}

interface SkimmedValue {
  readonly value: unknown;
  readonly end: number;
}

/** The object that begins here, unless it says it is of another kind: it is taken for one of the kind that was asked for. */
function skimmedObject({ skimmer, kind }: AnswerSkimmer, bytes: Buffer, start: number): JsonObject | undefined {
  const object = skimJson(skimmer, bytes, start, kind);
  const isOfKind = (object?.['kind'] ?? kind.kind) === kind.kind;
  return isOfKind && (object?.['apiVersion'] ?? kind.apiVersion) === kind.apiVersion ? object : undefined;
}

function skimmedValue(answer: AnswerSkimmer, bytes: Buffer, start: number): SkimmedValue {
  const { skimmer } = answer;
  const object = skimmedObject(answer, bytes, start);
  if (object !== undefined) return { value: object, end: skimmer.reading.at };
  const end = valueEnd(bytes, start, 1);
  return { value: JSON.parse(bytes.toString('utf8', start, end)), end };
}

/** What stands in front of the object of a watch event, as servers write it. */
const EVENTS = (['ADDED', 'MODIFIED', 'DELETED'] as const).map((type) => {
  return { type, front: Uint8Array.from(Buffer.from(`{"type":"${type}","object":`)) };
});

/** An event of a watch, of which the object was skimmed; undefined where the parser has to look at it. */
export function skimmedEvent(answer: AnswerSkimmer, line: Buffer): JsonObject | undefined {
  const event = EVENTS.find(({ front }) => isAt(front, line, 0));
  if (event === undefined) return undefined;
  const object = skimmedObject(answer, line, event.front.length);
  const at = blanksEnd(line, answer.skimmer.reading.at);
  const isWhole = line[at] === CLOSE_OBJECT && blanksEnd(line, at + 1) === line.length;
  return object === undefined || !isWhole ? undefined : { type: event.type, object };
}
