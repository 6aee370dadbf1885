import type { NamespacedMap } from '../model/namespaced-map.ts';
import { type Kept, type ObjectRecord, type Records, recordIn } from './object-records.ts';

/** Namespaces in which an object of one of these kinds came, went or changed; all in which there are some, without a before. */
export function changedNamespaces(
  kinds: Iterable<string>,
  records: Records,
  before: Records | undefined,
): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const kind of kinds) {
    const [now, old] = [records.get(kind)?.all, before?.get(kind)?.all];
    if (now === old || now === undefined) continue;
    const namespaces = (old === undefined ? undefined : now.changedSince(old)) ?? now.namespaces();
    for (const namespace of namespaces) changed.add(namespace);
  }
  return changed;
}

/** What is kept of one kind in one namespace. */
export function keptIn(records: Records, kind: string, namespace: string): ReadonlyMap<string, Kept> {
  return records.get(kind)?.all.part(namespace) ?? NOTHING;
}

const NOTHING: ReadonlyMap<string, Kept> = new Map();

/** Records of one kind in one namespace. */
export function recordsIn(records: Records, kind: string, namespace: string): readonly ObjectRecord[] {
  return Array.from(keptIn(records, kind, namespace).values(), recordIn);
}

/** What was made of records before; of none, when this is the first time. */
export interface MadeBefore<V> {
  readonly records: Records | undefined;
  readonly made: NamespacedMap<V>;
}

/** What is made of the records of one kind, each namespace for itself; namespaces in which nothing changed are taken over. */
export function madeByNamespace<V>(
  kind: string,
  records: Records,
  before: MadeBefore<V>,
  make: (records: Iterable<ObjectRecord>) => ReadonlyMap<string, V>,
): NamespacedMap<V> {
  const writer = before.made.writer();
  for (const namespace of changedNamespaces([kind], records, before.records)) {
    writer.replace(namespace, make(recordsIn(records, kind, namespace)));
  }
  return writer.done();
}
