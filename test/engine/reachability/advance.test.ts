import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEvents, emptySnapshot } from '../../../src/cluster/fold.ts';
import { advance } from '../../../src/engine/reachability/advance.ts';
import { countAllPairs } from '../../../src/engine/reachability/all-pairs.ts';
import { type Compiled, compile } from '../../../src/engine/reachability/compiled.ts';
import { nodeRelation, outcomeBetween } from '../../../src/engine/reachability/pairs.ts';
import type { ObjectEvent } from '../../../src/model/raw-object.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { createRandom, type Random } from '../../bench/clusters/random.ts';
import type { Json } from '../../support/naive/objects.ts';
import { randomTieredCluster } from '../../support/random-tiers.ts';

/** What every pair of pods may, by the names of the pods. */
function allPairs(compiled: Compiled): ReadonlyMap<string, string> {
  const { ports, values } = compiled.tables;
  const pairs = new Map<string, string>();
  const pods = [...compiled.snapshot.pods.values()].flatMap((pod) => {
    const of = compiled.classOf.get(pod.key);
    return of === undefined ? [] : [{ pod, of }];
  });
  for (const source of pods) {
    for (const destination of pods) {
      if (source === destination) continue;
      const relation = nodeRelation(source.pod, destination.pod);
      const { allowed, possible } = values.outcome(outcomeBetween(compiled, source.of, destination.of, relation));
      const text = JSON.stringify([ports.setOf(allowed), ports.setOf(possible)]);
      pairs.set(`${source.pod.key} ${destination.pod.key}`, text);
    }
  }
  return pairs;
}

function flipsBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const isOpen = (text: string | undefined): boolean =>
    text !== undefined && !text.startsWith('[{"TCP":[],"UDP":[],"SCTP":[]}');
  const flips = { gained: 0, lost: 0, altered: 0 };
  for (const pair of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(pair), after.get(pair)];
    if (isOpen(old) && !isOpen(now)) flips.lost += 1;
    else if (isOpen(now) && !isOpen(old)) flips.gained += 1;
    else if (old !== undefined && now !== undefined && old !== now) flips.altered += 1;
  }
  return flips;
}

function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((pair) => a.get(pair) !== b.get(pair));
}

/** Objects of many clusters whose names meet, so that one takes another's place. */
function pool(seed: number): readonly Json[] {
  return fc.sample(randomTieredCluster, { seed, numRuns: 12 }).flat();
}

function randomEvent(objects: readonly Json[], random: Random): ObjectEvent {
  const value = objects[random.below(objects.length)] ?? {};
  const { name, namespace } = value['metadata'] as { readonly name: string; readonly namespace?: string };
  if (random.percent(25)) {
    const id = {
      apiVersion: String(value['apiVersion']),
      kind: String(value['kind']),
      name,
      namespace: namespace ?? '',
    };
    return { type: 'delete', id };
  }
  return setEvent(value);
}

function setEvent(value: Json): ObjectEvent {
  return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
}

// A thousand with NETPOL_TUI_EVENTS=1000.
const EVENTS = Number(process.env['NETPOL_TUI_EVENTS'] ?? 150);

interface World {
  readonly snapshot: Snapshot;
  readonly compiled: Compiled;
  readonly pairs: ReadonlyMap<string, string>;
}

/** The world after events that came together, compared with what compiling anew gives; how many pairs flipped, where it was taken on. */
function stepped(
  before: World,
  happened: readonly ObjectEvent[],
  event: number,
): World & { readonly flips: number | undefined } {
  const snapshot = applyEvents(before.snapshot, happened);
  const fresh = compile(snapshot);
  const pairs = allPairs(fresh);
  const advanced = advance(before.compiled, snapshot);
  if (advanced === undefined) return { snapshot, compiled: fresh, pairs, flips: undefined };
  const flips = advanced.flips();
  expect(flips, `event ${event}`).toEqual(flipsBetween(before.pairs, pairs));
  expect(differing(allPairs(before.compiled), pairs), `event ${event}`).toEqual([]);
  if (event % 10 === 0) expect(countAllPairs(before.compiled).total).toEqual(countAllPairs(fresh).total);
  const { gained, lost, altered } = flips ?? { gained: 0, lost: 0, altered: 0 };
  return { snapshot, compiled: before.compiled, pairs, flips: gained + lost + altered };
}

describe('what was compiled goes along with the snapshot', () => {
  // In a cluster of so few classes every selector that there is at first counts as wide, and those that come later do not.
  test.each([
    { start: 'nothing', seed: 3 },
    { start: 'all objects', seed: 5 },
  ])(
    'through random events, beginning with $start, seed $seed',
    ({ start, seed }) => {
      const random = createRandom(seed);
      const objects = pool(seed);
      const first = applyEvents(emptySnapshot(), start === 'nothing' ? [] : objects.map(setEvent));
      let world: World = { snapshot: first, compiled: compile(first), pairs: allPairs(compile(first)) };
      const totals = { steps: 0, flips: 0 };
      for (let event = 0; event < EVENTS; event++) {
        const together = Array.from({ length: 1 + random.below(3) }, () => randomEvent(objects, random));
        const next = stepped(world, together, event);
        if (next.flips !== undefined) totals.steps += 1;
        totals.flips += next.flips ?? 0;
        world = next;
      }
      // Beginning anew each time would pass, and be of no use.
      expect(totals.steps).toBeGreaterThan(EVENTS / 2);
      expect(totals.flips).toBeGreaterThan(EVENTS);
    },
    900_000,
  );
});
