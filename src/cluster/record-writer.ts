import { emptyMap, type Places } from '../model/namespaced-map.ts';
import { bare, type Kept, type Meaning, type ObjectRecord, type RecordsOfKind, recordIn } from './object-records.ts';

/** Gathers records of one kind, and counts what they mean, so that nobody has to look through all of them after one event. */
export interface RecordWriter {
  get(key: string): ObjectRecord | undefined;
  set(key: string, record: ObjectRecord): void;
  delete(key: string): void;
  /** The records as they are now; the same object as before where nothing was written since. */
  done(): RecordsOfKind;
}

/** A writer that begins with these records, which stay as they are. */
export function recordWriter(base: RecordsOfKind | undefined, places: Places): RecordWriter {
  const writer = (base?.all ?? emptyMap<Kept>(places)).writer();
  const meaning = new Map(base?.meaning);
  let diagnosed = base?.diagnosed ?? 0;
  let made = base;
  const count = ({ decoded, diagnostics }: ObjectRecord, by: 1 | -1): void => {
    const number = (meaning.get(decoded.kind) ?? 0) + by;
    if (number === 0) meaning.delete(decoded.kind);
    else meaning.set(decoded.kind, number);
    if (diagnostics.length > 0) diagnosed += by;
  };
  const remove = (key: string): void => {
    const kept = writer.get(key);
    if (kept === undefined) return;
    count(recordIn(kept), -1);
    made = undefined;
  };
  return {
    get(key) {
      const kept = writer.get(key);
      return kept === undefined ? undefined : recordIn(kept);
    },
    set(key, record) {
      remove(key);
      count(record, 1);
      made = undefined;
      writer.set(key, bare(record));
    },
    delete(key) {
      remove(key);
      writer.delete(key);
    },
    done() {
      made ??= { all: writer.done(), meaning: new Map<Meaning, number>(meaning), diagnosed };
      return made;
    },
  };
}
