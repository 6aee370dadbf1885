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
  return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
}

// A thousand with NETPOL_TUI_EVENTS=1000.
const EVENTS: readonly (readonly [number, number])[] = [[3, Number(process.env['NETPOL_TUI_EVENTS'] ?? 150)]];

describe('what was compiled goes along with the snapshot', () => {
  test.each(EVENTS)(
    'through random events, seed %i',
    (seed, events) => {
      const random = createRandom(seed);
      const objects = pool(seed).filter(({ kind }) => kind !== 'Node' || random.percent(10));
      let snapshot: Snapshot = emptySnapshot();
      let compiled = compile(snapshot);
      let before = allPairs(compiled);
      const totals = { steps: 0, flips: 0 };
      for (let event = 0; event < events; event++) {
        snapshot = applyEvents(snapshot, [randomEvent(objects, random)]);
        const fresh = compile(snapshot);
        const after = allPairs(fresh);
        const flips = advance(compiled, snapshot);
        if (flips === undefined) compiled = fresh;
        else {
          totals.steps += 1;
          totals.flips += flips.gained + flips.lost + flips.altered;
          expect(flips, `event ${event}`).toEqual(flipsBetween(before, after));
          expect(differing(allPairs(compiled), after), `event ${event}`).toEqual([]);
          if (event % 10 === 0) expect(countAllPairs(compiled).total).toEqual(countAllPairs(fresh).total);
        }
        before = after;
      }
      // Beginning anew each time would pass, and be of no use.
      expect(totals.steps).toBeGreaterThan(events / 2);
      expect(totals.flips).toBeGreaterThan(events);
    },
    900_000,
  );
});
