import { assertNever } from '../model/errors.ts';
import type { KindParts, Parts, PartsOf } from '../model/object-parts.ts';
import { HAND_OVER } from './block-cursor.ts';
import type { ItemKind } from './document-objects.ts';
import { emptyObject, type JsonObject } from './json-object.ts';
import {
  beginWalk,
  CLOSE_LIST,
  CLOSE_OBJECT,
  createJsonWalk,
  enter,
  hasAnother,
  type JsonWalk,
  keyHash,
  lastHash,
  OPEN_LIST,
  OPEN_OBJECT,
  peek,
  QUOTE,
  refuseDeep,
  stepOver,
  stepOverBlanks,
  stepOverKey,
  stepOverScalar,
  stepOverString,
} from './json-walk.ts';
import { createSharedValues, type SharedValues, share, sharedValue } from './shared-values.ts';
import type { Stretch } from './source-text.ts';

/** Reads objects out of the bytes of JSON texts, and remembers what they have in common for as long as it lives. */
export interface Skimmer {
  readonly walk: JsonWalk;
  readonly partsOf: PartsOf;
  readonly plans: Map<string, KindPlan>;
  /** The one needed last, which the next object is likely to need too. */
  last: KindPlan | undefined;
  readonly texts: SharedValues<string>;
  readonly values: SharedValues<unknown>;
}

/** `Parts` in the form in which they are looked up. */
type Plan =
  | { readonly what: 'all' | 'text' | 'shared' }
  | { readonly what: 'fields'; readonly fields: readonly Field[] }
  | { readonly what: 'each'; readonly each: Plan };

interface Field {
  readonly name: string;
  readonly bytes: Buffer;
  readonly hash: number;
  readonly plan: Plan;
}

interface KindPlan extends KindParts {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plan: Plan;
}

/** What is longer is not likely to be met again. */
const LONGEST_SHARED = 2048;

export function createSkimmer(partsOf: PartsOf): Skimmer {
  return {
    walk: createJsonWalk(),
    partsOf,
    plans: new Map(),
    last: undefined,
    texts: createSharedValues(),
    values: createSharedValues(),
  };
}

/**
 * The parts that are read of the object that fills a stretch, each as the JSON parser gives it. Undefined where that one, or the
 * parser of record, has to look at the whole (see `JsonWalk`), whether or not the place is read.
 */
export function skimJson(
  skimmer: Skimmer,
  bytes: Buffer,
  { start, end }: Pick<Stretch, 'start' | 'end'>,
  inherited: ItemKind | undefined,
): JsonObject | undefined {
  const { walk } = skimmer;
  try {
    beginWalk(walk, bytes, start);
    if (peek(walk) !== OPEN_OBJECT) return undefined;
    const object = readObject(skimmer, inherited);
    stepOverBlanks(walk);
    return walk.at >= end ? object : undefined;
  } catch (error) {
    if (error === HAND_OVER) return undefined;
    throw error;
  }
}

const HEAD = fieldsOf({ apiVersion: 'shared', kind: 'shared' });

// What kind an object is has to be known before anything else of it is read.
function readObject(skimmer: Skimmer, inherited: ItemKind | undefined): JsonObject | undefined {
  const { walk } = skimmer;
  const object = emptyObject();
  const frame = walk.known;
  let chosen: KindPlan | undefined;
  for (let more = enter(walk, CLOSE_OBJECT); more; more = hasAnother(walk, CLOSE_OBJECT)) {
    const start = walk.at + 1;
    const end = stepOverKey(walk, frame);
    const head = fieldAt(HEAD, walk, start, end);
    if (head !== undefined) object[head.name] = readValue(skimmer, head.plan, 1);
    else {
      chosen ??= planFor(skimmer, object, inherited);
      readEntry(skimmer, object, chosen.plan, { start, end, depth: 1 });
    }
  }
  walk.known = frame;
  if (chosen === undefined) return object;
  return chosen === planFor(skimmer, object, inherited) && chosen.suffices(object) ? object : undefined;
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
  skimmer.last = known ?? { apiVersion, kind, parts, plan: planned(parts), suffices };
  skimmer.plans.set(name, skimmer.last);
  return skimmer.last;
}

function planned(parts: Parts): Plan {
  if (typeof parts === 'string') return { what: parts };
  return 'each' in parts
    ? { what: 'each', each: planned(parts.each) }
    : { what: 'fields', fields: fieldsOf(parts.fields) };
}

function fieldsOf(fields: { readonly [key: string]: Parts }): readonly Field[] {
  return Object.entries(fields).map(([name, parts]) => {
    const bytes = Buffer.from(name);
    return { name, bytes, hash: keyHash(bytes, 0, bytes.length), plan: planned(parts) };
  });
}

/** The field whose key was stepped over, if it is among these. */
function fieldAt(fields: readonly Field[], walk: JsonWalk, start: number, end: number): Field | undefined {
  const { bytes } = walk;
  const hash = lastHash(walk);
  for (const field of fields) {
    if (field.hash === hash && field.bytes.length === end - start && isAt(field.bytes, bytes, start)) return field;
  }
  return undefined;
}

function isAt(word: Buffer, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < word.length; index += 1) if (word[index] !== bytes[start + index]) return false;
  return true;
}

/** A key that was stepped over, and how deep what it names lies. */
interface Key {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

function readEntry(skimmer: Skimmer, object: JsonObject, plan: Plan, { start, end, depth }: Key): void {
  const { walk } = skimmer;
  if (plan.what !== 'fields') {
    const name = sharedText(skimmer, start, end);
    object[name] = readWhole(skimmer, depth);
    return;
  }
  const field = fieldAt(plan.fields, walk, start, end);
  if (field === undefined) stepOver(walk, depth);
  else object[field.name] = readValue(skimmer, field.plan, depth);
}

// What is of another type than was thought is read whole: it is for others to say what is wrong with it.
function readValue(skimmer: Skimmer, plan: Plan, depth: number): unknown {
  const { walk } = skimmer;
  const first = peek(walk);
  switch (plan.what) {
    case 'all':
      return readWhole(skimmer, depth);
    case 'text':
      return first === QUOTE ? readText(walk) : readWhole(skimmer, depth);
    case 'shared':
      return first === OPEN_OBJECT || first === OPEN_LIST ? readShared(skimmer, depth) : readWhole(skimmer, depth);
    case 'fields':
      return first === OPEN_OBJECT ? readFields(skimmer, plan, depth) : readWhole(skimmer, depth);
    case 'each':
      return first === OPEN_LIST ? readEach(skimmer, plan.each, depth) : readWhole(skimmer, depth);
    default:
      return assertNever(plan);
  }
}

function readFields(skimmer: Skimmer, plan: Plan, depth: number): JsonObject {
  const { walk } = skimmer;
  const object = emptyObject();
  const frame = walk.known;
  for (let more = enter(walk, CLOSE_OBJECT); more; more = hasAnother(walk, CLOSE_OBJECT)) {
    const start = walk.at + 1;
    const end = stepOverKey(walk, frame);
    readEntry(skimmer, object, plan, { start, end, depth: depth + 1 });
  }
  walk.known = frame;
  return object;
}

function readEach(skimmer: Skimmer, each: Plan, depth: number): readonly unknown[] {
  const { walk } = skimmer;
  const list: unknown[] = [];
  for (let more = enter(walk, CLOSE_LIST); more; more = hasAnother(walk, CLOSE_LIST)) {
    list.push(readValue(skimmer, each, depth + 1));
  }
  return list;
}

function readShared(skimmer: Skimmer, depth: number): unknown {
  const { walk, values } = skimmer;
  const start = walk.at;
  stepOver(walk, depth);
  const end = walk.at;
  const known = end - start > LONGEST_SHARED ? undefined : sharedValue(values, walk.bytes, start, end);
  if (known !== undefined) return known;
  walk.at = start;
  const value = readWhole(skimmer, depth);
  return end - start > LONGEST_SHARED ? value : share(values, value, walk.bytes, start, end);
}

const WHOLE: Plan = { what: 'all' };

function readWhole(skimmer: Skimmer, depth: number): unknown {
  const { walk } = skimmer;
  const start = walk.at;
  switch (peek(walk)) {
    case QUOTE:
      return readSharedText(skimmer);
    case OPEN_OBJECT:
      refuseDeep(depth);
      return readFields(skimmer, WHOLE, depth);
    case OPEN_LIST:
      refuseDeep(depth);
      return readEach(skimmer, WHOLE, depth);
    case 116: // t
      stepOverScalar(walk);
      return true;
    case 102: // f
      stepOverScalar(walk);
      return false;
    case 110: // n
      stepOverScalar(walk);
      return null;
    default: {
      stepOverScalar(walk);
      const number = Number(walk.bytes.toString('latin1', start, walk.at));
      return number === 0 ? 0 : number;
    }
  }
}

function readText(walk: JsonWalk): string {
  const start = walk.at + 1;
  stepOverString(walk);
  return textOf(walk, start, walk.at - 1);
}

function readSharedText(skimmer: Skimmer): string {
  const { walk } = skimmer;
  const start = walk.at + 1;
  stepOverString(walk);
  return sharedText(skimmer, start, walk.at - 1);
}

/** The text of the string or key stepped over last. */
function sharedText({ walk, texts }: Skimmer, start: number, end: number): string {
  if (walk.isEscaped || end - start > LONGEST_SHARED) return textOf(walk, start, end);
  return sharedValue(texts, walk.bytes, start, end) ?? share(texts, textOf(walk, start, end), walk.bytes, start, end);
}

function textOf({ bytes, isEscaped, isWide }: JsonWalk, start: number, end: number): string {
  if (isEscaped) return JSON.parse(bytes.toString('utf8', start - 1, end + 1)) as string;
  return isWide ? bytes.toString('utf8', start, end) : bytes.toString('latin1', start, end);
}
