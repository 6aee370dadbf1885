import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostics.ts';
import type { RawObject } from '../../src/model/raw-object.ts';
import { readManifests } from '../../src/sources/manifests.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compressed-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function read(name: string, content: Buffer) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const objects: RawObject[] = [];
  const diagnostics: Diagnostic[] = [];
  const summary = await readManifests({
    paths: [path],
    onBatch: (batch) => {
      objects.push(...batch.events.flatMap((event) => (event.type === 'set' ? [event.object] : [])));
      diagnostics.push(...batch.diagnostics);
    },
  });
  return { path, summary, objects, diagnostics };
}

const PODS = Array.from({ length: 30_000 }, (_, i) => {
  return `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p${i}","namespace":"a-namespace-of-some-length"}}`;
});
const LIST = Buffer.from(`{"apiVersion":"v1","kind":"List","items":[\n${PODS.join(',\n')}\n]}\n`);

describe('a compressed file', () => {
  test('is read by what it holds, whatever its name, and positions are those of its text', async () => {
    const { objects, diagnostics } = await read('pods.json', gzipSync(LIST));
    expect([objects.length, diagnostics]).toEqual([30_000, []]);
    const origin = objects[12_345]?.origin;
    // Texts of more than a megabyte are read again for positions; here there would be no such text.
    expect(origin?.kind === 'file' && origin.locate(['metadata', 'name'])).toMatchObject({ line: 12_347 });
  });

  test('that is damaged and was named is said to be unreadable', async () => {
    const { path, objects, summary, diagnostics } = await read('pods.gz', gzipSync(LIST).subarray(0, 1000));
    expect(objects).toEqual([]);
    expect(summary.unreadable).toEqual([path]);
    expect(diagnostics).toMatchObject([{ code: 'unreadable', severity: 'error' }]);
  });
});
