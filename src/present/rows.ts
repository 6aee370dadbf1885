import { countHolding } from '../model/binary-search.ts';
import type { Row, Rows, RowsPart } from './tables.ts';

/** Rows of one part, made at the first asking. */
export function lazyPart<T>(place: string, length: number, make: () => readonly Row<T>[]): RowsPart<T> {
  let made: readonly Row<T>[] | undefined;
  return {
    place,
    length,
    rows: () => {
      made ??= make();
      return made;
    },
  };
}

/** Parts as one list, without a copy: there may be 150,000 rows in some thousand namespaces, of which few are seen and an event changes one. */
export function rowsOfParts<T>(parts: readonly RowsPart<T>[]): Rows<T> {
  const starts = new Uint32Array(parts.length + 1);
  for (const [i, part] of parts.entries()) starts[i + 1] = (starts[i] ?? 0) + part.length;
  function* all(): Generator<Row<T>, undefined> {
    for (const part of parts) yield* part.rows();
  }
  return {
    length: starts[parts.length] ?? 0,
    at: (position) => {
      const part = countHolding(parts.length, (i) => (starts[i + 1] ?? 0) <= position);
      return parts[part]?.rows()[position - (starts[part] ?? 0)];
    },
    map: (make) => Array.from(all(), make),
    parts,
    [Symbol.iterator]: all,
  };
}

/** Position of the row with this identity; -1 where there is none. */
export function positionOfRow(rows: Rows<unknown>, id: string): number {
  if (rows.parts === undefined) return placeAmong(rows, id);
  let before = 0;
  for (const part of rows.parts) {
    if (id.startsWith(part.place)) {
      const at = placeAmong(part.rows(), id);
      return at < 0 ? -1 : before + at;
    }
    before += part.length;
  }
  return -1;
}

function placeAmong(rows: Iterable<Row<unknown>>, wanted: string): number {
  let at = 0;
  for (const { id } of rows) {
    if (id === wanted) return at;
    at += 1;
  }
  return -1;
}
