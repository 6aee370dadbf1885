// For loading.ts, in a process of its own: `cold FILE` from bytes to all pairs, `kept FILE SMALL-FILE` what its snapshot keeps.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { countAllPairs } from '../../src/engine/reachability/all-pairs.ts';
import { compile } from '../../src/engine/reachability/compiled.ts';
import { loadSnapshot } from '../../src/load-world.ts';
import { type Figure, figureLine, worked } from './measure.ts';

const [what = '', file = '', small = ''] = process.argv.slice(2);
if (what === 'cold') await coldCase(file);
else console.log(await keptOf(file, small));

/** Bytes in use; buffers of files that were closed go in the next turns. */
async function collected(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    await nextTurn();
    globalThis.gc?.();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function noInput(): Promise<Uint8Array> {
  return Promise.resolve(new Uint8Array());
}

/** What the snapshot of a file keeps, in bytes; code that it takes is there after a small one. */
async function keptOf(path: string, small: string): Promise<number> {
  await loadSnapshot({ paths: [small], stdin: noInput });
  const before = await collected();
  const { snapshot } = await loadSnapshot({ paths: [path], stdin: noInput });
  const kept = (await collected()) - before;
  return snapshot.namespaces.size === 0 ? 0 : kept;
}

/** All of it, from the start of this process on. */
async function coldCase(path: string): Promise<void> {
  const before = await collected();
  const { snapshot } = await loadSnapshot({ paths: [path], stdin: noInput });
  const loaded = worked();
  const { total } = countAllPairs(compile(snapshot));
  const counted = worked();
  const { user, system } = process.cpuUsage();
  const peak = process.resourceUsage().maxRSS / 1024;
  const kept = (await collected()) - before;
  const limit = snapshot.pods.size > 100_000 ? 5000 : 500;
  const figures: readonly Figure[] = [
    { name: 'open pairs', value: total.open, unit: 'count' },
    { name: 'loaded, with the start of the process', value: loaded, unit: 'ms' },
    { name: 'all pairs, with loading', value: counted, unit: 'ms', goal: { number: 10, most: limit } },
    { name: 'the same on all threads', value: (user + system) / 1000, unit: 'ms' },
    { name: 'most memory', value: peak, unit: 'MB', goal: { number: 9, most: 800 } },
    {
      name: 'kept for a pod, policies and classes included, in bytes',
      value: kept / snapshot.pods.size,
      unit: 'count',
    },
  ];
  for (const figure of figures) console.log(figureLine(figure));
}
