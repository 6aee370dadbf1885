// From a file to all pairs: `node test/bench/loading.ts M [--listed] [--runs 5]`. Reading beside `JSON.parse`, in one process and in turns;
// then all of it in a process of its own, with the memory it took. `--listed`: pods as a server lists them, with managedFields.
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { countAllPairs } from '../../src/engine/reachability/all-pairs.ts';
import { compile } from '../../src/engine/reachability/compiled.ts';
import { partsRead } from '../../src/kinds/parts-read.ts';
import { reduceObject } from '../../src/kinds/reduce-object.ts';
import { loadSnapshot } from '../../src/load-world.ts';
import { outlineJson } from '../../src/sources/outline-json.ts';
import { createSkimmer, skimJson } from '../../src/sources/skim-json.ts';
import { asListed } from './clusters/as-listed.ts';
import { realisticObjects } from './clusters/realistic.ts';
import { SIZES, type SizeName } from './clusters/sizes.ts';
import { type Figure, figureLine, median, worked } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    listed: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    cold: { type: 'string' },
  },
});

if (values.cold === undefined) await runAll((positionals[0] ?? 'M') as SizeName);
else await coldCase(values.cold);

async function runAll(size: SizeName): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loading-'));
  try {
    const file = join(folder, 'cluster.json');
    await writeList(file, size);
    for (const figure of besideTheParser(file, Number(values.runs))) console.log(figureLine(figure));
    const script = fileURLToPath(import.meta.url);
    process.stdout.write(execFileSync(process.execPath, ['--expose-gc', script, '--cold', file], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeList(path: string, size: SizeName): Promise<void> {
  const file = createWriteStream(path);
  file.write('{"apiVersion":"v1","kind":"List","items":[');
  let index = 0;
  for (const object of realisticObjects(SIZES[size], 1)) {
    const whole = values.listed && object['kind'] === 'Pod' ? asListed(object, index) : object;
    const isTaken = file.write(`${index === 0 ? '' : ',\n'}${JSON.stringify(whole)}`);
    index += 1;
    if (!isTaken) await new Promise((resolve) => file.once('drain', resolve));
  }
  file.end(']}\n');
  await finished(file);
}

/** Objects reduced to what is read of them: by the JSON parser and picking, and by skimming with the walk that finds the items. */
function besideTheParser(path: string, runs: number): readonly Figure[] {
  const bytes = readFileSync(path);
  const items = itemsOf(bytes);
  const ways = {
    'touch every byte': () => touched(bytes),
    'JSON.parse of each object': () =>
      items.map(({ start, end }) => JSON.parse(bytes.toString('utf8', start, end))).length,
    'JSON.parse and reduce': () => {
      return items.map(({ start, end }) => reduceObject(JSON.parse(bytes.toString('utf8', start, end)))).length;
    },
    'find and skim': () => {
      const skimmer = createSkimmer(partsRead);
      return itemsOf(bytes).map((item) => skimJson(skimmer, bytes, item, undefined)).length;
    },
  };
  const times = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const began = worked();
      way();
      times.get(name)?.push(worked() - began);
    }
  }
  const taken = (name: keyof typeof ways): number => median(times.get(name) ?? []);
  return [
    { name: 'file', value: bytes.length / 1e6, unit: 'MB' },
    ...Object.keys(ways).map((name): Figure => ({ name, value: median(times.get(name) ?? []), unit: 'ms' })),
    {
      name: 'JSON.parse and reduce / find and skim',
      value: taken('JSON.parse and reduce') / taken('find and skim'),
      unit: 'x',
      goal: { number: 8, least: 2.5 },
    },
  ];
}

function touched(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 1) sum ^= bytes[at] ?? 0;
  return sum;
}

function itemsOf(bytes: Buffer): readonly { readonly start: number; readonly end: number }[] {
  const steps = outlineJson(bytes, { start: 0, end: bytes.length, line: 1, column: 1 });
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const items = step.value?.outline.items;
  return Array.from({ length: items?.length ?? 0 }, (_, index) => items?.at(index) ?? { start: 0, end: 0 });
}

/** Bytes in use; buffers of files that were closed go in the next turns. */
async function collected(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    await nextTurn();
    globalThis.gc?.();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** All of it, from the start of this process on. */
async function coldCase(path: string): Promise<void> {
  const before = await collected();
  const noInput = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array());
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
