import { remember } from './memo.ts';

/**
 * In which order namespaces were first met. Shared by maps whose order is to be the same and that are to be compared quickly; it only
 * ever grows, and says nothing of what is in a map.
 */
export interface Places {
  readonly of: Map<string, number>;
  readonly names: string[];
  /** The names as they were asked for last: the same list as long as there are no more. */
  listed: readonly string[];
}

export function createPlaces(): Places {
  return { of: new Map(), names: [], listed: [] };
}

type Part<V> = ReadonlyMap<string, V>;

const NOTHING: Part<never> = new Map<string, never>();

/** Namespace in a key of the form `namespace/name`. */
function namespaceIn(key: string): string {
  const slash = key.indexOf('/');
  return slash < 0 ? key : key.slice(0, slash);
}

/**
 * Objects by `namespace/name`, namespace by namespace: in the order in which namespaces were first met, then that in which objects
 * were put in. Never changes. A map made of it by a writer shares the parts of all namespaces in which nothing changed, so that it
 * costs little to make, and what is different is found without looking at what is not (docs/decisions/0012).
 */
export class NamespacedMap<V> implements ReadonlyMap<string, V> {
  readonly #places: Places;
  readonly #parts: readonly Part<V>[];
  readonly #since: Since | undefined;
  /** Tells it from other maps, without keeping it for those that came of it. */
  readonly #token = {};
  readonly size: number;

  /** For this file: others begin with `emptyMap`. */
  constructor(places: Places, parts: readonly Part<V>[], size: number, since?: Since) {
    this.#places = places;
    this.#parts = parts;
    this.#since = since;
    this.size = size;
  }

  /** Objects of one namespace. */
  part(namespace: string): Part<V> {
    const place = this.#places.of.get(namespace);
    return (place === undefined ? undefined : this.#parts[place]) ?? NOTHING;
  }

  /** Namespaces that have objects, and maybe some that have none; the same list for most maps of one family. */
  namespaces(): readonly string[] {
    const places = this.#places;
    if (places.listed.length !== this.#parts.length) places.listed = places.names.slice(0, this.#parts.length);
    return places.listed;
  }

  /** The parts of all namespaces, in order. */
  parts(): readonly Part<V>[] {
    return this.#parts;
  }

  get(key: string): V | undefined {
    return this.part(namespaceIn(key)).get(key);
  }

  has(key: string): boolean {
    return this.part(namespaceIn(key)).has(key);
  }

  *entries(): Generator<[string, V], undefined> {
    for (const part of this.#parts) for (const entry of part) yield entry;
  }

  *keys(): Generator<string, undefined> {
    for (const part of this.#parts) for (const key of part.keys()) yield key;
  }

  *values(): Generator<V, undefined> {
    for (const part of this.#parts) for (const value of part.values()) yield value;
  }

  [Symbol.iterator](): Generator<[string, V], undefined> {
    return this.entries();
  }

  forEach(run: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) run(value, key, this);
  }

  /** Namespaces whose parts are not the same object in both; undefined where the maps do not come of one another. */
  changedSince(before: NamespacedMap<V>): readonly string[] | undefined {
    if (this === before) return [];
    if (this.#since?.token === before.#token) return this.#since.changed;
    if (this.#places !== before.#places) return undefined;
    const changed: string[] = [];
    for (let place = 0; place < this.#parts.length || place < before.#parts.length; place++) {
      if ((this.#parts[place] ?? NOTHING) !== (before.#parts[place] ?? NOTHING)) {
        changed.push(this.#places.names[place] ?? '');
      }
    }
    return changed;
  }

  /** Puts objects in and takes them out; this map stays as it is. */
  writer(): MapWriter<V> {
    return writerOn(this.#places, this.#parts, this, (map) => map.#token);
  }
}

/** The map that another one came of by one step, and the namespaces that were written to. */
interface Since {
  readonly token: object;
  readonly changed: readonly string[];
}

/** Gathers changes and gives the map they add up to; goes on from there when it is used further. */
export interface MapWriter<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  /** Puts these in the place of all objects of the namespace; nobody may write to them afterwards. */
  replace(namespace: string, part: ReadonlyMap<string, V>): void;
  /** The map as it is now: the same one as before where nothing was written since. */
  done(): NamespacedMap<V>;
}

/** A map without objects. */
export function emptyMap<V>(places: Places): NamespacedMap<V> {
  return new NamespacedMap<V>(places, [], 0);
}

function writerOn<V>(
  places: Places,
  from: readonly Part<V>[],
  before: NamespacedMap<V>,
  tokenOf: (map: NamespacedMap<V>) => object,
): MapWriter<V> {
  let made = before;
  let parts = from as Part<V>[];
  let { size } = before;
  let written = new Set<string>();
  /** Parts that no map shares, and which may therefore be written to. */
  let own = new Set<Part<V>>();
  let isOwn = false;
  const placeOf = (namespace: string): number => remember(places.of, namespace, () => places.names.push(namespace) - 1);
  const put = (place: number, part: Part<V>): void => {
    written.add(places.names[place] ?? '');
    if (!isOwn) parts = [...parts];
    isOwn = true;
    for (let gap = parts.length; gap < place; gap++) parts.push(NOTHING);
    size += part.size - (parts[place]?.size ?? 0);
    parts[place] = part;
  };
  const toWrite = (namespace: string): Map<string, V> => {
    const place = placeOf(namespace);
    const part = parts[place] ?? NOTHING;
    if (own.has(part)) return part as Map<string, V>;
    const copy = new Map(part);
    put(place, copy);
    own.add(copy);
    return copy;
  };
  const partOf = (namespace: string): Part<V> => {
    const place = places.of.get(namespace);
    return (place === undefined ? undefined : parts[place]) ?? NOTHING;
  };
  return {
    get: (key) => partOf(namespaceIn(key)).get(key),
    set(key, value) {
      const part = toWrite(namespaceIn(key));
      const sizeOfPart = part.size;
      part.set(key, value);
      size += part.size - sizeOfPart;
    },
    delete(key) {
      const namespace = namespaceIn(key);
      if (!partOf(namespace).has(key)) return;
      const part = toWrite(namespace);
      part.delete(key);
      size -= 1;
    },
    replace(namespace, part) {
      if (part !== partOf(namespace)) put(placeOf(namespace), part);
    },
    done() {
      if (!isOwn) return made;
      made = new NamespacedMap(places, parts, size, { token: tokenOf(made), changed: [...written] });
      written = new Set();
      own = new Set();
      isOwn = false;
      return made;
    },
  };
}

const indexes = new WeakMap<ReadonlyMap<string, unknown>, ReadonlyMap<string, ReadonlyMap<string, unknown>>>();

/** What of a map keyed by `namespace/name` lies in the namespace. */
export function partOf<V>(map: ReadonlyMap<string, V>, namespace: string): ReadonlyMap<string, V> {
  if (map instanceof NamespacedMap) return map.part(namespace);
  const index = remember(indexes, map, () => indexed(map)) as ReadonlyMap<string, ReadonlyMap<string, V>>;
  return index.get(namespace) ?? NOTHING;
}

/** Namespaces in which a map keyed by `namespace/name` has objects, and maybe some in which it has none. */
export function namespacesOf(map: ReadonlyMap<string, unknown>): readonly string[] {
  if (map instanceof NamespacedMap) return map.namespaces();
  return [...remember(indexes, map, () => indexed(map)).keys()];
}

function indexed<V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, ReadonlyMap<string, V>> {
  const index = new Map<string, Map<string, V>>();
  for (const [key, value] of map) remember(index, namespaceIn(key), () => new Map<string, V>()).set(key, value);
  return index;
}

/** One key of two maps, of which one may not have it. */
export interface Difference<V> {
  readonly key: string;
  readonly before: V | undefined;
  readonly after: V | undefined;
}

/** The keys whose values are not the same object in both. Where the maps share structure only the rest is looked at. */
export function* differences<V>(
  before: ReadonlyMap<string, V>,
  after: ReadonlyMap<string, V>,
): Generator<Difference<V>> {
  if (before === after) return;
  const changed =
    before instanceof NamespacedMap && after instanceof NamespacedMap ? after.changedSince(before) : undefined;
  if (changed === undefined) yield* differencesOfAll(before, after);
  else for (const namespace of changed) yield* differencesOfAll(partOf(before, namespace), partOf(after, namespace));
}

function* differencesOfAll<V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>): Generator<Difference<V>> {
  let kept = 0;
  for (const [key, value] of after) {
    const old = before.get(key);
    if (old !== undefined) kept += 1;
    if (old !== value) yield { key, before: old, after: value };
  }
  if (kept === before.size) return;
  for (const [key, value] of before) if (!after.has(key)) yield { key, before: value, after: undefined };
}

/** The map with other values for these keys; undefined takes one out. The map given stays as it is. */
export function withEntries<V>(
  map: ReadonlyMap<string, V>,
  entries: Iterable<readonly [string, V | undefined]>,
): ReadonlyMap<string, V> {
  const changed = changing(map);
  for (const [key, value] of entries) changed.set(key, value);
  return changed.done();
}

/** Gathers other values for keys of a map, which stays as it is. */
export interface Changing<V> {
  /** Undefined takes it out. */
  readonly set: (key: string, value: V | undefined) => void;
  readonly done: () => ReadonlyMap<string, V>;
}

/** For whoever has to do something else between one change and the next; `withEntries` for everybody else. */
export function changing<V>(map: ReadonlyMap<string, V>): Changing<V> {
  const writer = map instanceof NamespacedMap ? (map.writer() as MapWriter<V>) : new Map(map);
  return {
    set(key, value) {
      if (value === undefined) writer.delete(key);
      else writer.set(key, value);
    },
    done: () => (writer instanceof Map ? writer : writer.done()),
  };
}
