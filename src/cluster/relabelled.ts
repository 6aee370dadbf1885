import { guessedOwner } from '../kinds/core/guessed-owner.ts';
import type { Decoded } from '../kinds/decoded.ts';
import type { Interner } from '../kinds/interner.ts';
import type { Pod } from '../model/cluster-objects.ts';
import { type Labels, NAMESPACE_NAME_LABEL } from '../model/labels.ts';

/** Labels that are put on (a value) or taken off (undefined). */
export type LabelChanges = ReadonlyMap<string, string | undefined>;

/** What carries labels: a pod, a namespace (`namespace` is empty then), or a workload with the pods it would make. */
export interface Labelled {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is known of an object, with other labels; undefined for what has none that any answer sees. */
export function relabelled(decoded: Decoded, changes: LabelChanges, interner: Interner): Decoded | undefined {
  switch (decoded.kind) {
    case 'pod':
      return { kind: 'pod', pod: relabelledPod(decoded.pod, changes, interner) };
    case 'namespace': {
      const { namespace } = decoded;
      // The control plane puts its own label back.
      const labels = new Map([...changed(namespace.labels, changes), [NAMESPACE_NAME_LABEL, namespace.name] as const]);
      return { kind: 'namespace', namespace: { ...namespace, labels: interner.labels(labels) } };
    }
    case 'workload': {
      const { template } = decoded.workload;
      const labels = interner.labels(changed(template.labels, changes));
      return { kind: 'workload', workload: { ...decoded.workload, template: { ...template, labels } } };
    }
    default:
      return undefined;
  }
}

/** Whose pod it is may be told by its labels. */
function relabelledPod(pod: Pod, changes: LabelChanges, interner: Interner): Pod {
  const { controller } = pod;
  const labels = interner.labels(changed(pod.labels, changes));
  const workload = controller === undefined ? pod.workload : guessedOwner(controller, labels);
  return { ...pod, labels, workload };
}

function changed(labels: Labels, changes: LabelChanges): Labels {
  const after = new Map(labels);
  for (const [key, value] of changes) {
    if (value === undefined) after.delete(key);
    else after.set(key, value);
  }
  return after;
}
