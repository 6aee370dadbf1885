import type { FieldPath } from '../model/raw-object.ts';

/**
 * Reads raw JSON by a known schema, as the API server's decoder does: names are case-sensitive, `null` is as good as absent, a null
 * list item or map value is the zero value of its type (semantics §1.1, §3.3). Nothing is thrown: what does not fit is noted.
 */
export interface Reading<T> {
  /** What a server that drops unknown fields stores. Where a type is wrong, the zero value stands. */
  readonly value: T;
  readonly wrongTypes: readonly WrongType[];
  readonly unknownFields: readonly UnknownField[];
}

/** A value of a type its field does not take: every server answers 400. */
export interface WrongType {
  readonly path: FieldPath;
  readonly value: unknown;
  /** Go's name for the type the field takes. */
  readonly expected: string;
  /** The server's words. */
  readonly text: string;
}

/** A field the schema does not have: a strict server answers 400, a lenient one drops it. */
export interface UnknownField {
  readonly path: FieldPath;
  readonly value: unknown;
  /** The fields there are. */
  readonly known: readonly string[];
}

/** How one field is read. `zero` is what null stands for inside a list or a map. */
export interface Shape<T> {
  /** Go's name of the type, as the server's errors print it: `[]v1.NetworkPolicyPeer`. */
  readonly goType: string;
  readonly zero: T;
  /** `value` is neither null nor undefined. */
  readonly read: (value: unknown, place: Place, notes: Notes) => T;
}

/** The field being read, linked to the one around it; paths are spelled out only when there is something to say. */
interface Place {
  readonly parent: Place | undefined;
  readonly step: string | number;
  /** The Go struct that has this field; undefined for list items and map keys, which Go's errors do not count. */
  readonly struct: string | undefined;
}

interface Notes {
  readonly wrongTypes: WrongType[];
  readonly unknownFields: UnknownField[];
}

type Fields = { readonly [name: string]: Shape<unknown> };
type ValuesOf<F extends Fields> = { readonly [K in keyof F]?: (F[K] extends Shape<infer T> ? T : never) | undefined };
export type Read<S> = S extends Shape<infer T> ? T : never;

const ROOT: Place = { parent: undefined, step: '', struct: undefined };
const LARGEST_INT32 = 2 ** 31 - 1;

/** Reads a whole object. */
export function readFields<T>(value: unknown, shape: Shape<T>): Reading<T> {
  const notes: Notes = { wrongTypes: [], unknownFields: [] };
  const read = value === null || value === undefined ? shape.zero : shape.read(value, ROOT, notes);
  return { value: read, ...notes };
}

/** An object with these fields; every other one is noted as unknown. */
export function struct<F extends Fields>(goType: string, fields: F): Shape<ValuesOf<F>> {
  return structOf(goType, fields, 'closed');
}

/** An object of which only these fields are read; the others are none of our business. */
export function openStruct<F extends Fields>(goType: string, fields: F): Shape<ValuesOf<F>> {
  return structOf(goType, fields, 'open');
}

function structOf<F extends Fields>(goType: string, fields: F, rest: 'open' | 'closed'): Shape<ValuesOf<F>> {
  const name = goType.slice(goType.lastIndexOf('.') + 1);
  const known = Object.keys(fields);
  const shapes = Object.entries(fields);
  const read = (value: unknown, place: Place, notes: Notes): ValuesOf<F> => {
    const values: { [field: string]: unknown } = {};
    if (!isObject(value)) noteWrongType({ value, place, expected: goType, got: jsonType(value) }, notes);
    const from = isObject(value) ? value : {};
    for (const [field, shape] of shapes) {
      const inner = Object.hasOwn(from, field) ? from[field] : undefined;
      values[field] =
        inner === undefined || inner === null
          ? undefined
          : shape.read(inner, { parent: place, step: field, struct: name }, notes);
    }
    if (rest === 'closed') noteUnknownFields(from, { fields, known, place }, notes);
    // The one place where the compiler cannot follow: `values` has been filled from `fields` key by key.
    return values as ValuesOf<F>;
  };
  return { goType, zero: read({}, ROOT, { wrongTypes: [], unknownFields: [] }), read };
}

function noteUnknownFields(
  from: { readonly [key: string]: unknown },
  schema: { readonly fields: Fields; readonly known: readonly string[]; readonly place: Place },
  notes: Notes,
): void {
  for (const key of Object.keys(from)) {
    if (Object.hasOwn(schema.fields, key)) continue;
    notes.unknownFields.push({ path: [...pathOf(schema.place), key], value: from[key], known: schema.known });
  }
}

/** A list; null items become the item's zero value. */
export function list<T>(item: Shape<T>, goType = `[]${item.goType}`): Shape<readonly T[]> {
  return {
    goType,
    zero: [],
    read(value, place, notes) {
      if (!Array.isArray(value)) {
        noteWrongType({ value, place, expected: goType, got: jsonType(value) }, notes);
        return [];
      }
      return value.map((entry: unknown, index) =>
        entry === null || entry === undefined
          ? item.zero
          : item.read(entry, { parent: place, step: index, struct: undefined }, notes),
      );
    },
  };
}

/** `map[string]string`; a null value is the empty string. */
export const textMap: Shape<ReadonlyMap<string, string>> = {
  goType: 'map[string]string',
  zero: new Map(),
  read(value, place, notes) {
    const entries = new Map<string, string>();
    if (!isObject(value)) {
      noteWrongType({ value, place, expected: 'map[string]string', got: jsonType(value) }, notes);
      return entries;
    }
    for (const key of Object.keys(value)) {
      const entry = value[key];
      if (typeof entry === 'string') entries.set(key, entry);
      else if (entry === null || entry === undefined) entries.set(key, '');
      else entries.set(key, text().read(entry, { parent: place, step: key, struct: undefined }, notes));
    }
    return entries;
  },
};

/** A string, or a named string type such as `v1.Protocol`. */
export function text(goType = 'string'): Shape<string> {
  return scalar(goType, '', (value): value is string => typeof value === 'string');
}

export const boolean: Shape<boolean> = scalar('bool', false, (value): value is boolean => typeof value === 'boolean');

/** A whole number of 32 bits; `80.0` is one, `80.5` and `99999999999` are not. */
export const int32: Shape<number> = scalar('int32', 0, isInt32);

/** A number or a name. The server's error speaks of int32 whatever was written. */
export const intOrString: Shape<number | string> = scalar(
  'int32',
  0 as number | string,
  (value): value is number | string => typeof value === 'string' || isInt32(value),
);

/** A field that exists and that nothing here depends on. */
export const anything: Shape<unknown> = { goType: 'any', zero: undefined, read: (value) => value };

/** The same, and what is met again (the same object, not an equal one) is not read again. For what sources share between objects. */
export function remembered<T>(shape: Shape<T>): Shape<T> {
  const known = new WeakMap<object, { readonly value: T }>();
  const read = (value: unknown, place: Place, notes: Notes): T => {
    if (typeof value !== 'object' || value === null) return shape.read(value, place, notes);
    const before = known.get(value);
    if (before !== undefined) return before.value;
    const noted = notes.wrongTypes.length + notes.unknownFields.length;
    const fresh = shape.read(value, place, notes);
    // What there is something to say about is said each time, with its own place.
    if (notes.wrongTypes.length + notes.unknownFields.length === noted) known.set(value, { value: fresh });
    return fresh;
  };
  return { ...shape, read };
}

function scalar<T>(goType: string, zero: T, fits: (value: unknown) => value is T): Shape<T> {
  return {
    goType,
    zero,
    read(value, place, notes) {
      if (fits(value)) return value;
      // Go names the number itself when it is one the integer type cannot hold.
      const got = goType === 'int32' && typeof value === 'number' ? `number ${value}` : jsonType(value);
      noteWrongType({ value, place, expected: goType, got }, notes);
      return zero;
    },
  };
}

function noteWrongType(
  wrong: { readonly value: unknown; readonly place: Place; readonly expected: string; readonly got: string },
  notes: Notes,
): void {
  const { value, place, expected, got } = wrong;
  const fields: string[] = [];
  let holder: string | undefined;
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) {
    if (at.struct === undefined) continue;
    holder ??= at.struct;
    fields.unshift(String(at.step));
  }
  const target = holder === undefined ? 'Go value' : `Go struct field ${holder}.${fields.join('.')}`;
  const words = `json: cannot unmarshal ${got} into ${target} of type ${expected}`;
  notes.wrongTypes.push({ path: pathOf(place), value, expected, text: words });
}

function pathOf(place: Place): FieldPath {
  const path: (string | number)[] = [];
  for (let at: Place | undefined = place; at !== undefined && at !== ROOT; at = at.parent) path.unshift(at.step);
  return path;
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value <= LARGEST_INT32 && value >= -LARGEST_INT32 - 1;
}

/** Whether this is a JSON object, as opposed to a list, a scalar or null. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The name Go's JSON decoder has for the type of a value. */
function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'number' : typeof value;
}
