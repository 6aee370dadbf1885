import type { World, WorldStore } from './tui/state/store.ts';

/** A store, and the way to put the next world into it. */
export interface PublishedStore {
  readonly store: WorldStore;
  /** Makes the next world and tells everybody who listens. */
  readonly publish: (next: () => World) => void;
  /** The same for a world that costs nothing to make: the next may come as soon as before. */
  readonly tell: (next: World) => void;
  /** Milliseconds until the next world may come without slowing down what makes it; 0: it may come now. */
  readonly waitMs: () => number;
}

const SOONEST_MS = 100;
/** Making a world may take this share of the time at most, so that reading much is not slowed down by showing it. */
const SHARE = 0.2;

/** A store that holds one world after the other; `now` is in milliseconds. */
export function publishedStore(first: World, now: () => number): PublishedStore {
  const listeners = new Set<() => void>();
  let world = first;
  let nextAt = 0;
  return {
    store: {
      get: () => world,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    publish: (next) => {
      const start = now();
      world = next();
      for (const listener of [...listeners]) listener();
      const end = now();
      nextAt = end + Math.max(SOONEST_MS, (end - start) / SHARE);
    },
    tell: (next) => {
      world = next;
      for (const listener of [...listeners]) listener();
    },
    waitMs: () => Math.max(0, nextAt - now()),
  };
}
