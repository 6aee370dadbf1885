import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readResolutions } from '../../src/cli/resolve-option.ts';
import { check, isProblem } from '../../src/engine/check.ts';
import { isolationIn } from '../../src/engine/isolation.ts';
import { laidOver } from '../../src/lay-over-files.ts';
import { loadSnapshot, openWorld, withWhatIsSaid } from '../../src/load-world.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { World, WorldStore } from '../../src/tui/state/store.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';

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
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${i}.yaml`, POD(`p${i}`)]));
    await withFolder({ ...files, 'z.yaml': '[' }, async (folder) => {
      // A clock that moves on whenever somebody looks at it: reading takes long, and is shown now and then.
      let time = 0;
      const world = openWorld({ paths: [folder], stdin: noInput, label: 'x', now: () => (time += 40) });
      expect(world.store.get()).toMatchObject({
        loading: { files: 0, objects: 0, done: false },
        source: { label: 'x' },
      });
      const seen: { readonly pods: number; readonly done: boolean }[] = [];
      world.store.subscribe(() => {
        const { snapshot, loading } = world.store.get();
        seen.push({ pods: snapshot.pods.size, done: loading.done });
      });
      await world.read();
      expect(seen.length).toBeGreaterThan(2);
      expect(seen.map(({ pods }) => pods)).toEqual(seen.map(({ pods }) => pods).sort((a, b) => a - b));
      expect(seen.filter(({ done }) => done)).toEqual([{ pods: 30, done: true }]);
      expect(seen.at(-1)?.done).toBe(true);
      expect(world.store.get().snapshot.diagnostics.map((diagnostic) => diagnostic.code)).toContain('yaml-error');
    });
  });

  test('knows no answer that what is still unread could change', async () => {
    const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`${name}.yaml`, POD(name)]));
    const policy = `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"z"},"spec":{"podSelector":{}}}`;
    await withFolder({ ...files, 'z.yaml': policy }, async (folder) => {
      let time = 0;
      const world = openWorld({ paths: [folder], stdin: noInput, label: 'x', now: () => (time += 40) });
      const answers = new Set<string>();
      world.store.subscribe(() => {
        const { snapshot, loading } = world.store.get();
        const when = loading.done ? 'done' : 'reading';
        if (snapshot.pods.has('default/b')) answers.add(`${when}: ${isolated(snapshot)}, ${decided(snapshot)}`);
      });
      await world.read();
      expect([...answers]).toEqual(['reading: unknown, unknown', 'done: isolated, denied']);
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
    const { snapshot, unreadable } = await loadSnapshot({ paths: [folder], stdin: noInput });
    expect([[...snapshot.pods.keys()], unreadable]).toEqual([['default/a', 'default/b1', 'default/b2'], []]);
  });
});

test('the explorer sees the addresses given for domain names, and the same world as long as nothing changes', () => {
  const snapshot = snapshotFromYaml(`
{ apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: { name: names }, spec: { tier: Admin, priority: 1, subject: { namespaces: {} },
  egress: [{ action: Accept, to: [{ domainNames: [api.example.com] }] }] } }`);
  const world: World = {
    snapshot,
    loading: { files: 1, objects: 1, done: true },
    overlaid: () => snapshotFromYaml(''),
    source: { kind: 'files', label: 'test.yaml' },
  };
  const store: WorldStore = { get: () => world, subscribe: () => () => undefined };
  const named = withWhatIsSaid(store, { names: readResolutions(['api.example.com=203.0.113.1']), plugin: undefined });
  const kinds = (seen: World): unknown => seen.snapshot.policies[0]?.rules[0]?.peers;
  expect(kinds(store.get())).toMatchObject([{ kind: 'unsupported' }]);
  expect(kinds(named.get())).toMatchObject([{ kind: 'addresses' }]);
  expect(named.get()).toBe(named.get());
  expect(withWhatIsSaid(store, { names: new Map(), plugin: undefined })).toBe(store);
});

describe('a folder that is read again', () => {
  test('is shown whole, once', async () => {
    await withFolder(FILES, async (folder) => {
      const world = openWorld({ paths: [folder], stdin: noInput, label: 'x', now: () => 0 });
      await world.read();
      const seen: number[] = [];
      const shown = new Promise<void>((resolve) => {
        world.store.subscribe(() => {
          seen.push(world.store.get().snapshot.pods.size);
          resolve();
        });
      });
      await writeFile(join(folder, 'd.yaml'), POD('d'));
      world.retry();
      world.retry();
      await shown;
      expect(seen).toEqual([4]);
      world.stop();
    });
  });
});

function isolated(snapshot: Snapshot): string {
  const { isolatedIngress, unknownIngress } = isolationIn(snapshot, 'default');
  if (isolatedIngress > 0) return 'isolated';
  return unknownIngress > 0 ? 'unknown' : 'open';
}

function decided(snapshot: Snapshot): string {
  const answer = check(snapshot, { from: 'a', to: 'b', port: 80, protocol: 'TCP' }, 'default');
  return isProblem(answer) ? answer.problem : answer.decision;
}

describe('reading that is stopped', () => {
  const POLICY =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: x}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n';

  test('keeps what was read, says that it is a part, and does not know what the rest could change', async () => {
    await withFolder({ 'a.yaml': POD('a'), 'b.yaml': POD('b'), 'c.yaml': POLICY }, async (folder) => {
      let clock = 0;
      // Each look at the clock is a turn of its own.
      const world = openWorld({ paths: [folder], stdin: noInput, label: 'x', now: () => (clock += 1000) });
      const unsubscribe = world.store.subscribe(() => {
        if (world.store.get().loading.objects === 2) world.stopReading();
      });
      await world.read();
      unsubscribe();
      const { snapshot, loading } = world.store.get();
      expect(loading).toMatchObject({ objects: 2, done: true, stopped: true });
      expect([...snapshot.pods.keys()]).toEqual(['default/a', 'default/b']);
      expect(snapshot.diagnostics.map(({ message }) => message)).toContain(
        'reading was stopped: objects and policies may be missing, and what they could change is unknown',
      );
      expect(decided(snapshot)).toBe('unknown');

      const again = new Promise<void>((resolve) => world.store.subscribe(resolve));
      world.retry();
      await again;
      expect(world.store.get().loading).toEqual({ files: 3, objects: 3, done: true });
      expect(world.store.get().snapshot.gaps).toEqual([]);
      expect(decided(world.store.get().snapshot)).toBe('denied');
    });
  });
});

test('a long list that breaks off is a part, and what its rest could change is not known', async () => {
  const note = 'x'.repeat(100_000);
  const pods = Array.from({ length: 50 }, (_, at) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: at === 0 ? 'a' : `b${at}`, annotations: { note } },
    }),
  );
  await withFolder(
    { 'a.json': `{"kind":"List","items":[${pods.join(',')},{"apiVersion":"v1"`, 'b.yaml': POD('b') },
    async (folder) => {
      const world = openWorld({ paths: [folder], stdin: noInput, label: 'x', now: () => 0 });
      await world.read();
      const { snapshot } = world.store.get();
      expect(snapshot.pods.size).toBe(51);
      expect(decided(snapshot)).toBe('unknown');
      const { unreadable } = await loadSnapshot({ paths: [folder], stdin: noInput });
      expect(unreadable).toHaveLength(1);
    },
  );
});

test('input that could not be read can be read again', async () => {
  let attempts = 0;
  const stdin = async (): Promise<Uint8Array> => {
    attempts += 1;
    if (attempts === 1) throw new Error('the pipe broke');
    return new TextEncoder().encode(POD('a'));
  };
  const world = openWorld({ paths: ['-'], stdin, label: 'stdin', now: () => 0 });
  await expect(world.read()).rejects.toThrow('the pipe broke');
  const read = new Promise<void>((resolve) => world.store.subscribe(resolve));
  world.retry();
  await read;
  expect([...world.store.get().snapshot.pods.keys()]).toEqual(['default/a']);
});

test('files over a cluster are the first edit in memory, with what could not be read of them', async () => {
  await withFolder(FILES, async (folder) => {
    const whatIf = await laidOver({ paths: [folder], stdin: noInput });
    expect(whatIf?.made).toHaveLength(1);
    expect(whatIf?.made[0]?.title).toMatch(/^files .*: 3 objects$/);
    expect(whatIf?.made[0]?.remarks.map(({ code }) => code)).toEqual(['yaml-error']);
    expect(await laidOver({ paths: [], stdin: noInput })).toBeUndefined();
  });
});
