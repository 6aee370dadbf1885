import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSnapshot, openWorld } from '../../src/load-world.ts';

const POD = (name: string): string => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"}}`;

async function withFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'netpol-tui-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const noInput = () => Promise.reject(new Error('no standard input'));
const FILES = { 'a.yaml': POD('a'), 'b.yaml': `${POD('b1')}\n---\n${POD('b2')}`, 'c.yaml': '[' };

describe('openWorld', () => {
  test('can be looked at while it is read, and ends with everything', async () => {
    await withFolder(FILES, async (folder) => {
      // Each file is looked at the clock for once before it is shown and twice while: time passes between files only.
      let looks = 0;
      const now = () => Math.ceil(++looks / 3) * 10_000;
      const world = openWorld({ paths: [folder], stdin: noInput, label: 'x', now });
      expect(world.store.get()).toMatchObject({
        loading: { files: 0, objects: 0, done: false },
        source: { label: 'x' },
      });
      const seen: string[] = [];
      world.store.subscribe(() => {
        const { snapshot, loading } = world.store.get();
        seen.push(
          `${loading.files} files, ${loading.objects} objects, ${snapshot.pods.size} pods${loading.done ? ', done' : ''}`,
        );
      });
      await world.read();
      expect(seen).toEqual([
        '1 files, 1 objects, 1 pods',
        '2 files, 3 objects, 3 pods',
        '3 files, 3 objects, 3 pods',
        '3 files, 3 objects, 3 pods, done',
      ]);
      expect(world.store.get().snapshot.diagnostics.map((diagnostic) => diagnostic.code)).toContain('yaml-error');
    });
  });

  test('is not slowed down by being shown: at most so often', async () => {
    await withFolder(FILES, async (folder) => {
      const world = openWorld({ paths: [folder], stdin: noInput, label: 'x', now: () => 0.5 });
      let shown = 0;
      world.store.subscribe(() => (shown += 1));
      await world.read();
      expect(shown).toBe(2);
    });
  });

  test('an ended subscription hears nothing more', async () => {
    const world = openWorld({
      paths: ['-'],
      stdin: async () => new TextEncoder().encode(POD('a')),
      label: 'stdin',
      now: () => 0,
    });
    let shown = 0;
    world.store.subscribe(() => (shown += 1))();
    await world.read();
    expect([shown, world.store.get().snapshot.pods.size]).toEqual([0, 1]);
  });
});

test('loadSnapshot reads everything at once', async () => {
  await withFolder(FILES, async (folder) => {
    const snapshot = await loadSnapshot({ paths: [folder], stdin: noInput });
    expect([...snapshot.pods.keys()]).toEqual(['default/a', 'default/b1', 'default/b2']);
  });
});
