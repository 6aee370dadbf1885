import type { Interner } from '../kinds/interner.ts';
import { createInterner } from '../kinds/interner.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { Gap } from '../model/gaps.ts';
import type { ConnectionState } from '../model/live-state.ts';
import { remember } from '../model/memo.ts';
import { createPlaces, type Places } from '../model/namespaced-map.ts';
import type { ObjectEvent, ObjectId, RawObject } from '../model/raw-object.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Derived, deriveSnapshot } from './derive-snapshot.ts';
import { GAPS_OF_READING, gapsOf, type Reading } from './gaps.ts';
import type { Records, RecordsOfKind } from './object-records.ts';
import { idOf, keyOf, recordKind, withDecoded, withNamespace } from './object-records.ts';
import { recordOf } from './read-record.ts';
import { type RecordWriter, recordWriter } from './record-writer.ts';
import { type LabelChanges, type Labelled, relabelled } from './relabelled.ts';
import { isSameData, saysTheSame } from './same-record.ts';
import type { OwnedPods } from './workloads.ts';

export interface FoldOptions {
  /** Namespace of objects that name none; `default` when not said. */
  readonly defaultNamespace?: string;
}

/**
 * Takes events as they come and gives the snapshot they add up to. For loading much at once: what it has gathered is not copied
 * from batch to batch. A snapshot it gave never changes, whatever is applied after.
 */
export interface Folder {
  apply(events: readonly ObjectEvent[]): void;
  /** Gives an object that is known other labels; false when there is none of that name. */
  relabel(labelled: Labelled, changes: LabelChanges): boolean;
  /** What a source has to say that belongs to no object: unreadable files, broken documents. */
  addDiagnostics(diagnostics: readonly Diagnostic[]): void;
  /** How much of a cluster has been read; everything, when not said. */
  setCoverage(state: ConnectionState): void;
  /** How far the reading of files has come: until it is done, anything may be missing. `done`, when not said. */
  setReading(reading: Reading): void;
  snapshot(): Snapshot;
}

/** What a snapshot was made from, so that events can be applied to it. */
interface Foundation {
  readonly records: Records;
  readonly diagnostics: readonly Diagnostic[];
  readonly gaps: readonly Gap[];
  readonly coverage: ConnectionState | undefined;
  readonly defaultNamespace: string;
  /** Shared by all snapshots of one load; they only ever add to what they know. */
  readonly interner: Interner;
  readonly owned: OwnedPods;
  /** Shared like the interner, so that the order of namespaces is that of events, however often snapshots are asked for. */
  readonly places: Places;
  /** The snapshot made of it; undefined as long as there is none. */
  readonly derived: Derived | undefined;
}

const foundations = new WeakMap<Snapshot, Foundation>();

/** A cluster of which nothing is known. */
export function emptySnapshot(): Snapshot {
  return createFolder().snapshot();
}

/**
 * The snapshot after these events; the one given stays as it is. An event replaces what was known of its object, diagnostics
 * included. Throws when the snapshot was not made here: nothing is known then of the objects behind it.
 */
export function applyEvents(snapshot: Snapshot, events: readonly ObjectEvent[], options: FoldOptions = {}): Snapshot {
  const folder = folderFrom(snapshot, options);
  folder.apply(events);
  return folder.snapshot();
}

/** A folder that begins with what a snapshot was made of. Throws when the snapshot was not made here. */
export function folderFrom(snapshot: Snapshot, options: FoldOptions = {}): Folder {
  const foundation = foundations.get(snapshot);
  if (foundation === undefined) throw new Error('this snapshot was not made by a folder');
  return folderOn({ ...foundation, ...options });
}

/** A folder that begins with nothing. */
export function createFolder({ defaultNamespace = 'default' }: FoldOptions = {}): Folder {
  return folderOn({
    records: new Map(),
    diagnostics: [],
    gaps: [],
    coverage: undefined,
    defaultNamespace,
    interner: createInterner(),
    owned: new WeakMap(),
    places: createPlaces(),
    derived: undefined,
  });
}

function folderOn(base: Foundation): Folder {
  let { diagnostics, gaps, coverage, derived } = base;
  let current = new Map<string, RecordsOfKind>(base.records);
  /** For the kinds that were written to since the last snapshot. */
  let writers = new Map<string, RecordWriter>();

  const writerOf = (kind: string): RecordWriter =>
    remember(writers, kind, () => recordWriter(current.get(kind), base.places));
  const set = (raw: RawObject): void => {
    const id = idOf(raw, base.defaultNamespace);
    const writer = writerOf(recordKind(id));
    const key = keyOf(id, raw.origin);
    const known = writer.get(key);
    const record = recordOf(raw, { id, key, interner: base.interner, replaced: known });
    if (known === undefined || !saysTheSame(known, record)) writer.set(key, record);
  };
  const remove = (wanted: ObjectId): void => {
    const id = withNamespace(wanted, base.defaultNamespace);
    const kind = recordKind(id);
    if (current.has(kind) || writers.has(kind)) writerOf(kind).delete(keyOf(id));
  };

  return {
    apply(events) {
      for (const event of events) {
        if (event.type === 'set') set(event.object);
        else remove(event.id);
      }
    },
    relabel({ kind, namespace, name }, changes) {
      const kinds = [...new Set([...current.keys(), ...writers.keys()])].filter((key) => key.endsWith(` ${kind}`));
      return kinds.some((recordsKey) => {
        const key = `${namespace}/${name}`;
        const record = writerOf(recordsKey).get(key);
        if (record === undefined || record.decoded.kind === 'ignored') return false;
        const decoded = relabelled(record.decoded, changes, base.interner);
        if (decoded !== undefined) writerOf(recordsKey).set(key, withDecoded(record, decoded));
        return decoded !== undefined;
      });
    },
    addDiagnostics(added) {
      diagnostics = [...diagnostics, ...added];
    },
    setCoverage(state) {
      const found = gapsOf(state);
      // How much was read of a kind changes all the time, what is missing hardly ever.
      if (!isSameData(found, gaps)) gaps = found;
      coverage = state;
    },
    setReading(reading) {
      gaps = GAPS_OF_READING[reading];
    },
    snapshot() {
      for (const [kind, writer] of writers) current.set(kind, writer.done());
      const records: Records = current;
      derived = deriveSnapshot(records, { ...base, diagnostics, gaps, coverage }, derived);
      foundations.set(derived.snapshot, { ...base, records, diagnostics, gaps, coverage, derived });
      current = new Map(records);
      writers = new Map();
      return derived.snapshot;
    },
  };
}
