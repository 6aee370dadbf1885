import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finished } from '../../../src/engine/in-steps.ts';
import { onlyPort } from '../../../src/engine/list.ts';
import { rowsOfFew, rowsOfMany } from '../../../src/engine/reachability/cell-rows.ts';
import { compile } from '../../../src/engine/reachability/compiled.ts';
import { type AxisEntry, axisOf, type Matrix, matrixOf } from '../../../src/engine/reachability/matrix.ts';
import { createOpennessByKind } from '../../../src/engine/reachability/openness-by-kind.ts';
import { createOpennessRows } from '../../../src/engine/reachability/openness-rows.ts';
import { outcomeBetween } from '../../../src/engine/reachability/pairs.ts';
import { compiledOf } from '../../../src/engine/reachability/reachability.ts';
import { joinedOpenness, opennessOf, type PairCount } from '../../../src/engine/reachability/tally.ts';
import { NO_LABELS } from '../../../src/model/labels.ts';
import type { PortSet } from '../../../src/model/ports.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { snapshotOf } from '../../bench/clusters/snapshot.ts';
import { randomReading, seen } from '../../support/partial-cluster.ts';
import { randomCluster } from '../../support/random-cluster.ts';
import { randomTieredCluster } from '../../support/random-tiers.ts';

/** Selectors that match so many classes are wide: all, those of several classes, none. */
const LEAST_WIDE = [0, 2, 3, 5, Number.POSITIVE_INFINITY];

/** Begun with what kinds have and put right, it is what each pair of classes is asked. */
function expectEqualKinds(snapshot: Snapshot, asked: PortSet | undefined, leastWide: number): void {
  const compiled = compile(snapshot);
  const { classes, tables } = compiled;
  const openness = opennessOf(tables.ports, tables.values, asked);
  const joined = joinedOpenness(tables.ports, tables.values, asked);
  for (const direction of ['ingress', 'egress'] as const) {
    const { kindOf, byKind, putRight } = createOpennessByKind(compiled, joined, direction, leastWide);
    for (const of of classes) {
      const found = classes.map(({ id }) => byKind(of)[kindOf[id] ?? 0]);
      const told: number[] = [];
      putRight(of, (other, open) => {
        found[other] = open;
        told.push(other);
      });
      const asPairs = classes.map((other) =>
        openness(direction === 'egress' ? outcomeBetween(compiled, of, other) : outcomeBetween(compiled, other, of)),
      );
      expect(found).toEqual(asPairs);
      expect(new Set(told).size).toBe(told.length);
    }
  }
}

function rowsOf(
  matrix: Matrix,
  from: readonly AxisEntry[],
  to: readonly AxisEntry[],
): readonly (readonly PairCount[])[] {
  const row = finished(matrix.rows(from, to));
  return from.map((entry) => finished(row(entry)));
}

function cellsOf(
  matrix: Matrix,
  from: readonly AxisEntry[],
  to: readonly AxisEntry[],
): readonly (readonly PairCount[])[] {
  return from.map((entry) => to.map((other) => matrix.cell(entry, other)));
}

/** Rows have the cells that are counted one by one, by whichever axis they are counted. */
function expectEqualRows(snapshot: Snapshot, asked: PortSet | undefined): void {
  const compiled = compiledOf(snapshot);
  const matrix = matrixOf(snapshot, asked && { ports: asked, key: 'asked' });
  for (const by of ['namespace', 'workload'] as const) {
    const axis = axisOf(snapshot, { by });
    const cells = cellsOf(matrix, axis, axis);
    expect(rowsOf(matrix, axis, axis)).toEqual(cells);
    expect(rowsOf(matrix, axis, axis.slice(1, 2))).toEqual(cellsOf(matrix, axis, axis.slice(1, 2)));
    expect(rowsOf(matrix, axis.slice(1, 2), axis)).toEqual(cellsOf(matrix, axis.slice(1, 2), axis));
    const columns = axis.map(({ members }) => members);
    for (const leastWide of LEAST_WIDE) {
      const rows = createOpennessRows(compiled, asked, leastWide);
      for (const made of [rowsOfMany(compiled, rows, columns), rowsOfFew(rows, columns)]) {
        const row = finished(made);
        expect(columns.map((members) => finished(row(members)))).toEqual(cells);
      }
    }
  }
}

/** Rows stay true when what was compiled is taken on to another snapshot and back. */
function expectEqualAfterMoves(snapshot: Snapshot): void {
  const axis = axisOf(snapshot, { by: 'workload' });
  const matrix = matrixOf(snapshot);
  const row = finished(matrix.rows(axis, axis));
  const before = axis.map((from) => finished(row(from)));
  const pods = new Map([...snapshot.pods].map(([key, pod]) => [key, { ...pod, labels: NO_LABELS }]));
  compiledOf({ ...snapshot, pods });
  expect(axis.map((from) => finished(row(from)))).toEqual(before);
  expect(rowsOf(matrix, axis, axis)).toEqual(before);
  const now = axisOf(snapshot, { by: 'workload' });
  expect(rowsOf(matrix, now, axis)).toEqual(before);
}

describe('rows of a matrix are its cells', () => {
  const clusters: readonly (readonly [string, fc.Arbitrary<Snapshot>])[] = [
    ['with NetworkPolicies', randomCluster.map(snapshotOf)],
    ['with tiers', randomTieredCluster.map(snapshotOf)],
    ['that were read in part', fc.tuple(randomTieredCluster, randomReading).map(([all, read]) => seen(all, read))],
  ];
  test.each(clusters)('on clusters %s', (_, cluster) => {
    void fc.assert(
      fc.property(cluster, (snapshot) => {
        for (const leastWide of LEAST_WIDE) expectEqualKinds(snapshot, undefined, leastWide);
        expectEqualKinds(snapshot, onlyPort(80, 'TCP'), 2);
        expectEqualRows(snapshot, undefined);
        expectEqualRows(snapshot, onlyPort(80, 'TCP'));
        expectEqualAfterMoves({ ...snapshot });
      }),
      { seed: 12, numRuns: 20 },
    );
  });
});
