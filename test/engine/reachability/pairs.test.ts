import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEvents, emptySnapshot } from '../../../src/cluster/fold.ts';
import { connectionsBetween } from '../../../src/engine/connections.ts';
import { finished } from '../../../src/engine/in-steps.ts';
import { onlyPort } from '../../../src/engine/list.ts';
import { countAllPairs, countInSteps } from '../../../src/engine/reachability/all-pairs.ts';
import { createColumnMaker } from '../../../src/engine/reachability/columns.ts';
import { compile } from '../../../src/engine/reachability/compiled.ts';
import {
  type AxisEntry,
  axisOf,
  compareInSteps,
  isCompared,
  type Matrix,
  matrixOf,
} from '../../../src/engine/reachability/matrix.ts';
import { nodeRelation, outcomeBetween } from '../../../src/engine/reachability/pairs.ts';
import type { PodClass } from '../../../src/engine/reachability/pod-classes.ts';
import { withoutPorts } from '../../../src/engine/reachability/port-sets.ts';
import { compiledOf, standingInSteps } from '../../../src/engine/reachability/reachability.ts';
import { createRowMaker } from '../../../src/engine/reachability/rows.ts';
import { KINDS, opennessOf, type PairCount, pairCount } from '../../../src/engine/reachability/tally.ts';
import type { Pod } from '../../../src/model/cluster-objects.ts';
import { NO_LABELS } from '../../../src/model/labels.ts';
import { type PortSet, sameSets } from '../../../src/model/ports.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Json } from '../../support/naive/objects.ts';
import { randomReading, seen } from '../../support/partial-cluster.ts';
import { randomCluster } from '../../support/random-cluster.ts';
import { randomForeignPolicies } from '../../support/random-foreign.ts';
import { randomTieredCluster } from '../../support/random-tiers.ts';
import { snapshotFromYaml } from '../../support/snapshot.ts';

function snapshotOf(objects: readonly Json[]): Snapshot {
  return applyEvents(
    emptySnapshot(),
    objects.map((value) => {
      return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
    }),
  );
}

/** Asks the explaining path about each pair of pods, and compares what the classes say. */
function expectEqualPairs(snapshot: Snapshot): void {
  const compiled = compile(snapshot);
  const { ports, values } = compiled.tables;
  const pods = [...snapshot.pods.values()].filter((pod) => pod.state !== 'finished');
  const classOf = (pod: Pod) => {
    const found = compiled.classOf.get(pod.key);
    if (found === undefined) throw new Error(`no class: ${pod.key}`);
    return found;
  };
  for (const source of pods) {
    for (const destination of pods) {
      if (source === destination) continue;
      const relation = nodeRelation(source, destination);
      const outcome = values.outcome(outcomeBetween(compiled, classOf(source), classOf(destination), relation));
      const { allowed, unknown } = connectionsBetween(
        snapshot,
        { kind: 'pod', pod: source },
        { kind: 'pod', pod: destination },
      );
      const fast = {
        allowed: ports.setOf(outcome.allowed),
        unknown: withoutPorts(ports.setOf(outcome.possible), ports.setOf(outcome.allowed)),
      };
      if (!sameSets(fast.allowed, allowed) || !sameSets(fast.unknown, unknown))
        expect.fail(`${source.key} -> ${destination.key}: ${JSON.stringify([fast, { allowed, unknown }])}`);
    }
  }
}

/** Whole rows and columns say what single questions say. */
function expectEqualRows(snapshot: Snapshot): void {
  const compiled = compile(snapshot);
  const rowOf = createRowMaker(compiled);
  const columnOf = createColumnMaker(compiled);
  for (const direction of ['ingress', 'egress'] as const) {
    const columns = compiled.classes.map((other) => {
      const { profiles, values } = columnOf(direction, other);
      return new Map(Array.from(profiles, (id, index) => [id, values[index]]));
    });
    for (const profile of compiled.profiles[direction].all) {
      const row = rowOf(profile);
      const values = new Map(Array.from(row.classes, (id, index) => [id, row.values[index]]));
      const inRow = compiled.classes.map(({ id }) => values.get(id) ?? row.base);
      expect(inRow.join()).toBe(columns.map((column) => column.get(profile.id) ?? row.base).join());
    }
  }
}

/** The count of all pairs is what counting them one by one gives. */
function expectEqualCounts(snapshot: Snapshot, asked: PortSet | undefined): void {
  const compiled = compile(snapshot);
  const { ports, values } = compiled.tables;
  const openness = opennessOf(ports, values, asked);
  const all = countAllPairs(compiled, asked);
  const pods = [...snapshot.pods.values()].flatMap((pod) => {
    const of = compiled.classOf.get(pod.key);
    return of === undefined ? [] : [{ pod, of }];
  });
  const total = new Float64Array(KINDS);
  for (const source of pods) {
    for (const destination of pods) {
      if (source === destination) continue;
      const relation = nodeRelation(source.pod, destination.pod);
      const open = openness(outcomeBetween(compiled, source.of, destination.of, relation));
      total[open] = (total[open] ?? 0) + 1;
    }
  }
  expect(all.total).toEqual(pairCount(total));
  // Whichever selectors are taken as wide: all, those of several classes, none.
  for (const least of [0, 2, 3, 5, Number.POSITIVE_INFINITY]) {
    const other = countAllPairs(compiled, asked, least);
    expect(other.total).toEqual(all.total);
    for (const one of compiled.classes) {
      expect([other.from(one), other.to(one)]).toEqual([all.from(one), all.to(one)]);
    }
  }
  const sum = (of: (one: PodClass) => PairCount): number =>
    compiled.classes.reduce((open, one) => open + of(one).open, 0);
  expect([sum(all.from), sum(all.to)]).toEqual([all.total.open, all.total.open]);
}

/** By steps comes out what comes out at once, whatever else is asked in between; and again what came out before. */
function expectEqualInSteps(snapshot: Snapshot): void {
  const steps = standingInSteps({ ...snapshot });
  let step = steps.next();
  while (step.done !== true) {
    compiledOf({ ...snapshot });
    step = steps.next();
  }
  const { compiled } = step.value;
  const { total } = countAllPairs(compile(snapshot));
  expect(finished(countInSteps(compiled)).total).toEqual(total);
  expect(countAllPairs(compiled).total).toEqual(total);
}

/** A cell of the matrix counts the pairs of its pods, and all cells together all pairs. */
function expectEqualCells(snapshot: Snapshot): void {
  const matrix = matrixOf(snapshot);
  const { total } = countAllPairs(compiledOf(snapshot));
  for (const by of ['namespace', 'workload'] as const) {
    const axis = axisOf(snapshot, { by });
    const cells = axis.flatMap((from) => axis.map((to) => matrix.cell(from, to)));
    expectEqualBothWays(matrix, axis, cells);
    const sum = (of: keyof PairCount): number => cells.reduce((all, cell) => all + cell[of], 0);
    expect([sum('pairs'), sum('open'), sum('all'), sum('unknown')]).toEqual([
      total.pairs,
      total.open,
      total.all,
      total.unknown,
    ]);
  }
}

/** Cells counted by rows are those counted by columns, and those of a row, or column, together all there is from, or to, its pods. */
function expectEqualBothWays(matrix: Matrix, axis: readonly AxisEntry[], cells: readonly PairCount[]): void {
  axis.forEach((one, at) => {
    const [from, to] = [matrix.cells([one], axis), matrix.cells(axis, [one])];
    expect(axis.map((other) => from(one, other))).toEqual(cells.slice(at * axis.length, (at + 1) * axis.length));
    expect(axis.map((other) => to(other, one))).toEqual(cells.filter((_cell, index) => index % axis.length === at));
  });
}

/** What was compared stays true when what was compiled is taken on to another snapshot and back, by classes of then and of now. */
function expectEqualAfterMoves(snapshot: Snapshot, others: readonly Snapshot[]): void {
  const axisNow = () => axisOf(snapshot, { by: 'workload' });
  const compare = (matrix: Matrix, [from, to]: readonly (readonly AxisEntry[])[]) =>
    from?.map((one) => [matrix.from(one), matrix.to(one), ...(to ?? []).map((other) => matrix.cell(one, other))]);
  const [matrix, axis] = [matrixOf(snapshot), axisNow()];
  const before = compare(matrix, [axis, axis]);
  for (const other of others) {
    compiledOf(other);
    expect(compare(matrix, [axis, axis])).toEqual(before);
    compiledOf(other);
    expect(compare(matrix, [axisNow(), axis])).toEqual(before);
    expect(compare(matrix, [axisNow(), axisNow()])).toEqual(before);
  }
  const steps = compareInSteps(snapshot, { totals: true });
  for (let step = steps.next(), at = 0; step.done !== true; step = steps.next(), at++) {
    const other = others[at % Math.max(1, others.length)];
    if (other !== undefined && at < MOST_DISTURBED) compiledOf(other);
  }
  expect(isCompared(snapshot, { totals: true })).toBe(true);
  expect(compare(matrixOf(snapshot), [axisNow(), axisNow()])).toEqual(before);
}

const MOST_DISTURBED = 12;

/** The snapshot without one of its policies, each in turn, and with pods that have lost their labels. */
function nextTo(snapshot: Snapshot): readonly Snapshot[] {
  const pods = new Map(
    [...snapshot.pods].map(([key, pod], at) => [key, at % 3 === 0 ? { ...pod, labels: NO_LABELS } : pod]),
  );
  return [
    ...snapshot.policies.map((policy) => ({
      ...snapshot,
      policies: snapshot.policies.filter((other) => other !== policy),
    })),
    { ...snapshot, pods },
  ].slice(-2);
}

/** The same on OpenShift, where a namespace stands for the hosts by its label. */
function onOpenShift(snapshot: Snapshot): Snapshot {
  const namespaces = [...snapshot.namespaces].map(([name, namespace], index) => {
    const labels = new Map(namespace.labels).set('policy-group.network.openshift.io/host-network', '');
    return [name, index === 0 ? { ...namespace, labels } : namespace] as const;
  });
  const plugin = { ...snapshot.plugin, traits: ['host-network-by-label'] as const };
  return { ...snapshot, namespaces: new Map(namespaces), plugin };
}

describe('classes of pods answer as the explaining path does', () => {
  const clusters: readonly (readonly [string, fc.Arbitrary<Snapshot>, number])[] = [
    ['with NetworkPolicies', randomCluster.map(snapshotOf), 30],
    ['with tiers', randomTieredCluster.map(snapshotOf), 30],
    ['on OpenShift', randomTieredCluster.map(snapshotOf).map(onOpenShift), 15],
    ['that were read in part', fc.tuple(randomTieredCluster, randomReading).map(([all, read]) => seen(all, read)), 30],
    [
      'with policies of other engines',
      fc.tuple(randomTieredCluster, randomForeignPolicies).map(([all, foreign]) => snapshotOf([...all, ...foreign])),
      30,
    ],
  ];
  test.each(clusters)('on clusters %s', (_, cluster, numRuns) => {
    void fc.assert(
      fc.property(cluster, (snapshot) => {
        expectEqualPairs(snapshot);
        expectEqualRows(snapshot);
        expectEqualCells(snapshot);
        expectEqualInSteps(snapshot);
        expectEqualAfterMoves({ ...snapshot }, nextTo(snapshot));
        expectEqualCounts(snapshot, undefined);
        expectEqualCounts(snapshot, onlyPort(80, 'TCP'));
      }),
      { seed: 11, numRuns },
    );
  });
});

describe('a template', () => {
  const CLUSTER = `
{ apiVersion: apps/v1, kind: Deployment, metadata: { namespace: a, name: web }, spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [] } } } }
---
{ apiVersion: v1, kind: Pod, metadata: { namespace: a, name: bare }, spec: { containers: [] }, status: { phase: Running, podIP: 10.0.0.1 } }
`;

  test('stands for several pods, which are a pair, and a pod with itself is none', () => {
    const snapshot = snapshotFromYaml(CLUSTER);
    const matrix = matrixOf(snapshot);
    const [web, bare] = axisOf(snapshot, { by: 'workload' });
    if (web === undefined || bare === undefined) throw new Error('two workloads');
    expect([web.key, bare.key]).toEqual(['a/Deployment/web', 'a/Pod/bare']);
    expect([matrix.cell(web, web).pairs, matrix.cell(bare, bare).pairs, matrix.cell(web, bare).all]).toEqual([1, 0, 1]);
  });
});
