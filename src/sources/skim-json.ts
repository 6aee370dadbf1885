import { assertNever } from '../model/errors.ts';
import type { KindParts, Parts, PartsOf } from '../model/object-parts.ts';
import { HAND_OVER } from './block-cursor.ts';
import type { ItemKind } from './document-objects.ts';
import { emptyObject, type JsonObject } from './json-object.ts';
import {
  behindKey,
  behindText,
  createJsonReading,
  type JsonReading,
  NO_MORE,
  pass,
  scalarAt,
  stepInto,
  stepOn,
  textIn,
  valueBehind,
} from './json-reading.ts';
import { CLOSE_LIST, CLOSE_OBJECT, OPEN_LIST, OPEN_OBJECT, QUOTE } from './json-walk.ts';
import { createSharedValues, type SharedValues, share, sharedValue } from './shared-values.ts';
import {
  type AlikeList,
  addEntry,
  areSame,
  type EachPlan,
  type Entries,
  type Field,
  type FieldsPlan,
  fieldAt,
  fieldsOf,
  fieldWith,
  isAt,
  isRepeated,
  keepRepeated,
  noEntries,
  objectOf,
  type Plan,
  planned,
  type Repeated,
  sameList,
} from './skim-plan.ts';

/** Reads objects out of the bytes of JSON texts, and remembers what they have in common for as long as it lives. */
export interface Skimmer {
  readonly reading: JsonReading;
  readonly partsOf: PartsOf;
  readonly plans: Map<string, KindPlan>;
  /** The one needed last, which the next object is likely to need too. */
  last: KindPlan | undefined;
  readonly texts: SharedValues<string>;
  readonly values: SharedValues<unknown>;
  /** Of the object that is being read, if it may be one with another. */
  entries: Entries;
}

interface KindPlan extends KindParts {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plan: Plan;
}

/** What is longer is not likely to be met again. */
const LONGEST_SHARED = 2048;
/** Items of a list further behind are made each time. */
const MOST_ALIKE = 32;

export function createSkimmer(partsOf: PartsOf): Skimmer {
  return {
    reading: createJsonReading(),
    partsOf,
    plans: new Map(),
    last: undefined,
    texts: createSharedValues(),
    values: createSharedValues(),
    entries: noEntries(),
  };
}

/**
 * The parts that are read of the object that begins at `start`, each as the JSON parser gives it; `skimmer.reading.at` is behind it then.
 * Undefined where that parser, or the one of record, has to look at the whole: what is no JSON or no object, a key that stands twice among
 * what is read, a kind that is not known before its parts. In what is not read a key that stands twice changes nothing.
 */
export function skimJson(
  skimmer: Skimmer,
  bytes: Buffer,
  start: number,
  inherited: ItemKind | undefined,
): JsonObject | undefined {
  if (bytes[start] !== OPEN_OBJECT) return undefined;
  const { reading } = skimmer;
  reading.bytes = bytes;
  reading.at = start;
  reading.depth = 0;
  try {
    return readObject(skimmer, inherited);
  } catch (error) {
    if (error === HAND_OVER) return undefined;
    throw error;
  }
}

const HEAD = { apiVersion: 'all', kind: 'all' } as const;
const HEAD_FIELDS = fieldsOf(HEAD);

function readObject(skimmer: Skimmer, inherited: ItemKind | undefined): JsonObject | undefined {
  const object = emptyObject();
  const from = readHead(skimmer, object);
  if (from === NO_MORE) return object;
  const chosen = planFor(skimmer, object, inherited);
  if (chosen.plan.what === 'fields') readFields(skimmer, object, chosen.plan, from, headIn(object));
  else readEntries(skimmer, object, from);
  return chosen === planFor(skimmer, object, inherited) && chosen.suffices(object) ? object : undefined;
}

// What kind an object is has to be known before anything else of it is read. Returns where the first other key stands.
function readHead(skimmer: Skimmer, object: JsonObject): number {
  const { reading } = skimmer;
  const { bytes } = reading;
  let at = stepInto(reading, CLOSE_OBJECT);
  while (at !== NO_MORE) {
    const end = behindKey(reading, at);
    const field = fieldAt(HEAD_FIELDS, bytes, at, end);
    if (field === undefined) return at;
    if (field.name in object) throw HAND_OVER;
    reading.at = valueBehind(bytes, end);
    object[field.name] = readWhole(skimmer);
    at = stepOn(reading, reading.at, CLOSE_OBJECT);
  }
  return NO_MORE;
}

// The plan of a kind begins with these fields, so that they have the same bits there.
function headIn(object: JsonObject): number {
  return HEAD_FIELDS.reduce((bits, { name, bit }) => (name in object ? bits | bit : bits), 0);
}

function planFor(skimmer: Skimmer, object: JsonObject, inherited: ItemKind | undefined): KindPlan {
  const apiVersion = object['apiVersion'] ?? inherited?.apiVersion;
  const kind = object['kind'] ?? inherited?.kind;
  const { last } = skimmer;
  if (last !== undefined && last.apiVersion === apiVersion && last.kind === kind) return last;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') throw HAND_OVER;
  const name = `${apiVersion} ${kind}`;
  const known = skimmer.plans.get(name);
  const { parts, suffices } = known ?? skimmer.partsOf({ apiVersion, kind });
  skimmer.last = known ?? { apiVersion, kind, parts, plan: planned(withHead(parts)), suffices };
  skimmer.plans.set(name, skimmer.last);
  return skimmer.last;
}

function withHead(parts: Parts): Parts {
  return typeof parts === 'string' || 'each' in parts ? 'all' : { fields: { ...HEAD, ...parts.fields } };
}

/** Reads the fields of a plan from an object's key on, into an object or else into `skimmer.entries`; `head` are those it has already. */
function readFields(skimmer: Skimmer, object: JsonObject | undefined, plan: FieldsPlan, from: number, head = 0): void {
  const { reading } = skimmer;
  const { bytes } = reading;
  let seen = head;
  let before: Field | undefined;
  for (let at = from; at !== NO_MORE; at = stepOn(reading, reading.at, CLOSE_OBJECT)) {
    const field = fieldHere(reading, plan, before, at);
    const value = valueBehind(bytes, reading.at);
    before = field ?? before;
    if (field?.plan === undefined) {
      pass(reading, value);
      continue;
    }
    if ((seen & field.bit) !== 0) throw HAND_OVER;
    seen |= field.bit;
    reading.at = value;
    const read = readValue(skimmer, field.plan);
    if (object === undefined) addEntry(skimmer.entries, field, read);
    else object[field.name] = read;
  }
}

/** The field whose key stands here, as far as it is remembered; steps over the key. */
function fieldHere(reading: JsonReading, plan: FieldsPlan, before: Field | undefined, at: number): Field | undefined {
  const { bytes } = reading;
  const likely = before === undefined ? plan.first : before.next;
  if (likely !== undefined && isAt(likely.key, bytes, at)) {
    reading.at = at + likely.key.length;
    return likely;
  }
  const field = fieldWith(plan, bytes, at, behindKey(reading, at));
  if (field === undefined) return undefined;
  if (before === undefined) plan.first = field;
  else before.next = field;
  return field;
}

// What is of another type than was thought is read whole: it is for others to say what is wrong with it.
function readValue(skimmer: Skimmer, plan: Plan): unknown {
  const { reading } = skimmer;
  const first = reading.bytes[reading.at];
  switch (plan.what) {
    case 'all':
      return readWhole(skimmer);
    case 'text':
      return first === QUOTE ? readText(reading) : readWhole(skimmer);
    case 'shared':
      return isLong(first) ? readShared(skimmer, plan.last) : readWhole(skimmer);
    case 'fields':
      return first === OPEN_OBJECT ? readPart(skimmer, plan) : readWhole(skimmer);
    case 'each':
      return first === OPEN_LIST ? readEach(skimmer, plan) : readWhole(skimmer);
    default:
      return assertNever(plan);
  }
}

function isLong(first: number | undefined): boolean {
  return first === OPEN_OBJECT || first === OPEN_LIST || first === QUOTE;
}

function readPart(skimmer: Skimmer, plan: FieldsPlan): JsonObject {
  const object = emptyObject();
  readFields(skimmer, object, plan, stepInto(skimmer.reading, CLOSE_OBJECT));
  return object;
}

function readEach(skimmer: Skimmer, { each, last, alike }: EachPlan): unknown {
  const { reading } = skimmer;
  const { bytes, at: start } = reading;
  if (isRepeated(last, bytes, start)) {
    reading.at = start + last.length;
    return last.value;
  }
  const read: unknown[] = [];
  for (let at = stepInto(reading, CLOSE_LIST); at !== NO_MORE; at = stepOn(reading, reading.at, CLOSE_LIST)) {
    reading.at = at;
    read.push(alike === undefined ? readValue(skimmer, each) : readAlike(skimmer, each, alike, read.length));
  }
  const list = alike === undefined ? read : sameList(alike, read);
  keepRepeated(last, list, bytes, start, reading.at);
  return list;
}

/** Reads an item: it is the one that stood in its place in the last list, where all that is read of it is the same. */
function readAlike(skimmer: Skimmer, each: Plan, { items }: AlikeList, index: number): unknown {
  const { reading } = skimmer;
  if (each.what !== 'fields' || index >= MOST_ALIKE || reading.bytes[reading.at] !== OPEN_OBJECT) {
    return readValue(skimmer, each);
  }
  const { entries } = skimmer;
  entries.count = 0;
  readFields(skimmer, undefined, each, stepInto(reading, CLOSE_OBJECT));
  const known = items[index];
  if (known !== undefined && areSame(entries, known)) return known.object;
  entries.object = objectOf(entries);
  items[index] = entries;
  skimmer.entries = known ?? noEntries();
  return entries.object;
}

function readShared(skimmer: Skimmer, last: Repeated): unknown {
  const { reading } = skimmer;
  const { bytes, at: start } = reading;
  if (isRepeated(last, bytes, start)) {
    reading.at = start + last.length;
    return last.value;
  }
  const value = bytes[start] === QUOTE ? readSharedText(skimmer) : readSharedValue(skimmer);
  keepRepeated(last, value, bytes, start, reading.at);
  return value;
}

function readSharedValue(skimmer: Skimmer): unknown {
  const { reading, values } = skimmer;
  const { bytes, at: start } = reading;
  pass(reading, start);
  const { at: end } = reading;
  const known = end - start > LONGEST_SHARED ? undefined : sharedValue(values, bytes, start, end);
  if (known !== undefined) return known;
  reading.at = start;
  const value = readWhole(skimmer);
  return end - start > LONGEST_SHARED ? value : share(values, value, bytes, start, end);
}

function readWhole(skimmer: Skimmer): unknown {
  const { reading } = skimmer;
  const { at } = reading;
  switch (reading.bytes[at]) {
    case QUOTE:
      return readSharedText(skimmer);
    case OPEN_OBJECT: {
      const object = emptyObject();
      readEntries(skimmer, object, stepInto(reading, CLOSE_OBJECT));
      return object;
    }
    case OPEN_LIST:
      return readItems(skimmer);
    default:
      return scalarAt(reading, at);
  }
}

/** Reads all entries from an object's key on. */
function readEntries(skimmer: Skimmer, object: JsonObject, from: number): void {
  const { reading } = skimmer;
  const { bytes } = reading;
  for (let at = from; at !== NO_MORE; at = stepOn(reading, reading.at, CLOSE_OBJECT)) {
    const name = sharedText(skimmer, at, behindKey(reading, at));
    if (name in object) throw HAND_OVER;
    reading.at = valueBehind(bytes, reading.at);
    object[name] = readWhole(skimmer);
  }
}

function readItems(skimmer: Skimmer): readonly unknown[] {
  const { reading } = skimmer;
  const list: unknown[] = [];
  for (let at = stepInto(reading, CLOSE_LIST); at !== NO_MORE; at = stepOn(reading, reading.at, CLOSE_LIST)) {
    reading.at = at;
    list.push(readWhole(skimmer));
  }
  return list;
}

function readText(reading: JsonReading): string {
  const { at } = reading;
  return textIn(reading, at, behindText(reading, at));
}

function readSharedText(skimmer: Skimmer): string {
  const { at } = skimmer.reading;
  return sharedText(skimmer, at, behindText(skimmer.reading, at));
}

/** The text of the string or key stepped over last, with its quotes. */
function sharedText({ reading, texts }: Skimmer, start: number, end: number): string {
  const { bytes, isEscaped } = reading;
  if (isEscaped || end - start > LONGEST_SHARED) return textIn(reading, start, end);
  return sharedValue(texts, bytes, start, end) ?? share(texts, textIn(reading, start, end), bytes, start, end);
}
