/**
 * How fast manifests are read: `node test/bench/reading.ts [MB]`. Prints figures; asserts nothing. Each case runs in a process of its
 * own, so that the memory shown is its own.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import { readManifests } from '../../src/sources/manifests.ts';
import { podYaml, policyYaml } from './pod-manifest.ts';

const [, , first = '50', caseName] = process.argv;
if (caseName === undefined) await runAll(Number(first));
else await runCase(first, caseName);

async function runAll(megabytes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'reading-'));
  try {
    await writeInputs(folder, megabytes);
    for (const name of ['list.yaml', 'documents.yaml', 'list.json', 'folder']) {
      const script = fileURLToPath(import.meta.url);
      process.stdout.write(
        execFileSync(process.execPath, ['--expose-gc', script, join(folder, name), name], { encoding: 'utf8' }),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runCase(path: string, name: string): Promise<void> {
  const start = performance.now();
  let longest = 0;
  let turnBegan = start;
  let firstBatch = 0;
  const kept: unknown[] = [];
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - turnBegan);
    turnBegan = performance.now();
  }, 1);
  const summary = await readManifests({
    paths: [path],
    onBatch: ({ events }) => {
      if (firstBatch === 0) firstBatch = performance.now() - start;
      // What a model keeps of an object: some of its text, and where it came from.
      for (const event of events)
        if (event.type === 'set') kept.push([nameOf(event.object.value), event.object.origin]);
    },
  });
  clearInterval(beat);
  const ms = performance.now() - start;
  const peak = process.resourceUsage().maxRSS / 1024;
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const size = summary.bytes / 2 ** 20;
  process.stdout.write(
    `${name.padEnd(16)} ${size.toFixed(1).padStart(6)} MB ${String(summary.objects).padStart(6)} objects ${ms.toFixed(0).padStart(6)} ms ` +
      `${(size / (ms / 1000)).toFixed(1).padStart(6)} MB/s  first ${firstBatch.toFixed(0)} ms, longest wait ${longest.toFixed(0)} ms, ` +
      `peak RSS ${peak.toFixed(0)} MB, kept ${((heapUsed + arrayBuffers) / 2 ** 20).toFixed(0)} MB (${kept.length})\n`,
  );
}

function nameOf(value: { readonly [key: string]: unknown }): unknown {
  const metadata = value['metadata'] as { readonly [key: string]: unknown } | undefined;
  return [metadata?.['name'], metadata?.['namespace'], metadata?.['labels']];
}

async function writeInputs(folder: string, megabytes: number): Promise<void> {
  const bytes = megabytes * 2 ** 20;
  await write(join(folder, 'list.yaml'), function* () {
    yield 'apiVersion: v1\nitems:\n';
    let size = 0;
    for (let i = 0; size < bytes; i += 1) {
      const item = podYaml(i).replace(/^/gm, '  ').replace(/^ {2}/, '- ').trimEnd();
      size += item.length;
      yield `${item}\n`;
    }
    yield 'kind: List\nmetadata:\n  resourceVersion: ""\n';
  });
  await write(join(folder, 'documents.yaml'), function* () {
    let size = 0;
    for (let i = 0; size < bytes; i += 1) {
      const document = `---\n${podYaml(i)}`;
      size += document.length;
      yield document;
    }
  });
  await write(join(folder, 'list.json'), function* () {
    yield '{\n    "apiVersion": "v1",\n    "items": [\n';
    let size = 0;
    for (let i = 0; size < bytes; i += 1) {
      const [event] = readManifestText(podYaml(i), 'pod').events;
      const item = JSON.stringify(event?.type === 'set' ? event.object.value : {}, null, 4).replace(/^/gm, '        ');
      size += item.length;
      yield `${i === 0 ? '' : ',\n'}${item}`;
    }
    yield '\n    ],\n    "kind": "List"\n}\n';
  });
  mkdirSync(join(folder, 'folder'));
  for (let i = 0; i < 20; i += 1) {
    writeFileSync(
      join(folder, 'folder', `app-${i}.yaml`),
      `${podYaml(i).split('\nstatus:')[0]}\n---\n${policyYaml(`p${i}`)}`,
    );
  }
}

async function write(path: string, parts: () => Iterable<string>): Promise<void> {
  const file = createWriteStream(path);
  for (const part of parts()) if (!file.write(part)) await new Promise((resolve) => file.once('drain', resolve));
  file.end();
  await finished(file);
}
