import type { ClusterChoice, LoadedCluster } from './cli/services.ts';
import { createFolder } from './cluster/fold.ts';
import { whatIf } from './cluster/what-if.ts';
import { partsRead } from './kinds/parts-read.ts';
import { WANTED_RESOURCES, wantedRank } from './kinds/wanted-kinds.ts';
import { type ConnectionState, summaryOf } from './model/live-state.ts';
import type { ObjectEvent } from './model/raw-object.ts';
import type { Snapshot } from './model/snapshot.ts';
import type { JsonObject } from './present/json.ts';
import { printable } from './present/text.ts';
import { publishedStore } from './published-store.ts';
import { type ApiClient, createClient } from './sources/live/api-client.ts';
import { listContexts } from './sources/live/chosen-context.ts';
import { type ClusterAccess, findCluster } from './sources/live/cluster-access.ts';
import { AccessProblem } from './sources/live/live-failure.ts';
import { openLive } from './sources/live/live-source.ts';
import { REAL_CLOCK } from './sources/live/patience.ts';
import { readObject } from './sources/live/read-object.ts';
import type { FedStore } from './switch-world.ts';
import type { ContextEntry } from './tui/state/contexts.ts';
import type { AskedObject } from './tui/state/screens.ts';
import type { World } from './tui/state/store.ts';

/** A cluster that was chosen and can be asked; nothing has been asked of it yet. */
export interface OpenCluster {
  readonly access: ClusterAccess;
  /** Where names without a namespace are looked up, and where to look when the whole cluster is refused. */
  readonly namespace: string | undefined;
  readonly timeoutMs: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** Finds the cluster in the kubeconfig. Throws an AccessProblem that says what there is instead. */
export async function openCluster(
  choice: ClusterChoice,
  env: Readonly<Record<string, string | undefined>>,
): Promise<OpenCluster> {
  const access = await findCluster({
    ...choice,
    asGroups: choice.asGroups.length === 0 ? undefined : choice.asGroups,
    env,
  });
  return { access, namespace: choice.namespace ?? access.namespace, timeoutMs: choice.timeoutMs ?? DEFAULT_TIMEOUT_MS };
}

/** The contexts of the kubeconfig that would be used. Rejects with an AccessProblem when there is none. */
export function contextsOf(
  { kubeconfig }: ClusterChoice,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly ContextEntry[]> {
  return listContexts({ kubeconfig, env });
}

/**
 * Reads everything once. What could not be read is a gap of the snapshot; the state says how the connection went. `onEvents` gets
 * what the snapshot is made of.
 */
export async function loadCluster(
  { access, namespace, timeoutMs }: OpenCluster,
  onEvents?: (events: readonly ObjectEvent[]) => void,
): Promise<LoadedCluster> {
  const folder = createFolder();
  const source = openLive({
    ...sourceOptions({ access, namespace, timeoutMs }),
    onEvents: (events) => {
      folder.apply(events);
      onEvents?.(events);
    },
    onState: () => undefined,
  });
  const state = await source.readOnce();
  await access.close();
  if (!state.kinds.some(({ listed }) => listed)) throw new AccessProblem(whyNothing(access, state));
  folder.setCoverage(state);
  return { snapshot: folder.snapshot(), namespace: access.namespace, state };
}

function whyNothing({ context, server }: ClusterAccess, { problem, kinds }: ConnectionState): string {
  const why =
    problem ?? kinds.find((kind) => kind.problem !== undefined)?.problem ?? 'it serves nothing that is understood';
  return `cannot read the cluster of context ${context} (${server}): ${why}`;
}

function sourceOptions({ access, namespace, timeoutMs }: OpenCluster) {
  return {
    client: createClient(access, { timeoutMs }),
    context: access.context,
    server: access.server,
    wanted: { groups: new Set(WANTED_RESOURCES.map(({ group }) => group)), rank: wantedRank },
    partsOf: partsRead,
    namespace,
    clock: REAL_CLOCK,
  };
}

/** A store that follows a cluster; it changes ten times a second at most. */
export function watchCluster(cluster: OpenCluster): FedStore {
  const { access } = cluster;
  const folder = createFolder();
  const started = { context: access.context, server: access.server, kinds: [], unavailable: [], problem: undefined };
  let connection: ConnectionState = started;
  const seen = (): World => worldOf(folder.snapshot(), connection, cluster.namespace);
  const { store, publish, waitMs } = publishedStore(seen(), () => performance.now());
  let publishing: (() => void) | undefined;

  const changed = (): void => {
    publishing ??= REAL_CLOCK.after(waitMs(), () => {
      publishing = undefined;
      folder.setCoverage(connection);
      publish(seen);
    });
  };

  const { client, ...options } = sourceOptions(cluster);
  const source = openLive({
    ...options,
    client,
    onEvents: (events) => {
      folder.apply(events);
      changed();
    },
    onState: (state) => {
      connection = state;
      changed();
    },
  });
  return {
    store,
    read: source.follow,
    retry: source.retry,
    // There is no end to what happens in a cluster.
    stopReading: () => undefined,
    readObject: (object) => readFromCluster(client, connection, object),
    stop: () => {
      publishing?.();
      source.stop();
      void access.close();
    },
  };
}

const MOST_PATIENCE_MS = 10_000;

/** One object, of a kind that is read anyway. */
function readFromCluster(
  client: ApiClient,
  { kinds }: ConnectionState,
  { apiVersion, kind, namespace, name }: AskedObject,
): Promise<JsonObject> {
  const served = kinds
    .map((state) => state.served)
    .find((known) => known.kind === kind && (apiVersion === undefined || known.apiVersion === apiVersion));
  if (served === undefined) return Promise.reject(new Error(`objects of kind ${printable(kind)} are not read`));
  return readObject(client, served, { namespace, name, signal: AbortSignal.timeout(MOST_PATIENCE_MS) });
}

function worldOf(snapshot: Snapshot, connection: ConnectionState, namespace: string | undefined): World {
  const objects = connection.kinds.reduce((sum, kind) => sum + kind.objects, 0);
  const { kind } = summaryOf(connection);
  return {
    snapshot,
    loading: { files: 0, objects, done: kind === 'live' || kind === 'forbidden' },
    source: { kind: 'cluster', label: connection.context, connection },
    // As when they were applied: what names no namespace goes into that of the context.
    overlaid: (edits) => whatIf(snapshot, edits, namespace === undefined ? {} : { defaultNamespace: namespace }),
  };
}
