import type { Parts } from '../model/object-parts.ts';
import { emptyObject, type JsonObject } from './json-object.ts';

/** `Parts` in the form in which they are looked up, with what was met last: objects of one kind follow each other, and are much alike. */
export type Plan =
  | { readonly what: 'all' | 'text' }
  | { readonly what: 'shared'; readonly last: Repeated }
  | FieldsPlan
  | EachPlan;

export interface EachPlan {
  readonly what: 'each';
  readonly each: Plan;
  readonly last: Repeated;
  /** Where all that is read of an item is shared, items are, too. */
  readonly alike: AlikeList | undefined;
}

/** The last list whose items can be one with those of the next, though there is more in them that differs. */
export interface AlikeList {
  list: readonly unknown[];
  readonly items: Entries[];
}

/** The entries of an object, in their order. */
export interface Entries {
  readonly fields: Field[];
  readonly values: unknown[];
  count: number;
  /** Made of them; undefined as long as it has not been made. */
  object: JsonObject | undefined;
}

export interface FieldsPlan {
  readonly what: 'fields';
  /** Those that are read, and behind them some that were met and are not. */
  readonly fields: Field[];
  /** The field that came first last time. */
  first: Field | undefined;
}

export interface Field {
  readonly name: string;
  /** As it is written, with its quotes. */
  readonly key: Uint8Array;
  /** Of a number that says which fields an object has had; 0 for what is not read. */
  readonly bit: number;
  /** Undefined: it is not read. */
  readonly plan: Plan | undefined;
  /** The field that came next last time. */
  next: Field | undefined;
}

/** The last value of its kind, and how it was written. */
export interface Repeated {
  readonly bytes: Uint8Array;
  /** 0: there is none. */
  length: number;
  value: unknown;
}

const LONGEST_REPEATED = 512;

export function planned(parts: Parts): Plan {
  if (parts === 'shared') return { what: 'shared', last: nothingYet() };
  if (typeof parts === 'string') return { what: parts };
  return 'each' in parts
    ? { what: 'each', each: planned(parts.each), last: nothingYet(), alike: alikeOf(parts.each) }
    : { what: 'fields', fields: fieldsOf(parts.fields), first: undefined };
}

function nothingYet(): Repeated {
  return { bytes: new Uint8Array(LONGEST_REPEATED), length: 0, value: undefined };
}

function alikeOf(each: Parts): AlikeList | undefined {
  if (typeof each === 'string' || 'each' in each) return undefined;
  return Object.values(each.fields).every((part) => part === 'shared') ? { list: [], items: [] } : undefined;
}

export function noEntries(): Entries {
  return { fields: [], values: [], count: 0, object: undefined };
}

export function addEntry(entries: Entries, field: Field, value: unknown): void {
  entries.fields[entries.count] = field;
  entries.values[entries.count] = value;
  entries.count += 1;
}

export function areSame(a: Entries, b: Entries): boolean {
  if (a.count !== b.count) return false;
  for (let index = 0; index < a.count; index += 1) {
    if (a.fields[index] !== b.fields[index] || a.values[index] !== b.values[index]) return false;
  }
  return true;
}

/** The last list, if it has the same items; else this one, which is the last then. */
export function sameList(alike: AlikeList, list: readonly unknown[]): readonly unknown[] {
  const { list: last } = alike;
  if (list.length !== last.length || list.some((item, index) => item !== last[index])) alike.list = list;
  return alike.list;
}

export function objectOf({ fields, values, count }: Entries): JsonObject {
  const object = emptyObject();
  for (let index = 0; index < count; index += 1) object[fields[index]?.name ?? ''] = values[index];
  return object;
}

// With more than 32 fields two share a bit: objects that have both are left to others.
export function fieldsOf(fields: { readonly [key: string]: Parts }): Field[] {
  return Object.entries(fields).map(([name, parts], index) => {
    return {
      name,
      key: Uint8Array.from(Buffer.from(`"${name}"`)),
      bit: 1 << index,
      plan: planned(parts),
      next: undefined,
    };
  });
}

/** Objects may have any number of other fields: so many are remembered. */
const MOST_FIELDS = 48;
const LONGEST_KEY = 100;

/** The field with this key, which is remembered when it is new; undefined when it is not read, and too many such have been met. */
export function fieldWith({ fields }: FieldsPlan, bytes: Uint8Array, start: number, end: number): Field | undefined {
  const known = fieldAt(fields, bytes, start, end);
  if (known !== undefined || fields.length >= MOST_FIELDS || end - start > LONGEST_KEY) return known;
  const passed = {
    name: '',
    key: Uint8Array.from(bytes.subarray(start, end)),
    bit: 0,
    plan: undefined,
    next: undefined,
  };
  fields.push(passed);
  return passed;
}

/** The field with this key, which stands in the bytes with its quotes. */
export function fieldAt(fields: readonly Field[], bytes: Uint8Array, start: number, end: number): Field | undefined {
  for (const field of fields) if (field.key.length === end - start && isAt(field.key, bytes, start)) return field;
  return undefined;
}

export function isAt(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  const { length } = word;
  for (let index = 0; index < length; index += 1) if (word[index] !== bytes[start + index]) return false;
  return true;
}

/** Whether the value that stands here is written as the last was; a value's end shows where it is, so that none can be the begin of another. */
export function isRepeated({ bytes: known, length }: Repeated, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < length; index += 1) if (known[index] !== bytes[start + index]) return false;
  return length > 0;
}

/** Remembers a string, an object or a list. */
export function keepRepeated(last: Repeated, value: unknown, bytes: Uint8Array, start: number, end: number): void {
  const length = end - start;
  last.length = length > LONGEST_REPEATED ? 0 : length;
  last.value = length > LONGEST_REPEATED ? undefined : value;
  for (let index = 0; index < last.length; index += 1) last.bytes[index] = bytes[start + index] ?? 0;
}
