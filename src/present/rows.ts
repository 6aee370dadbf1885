import { countHolding } from '../model/binary-search.ts';
import type { Row, Rows } from './tables.ts';

/** Lists of rows as one, without a copy of them: there may be 150,000 rows in some thousand lists, of which an event changes one. */
export function rowsOfParts<T>(parts: readonly (readonly Row<T>[])[]): Rows<T> {
  const starts = new Uint32Array(parts.length + 1);
  for (const [i, part] of parts.entries()) starts[i + 1] = (starts[i] ?? 0) + part.length;
  function* all(): Generator<Row<T>, undefined> {
    for (const part of parts) yield* part;
  }
  return {
    length: starts[parts.length] ?? 0,
    at: (position) => {
      const part = countHolding(parts.length, (i) => (starts[i + 1] ?? 0) <= position);
      return parts[part]?.[position - (starts[part] ?? 0)];
    },
    map: (make) => Array.from(all(), make),
    parts,
    [Symbol.iterator]: all,
  };
}

/** Position of the row with this identity; -1 where there is none. */
export function positionOfRow(rows: Rows<unknown>, id: string): number {
  // What lies in parts lies in a namespace, which identities begin with; there is a part for each.
  const place = rows.parts === undefined ? '' : id.slice(0, id.indexOf('/') + 1);
  let before = 0;
  for (const part of rows.parts ?? [rows]) {
    if (part.at(0)?.id.startsWith(place) === true) {
      let at = before;
      for (const row of part) {
        if (row.id === id) return at;
        at += 1;
      }
    }
    before += part.length;
  }
  return -1;
}
