import type { ObjectName } from '../../engine/watch/object-changes.ts';
import { nameKey } from '../../engine/watch/object-changes.ts';
import { nameInKey } from '../../model/cluster-objects.ts';
import type { Labels } from '../../model/labels.ts';
import type { CompiledPolicy } from '../../model/policies.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { JsonObject } from '../../present/json.ts';
import { labelObject } from '../../present/label-object.ts';
import { yamlText } from '../../present/yaml-text.ts';
import type { Subject } from '../state/screens.ts';
import type { EditTarget, TextToEdit, WhatIf } from '../state/what-if.ts';
import { policyById } from './subjects.ts';
import { textPlaceOf } from './text-place.ts';

/** What is edited for a subject, and the text to begin with. */
export interface Editable {
  readonly target: EditTarget;
  readonly text: TextToEdit;
}

/** What the editor is opened on for a subject; a sentence why not, where there is nothing to edit. */
export function editableOf(subject: Subject, snapshot: Snapshot, whatIf: WhatIf): Editable | string {
  switch (subject.kind) {
    case 'policy':
    case 'rule': {
      const policy = policyById(snapshot, subject.kind === 'policy' ? subject.id : subject.policy);
      return policy === undefined ? 'it is not there any more' : editablePolicy(policy, subject, { snapshot, whatIf });
    }
    case 'pod': {
      const pod = snapshot.pods.get(subject.key);
      if (pod === undefined) return 'it is not there any more';
      return pod.state === 'template'
        ? editableLabels(pod.workload, pod.labels)
        : podLabels(pod.namespace, nameInKey(pod.key), pod.labels);
    }
    case 'workload': {
      const workload = snapshot.workloads.get(subject.key);
      const labels = snapshot.pods.get(workload?.podKeys[0] ?? '')?.labels;
      if (workload === undefined || labels === undefined) return 'it is not there any more';
      return editableLabels({ kind: workload.kind, namespace: workload.namespace, name: workload.name }, labels);
    }
    case 'namespace': {
      const namespace = snapshot.namespaces.get(subject.name);
      if (namespace === undefined) return 'it is not there any more';
      return editableLabels({ kind: 'Namespace', namespace: undefined, name: subject.name }, namespace.labels);
    }
    default:
      return 'what can be edited in memory: policies, and the labels of pods, workloads and namespaces';
  }
}

interface Known {
  readonly snapshot: Snapshot;
  readonly whatIf: WhatIf;
}

function editablePolicy(policy: CompiledPolicy, subject: Subject, { snapshot, whatIf }: Known): Editable | string {
  const { kind, namespace, name } = policy.ref;
  const target: EditTarget = { name: { kind, namespace, name }, reads: 'object' };
  const written = whatIf.made.findLast(
    (made) => made.name !== undefined && nameKey(made.name) === nameKey(policy.ref),
  )?.written;
  if (written !== undefined) return { target, text: { from: 'text', text: written.text } };
  const text = textPlaceOf(subject, snapshot);
  return text === undefined ? `${kind} ${name} is written nowhere` : { target, text };
}

function podLabels(namespace: string, name: string, labels: Labels): Editable {
  return editableLabels({ kind: 'Pod', namespace, name }, labels);
}

function editableLabels({ kind, namespace, name }: ObjectName, labels: Labels): Editable {
  const note = `# The labels of ${kind} ${name}: nothing else here is read.\n`;
  const text = note + yamlText(labelObject({ kind, namespace, name }, labels));
  return { target: { name: { kind, namespace, name }, reads: 'labels' }, text: { from: 'text', text } };
}

/** A policy to begin with, for whom a subject means. */
export function newPolicyFor(subject: Subject | undefined, snapshot: Snapshot, namespace: string): Editable {
  const pod = subject?.kind === 'pod' ? snapshot.pods.get(subject.key) : undefined;
  const first = subject?.kind === 'workload' ? snapshot.workloads.get(subject.key)?.podKeys[0] : undefined;
  const whom = pod ?? snapshot.pods.get(first ?? '');
  const where = whom?.namespace ?? (subject?.kind === 'namespace' ? subject.name : namespace);
  const object: JsonObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: whom === undefined ? 'default-deny' : `limit-${whom.workload.name}`, namespace: where },
    spec: {
      podSelector: whom === undefined ? {} : { matchLabels: Object.fromEntries(whom.labels) },
      policyTypes: DIRECTIONS.map((direction) => (direction === 'ingress' ? 'Ingress' : 'Egress')),
    },
  };
  const note =
    '# A policy that allows nothing, in memory only. Add rules under spec.ingress and spec.egress, or take a direction out.\n';
  return { target: { name: undefined, reads: 'object' }, text: { from: 'text', text: note + yamlText(object) } };
}
