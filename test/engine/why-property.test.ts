import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import { check, isProblem, type PairAnswer } from '../../src/engine/check.ts';
import { type AnsweredSide, answeredSidesOf } from '../../src/engine/why/answered-side.ts';
import { compareDistances } from '../../src/engine/why/distance.ts';
import { type NearMiss, nearMisses } from '../../src/engine/why/near-misses.ts';
import { type Removal, removalsOf } from '../../src/engine/why/removals.ts';
import type { PolicyRef, RuleRef } from '../../src/model/policies.ts';
import type { Protocol } from '../../src/model/ports.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Json } from '../support/naive/objects.ts';
import type { NaiveEnd, NaiveQuery } from '../support/naive/verdict.ts';
import { naiveTiers } from '../support/naive-tiers/verdict.ts';
import { randomScenario } from '../support/random-cluster.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';

const SEEDS = [8, 1_984];
const CLUSTERS = 60;
const QUERIES = 8;

interface Asked {
  readonly objects: readonly Json[];
  readonly query: NaiveQuery;
  readonly side: AnsweredSide;
  /** Whether the other side allows, so that this one decides. */
  readonly decides: boolean;
}

describe('explanations in random clusters', () => {
  for (const seed of SEEDS) {
    test(`a rule that nearly matches allows once it does, seed ${seed}`, () => {
      const asked = forEverySide({ seed, cluster: undefined }, (given) => {
        const misses = nearMisses(given.side);
        expect(misses.map(({ distance }) => distance)).toEqual(
          misses.map(({ distance }) => distance).sort(compareDistances),
        );
        expect(missingFrom(misses, given.side)).toEqual([]);
        if (!given.decides) return 0;
        const tried = misses.flatMap((miss) => {
          const after = withRuleMatching(given.objects, miss);
          return after === undefined ? [] : [naiveTiers(after)(given.query)];
        });
        expect(tried.filter((verdict) => verdict !== 'allowed')).toEqual([]);
        return tried.length;
      });
      expect(asked).toBeGreaterThan(CLUSTERS / 8);
    });

    test(`a removal has the outcome that is said of it, seed ${seed}`, () => {
      const asked = forEverySide({ seed, cluster: randomTieredCluster }, (given) => {
        if (!given.decides) return 0;
        const tried = removalsOf(given.side).flatMap((removal) => {
          const after = withoutIt(given, removal);
          return after === undefined ? [] : [`${removal.decision} ${naiveTiers(after)(given.query)}`];
        });
        expect(tried.filter((pair) => pair.split(' ')[0] !== pair.split(' ')[1])).toEqual([]);
        return tried.length;
      });
      expect(asked).toBeGreaterThan(CLUSTERS / 8);
    });
  }
});

/** Asks every side of every answer; how many things were tried. */
function forEverySide(
  { seed, cluster }: { readonly seed: number; readonly cluster: typeof randomTieredCluster | undefined },
  ask: (given: Asked) => number,
): number {
  let tried = 0;
  const property = fc.property(randomScenario(QUERIES, 1, cluster), ({ objects, queries }) => {
    const snapshot = snapshotOf(objects);
    for (const query of queries) {
      for (const pair of pairsOf(snapshot, query)) {
        // Families that differ have their own reasons; the naive evaluator is asked for both at once.
        if ((pair.flow?.byFamily.length ?? 0) !== 1) continue;
        const sides = answeredSidesOf(pair);
        for (const side of sides) {
          const other = sides.find((candidate) => candidate !== side);
          tried += ask({ objects, query, side, decides: other?.side.decision === 'allowed' });
        }
      }
    }
  });
  // Nothing to wait for: the property is synchronous.
  void fc.assert(property, { seed, numRuns: CLUSTERS });
  return tried;
}

function snapshotOf(objects: readonly Json[]): Snapshot {
  const events = objects.map((value): ObjectEvent => {
    return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
  });
  return applyEvents(emptySnapshot(), events);
}

function pairsOf(snapshot: Snapshot, { source, destination, protocol, port }: NaiveQuery): readonly PairAnswer[] {
  const query = { from: endText(source), to: endText(destination), port, protocol: protocol as Protocol };
  const answer = check(snapshot, query, 'default');
  return isProblem(answer) ? [] : answer.pairs;
}

function endText(end: NaiveEnd): string {
  if ('pod' in end) return end.pod;
  return 'node' in end ? `node/${end.node}` : end.address;
}

/** Rules that were asked and could match something, and are not among the near misses. */
function missingFrom(misses: readonly NearMiss[], { side }: AnsweredSide): readonly RuleRef[] {
  if (side.reason.kind !== 'isolated') return [];
  const named = new Set(misses.map(({ trace }) => trace.rule.ref));
  const asked = side.trace.flatMap(({ policies }) => policies.flatMap(({ rules }) => rules.map(({ rule }) => rule)));
  const isEmpty = (list: 'any' | readonly unknown[]) => list !== 'any' && list.length === 0;
  return asked
    .filter(({ ref, peers, ports }) => !named.has(ref) && !isEmpty(peers) && !isEmpty(ports))
    .map(({ ref }) => ref);
}

/** The objects with the rule made to match; undefined where that would change the policy's other direction too. */
function withRuleMatching(objects: readonly Json[], { trace, shortfalls }: NearMiss): readonly Json[] | undefined {
  const { ref } = trace.rule;
  if (shortfalls.some(({ clause }) => clause === 'subject')) return undefined;
  return withPolicy(objects, ref.policy, (spec) => {
    const rules = [...((spec[ref.direction] as readonly Json[] | undefined) ?? [])];
    rules[ref.index] = {};
    const types = spec['policyTypes'] as readonly string[] | undefined;
    const type = ref.direction === 'ingress' ? 'Ingress' : 'Egress';
    const isInert = shortfalls.some(({ clause }) => clause === 'policy-type');
    return { ...spec, [ref.direction]: rules, ...(isInert ? { policyTypes: [...(types ?? ['Ingress']), type] } : {}) };
  });
}

/** The objects without what is removed; undefined where that would change the other direction too. */
function withoutIt({ objects, side }: Asked, { what }: Removal): readonly Json[] | undefined {
  if (what.kind === 'all-rules') return undefined;
  if (what.kind === 'rule') {
    const { policy, direction, index } = what.rule;
    return withPolicy(objects, policy, (spec) => {
      const rules = (spec[direction] as readonly Json[]).filter((_, place) => place !== index);
      // What the policy isolates must not change with its last rule.
      const isolates = side.pair.asked.snapshot.policies.find(({ ref }) => ref === policy)?.isolates ?? [];
      const types = isolates.map((one) => (one === 'ingress' ? 'Ingress' : 'Egress'));
      return { ...spec, [direction]: rules, ...(policy.kind === 'NetworkPolicy' ? { policyTypes: types } : {}) };
    });
  }
  const compiled = side.pair.asked.snapshot.policies.find(({ ref }) => ref === what.policy);
  const { direction } = side.side;
  const isOneWay =
    compiled?.rules.every(({ ref }) => ref.direction === direction) &&
    !compiled.isolates.some((one) => one !== direction);
  return isOneWay ? objects.filter((object) => !isPolicy(object, what.policy)) : undefined;
}

function withPolicy(objects: readonly Json[], policy: PolicyRef, edit: (spec: Json) => Json): readonly Json[] {
  return objects.map((object) =>
    isPolicy(object, policy) ? { ...object, spec: edit(object['spec'] as Json) } : object,
  );
}

function isPolicy(object: Json, { kind, namespace, name }: PolicyRef): boolean {
  const metadata = object['metadata'] as Json;
  return (
    object['kind'] === kind &&
    metadata['name'] === name &&
    (metadata['namespace'] ?? 'default') === (namespace ?? 'default')
  );
}
