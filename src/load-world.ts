import { createFolder, type Folder } from './cluster/fold.ts';
import { withStatedPlugin } from './cluster/network-plugin.ts';
import { type DomainAddresses, resolveDomainNames } from './cluster/resolve-names.ts';
import { whatIf } from './cluster/what-if.ts';
import { remember } from './model/memo.ts';
import type { NetworkPlugin } from './model/network-plugin.ts';
import type { ObjectEvent } from './model/raw-object.ts';
import type { Snapshot } from './model/snapshot.ts';
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
  readonly stop: () => void;
}

const SOONEST_MS = 100;
/** Deriving a snapshot may take this share of the time at most, so that reading a big folder is not slowed down by showing it. */
const SHARE = 0.2;

/** A store that can be looked at while its files are being read, and that reads them again when asked to. */
export function openWorld(request: WorldRequest): LoadingWorld {
  const { label, now } = request;
  const aborting = new AbortController();
  const listeners = new Set<() => void>();
  const source = { kind: 'files', label } as const;
  let folder = createFolder();
  const worldOf = (loading: Loading): World => {
    const snapshot = folder.snapshot();
    return { snapshot, loading, source, overlaid: (edits) => whatIf(snapshot, edits) };
  };
  let world = worldOf({ files: 0, objects: 0, done: false });
  let nextAt = 0;
  let isReading = false;

  const publish = (progress: Pick<ReadProgress, 'files' | 'objects'>, done: boolean): void => {
    const start = now();
    const { files, objects } = progress;
    world = worldOf({ files, objects, done });
    for (const listener of [...listeners]) listener();
    const end = now();
    nextAt = end + Math.max(SOONEST_MS, (end - start) / SHARE);
  };
  const show = (progress: ReadProgress): void => {
    if (now() >= nextAt) publish(progress, false);
  };
  const readAll = async (into: Folder, onProgress?: (progress: ReadProgress) => void): Promise<ReadSummary> => {
    isReading = true;
    // The parser comes after the first frame.
    const { readManifests } = await import('./sources/manifests.ts');
    const summary = await readManifests({
      ...request,
      signal: aborting.signal,
      onBatch: ({ events, diagnostics }) => {
        into.apply(events);
        into.addDiagnostics(diagnostics);
      },
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    isReading = false;
    return summary;
  };
  // What is shown stays until all has been read once more: half of a folder would look like deletions.
  const readAgain = async (): Promise<void> => {
    const fresh = createFolder();
    const summary = await readAll(fresh);
    if (aborting.signal.aborted) return;
    folder = fresh;
    publish(summary, true);
  };

  return {
    store: {
      get: () => world,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    read: async () => publish(await readAll(folder, show), true),
    retry: () => {
      if (!isReading) void readAgain();
    },
    stop: () => aborting.abort(),
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
