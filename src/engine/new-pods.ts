import type { Namespace, Pod } from '../model/cluster-objects.ts';
import { NAMESPACE_NAME_LABEL, NO_LABELS } from '../model/labels.ts';
import { changing } from '../model/namespaced-map.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { finished, type InSteps } from './in-steps.ts';

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

/** So many namespaces to a step: the map of the pods of each is copied. */
const IN_A_STEP = 64;

/**
 * The snapshot with pods that do not exist yet: without labels and ports, with an address that is not known, and not on the host's
 * network. Questions about them are put to the same evaluator as all others.
 */
export function* withNewPodsInSteps(snapshot: Snapshot): InSteps<WithNewPods> {
  const before = extended.get(snapshot);
  if (before !== undefined) return before;
  const namespaces = new Map(snapshot.namespaces).set(NEW_NAMESPACE, newNamespace());
  const pods = new Map<string, Pod>();
  const all = changing(snapshot.pods);
  for (const name of namespaces.keys()) {
    const pod = newPod(name);
    pods.set(name, pod);
    all.set(pod.key, pod);
    if (pods.size % IN_A_STEP === 0) yield;
  }
  const made = { snapshot: { ...snapshot, namespaces, pods: all.done() }, pods };
  extended.set(snapshot, made);
  return made;
}

/** The same at once. */
export function withNewPods(snapshot: Snapshot): WithNewPods {
  return finished(withNewPodsInSteps(snapshot));
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

/** Whether the key is that of a pod that does not exist yet. */
export function isNewPod(key: string): boolean {
  return key.endsWith(`/${NEW_POD}`);
}

const NEW_POD = '(new)';

function newPod(namespace: string): Pod {
  return {
    key: `${namespace}/Pod/${NEW_POD}`,
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
    workload: { kind: 'Pod', namespace, name: NEW_POD },
    controller: undefined,
    origin: { kind: 'implied', by: 'the question' },
  };
}
