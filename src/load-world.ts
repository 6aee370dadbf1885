import { createFolder, type Folder } from './cluster/fold.ts';
import { withStatedPlugin } from './cluster/network-plugin.ts';
import { type DomainAddresses, resolveDomainNames } from './cluster/resolve-names.ts';
import { whatIf } from './cluster/what-if.ts';
import { partsRead } from './kinds/parts-read.ts';
import { remember } from './model/memo.ts';
import type { NetworkPlugin } from './model/network-plugin.ts';
import type { ObjectEvent } from './model/raw-object.ts';
import type { Snapshot } from './model/snapshot.ts';
import { type PublishedStore, publishedStore } from './published-store.ts';
import type { ReadProgress, ReadSummary } from './sources/manifests.ts';
import type { Loading, World, WorldStore } from './tui/state/store.ts';

/** Manifests to read. */
export interface LoadRequest {
  /** Files, folders, or `-` for standard input. */
  readonly paths: readonly string[];
  readonly stdin: () => Promise<Uint8Array>;
}

export interface Loaded {
  /** What could not be read is among its diagnostics. */
  readonly snapshot: Snapshot;
  /** Those of the paths that cannot be read, or are gone by now. */
  readonly unreadable: readonly string[];
}

/** Reads everything into one snapshot; `onEvents` gets what it is made of. */
export async function loadSnapshot(
  { paths, stdin }: LoadRequest,
  onEvents?: (events: readonly ObjectEvent[]) => void,
): Promise<Loaded> {
  const { readManifests } = await import('./sources/manifests.ts');
  const folder = createFolder();
  const { missing, unreadable } = await readManifests({
    paths,
    stdin,
    partsOf: partsRead,
    onBatch: ({ events, diagnostics }) => {
      folder.apply(events);
      folder.addDiagnostics(diagnostics);
      onEvents?.(events);
    },
  });
  return { snapshot: folder.snapshot(), unreadable: [...missing, ...unreadable] };
}

export interface WorldRequest extends LoadRequest {
  /** What a person would call the source. */
  readonly label: string;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface LoadingWorld {
  readonly store: WorldStore;
  /** Begins to read; resolves when everything has been read or `stop` was called. */
  readonly read: () => Promise<void>;
  /** Reads everything once more, unless it is being read. */
  readonly retry: () => void;
  /** Reads no further and keeps what was read, marked as part of the whole. */
  readonly stopReading: () => void;
  readonly readObject: () => Promise<never>;
  readonly stop: () => void;
}

/** A store that can be looked at while its files are being read, and that reads them again when asked to. */
export function openWorld(request: WorldRequest): LoadingWorld {
  const { label, now } = request;
  const source = { kind: 'files', label } as const;
  let folder = createFolder();
  folder.setReading('going-on');
  const worldOf = (loading: Loading): World => {
    const snapshot = folder.snapshot();
    return { snapshot, loading, source, overlaid: (edits) => whatIf(snapshot, edits) };
  };
  const { store, publish, tell, waitMs } = publishedStore(worldOf({ files: 0, objects: 0, done: false }), now);
  /** What ends the reading that goes on; undefined while nothing is read. */
  let reading: AbortController | undefined;
  let isOver = false;

  const show = showProgress({ store, publish, tell, waitMs }, worldOf, now);
  const readAll = async (into: Folder, onProgress?: (progress: ReadProgress) => void): Promise<Read> => {
    const aborting = new AbortController();
    reading = aborting;
    try {
      // The parser comes after the first frame.
      const { readManifests } = await import('./sources/manifests.ts');
      const summary = await readManifests({
        ...request,
        partsOf: partsRead,
        signal: aborting.signal,
        onBatch: ({ events, diagnostics }) => {
          into.apply(events);
          into.addDiagnostics(diagnostics);
        },
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      return { summary, isStopped: aborting.signal.aborted };
    } finally {
      reading = undefined;
    }
  };
  const finish = ({ summary: { files, objects, isCut }, isStopped }: Read): void => {
    folder.setReading(isStopped || isCut ? 'stopped' : 'done');
    publish(() => worldOf({ files, objects, done: true, ...(isStopped ? { stopped: true } : {}) }));
  };
  // What is shown stays until all has been read once more: half of a folder would look like deletions.
  const readAgain = async (): Promise<void> => {
    const fresh = createFolder();
    const read = await readAll(fresh);
    if (read.isStopped) return;
    folder = fresh;
    finish(read);
  };

  return {
    store,
    read: async () => {
      const read = await readAll(folder, show);
      if (!isOver) finish(read);
    },
    retry: () => {
      if (reading === undefined) void readAgain();
    },
    stopReading: () => reading?.abort(),
    readObject: () => Promise.reject(new Error('it was not read from a cluster')),
    stop: () => {
      isOver = true;
      reading?.abort();
    },
  };
}

interface Read {
  readonly summary: ReadSummary;
  readonly isStopped: boolean;
}

/** What has been read is put together again when there is so much more of it: to do so costs as much as there is. */
const MORE = 1.5;
/** How often counts are shown. */
const COUNTS_MS = 100;

/** Shows how far reading has come, and what was read whenever there is much more of it. */
function showProgress(
  { store, publish, tell, waitMs }: PublishedStore,
  worldOf: (loading: Loading) => World,
  now: () => number,
): (progress: ReadProgress) => void {
  let shown = 0;
  let countsAt = 0;
  return ({ files, objects, percent }) => {
    const loading = { files, objects, done: false, ...(percent === undefined ? {} : { percent }) };
    if (waitMs() === 0 && objects >= shown * MORE) {
      shown = objects;
      publish(() => worldOf(loading));
    } else if (now() >= countsAt) tell({ ...store.get(), loading });
    else return;
    countsAt = now() + COUNTS_MS;
  };
}

/** What the user says of the cluster that its objects do not. */
export interface Said {
  /** Addresses for the domain names that policies use. */
  readonly names: DomainAddresses;
  readonly plugin: NetworkPlugin | undefined;
}

/** The same store, with what the user says taken for granted. */
export function withWhatIsSaid(store: WorldStore, { names, plugin }: Said): WorldStore {
  if (names.size === 0 && plugin === undefined) return store;
  const completed = new WeakMap<World, World>();
  const complete = (world: World): World => {
    const said = (snapshot: Snapshot): Snapshot => withStatedPlugin(resolveDomainNames(snapshot, names), plugin);
    return { ...world, snapshot: said(world.snapshot), overlaid: (edits) => said(world.overlaid(edits)) };
  };
  const get = (): World => {
    const world = store.get();
    return remember(completed, world, () => complete(world));
  };
  return { ...store, get };
}
