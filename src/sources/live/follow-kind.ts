import type { KindState, ServedKind } from '../../model/live-state.ts';
import type { PartsOf } from '../../model/object-parts.ts';
import type { ObjectEvent } from '../../model/raw-object.ts';
import type { ApiClient } from './api-client.ts';
import { createKindObjects, type KindObjects } from './kind-objects.ts';
import { listKind, readNamespace } from './list-kind.ts';
import { failureOfError, LiveFailure } from './live-failure.ts';
import { backoffMs, type Clock, type Patience } from './patience.ts';
import { watchKind } from './watch-kind.ts';

export interface KindReader {
  readonly client: ApiClient;
  readonly served: ServedKind;
  readonly context: string;
  /** Of which objects not everything is wanted. */
  readonly partsOf: PartsOf;
  /** Where to look when the whole cluster is refused. */
  readonly namespace: string | undefined;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Aborts when connections made before may be dead without a word: the machine was asleep. */
  readonly awake?: () => AbortSignal;
  readonly onEvents: (events: readonly ObjectEvent[]) => void;
  /** Called whenever the state has changed. */
  readonly onState: (state: KindState) => void;
}

/** After a refusal, permissions are asked for anew this often. */
const REFUSED_MS = 300_000;
/** A kind that may be listed and not watched is listed this often. */
const POLL_MS = 30_000;
/** A watch the server ends sooner than this, having said nothing, was no success. */
const SHORT_MS = 1000;
/** A connection that has lasted so long is no sign of the trouble before it. */
const SETTLED_MS = 60_000;
const WATCH_SECONDS = 300;

export function initialState(served: ServedKind): KindState {
  return {
    served,
    phase: 'waiting',
    objects: 0,
    onlyIn: undefined,
    listed: false,
    problem: undefined,
    since: undefined,
  };
}

/** Reads a kind once. Transient failures are tried again `retries` times; the state says how it ended. Never rejects. */
export async function readKindOnce(reader: KindReader, retries: number): Promise<void> {
  const reading = begin(reader);
  for (let failures = 0; ; failures++) {
    try {
      await reading.list();
      return;
    } catch (error) {
      const failure = asFailure(error);
      reading.failed(failure);
      if (!isPassing(failure) || failures === retries) return;
      await reader.patience.wait(failure.retryAfterMs ?? backoffMs(failures, reader.clock.random), reader.signal);
    }
    if (reader.signal.aborted) return;
  }
}

function isPassing({ kind }: LiveFailure): boolean {
  return kind === 'throttled' || kind === 'server' || kind === 'cut' || kind === 'timeout' || kind === 'gone';
}

/** Lists and watches a kind until the signal aborts. Never rejects for what a server does. */
export async function followKind(reader: KindReader): Promise<void> {
  const { patience, signal } = reader;
  const reading = begin(reader);
  const progress: Progress = { version: undefined, failures: 0 };
  while (!signal.aborted) {
    const pause = await step(reader, reading, progress);
    if (pause > 0) await patience.wait(pause, signal);
  }
}

interface Progress {
  /** Where to watch from; undefined: the list has to be read. */
  version: string | undefined;
  /** Attempts that failed since the last that did not. */
  failures: number;
}

/** One list and watch, or what is left to do of it; answers how long to wait before the next, in milliseconds. */
async function step(reader: KindReader, reading: Reading, progress: Progress): Promise<number> {
  const { clock, signal } = reader;
  const started = clock.now();
  const awake = reader.awake?.();
  try {
    progress.version ??= await reading.list();
    if (!reading.isWatched()) {
      progress.version = undefined;
      return POLL_MS;
    }
    const from = progress.version;
    const connected = awake === undefined ? signal : AbortSignal.any([signal, awake]);
    await reading.watch(from, connected, (reached) => {
      progress.version = reached;
    });
    const took = clock.now() - started;
    // A clock that was set back meanwhile says nothing.
    if (progress.version === from && took >= 0 && took < SHORT_MS) {
      throw new LiveFailure('cut', 'the server ends every watch at once');
    }
    progress.failures = 0;
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    if (awake?.aborted === true) {
      reading.failed(new LiveFailure('cut', 'the machine was asleep'));
      return 0;
    }
    if (clock.now() - started > SETTLED_MS) progress.failures = 0;
    return afterFailure(asFailure(error), reader, reading, progress);
  }
}

function afterFailure(failure: LiveFailure, { clock }: KindReader, reading: Reading, progress: Progress): number {
  const backoff = backoffMs(progress.failures, clock.random);
  progress.failures += 1;
  if (MUST_LIST.has(failure.kind)) progress.version = undefined;
  // A version that is not kept any more is no trouble, unless it goes on.
  if (failure.kind === 'gone' && progress.failures === 1) return 0;
  reading.failed(failure);
  return pauseAfter(failure, reading.state(), backoff);
}

const MUST_LIST: ReadonlySet<string> = new Set(['gone', 'forbidden', 'not-found']);

function pauseAfter(failure: LiveFailure, { listed }: KindState, backoff: number): number {
  if (failure.kind === 'forbidden') return listed ? POLL_MS : REFUSED_MS;
  if (failure.kind === 'not-found') return POLL_MS;
  return Math.max(failure.retryAfterMs ?? 0, backoff);
}

interface Reading {
  readonly state: () => KindState;
  /** The version to watch from. */
  readonly list: () => Promise<string>;
  /** False for what can be read and not watched. */
  readonly isWatched: () => boolean;
  /** Resolves when the server ends the watch. */
  readonly watch: (from: string, signal: AbortSignal, onVersion: (reached: string) => void) => Promise<void>;
  readonly failed: (failure: LiveFailure) => void;
}

function begin(reader: KindReader): Reading {
  const { client, served, clock, onEvents } = reader;
  const objects = createKindObjects(served, reader.context);
  let state = initialState(served);
  const change = (changed: Partial<KindState>): void => {
    state = { ...state, ...changed, objects: objects.count() };
    reader.onState(state);
  };
  const live = (): void => change({ phase: 'live', listed: true, problem: undefined, since: undefined });

  return {
    state: () => state,
    list: async () => {
      if (!state.listed) change({ phase: 'listing' });
      const { version, onlyIn } = await listWhereAllowed(reader, objects, {
        onEvents: (events) => {
          onEvents(events);
          change({});
        },
      });
      change({ phase: 'live', onlyIn, listed: true, problem: undefined, since: undefined });
      return version;
    },
    isWatched: () => served.namespaced || state.onlyIn === undefined,
    watch: (from, connected, onVersion) =>
      watchKind(client, served, {
        namespace: state.onlyIn,
        partsOf: reader.partsOf,
        resourceVersion: from,
        seconds: Math.round(WATCH_SECONDS * (1 + clock.random())),
        signal: connected,
        onOpen: live,
        onEvents: (events) => {
          onEvents(objects.watched(events));
          change({});
        },
        onVersion,
      }),
    failed: (failure) => {
      if (failure.kind === 'not-found' && isOptional(served)) {
        objects.beginList();
        onEvents(objects.endList());
        live();
        return;
      }
      if (failure.kind === 'forbidden' && !state.listed) {
        change({ phase: 'refused', problem: failure.message });
        return;
      }
      change({ phase: 'stale', problem: failure.message, since: state.since ?? clock.now() });
    },
  };
}

const ALWAYS_THERE: ReadonlySet<string> = new Set(['v1', 'apps/v1', 'batch/v1', 'networking.k8s.io/v1']);

/** Whether the kind may go away with its CustomResourceDefinition, and all of its objects with it. */
function isOptional({ apiVersion }: ServedKind): boolean {
  return !ALWAYS_THERE.has(apiVersion);
}

interface Listed {
  readonly version: string;
  readonly onlyIn: string | undefined;
}

/** The whole cluster where that is allowed, else the one namespace the user works in. */
async function listWhereAllowed(
  reader: KindReader,
  objects: KindObjects,
  { onEvents }: Pick<KindReader, 'onEvents'>,
): Promise<Listed> {
  const { client, served, namespace, signal } = reader;
  const listIn = async (where: string | undefined): Promise<Listed> => {
    const version = await listKind(client, served, {
      namespace: where,
      partsOf: reader.partsOf,
      signal,
      onBeginning: objects.beginList,
      onPage: (items) => onEvents(objects.page(items)),
    });
    onEvents(objects.endList());
    return { version, onlyIn: where };
  };
  try {
    return await listIn(undefined);
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind !== 'forbidden' || namespace === undefined) throw failure;
    if (served.namespaced) return listIn(namespace);
    if (served.kind !== 'Namespace' || served.apiVersion !== 'v1') throw failure;
    const items = await readNamespace(client, namespace, signal);
    objects.beginList();
    onEvents(objects.page(items));
    onEvents(objects.endList());
    return { version: '', onlyIn: namespace };
  }
}

function asFailure(error: unknown): LiveFailure {
  return failureOfError(error, 'the server');
}
