import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { FieldPath } from '../model/raw-object.ts';
import { emptyObject, isJsonObject, type JsonObject } from './json-object.ts';
import { plainKey, resolvePlain } from './resolve-plain.ts';

/** Why a document that parsed has no JSON value. `offset` counts from the start of the parsed text. */
export interface ValueFault {
  readonly code: 'yaml-error' | 'alias-limit';
  readonly message: string;
  readonly offset: number;
  /** An alias whose anchor is not in this text; it may stand elsewhere, when the text is a part of something. */
  readonly missingAnchor?: true;
}

export interface YamlValue {
  readonly value: unknown;
  readonly faults: readonly ValueFault[];
  /** Keys that stand twice in one mapping; the last one won. */
  readonly duplicates: readonly { readonly path: FieldPath; readonly offset: number }[];
}

/** Values reached through aliases. A bomb has millions of them, a chart's output some dozens. */
const MOST_ALIASED_VALUES = 100_000;

/** Kubernetes' deepest schemas have some dozens of levels; whoever walks a value may recurse this far. */
export const DEEPEST = 500;

/** What an anchor stands for; `size` is its number of values, undefined while it is being built. */
interface Anchored {
  readonly value: unknown;
  readonly size: number | undefined;
}

interface Building {
  readonly text: string;
  readonly faults: ValueFault[];
  readonly duplicates: { path: FieldPath; offset: number }[];
  readonly anchors: Map<string, Anchored>;
  /** Values built so far, aliases counted as what they stand for. */
  size: number;
  aliased: number;
}

interface Place {
  readonly parent: Place | undefined;
  readonly step: string | number;
  readonly depth: number;
}

/** The JSON the API server's reader makes of a document parsed from a text (semantics §8.1). */
export function jsonValue(document: Document, text: string): YamlValue {
  const building: Building = { text, faults: [], duplicates: [], anchors: new Map(), size: 0, aliased: 0 };
  const value = build(document.contents, undefined, building);
  return { value, faults: building.faults, duplicates: building.duplicates };
}

function build(node: unknown, place: Place | undefined, building: Building): unknown {
  building.size += 1;
  if (isAlias(node)) return buildAlias(node, building);
  if ((place?.depth ?? 0) > DEEPEST) {
    const message = `nested more than ${DEEPEST} levels deep`;
    fault(building, { code: 'yaml-error', message, offset: offsetOf(node) });
    return null;
  }
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
  if (anchor === undefined) return buildHere(node, place, building);
  const before = building.size;
  building.anchors.set(anchor, { value: null, size: undefined });
  const value = buildHere(node, place, building);
  building.anchors.set(anchor, { value, size: building.size - before + 1 });
  return value;
}

function buildHere(node: unknown, place: Place | undefined, building: Building): unknown {
  if (isMap(node)) return buildMap(node, place, building);
  if (isSeq(node)) return node.items.map((item, index) => build(item, below(place, index), building));
  return isScalar(node) ? scalarValue(node, building) : null;
}

function buildAlias(alias: Alias, building: Building): unknown {
  const offset = offsetOf(alias);
  const anchored = building.anchors.get(alias.source);
  if (anchored === undefined) {
    const message = `there is no anchor &${alias.source} before the alias *${alias.source}`;
    fault(building, { code: 'yaml-error', message, offset, missingAnchor: true });
    return null;
  }
  if (anchored.size === undefined) {
    fault(building, { code: 'yaml-error', message: `the anchor &${alias.source} contains itself`, offset });
    return null;
  }
  building.size += anchored.size;
  building.aliased += anchored.size;
  if (building.aliased <= MOST_ALIASED_VALUES) return anchored.value;
  const message = `aliases stand for more than ${MOST_ALIASED_VALUES} values, which no manifest needs`;
  fault(building, { code: 'alias-limit', message, offset });
  return null;
}

function buildMap(map: YAMLMap, place: Place | undefined, building: Building): JsonObject {
  const object = emptyObject();
  const written = new Set<string>();
  for (const pair of map.items) {
    if (isMergeKey(pair)) {
      merge(object, build(pair.value, place, building), { offset: offsetOf(pair.key), building });
      continue;
    }
    const key = keyOf(pair.key, building);
    if (key === undefined) continue;
    if (written.has(key)) building.duplicates.push({ path: pathOf(below(place, key)), offset: offsetOf(pair.key) });
    written.add(key);
    object[key] = build(pair.value, below(place, key), building);
  }
  return object;
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN' && key.tag === undefined;
}

// The API server's reader lets whatever stands later win, merged or written, and among several merged mappings the first.
function merge(object: JsonObject, value: unknown, at: { readonly offset: number; readonly building: Building }): void {
  const sources = Array.isArray(value) ? value.toReversed() : [value];
  for (const source of sources) {
    if (isJsonObject(source)) for (const key of Object.keys(source)) object[key] = source[key];
    else {
      const message = 'the merge key << takes a mapping or a list of mappings';
      fault(at.building, { code: 'yaml-error', message, offset: at.offset });
    }
  }
}

function keyOf(node: unknown, building: Building): string | undefined {
  if (isAlias(node)) {
    const value = buildAlias(node, building);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  } else if (isScalar(node)) {
    const key =
      node.type === 'PLAIN' && node.tag === undefined ? plainKey(String(node.value)) : keyText(node, building);
    if (key !== undefined) return key;
  }
  fault(building, {
    code: 'yaml-error',
    message: 'a key has to be text: this one is null, a list or a mapping',
    offset: offsetOf(node),
  });
  return undefined;
}

function keyText(scalar: Scalar, building: Building): string | undefined {
  const value = scalarValue(scalar, building);
  return value === null ? undefined : String(value);
}

function scalarValue(scalar: Scalar, building: Building): unknown {
  const text = String(scalar.value);
  if (isLeftOpen(scalar, building.text)) {
    fault(building, { code: 'yaml-error', message: 'the closing quote is missing', offset: offsetOf(scalar) });
  }
  const value = scalar.tag === undefined ? untagged(scalar, text) : tagged(scalar.tag, text);
  if (value === undefined) {
    const message = `${JSON.stringify(text)} is no ${scalar.tag?.replace(YAML_TAG, '!!') ?? 'value'}`;
    fault(building, { code: 'yaml-error', message, offset: offsetOf(scalar) });
    return null;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    fault(building, { code: 'yaml-error', message: `JSON has no number ${text}`, offset: offsetOf(scalar) });
    return null;
  }
  return value;
}

function untagged(scalar: Scalar, text: string): unknown {
  return scalar.type === 'PLAIN' ? resolvePlain(text) : text;
}

// The library ends a quoted scalar where a line is indented less, and takes an escaped quote in front of it for the closing one.
function isLeftOpen({ type, range }: Scalar, text: string): boolean {
  if ((type !== 'QUOTE_DOUBLE' && type !== 'QUOTE_SINGLE') || !range) return false;
  const last = range[1] - 1;
  let at = range[0] + 1;
  while (at < last) {
    const isEscape = type === 'QUOTE_DOUBLE' ? text[at] === '\\' : text[at] === "'";
    at += isEscape ? 2 : 1;
  }
  return at !== last;
}

const YAML_TAG = 'tag:yaml.org,2002:';

function tagged(tag: string, text: string): unknown {
  const value = resolvePlain(text);
  switch (tag) {
    case `${YAML_TAG}int`:
      return Number.isInteger(value) ? value : undefined;
    case `${YAML_TAG}float`:
      return typeof value === 'number' ? value : undefined;
    case `${YAML_TAG}bool`:
      return typeof value === 'boolean' ? value : undefined;
    case `${YAML_TAG}null`:
      return value === null ? null : undefined;
    case `${YAML_TAG}binary`:
      return Buffer.from(text, 'base64').toString();
    default:
      return text;
  }
}

function below(parent: Place | undefined, step: string | number): Place {
  return { parent, step, depth: (parent?.depth ?? 0) + 1 };
}

function pathOf(place: Place): FieldPath {
  const steps: (string | number)[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) steps.push(at.step);
  return steps.reverse();
}

function fault(building: Building, found: ValueFault): void {
  // A document that deserves a thousand of them is told about the first.
  if (building.faults.length < 100) building.faults.push(found);
}

/** Where a node begins in the parsed text; 0 when it stands nowhere. */
function offsetOf(node: unknown): number {
  const range = (node as Node | null | undefined)?.range;
  return range?.[0] ?? 0;
}

/** The node a path leads to, or the nearest there is above it: where its key or item begins. */
export function offsetAt(contents: unknown, path: FieldPath): number {
  let node = contents;
  let offset = offsetOf(contents);
  for (const step of path) {
    const next = childAt(node, step);
    if (next === undefined) break;
    offset = offsetOf(next.at);
    node = next.value;
  }
  return offset;
}

function childAt(node: unknown, step: string | number): { at: unknown; value: unknown } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined ? undefined : { at: item, value: item };
  }
  if (!isMap(node)) return undefined;
  // The last of several equal keys is the one that counts.
  const pair = node.items.findLast(({ key }) => isScalar(key) && textOfKey(key) === step);
  return pair === undefined ? undefined : { at: pair.key, value: pair.value };
}

function textOfKey(key: Scalar): string | undefined {
  const text = String(key.value);
  return key.type === 'PLAIN' && key.tag === undefined ? plainKey(text) : text;
}
