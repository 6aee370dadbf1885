// How the engine does at the size of real clusters: `npm run bench -- M` (S, M, L or XL), `-- M points` (pairs, points or events alone), `-- growth`,
// `-- adversarial`, `-- crowd`, `-- blocks`. Says where figures miss the goals of docs/performance.md; every case first asks the engine and a naive loop the same questions, and stops if they differ.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { adversarialCase, crowdCase } from './cases/adversarial.ts';
import { allPairsCase } from './cases/all-pairs.ts';
import { blocksCase } from './cases/blocks.ts';
import { eventsCase } from './cases/events.ts';
import { growthCase } from './cases/growth.ts';
import { pointQueryCase } from './cases/point-query.ts';
import { createRandom } from './clusters/random.ts';
import { realisticObjects } from './clusters/realistic.ts';
import { SIZES, type SizeName } from './clusters/sizes.ts';
import { snapshotOf } from './clusters/snapshot.ts';
import { type Figure, figureLine } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
    events: { type: 'string', default: '200' },
    json: { type: 'string' },
  },
});
const seed = Number(values.seed);
const runs = Number(values.runs);
const wanted = positionals[0] ?? 'M';

function sizeNamed(name: string): SizeName | undefined {
  return name === 'S' || name === 'M' || name === 'L' || name === 'XL' ? name : undefined;
}

/** Every case, or those named behind the size. */
function isWanted(name: 'pairs' | 'points' | 'events'): boolean {
  return positionals.length < 2 || positionals.slice(1).includes(name);
}

function* casesOf(name: SizeName): Generator<readonly Figure[]> {
  const snapshot: Snapshot = snapshotOf(realisticObjects(SIZES[name], seed));
  if (isWanted('pairs')) yield allPairsCase(snapshot, createRandom(seed), runs, name);
  if (isWanted('points')) yield pointQueryCase(snapshot, createRandom(seed), name);
  if (isWanted('events')) {
    const objects = [...realisticObjects(SIZES[name], seed)];
    yield eventsCase(snapshot, objects, createRandom(seed), Number(values.events));
  }
  yield [{ name: 'resident memory', value: process.memoryUsage().rss / 1e6, unit: 'MB' }];
}

function* run(): Generator<readonly Figure[]> {
  const size = sizeNamed(wanted);
  if (size !== undefined) yield* casesOf(size);
  else if (wanted === 'growth') yield growthCase(seed, runs);
  else if (wanted === 'adversarial') yield* adversarialCase();
  else if (wanted === 'crowd') yield* crowdCase();
  else if (wanted === 'blocks') yield blocksCase(seed, runs);
  else throw new Error(`no such benchmark: ${wanted}; there are S, M, L, XL, growth, adversarial, crowd and blocks`);
}

const all: Figure[] = [];
console.log(`${wanted}, seed ${seed}, node ${process.version}`);
for (const figures of run()) {
  for (const figure of figures) console.log(figureLine(figure));
  all.push(...figures);
}
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ wanted, seed, figures: all }, null, 2)}\n`);
