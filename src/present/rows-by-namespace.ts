import { withoutObjects } from '../engine/circumstances.ts';
import { remember } from '../model/memo.ts';
import { namespacesOf, partOf } from '../model/namespaced-map.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Glyphs } from './glyphs.ts';
import { byName, compareText } from './name-order.ts';
import { type CellMaker, lazyRow, type Row } from './tables.ts';

interface Named {
  readonly key: string;
}

/** What rows are made of, and how. */
export interface RowSource<T extends Named> {
  /** Keyed by `namespace/name`. */
  readonly of: (snapshot: Snapshot) => ReadonlyMap<string, T>;
  /** The cells; may ask about everything in the namespace, and about everything that is no pod. */
  readonly maker: (snapshot: Snapshot, glyphs: Glyphs) => CellMaker<T>;
}

/** What cells hang on besides what is in the namespace. */
type Circumstances = readonly unknown[];

interface Known<T> {
  readonly circumstances: Circumstances;
  readonly rows: readonly Row<T>[];
}

/** Rows by namespace and name, as kubectl lists them. Made for one kind of table, to be used again and again. */
export type RowsByNamespace<T> = (
  snapshot: Snapshot,
  glyphs: Glyphs,
  namespace: string | undefined,
) => readonly Row<T>[];

/**
 * Makes rows namespace by namespace. Those of a namespace in which nothing changed are the same in the table of the next snapshot, with
 * the cells that were made, as long as policies and namespaces are the same.
 */
export function rowsByNamespace<T extends Named>({ of, maker }: RowSource<T>): RowsByNamespace<T> {
  const known = new WeakMap<ReadonlyMap<string, T>, Known<T>>();
  const rowsIn = (snapshot: Snapshot, glyphs: Glyphs, namespace: string): readonly Row<T>[] => {
    const part = partOf(of(snapshot), namespace);
    const circumstances = circumstancesOf(snapshot, glyphs, namespace);
    const before = known.get(part);
    if (before !== undefined && isSame(before.circumstances, circumstances)) return before.rows;
    const cells = maker(alone(snapshot, namespace), glyphs);
    const objects = byName([...part.values()]);
    const rows = objects.map((object) => lazyRow(object.key, object, cells));
    known.set(part, { circumstances, rows });
    return rows;
  };
  return (snapshot, glyphs, namespace) => {
    if (namespace !== undefined) return rowsIn(snapshot, glyphs, namespace);
    const rows: Row<T>[] = [];
    for (const name of sortedNames(namespacesOf(of(snapshot))))
      for (const row of rowsIn(snapshot, glyphs, name)) rows.push(row);
    return rows;
  };
}

const inOrder = new WeakMap<readonly string[], readonly string[]>();

function sortedNames(names: readonly string[]): readonly string[] {
  return remember(inOrder, names, () => [...names].sort(compareText));
}

function circumstancesOf(snapshot: Snapshot, glyphs: Glyphs, namespace: string): Circumstances {
  const { policies, namespaces, foreign, gaps, pods, workloads } = snapshot;
  return [policies, namespaces, foreign, gaps, glyphs, partOf(pods, namespace), partOf(workloads, namespace)];
}

function isSame(a: Circumstances, b: Circumstances): boolean {
  return a.every((one, index) => one === b[index]);
}

/** The snapshot without what lies in other namespaces, so that rows that are kept do not keep all of it. */
function alone(snapshot: Snapshot, namespace: string): Snapshot {
  return {
    ...withoutObjects(snapshot),
    pods: partOf(snapshot.pods, namespace),
    workloads: partOf(snapshot.workloads, namespace),
  };
}
