import { withoutObjects } from '../engine/circumstances.ts';
import { remember } from '../model/memo.ts';
import { NamespacedMap, namespacesOf, partOf } from '../model/namespaced-map.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Glyphs } from './glyphs.ts';
import { byName, compareText } from './name-order.ts';
import { lazyPart, rowsOfParts } from './rows.ts';
import { type CellMaker, lazyRow, type Rows, type RowsPart } from './tables.ts';

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
  readonly part: RowsPart<T>;
}

/** All rows there were last, and of what: of the next snapshot only the namespaces are looked at in which something changed. */
interface Listed<T> {
  readonly circumstances: Circumstances;
  readonly made: readonly ReadonlyMap<string, unknown>[];
  readonly names: readonly string[];
  readonly rows: Rows<T>;
}

/** Rows by namespace and name, as kubectl lists them. Made for one kind of table, to be used again and again. */
export type RowsByNamespace<T> = (snapshot: Snapshot, glyphs: Glyphs, namespace: string | undefined) => Rows<T>;

/**
 * Makes rows namespace by namespace. Those of a namespace in which nothing changed are the same in the table of the next snapshot, with
 * the cells that were made, as long as policies and namespaces are the same.
 */
export function rowsByNamespace<T extends Named>({ of, maker }: RowSource<T>): RowsByNamespace<T> {
  const known = new WeakMap<ReadonlyMap<string, T>, Known<T>>();
  const listed = new WeakMap<Snapshot['policies'], Listed<T>>();
  const partIn = (snapshot: Snapshot, glyphs: Glyphs, namespace: string): RowsPart<T> => {
    const objects = partOf(of(snapshot), namespace);
    const circumstances = circumstancesIn(snapshot, glyphs, namespace);
    const before = known.get(objects);
    if (before !== undefined && isSame(before.circumstances, circumstances)) return before.part;
    const own = alone(snapshot, namespace);
    const part = lazyPart(`${namespace}/`, objects.size, () => {
      const cells = maker(own, glyphs);
      return byName([...objects.values()]).map((object) => lazyRow(object.key, object, cells));
    });
    known.set(objects, { circumstances, part });
    return part;
  };
  return (snapshot, glyphs, namespace) => {
    if (namespace !== undefined) return partIn(snapshot, glyphs, namespace).rows();
    const before = listed.get(snapshot.policies);
    const circumstances = circumstancesOf(snapshot, glyphs);
    const made = [of(snapshot), snapshot.pods, snapshot.workloads];
    const names = sortedNames(namespacesOf(of(snapshot)));
    const isOfBefore = before?.names === names && isSame(before.circumstances, circumstances);
    const changed = isOfBefore ? changedIn(made, before.made) : undefined;
    const parts = names.map((name, i) => {
      const old = changed?.has(name) === false ? before?.rows.parts?.[i] : undefined;
      return old ?? partIn(snapshot, glyphs, name);
    });
    const rows = rowsOfParts(parts);
    listed.set(snapshot.policies, { circumstances, made, names, rows });
    return rows;
  };
}

/** Namespaces in which one of the maps is not as it was; undefined where that cannot be told. */
function changedIn(now: Listed<unknown>['made'], before: Listed<unknown>['made']): ReadonlySet<string> | undefined {
  const changed = new Set<string>();
  for (const [i, map] of now.entries()) {
    const old = before[i];
    const names = map instanceof NamespacedMap && old instanceof NamespacedMap ? map.changedSince(old) : undefined;
    if (names === undefined) return undefined;
    for (const name of names) changed.add(name);
  }
  return changed;
}

const inOrder = new WeakMap<readonly string[], readonly string[]>();

function sortedNames(names: readonly string[]): readonly string[] {
  return remember(inOrder, names, () => [...names].sort(compareText));
}

function circumstancesOf({ policies, namespaces, foreign, gaps }: Snapshot, glyphs: Glyphs): Circumstances {
  return [policies, namespaces, foreign, gaps, glyphs];
}

function circumstancesIn(snapshot: Snapshot, glyphs: Glyphs, namespace: string): Circumstances {
  const { pods, workloads } = snapshot;
  return [...circumstancesOf(snapshot, glyphs), partOf(pods, namespace), partOf(workloads, namespace)];
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
