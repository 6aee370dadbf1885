import type { Pod, Service, Workload } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import { namespacesOf, partOf } from '../model/namespaced-map.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Names that lie together: those of the workloads, pods or Services of one namespace, or those of nodes. */
export interface NamesTogether {
  /** Undefined for nodes. */
  readonly namespace: string | undefined;
  readonly names: readonly string[];
  /** The same in lower case, one by one. */
  readonly lower: readonly string[];
}

/** Every name an endpoint can be asked for by, as cli.md writes it: workloads first, then pods, Services and nodes. */
export function endpointNames(snapshot: Snapshot): readonly string[] {
  return remember(flat, snapshot, () => namesByNamespace(snapshot).flatMap(({ names }) => names));
}

const flat = new WeakMap<Snapshot, readonly string[]>();

/** The same where they lie. Those of a namespace in which nothing changed are not made again for the next snapshot. */
export function namesByNamespace(snapshot: Snapshot): readonly NamesTogether[] {
  return remember(together, snapshot, () => [
    ...inNamespaces(snapshot.workloads, workloadName),
    ...inNamespaces(snapshot.pods, podName),
    ...inNamespaces(snapshot.services, ({ namespace, name }: Service) => `${namespace}/svc/${name}`),
    listed(
      undefined,
      [...snapshot.nodes.keys()].map((name) => `node/${name}`),
    ),
  ]);
}

const together = new WeakMap<Snapshot, readonly NamesTogether[]>();

function workloadName({ namespace, kind, name }: Workload): string | undefined {
  return kind === 'Pod' ? undefined : `${namespace}/${kind.toLowerCase()}/${name}`;
}

function podName({ key, state }: Pod): string | undefined {
  return state === 'template' ? undefined : key;
}

const ofPart = new WeakMap<ReadonlyMap<string, unknown>, NamesTogether>();

function inNamespaces<V extends object>(
  map: ReadonlyMap<string, V>,
  nameOf: (object: V) => string | undefined,
): readonly NamesTogether[] {
  return namespacesOf(map).map((namespace) => {
    const part = partOf(map, namespace);
    return remember(ofPart, part, () =>
      listed(
        namespace,
        [...part.values()].flatMap((object) => nameOf(object) ?? []),
      ),
    );
  });
}

function listed(namespace: string | undefined, names: readonly string[]): NamesTogether {
  // What is in lower case is the same text then.
  return { namespace, names, lower: names.map((name) => name.toLowerCase()) };
}
