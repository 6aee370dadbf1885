// From a file to all pairs: `node test/bench/loading.ts M [--listed] [--runs 5]`. Reading beside `JSON.parse`, in one process and in turns, in
// three forms: with little more than is read, as a server lists objects, with managedFields, and that indented as kubectl prints it. Then all
// of it in a process of its own, with the memory it took; `--listed`: that of pods as a server lists them.
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { partsRead } from '../../src/kinds/parts-read.ts';
import { reduceObject } from '../../src/kinds/reduce-object.ts';
import { blanksEnd, COMMA, valueEnd } from '../../src/sources/json-walk.ts';
import { createPositions } from '../../src/sources/positions.ts';
import { readDocuments } from '../../src/sources/read-documents.ts';
import { createSkimmer, skimJson } from '../../src/sources/skim-json.ts';
import { textInMemory } from '../../src/sources/source-text.ts';
import type { Json } from '../support/naive/objects.ts';
import { asListed } from './clusters/as-listed.ts';
import { realisticObjects } from './clusters/realistic.ts';
import { SIZES, type SizeName } from './clusters/sizes.ts';
import { type Figure, figureLine, median, worked } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    listed: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
  },
});

/** How the objects of a file are written. */
interface Form {
  readonly name: string;
  readonly isListed: boolean;
  readonly indent: number;
}

const LITTLE: Form = { name: 'little more than is read', isListed: false, indent: 0 };
const LISTED: Form = { name: 'as listed', isListed: true, indent: 0 };
const INDENTED: Form = { name: 'as listed, indented', isListed: true, indent: 4 };

await runAll((positionals[0] ?? 'M') as SizeName);

async function runAll(size: SizeName): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loading-'));
  const file = join(folder, 'cluster.json');
  try {
    for (const form of [INDENTED, LISTED, LITTLE]) {
      // What is listed is ten times as large.
      await writeList(file, form.isListed && size !== 'S' ? 'M' : size, form);
      for (const figure of besideTheParser(file, form, Number(values.runs))) console.log(figureLine(figure));
    }
    if (values.listed) await writeList(file, size, LISTED);
    const script = await bundled(folder);
    const alone = (...options: readonly string[]): string =>
      execFileSync(process.execPath, ['--expose-gc', script, ...options], { encoding: 'utf8' });
    process.stdout.write(alone('cold', file));
    const small = join(folder, 'small.json');
    await writeList(small, 'S', LITTLE);
    const withPods = Number(alone('kept', file, small));
    await writeList(file, size, LITTLE, ({ kind }) => kind !== 'Pod');
    const value = (withPods - Number(alone('kept', file, small))) / SIZES[size].pods;
    const kept = {
      name: 'kept for a pod, what is kept without pods taken off, in bytes',
      value,
      unit: 'count',
    } as const;
    console.log(figureLine({ ...kept, goal: { number: 9, most: 600 } }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is run in a process of its own, in one file, as users get the product: Node takes no types out of a hundred. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'loading-alone.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./loading-alone.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

async function writeList(
  path: string,
  size: SizeName,
  { isListed, indent }: Form,
  isWanted: (object: Json) => boolean = () => true,
): Promise<void> {
  const file = createWriteStream(path);
  file.write('{"apiVersion":"v1","kind":"List","items":[');
  let index = 0;
  for (const object of realisticObjects(SIZES[size], 1)) {
    if (!isWanted(object)) continue;
    const whole = isListed && object['kind'] === 'Pod' ? asListed(object, index) : object;
    const isTaken = file.write(`${index === 0 ? '' : ',\n'}${JSON.stringify(whole, null, indent)}`);
    index += 1;
    if (!isTaken) await new Promise((resolve) => file.once('drain', resolve));
  }
  file.end(']}\n');
  await finished(file);
}

/**
 * Objects reduced to what is read of them: by the JSON parser and picking, and by skimming one after the other as they are met. Beside
 * them what the program does besides, up to objects that know their places.
 */
function besideTheParser(path: string, { name: form }: Form, runs: number): readonly Figure[] {
  const bytes = readFileSync(path);
  const items = itemsOf(bytes);
  const parse = () => items.map(({ start, end }) => reduceObject(JSON.parse(bytes.toString('utf8', start, end))));
  const skim = () => skimmedItems(bytes);
  const reduced = JSON.stringify(skim().map((object) => reduceObject(object ?? {})));
  if (reduced !== JSON.stringify(parse())) throw new Error('skimming gives something else than parsing');
  const ways = {
    'touch every byte': () => touched(bytes),
    'walk over all of it': () => valueEnd(bytes, 0, 0),
    'JSON.parse of each object': () =>
      items.map(({ start, end }) => JSON.parse(bytes.toString('utf8', start, end))).length,
    'JSON.parse and reduce': () => parse().length,
    skim: () => skim().length,
    'read as the program does': () => read(bytes),
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
    { name: form, value: bytes.length / 1e6, unit: 'MB' },
    ...Object.keys(ways).map((name): Figure => ({ name, value: median(times.get(name) ?? []), unit: 'ms' })),
    {
      name: `JSON.parse and reduce / skim, ${form}`,
      value: taken('JSON.parse and reduce') / taken('skim'),
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

interface Item {
  readonly start: number;
  readonly end: number;
}

function itemsOf(bytes: Buffer): readonly Item[] {
  const items: Item[] = [];
  for (let start = firstItem(bytes); start !== -1; ) {
    const end = valueEnd(bytes, start, 1);
    items.push({ start, end });
    start = itemBehind(bytes, end);
  }
  return items;
}

function skimmedItems(bytes: Buffer): readonly ReturnType<typeof skimJson>[] {
  const skimmer = createSkimmer(partsRead);
  const objects: ReturnType<typeof skimJson>[] = [];
  for (let start = firstItem(bytes); start !== -1; start = itemBehind(bytes, skimmer.reading.at)) {
    objects.push(skimJson(skimmer, bytes, start, undefined));
  }
  return objects;
}

function firstItem(bytes: Buffer): number {
  return bytes.indexOf('[') + 1;
}

function itemBehind(bytes: Buffer, end: number): number {
  const at = blanksEnd(bytes, end);
  return bytes[at] === COMMA ? blanksEnd(bytes, at + 1) : -1;
}

function read(bytes: Buffer): number {
  const tools = { positions: createPositions(), skimmer: createSkimmer(partsRead) };
  let objects = 0;
  for (const batch of readDocuments(textInMemory('x', bytes), bytes, tools)) objects += batch?.events.length ?? 0;
  return objects;
}
