import type { JsonObject } from './present/json.ts';
import type { AskedObject } from './tui/state/screens.ts';
import type { WorldStore } from './tui/state/store.ts';

/** A store with what feeds it. */
export interface FedStore {
  readonly store: WorldStore;
  /** Begins to read; resolves when there is nothing more to read. */
  readonly read: () => Promise<void>;
  /** Tries again now what could not be read. */
  readonly retry: () => void;
  /** Reads no further, where there is an end to read to; what was read stays. */
  readonly stopReading: () => void;
  /** One object as it is now at the source. Rejects with an error whose message says why it is not to be had. */
  readonly readObject: (object: AskedObject) => Promise<JsonObject>;
  readonly stop: () => void;
}

/** A store that goes over from one source to another. */
export interface SwitchingStore extends FedStore {
  /** Stops what is read now and begins with another. */
  readonly use: (next: FedStore) => void;
}

/** A store that is fed by one source at a time. */
export function switchingStore(first: FedStore): SwitchingStore {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  let current = first;
  let unsubscribe = first.store.subscribe(tell);
  return {
    store: {
      get: () => current.store.get(),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    read: () => current.read(),
    retry: () => current.retry(),
    stopReading: () => current.stopReading(),
    readObject: (object) => current.readObject(object),
    stop: () => {
      unsubscribe();
      current.stop();
    },
    use: (next) => {
      unsubscribe();
      current.stop();
      current = next;
      unsubscribe = next.store.subscribe(tell);
      tell();
      // Ends as the first source does: an error nobody expected goes to whoever catches what nobody caught.
      void next.read();
    },
  };
}
