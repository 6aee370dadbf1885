import { expect, test } from 'vitest';
import { emptySnapshot } from '../../src/cluster/fold.ts';
import { type FedStore, switchingStore } from '../../src/switch-world.ts';
import type { World } from '../../src/tui/state/store.ts';

interface Fake extends FedStore {
  readonly did: string[];
  readonly tell: () => void;
}

function fake(label: string): Fake {
  const did: string[] = [];
  const listeners = new Set<() => void>();
  const world: World = {
    snapshot: emptySnapshot(),
    loading: { files: 0, objects: 0, done: true },
    overlaid: emptySnapshot,
    source: { kind: 'files', label },
  };
  return {
    did,
    store: {
      get: () => world,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    read: () => Promise.resolve(void did.push('read')),
    retry: () => did.push('retry'),
    stopReading: () => did.push('stop-reading'),
    readObject: ({ name }) => Promise.resolve({ metadata: { name, label } }),
    stop: () => did.push('stop'),
    tell: () => {
      for (const listener of listeners) listener();
    },
  };
}

test('a store goes over from one source to another: the old one is stopped and not heard any more', async () => {
  const [first, second] = [fake('first'), fake('second')];
  const world = switchingStore(first);
  const heard: string[] = [];
  world.store.subscribe(() => heard.push(world.store.get().source.label));
  void world.read();
  first.tell();
  const asked = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' };
  expect(await world.readObject(asked)).toMatchObject({ metadata: { label: 'first' } });
  world.use(second);
  expect(await world.readObject(asked)).toMatchObject({ metadata: { label: 'second' } });
  first.tell();
  second.tell();
  world.retry();
  world.stopReading();
  world.stop();
  second.tell();
  expect(heard).toEqual(['first', 'second', 'second']);
  expect(first.did).toEqual(['read', 'stop']);
  expect(second.did).toEqual(['read', 'retry', 'stop-reading', 'stop']);
});
