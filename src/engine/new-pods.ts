import type { Namespace, Pod } from '../model/cluster-objects.ts';
import { NAMESPACE_NAME_LABEL, NO_LABELS } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import { withEntries } from '../model/namespaced-map.ts';
import type { Snapshot } from '../model/snapshot.ts';

/**
 * The namespace that does not exist yet. No object can have this name, and no label this value: selectors treat it as they treat
 * every namespace that they do not name.
 */
export const NEW_NAMESPACE = '(new)';

/** A cluster in which somebody has started one more pod in each namespace, and in a new one. */
export interface WithNewPods {
  readonly snapshot: Snapshot;
  /** By namespace, `NEW_NAMESPACE` among them. */
  readonly pods: ReadonlyMap<string, Pod>;
}

const extended = new WeakMap<Snapshot, WithNewPods>();

/**
 * The snapshot with pods that do not exist yet: without labels and ports, with an address that is not known, and not on the host's
 * network. Questions about them are put to the same evaluator as all others.
 */
export function withNewPods(snapshot: Snapshot): WithNewPods {
  return remember(extended, snapshot, () => {
    const namespaces = new Map(snapshot.namespaces).set(NEW_NAMESPACE, newNamespace());
    const pods = new Map([...namespaces.keys()].map((name) => [name, newPod(name)]));
    const all = withEntries(
      snapshot.pods,
      [...pods.values()].map((pod) => [pod.key, pod] as const),
    );
    return { snapshot: { ...snapshot, namespaces, pods: all }, pods };
  });
}

// Its labels are known: those every namespace has, and no other.
function newNamespace(): Namespace {
  return {
    name: NEW_NAMESPACE,
    labels: new Map([[NAMESPACE_NAME_LABEL, NEW_NAMESPACE]]),
    declared: true,
    origin: { kind: 'implied', by: 'the question' },
  };
}

function newPod(namespace: string): Pod {
  const name = '(new)';
  return {
    key: `${namespace}/Pod/${name}`,
    namespace,
    labels: NO_LABELS,
    state: 'template',
    status: '',
    ready: false,
    addresses: [],
    addressKnown: false,
    hostNetwork: false,
    nodeName: undefined,
    ports: [],
    sidecarPorts: [],
    workload: { kind: 'Pod', namespace, name },
    controller: undefined,
    origin: { kind: 'implied', by: 'the question' },
  };
}
