import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createPlaces,
  differences,
  emptyMap,
  NamespacedMap,
  partOf,
  withEntries,
} from '../../src/model/namespaced-map.ts';

const SEED = 7;

const key = fc
  .tuple(fc.constantFrom('a', 'b', 'c', ''), fc.constantFrom('x', 'y', 'z'))
  .map((names) => names.join('/'));
const step = fc.tuple(key, fc.option(fc.nat(3), { nil: undefined, freq: 3 }));
const steps = fc.array(step, { maxLength: 12 });

/** What the map should hold, kept by somebody who shares nothing. */
function naive(entries: Iterable<readonly [string, number]>): Map<string, number> {
  return new Map(entries);
}

function changedBy(map: ReadonlyMap<string, number>, changes: readonly (readonly [string, number | undefined])[]) {
  const copy = naive(map);
  for (const [at, value] of changes) {
    if (value === undefined) copy.delete(at);
    else copy.set(at, value);
  }
  return copy;
}

function asEntries(map: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

interface Made {
  readonly map: ReadonlyMap<string, number>;
  readonly plain: ReadonlyMap<string, number>;
}

function chain(rounds: readonly (readonly (readonly [string, number | undefined])[])[]): readonly Made[] {
  const made: Made[] = [];
  let last: Made = { map: emptyMap<number>(createPlaces()), plain: new Map() };
  for (const changes of [[], ...rounds]) {
    last = { map: withEntries(last.map, changes), plain: changedBy(last.plain, changes) };
    made.push(last);
  }
  return made;
}

function expectSame({ map, plain }: Made): void {
  expect(asEntries(map)).toEqual(asEntries(plain));
  expect([map.size, [...map.keys()].length, [...map.values()].length]).toEqual([plain.size, plain.size, plain.size]);
  for (const [at, value] of plain) expect([map.has(at), map.get(at)]).toEqual([true, value]);
  expect(map.has('b/none')).toBe(false);
  expect([...partOf(map, 'b')]).toEqual([...plain].filter(([at]) => at.startsWith('b/')));
}

function differing(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): readonly string[] {
  return [...differences(before, after)].map((difference) => difference.key).sort();
}

function expectDifferences(from: Made, to: Made): void {
  const keys = new Set([...from.plain.keys(), ...to.plain.keys()]);
  const expected = [...keys].filter((at) => from.plain.get(at) !== to.plain.get(at)).sort();
  expect(differing(from.map, to.map)).toEqual(expected);
  expect(differing(from.map, to.plain)).toEqual(expected);
}

describe('a map by namespace', () => {
  it('holds what a plain map would, and leaves those it came of as they were', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 6 }), (rounds) => {
        const made = chain(rounds);
        made.forEach(expectSame);
        for (const from of made) for (const to of made) expectDifferences(from, to);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('shares the parts in which nothing changed', () => {
    const first = withEntries(emptyMap<number>(createPlaces()), [
      ['a/x', 1],
      ['b/x', 2],
    ]);
    const second = withEntries(first, [['b/y', 3]]);
    expect(partOf(second, 'a')).toBe(partOf(first, 'a'));
    expect(second instanceof NamespacedMap && first instanceof NamespacedMap && second.changedSince(first)).toEqual([
      'b',
    ]);
    expect(withEntries(first, [])).toBe(first);
  });

  it('is compared with one of another family in full', () => {
    const one = withEntries(emptyMap<number>(createPlaces()), [['a/x', 1]]);
    const other = withEntries(emptyMap<number>(createPlaces()), [
      ['b/x', 2],
      ['a/x', 1],
    ]);
    expect([...differences(one, other)]).toEqual([{ key: 'b/x', before: undefined, after: 2 }]);
  });

  it('keeps the order in which namespaces, then objects came', () => {
    const map = withEntries(emptyMap<number>(createPlaces()), [
      ['b/x', 1],
      ['a/x', 2],
      ['b/a', 3],
    ]);
    expect([...map.keys()]).toEqual(['b/x', 'b/a', 'a/x']);
  });
});
