import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lazyPart, positionOfRow, rowsOfParts } from '../../src/present/rows.ts';
import type { Row } from '../../src/present/tables.ts';

function rowOf(id: string): Row<string> {
  return { id, subject: id, cells: [] };
}

/** Rows by namespace; some namespaces have none, and the name of one may begin with that of another. */
const namespaces = fc.uniqueArray(fc.constantFrom('a', 'ab', 'b', 'b-1', 'c'), { maxLength: 5 });
const plan = namespaces.chain((names) =>
  fc.tuple(...names.map((name) => fc.uniqueArray(fc.nat(9), { maxLength: 6 }).map((those) => ({ name, those })))),
);

test('rows in parts are the rows of all parts, one after the other', () => {
  fc.assert(
    fc.property(plan, (made) => {
      const parts = made.map(({ name, those }) => those.map((number) => rowOf(`${name}/${number}`)));
      const [rows, flat] = [
        rowsOfParts(parts.map((part, i) => lazyPart(`${made[i]?.name}/`, part.length, () => part))),
        parts.flat(),
      ];
      expect(rows.length).toBe(flat.length);
      expect([...rows]).toEqual(flat);
      expect(rows.map(({ id }, at) => `${at} ${id}`)).toEqual(flat.map(({ id }, at) => `${at} ${id}`));
      for (const [at, row] of flat.entries()) expect(rows.at(at)).toBe(row);
      expect(rows.at(flat.length)).toBeUndefined();
      for (const id of [...flat.map((row) => row.id), 'a/none', 'd/1', 'none'])
        expect([positionOfRow(rows, id), positionOfRow(flat, id)]).toEqual(
          new Array(2).fill(flat.findIndex((row) => row.id === id)),
        );
    }),
  );
});
