import { onTestFinished } from 'vitest';
import { NO_CHOICE } from '../../src/ask-cluster.ts';
import type { LoadedCluster } from '../../src/cli/services.ts';
import { check, isProblem } from '../../src/engine/check.ts';
import { loadCluster, openCluster, watchCluster } from '../../src/load-cluster.ts';
import { summaryOf } from '../../src/model/live-state.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { readManifests } from '../../src/sources/manifests.ts';
import type { World } from '../../src/tui/state/store.ts';
import type { ApiObject } from './admin-client.ts';
import { type ControlPlane, eventually } from './control-plane.ts';

export const SETTLE_MS = 30_000;

/** Whether everything has been read and is watched. */
export function isLive({ source }: World): boolean {
  return source.kind === 'cluster' && summaryOf(source.connection).kind === 'live';
}

/** Whether what is shown may be old. */
export function isStale({ source }: World): boolean {
  return source.kind === 'cluster' && summaryOf(source.connection).kind === 'stale';
}

/** Objects of a folder as a server takes them, namespaces first. */
export async function objectsOf(folder: string): Promise<readonly ApiObject[]> {
  const objects: ApiObject[] = [];
  await readManifests({
    paths: [folder],
    onBatch: ({ events }) => {
      for (const event of events) if (event.type === 'set') objects.push(acceptable(event.object.value));
    },
  });
  const rank = ({ kind }: ApiObject): number => (kind === 'Namespace' ? 0 : 1);
  return objects.sort((a, b) => rank(a) - rank(b));
}

/** What a dump leaves out, or names that only its own server could. */
function acceptable(value: { readonly [key: string]: unknown }): ApiObject {
  const object = JSON.parse(JSON.stringify(value)) as ApiObject;
  const { resourceVersion, uid, ownerReferences, ...metadata } = object.metadata;
  const owners = Array.isArray(ownerReferences)
    ? {
        ownerReferences: ownerReferences.map((owner: object) => ({
          uid: '1c2b0c5c-0000-4000-8000-000000000000',
          ...owner,
        })),
      }
    : {};
  const spec = object['spec'] as { containers?: object[] } | undefined;
  const containers = spec?.containers?.map((container) => ({ image: 'none', ...container }));
  return {
    ...object,
    metadata: { ...metadata, ...owners },
    ...(containers === undefined ? {} : { spec: { ...spec, containers } }),
  };
}

/** Reads the cluster once, as a command does. */
export async function readAs(plane: ControlPlane, token: string, namespace?: string): Promise<LoadedCluster> {
  return readWith(await plane.kubeconfigFor(token), namespace);
}

/** The same with a kubeconfig of one's own. */
export async function readWith(kubeconfig: string, namespace?: string): Promise<LoadedCluster> {
  return loadCluster(await openCluster({ ...NO_CHOICE, kubeconfig, namespace }, {}));
}

/** Watches the cluster, as the explorer does, until the test is over. */
export async function watchAs(plane: ControlPlane, token: string): Promise<Watching> {
  const world = watchCluster(await openCluster({ ...NO_CHOICE, kubeconfig: await plane.kubeconfigFor(token) }, {}));
  const reading = world.read();
  onTestFinished(async () => {
    world.stop();
    await reading;
  });
  return {
    world: (): World => world.store.get(),
    until: (what, holds) =>
      eventually(() => {
        if (!holds(world.store.get())) throw new Error(`not yet: ${what}`);
      }, SETTLE_MS),
  };
}

/** What the engine says, in one word; or what kept it from being asked. */
export function decision(snapshot: Snapshot, from: string, to: string, port: number): string {
  const answer = check(snapshot, { from, to, port }, 'default');
  return isProblem(answer) ? answer.problem : answer.decision;
}

export interface Watching {
  readonly world: () => World;
  /** Resolves once that is so. */
  readonly until: (what: string, holds: (world: World) => boolean) => Promise<void>;
}

/** Everything a snapshot says that does not hang on the order in which it was read. */
export function contents({ namespaces, pods, nodes, services, policies }: Snapshot): unknown {
  const sorted = (map: ReadonlyMap<string, object>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.parse(
    JSON.stringify(
      [sorted(namespaces), sorted(pods), sorted(nodes), sorted(services), policies],
      (_key, value: unknown) => {
        if (value instanceof Map) return [...value].sort();
        return typeof value === 'bigint' ? value.toString() : value;
      },
    ),
  );
}
