import type { Decoded } from '../kinds/decoded.ts';
import { identify } from '../kinds/object-meta.ts';
import { printable } from '../kinds/quoting.ts';
import { kindName, kindOf } from '../kinds/registry.ts';
import { nameInKey, type Pod } from '../model/cluster-objects.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import { remember } from '../model/memo.ts';
import type { NamespacedMap } from '../model/namespaced-map.ts';
import type { ObjectId, Origin, RawObject } from '../model/raw-object.ts';

/** Where a file sets an object. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What is kept of one object: its meaning, not its text. */
export interface ObjectRecord {
  readonly id: ObjectId;
  readonly origin: Origin;
  /** `ignored`: a kind that is not understood. */
  readonly decoded: Decoded | { readonly kind: 'ignored' };
  readonly diagnostics: readonly Diagnostic[];
  /** Files that set the same object before this one did. */
  readonly earlier: readonly Place[];
}

/**
 * A record as it is kept. A pod about which there is nothing to say is kept without a record around it, for there may be 150,000: what
 * its pod holds is not held again, and the map of a namespace's pods can be that of its records.
 */
export type Kept = ObjectRecord | Pod;

/** The record of what is kept. */
export function recordIn(kept: Kept): ObjectRecord {
  if (!isBare(kept)) return kept;
  const { key, namespace, origin } = kept;
  const id = { apiVersion: 'v1', kind: 'Pod', namespace, name: nameInKey(key) };
  return { id, origin, decoded: { kind: 'pod', pod: kept }, diagnostics: [], earlier: [] };
}

/** The record without what its pod tells as well. */
export function bare(record: ObjectRecord): Kept {
  const { decoded, diagnostics, earlier } = record;
  if (decoded.kind !== 'pod' || diagnostics.length > 0 || earlier.length > 0) return record;
  // A pod that tells something of the network plugin is more than a pod.
  return decoded.agent === undefined && decoded.isFromServer === undefined ? decoded.pod : record;
}

/** Whether it is a pod without a record around it. */
export function isBare(kept: Kept): kept is Pod {
  return !('decoded' in kept);
}

/** The pod that is kept, if it is one. */
export function podIn(kept: Kept): Pod | undefined {
  if (isBare(kept)) return kept;
  return kept.decoded.kind === 'pod' ? kept.decoded.pod : undefined;
}

/** The same record of an object that was decoded otherwise. */
export function withDecoded({ id, origin, diagnostics, earlier }: ObjectRecord, decoded: Decoded): ObjectRecord {
  return { id, origin, decoded, diagnostics, earlier };
}

/** What an object turned out to be. */
export type Meaning = ObjectRecord['decoded']['kind'];

/** All objects of one kind. */
export interface RecordsOfKind {
  /** By `namespace/name`; objects that lie in no namespace by `/name`. */
  readonly all: NamespacedMap<Kept>;
  /** How many mean what. */
  readonly meaning: ReadonlyMap<Meaning, number>;
  /** How many have diagnostics. */
  readonly diagnosed: number;
}

/** Everything read so far, by kind (`apps/v1 Deployment`). */
export type Records = ReadonlyMap<string, RecordsOfKind>;

/** An object's name as it is known here: with the default namespace where it names none. */
export function idOf(raw: RawObject, defaultNamespace: string): ObjectId {
  const written = { apiVersion: String(raw.value['apiVersion']), kind: String(raw.value['kind']) };
  const kind = kindOf(written);
  return identify(raw, { namespaced: kind?.namespaced ?? true, defaultNamespace });
}

/** Key of an object among those of its kind. An object without a name is told from others by its place. */
export function keyOf(id: ObjectId, origin?: Origin): string {
  if (id.name === '' && origin?.kind === 'file') return `${id.namespace}/ ${origin.file}:${origin.line}`;
  // Joined, a text is in one piece; a template would keep its parts.
  return [id.namespace, id.name].join('/');
}

/** The id's namespace as records know it, for ids that come from elsewhere. */
export function withNamespace(id: ObjectId, defaultNamespace: string): ObjectId {
  const namespaced = kindOf(id)?.namespaced ?? true;
  if (!namespaced) return { ...id, namespace: '' };
  return id.namespace === '' ? { ...id, namespace: defaultNamespace } : id;
}

/** Name of an id's kind, safe to print: kinds that are not understood are counted under it. */
export function recordKind({ apiVersion, kind }: Pick<ObjectId, 'apiVersion' | 'kind'>): string {
  const ofVersion = remember(recordKinds, apiVersion, () => new Map<string, string>());
  return remember(ofVersion, kind, () => printable(kindName({ apiVersion, kind })));
}

const recordKinds = new Map<string, Map<string, string>>();
