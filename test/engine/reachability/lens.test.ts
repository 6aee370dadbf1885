import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvents } from '../../../src/cluster/fold.ts';
import { advance } from '../../../src/engine/reachability/advance.ts';
import { classTable } from '../../../src/engine/reachability/class-table.ts';
import { type Compiled, compile } from '../../../src/engine/reachability/compiled.ts';
import { createLens, createOptics, type Lens, type Optics } from '../../../src/engine/reachability/lens.ts';
import { outcomeBetween } from '../../../src/engine/reachability/pairs.ts';
import type { PodClass } from '../../../src/engine/reachability/pod-classes.ts';
import { DIRECTIONS, type Direction } from '../../../src/model/policies.ts';
import { setEvent, snapshotOf } from '../../bench/clusters/snapshot.ts';
import type { Json } from '../../support/naive/objects.ts';
import { randomCluster } from '../../support/random-cluster.ts';
import { randomTieredCluster } from '../../support/random-tiers.ts';

/** What is usual with a kind, put right where it is said to be unusual, is what a question about each pair gives. */
function expectEqualOutcomes(compiled: Compiled, optics: Optics, lens: Lens): void {
  for (const own of compiled.classes) {
    for (const direction of DIRECTIONS) {
      lens.look(own, direction, 'all');
      const unusual = new Set<number>();
      lens.eachUnusual((id) => unusual.add(id));
      const { kindOf } = direction === 'egress' ? optics.kinds.destinations : optics.kinds.sources;
      const found = compiled.classes.map(({ id }) =>
        unusual.has(id) ? lens.outcome(id) : lens.usual()?.[kindOf[id] ?? -1],
      );
      expect(found).toEqual(compiled.classes.map((other) => outcomeOf(compiled, direction, [own, other])));
      expect(compiled.classes.map(({ id }) => lens.outcome(id))).toEqual(found);
    }
  }
}

function outcomeOf(compiled: Compiled, direction: Direction, [own, other]: readonly [PodClass, PodClass]): number {
  return direction === 'egress' ? outcomeBetween(compiled, own, other) : outcomeBetween(compiled, other, own);
}

/** The pods of a kind are those of its classes. */
function expectEqualPods({ classes }: Compiled, { kinds }: Optics): void {
  for (const { kindOf, pods } of [kinds.sources, kinds.destinations]) {
    const counted = pods.map(() => 0);
    for (const { id, isSubject, pods: own } of classes) {
      const kind = kindOf[id] ?? -1;
      if (isSubject) counted[kind] = (counted[kind] ?? Number.NaN) + own.size;
    }
    expect(pods).toEqual(counted);
  }
}

/** Policies, pods and labels of one cluster come, a few at a time, after those of another. */
function expectEqualAlong(first: readonly Json[], then: readonly Json[], leastWide: number): void {
  let snapshot = snapshotOf(first);
  let compiled = compile(snapshot);
  let optics = createOptics(compiled, leastWide);
  for (let at = 0; at <= then.length; at += 4) {
    optics.kinds.follow();
    expectEqualOutcomes(compiled, optics, createLens(optics));
    expectEqualPods(compiled, optics);
    snapshot = applyEvents(snapshot, then.slice(at, at + 4).map(setEvent));
    if (advance(compiled, snapshot) === undefined) {
      compiled = compile(snapshot);
      optics = createOptics(compiled, leastWide);
    }
    classTable(compiled);
  }
}

test.each([
  ['with NetworkPolicies', randomCluster],
  ['with tiers', randomTieredCluster],
])('a lens says what single questions say, while clusters %s change', (_, cluster) => {
  void fc.assert(
    fc.property(cluster, cluster, fc.constantFrom(1, 2, 3, 1000), (first, then, leastWide) => {
      expectEqualAlong(first, then, leastWide);
    }),
    { seed: 7, numRuns: 60 },
  );
});
