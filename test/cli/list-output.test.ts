import { expect, test } from 'vitest';
import { listInPieces, rowsAtMost } from '../../src/cli/list-output.ts';
import { type ListRow, listConnections, listPieces } from '../../src/engine/list.ts';
import { jsonListInPieces, jsonText } from '../../src/present/json-text.ts';
import { listJson } from '../../src/present/list-text.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

const POD = (name: string) => `
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: ${name} }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.${name.length} } }`;
const snapshot = snapshotFromYaml(POD('a') + POD('bb') + POD('ccc'));

function* pieces(): Generator<readonly ListRow[]> {
  for (const { rows } of listPieces(snapshot, {})) yield rows;
}

test('a list that is written in pieces is the one that is made as a whole', () => {
  const rows = listConnections(snapshot, {});
  expect([...pieces()].flat()).toEqual(rows);
  expect([...listInPieces(pieces(), 'json', undefined)].join('')).toBe(jsonText(listJson(rows)));
  expect(
    [...listInPieces(pieces(), 'jsonl', undefined)]
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(JSON.parse(jsonText(listJson(rows))));
});

test('a list in pieces is JSON when it is empty, and where pieces are', () => {
  for (const all of [[], [[]], [[1], [], [{ a: [] }, 'x\u2028']]]) {
    expect([...jsonListInPieces(all)].join('')).toBe(jsonText(all.flat()));
  }
});

test('more rows than anybody reads are refused as soon as there are so many', () => {
  const rows = listConnections(snapshot, {});
  expect(rowsAtMost(pieces(), rows.length)).toEqual(rows);
  const taken: (readonly ListRow[])[] = [];
  const counted = (function* () {
    for (const some of pieces()) {
      taken.push(some);
      yield some;
    }
  })();
  expect(() => rowsAtMost(counted, 1)).toThrow('more than 1 rows; narrow it with --from, --to, -n or --port');
  expect(taken.flat().length).toBeLessThan(rows.length);
});
