import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onlyPort } from '../../../src/engine/list.ts';
import { createCellRows } from '../../../src/engine/reachability/cell-rows.ts';
import { compile } from '../../../src/engine/reachability/compiled.ts';
import { axisOf, matrixOf } from '../../../src/engine/reachability/matrix.ts';
import { createOpennessByKind } from '../../../src/engine/reachability/openness-by-kind.ts';
import { createOpennessRows } from '../../../src/engine/reachability/openness-rows.ts';
import { outcomeBetween } from '../../../src/engine/reachability/pairs.ts';
import { compiledOf } from '../../../src/engine/reachability/reachability.ts';
import { joinedOpenness, opennessOf } from '../../../src/engine/reachability/tally.ts';
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

/** Rows have the cells that are counted one by one. */
function expectEqualRows(snapshot: Snapshot, asked: PortSet | undefined): void {
  const compiled = compiledOf(snapshot);
  const matrix = matrixOf(snapshot, asked && { ports: asked, key: 'asked' });
  for (const by of ['namespace', 'workload'] as const) {
    const axis = axisOf(snapshot, { by });
    const columns = axis.slice(1);
    for (const from of axis) {
      expect(matrix.row(from, axis)).toEqual(axis.map((to) => matrix.cell(from, to)));
      expect(matrix.row(from, columns)).toEqual(columns.map((to) => matrix.cell(from, to)));
    }
    for (const leastWide of LEAST_WIDE) {
      const row = createCellRows(compiled, createOpennessRows(compiled, asked), axis, { asked, leastWide });
      for (const from of axis) expect(row(from)).toEqual(axis.map((to) => matrix.cell(from, to)));
    }
  }
}

/** Rows stay true when what was compiled is taken on to another snapshot and back. */
function expectEqualAfterMoves(snapshot: Snapshot): void {
  const axis = axisOf(snapshot, { by: 'workload' });
  const matrix = matrixOf(snapshot);
  const before = axis.map((from) => matrix.row(from, axis));
  const pods = new Map([...snapshot.pods].map(([key, pod]) => [key, { ...pod, labels: NO_LABELS }]));
  compiledOf({ ...snapshot, pods });
  expect(axis.map((from) => matrix.row(from, axis))).toEqual(before);
  const now = axisOf(snapshot, { by: 'workload' });
  expect(now.map((from) => matrix.row(from, axis))).toEqual(before);
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
