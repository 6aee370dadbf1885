import type { ConnectionState, KindState, ServedKind } from '../../model/live-state.ts';
import { EVERY_PART, type PartsOf } from '../../model/object-parts.ts';
import type { ObjectEvent } from '../../model/raw-object.ts';
import type { ApiClient } from './api-client.ts';
import { discover, type WantedKinds } from './discovery.ts';
import { followKind, initialState, type KindReader, readKindOnce } from './follow-kind.ts';
import { failureOfError } from './live-failure.ts';
import { backoffMs, type Clock, createPatience } from './patience.ts';
import { type SleepWatch, watchForSleep } from './sleep.ts';

export interface LiveOptions {
  readonly client: ApiClient;
  readonly context: string;
  readonly server: string;
  readonly wanted: WantedKinds;
  /** Of which objects not everything is wanted; everything is, when not said. */
  readonly partsOf?: PartsOf;
  /** Where to look for kinds that may not be read in the whole cluster. */
  readonly namespace: string | undefined;
  readonly clock: Clock;
  readonly onEvents: (events: readonly ObjectEvent[]) => void;
  readonly onState: (state: ConnectionState) => void;
}

/** A cluster as a source of object events. */
export interface LiveSource {
  /** Reads every kind once; resolves to how that went. Never rejects for what a server does. */
  readonly readOnce: () => Promise<ConnectionState>;
  /** Reads and goes on watching until stopped. */
  readonly follow: () => Promise<void>;
  /** Tries again now what waits to be tried again. */
  readonly retry: () => void;
  readonly stop: () => void;
}

/** Kinds may come, with CustomResourceDefinitions; they are asked for this often. */
const REDISCOVER_MS = 300_000;
/** A command has somebody waiting for it. */
const RETRIES_OF_ONE_READING = 3;

export function openLive(options: LiveOptions): LiveSource {
  const { client, wanted, clock } = options;
  const aborting = new AbortController();
  const { signal } = aborting;
  const patience = createPatience(clock);
  const kinds = new Map<string, KindState>();
  let problem: string | undefined;
  let unavailable: readonly string[] = [];
  let apiGroups: readonly string[] = [];

  const state = (): ConnectionState => ({
    context: options.context,
    server: options.server,
    kinds: [...kinds.values()],
    unavailable,
    apiGroups,
    problem,
  });
  const changed = (): void => options.onState(state());
  const readerOf = (served: ServedKind, sleep?: SleepWatch): KindReader => ({
    client,
    served,
    context: options.context,
    partsOf: options.partsOf ?? (() => EVERY_PART),
    namespace: options.namespace,
    clock,
    patience,
    signal,
    ...(sleep === undefined ? {} : { awake: sleep.awake }),
    onEvents: (events) => {
      if (events.length > 0) options.onEvents(events);
    },
    onState: (kind) => {
      kinds.set(nameOf(served), kind);
      changed();
    },
  });
  /** Kinds that were not known before. */
  const newKinds = async (): Promise<readonly ServedKind[]> => {
    const found = await discover(client, wanted, signal);
    problem = undefined;
    unavailable = found.unavailable;
    apiGroups = found.groups;
    const added = found.kinds.filter((served) => !kinds.has(nameOf(served)));
    for (const served of added) kinds.set(nameOf(served), initialState(served));
    changed();
    return added;
  };
  const failed = (error: unknown): void => {
    problem = failureOfError(error, options.server).message;
    changed();
  };

  return {
    readOnce: async () => {
      try {
        const found = await newKinds();
        await Promise.all(found.map((served) => readKindOnce(readerOf(served), RETRIES_OF_ONE_READING)));
      } catch (error) {
        failed(error);
      }
      return state();
    },
    follow: async () => {
      const following: Promise<void>[] = [];
      const sleep = watchForSleep(clock, patience.hurry);
      for (let failures = 0; !signal.aborted; ) {
        let pause = REDISCOVER_MS;
        try {
          following.push(...(await newKinds()).map((served) => followKind(readerOf(served, sleep))));
          failures = 0;
        } catch (error) {
          if (signal.aborted) break;
          failed(error);
          pause = backoffMs(failures, clock.random);
          failures += 1;
        }
        await patience.wait(pause, signal);
      }
      sleep.stop();
      await Promise.all(following);
    },
    retry: patience.hurry,
    stop: () => aborting.abort(),
  };
}

function nameOf({ apiVersion, kind }: ServedKind): string {
  return `${apiVersion} ${kind}`;
}
