import { describe, expect, test } from 'vitest';
import { whatIf } from '../../src/cluster/what-if.ts';
import { differencesBetween } from '../../src/engine/differences.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { createBackground } from '../../src/tui/background.ts';
import { compareBeside } from '../../src/tui/compare.ts';
import type { Comparison, Sides } from '../../src/tui/state/comparison.ts';
import type { MadeEdit } from '../../src/tui/state/what-if.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';
import { slowClock } from './slow-clock.ts';

const pods = (many: number): string =>
  Array.from(
    { length: many },
    (_, i) => `apiVersion: v1
kind: Pod
metadata: { name: p-${i}, namespace: shop, labels: { app: p-${i} } }
status: { phase: Running, podIP: 10.0.0.${i + 1} }
`,
  ).join('---\n');

const POLICY = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {} }
`;

function removal(id: number): readonly MadeEdit[] {
  const gone = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'shop', name: 'deny' };
  const edits = [{ kind: 'objects', events: [{ type: 'delete', id: gone }] }] as const;
  return [{ id, title: 'remove', name: undefined, edits, written: undefined, files: [], remarks: [] }];
}

function sides(before: Snapshot, made: readonly MadeEdit[]): Sides {
  return {
    before,
    made,
    after: whatIf(
      before,
      made.flatMap(({ edits }) => edits),
    ),
  };
}

describe('comparing beside everything else', () => {
  const before = snapshotFromYaml(pods(20) + POLICY);

  test('tells how far it is, and ends with what comparing at once would find', () => {
    const clock = slowClock();
    const told: Comparison[] = [];
    const wanted = sides(before, removal(1));
    const comparing = compareBeside(createBackground(clock), (comparison) => told.push(comparison));
    comparing.look(wanted);
    expect(clock.turns()).toBeGreaterThan(20);
    const progress = told.flatMap(({ working }) => (working === undefined ? [] : [working]));
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).sort((a, b) => a - b));
    expect(new Set(progress.map(({ of }) => of))).toEqual(new Set([20]));
    expect(told.at(-1)?.working).toBeUndefined();
    expect(told.at(-1)?.found?.differences).toEqual(differencesBetween(wanted.before, wanted.after));
    comparing.look(wanted);
    expect(clock.turns()).toBe(0);
  });

  test('goes on to its end when the cluster changes meanwhile, and then begins again', () => {
    const clock = slowClock();
    const found: (Snapshot | undefined)[] = [];
    const made = removal(1);
    const comparing = compareBeside(createBackground(clock), (comparison) => found.push(comparison.found?.before));
    comparing.look(sides(before, made));
    clock.turns(5);
    const later = snapshotFromYaml(pods(5) + POLICY);
    comparing.look(sides(later, made));
    clock.turns();
    expect([...new Set(found)]).toEqual([undefined, before, later]);
  });

  test('begins anew at once with other edits, and nothing when nobody looks', () => {
    const clock = slowClock();
    const made: unknown[] = [];
    const comparing = compareBeside(createBackground(clock), ({ found }) => {
      if (found !== undefined) made.push(found.made);
    });
    const [first, second] = [removal(1), removal(2)];
    comparing.look(sides(before, first));
    clock.turns(5);
    comparing.look(sides(before, second));
    clock.turns();
    expect(new Set(made)).toEqual(new Set([second]));
    comparing.look(undefined);
    expect(clock.turns()).toBe(0);
  });
});
