import type { ObjectName } from '../../engine/watch/object-changes.ts';
import type { CompiledPolicy, PolicyRef } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { findingNamespace } from '../../present/finding-place.ts';
import { findingName } from '../../present/finding-table.ts';
import { findingText } from '../../present/finding-text.ts';
import { policyName } from '../../present/rule-text.ts';
import { printable } from '../../present/text.ts';
import { workloadName } from '../../present/workload-text.ts';
import type { Subject } from '../state/screens.ts';
import { cached } from './content.ts';

/** Names a policy for as long as it lives; the id of its row in the table of policies. */
export function policyId(ref: Pick<PolicyRef, 'kind' | 'namespace' | 'name'>): string {
  return `${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
}

export function policyById(snapshot: Snapshot, id: string): CompiledPolicy | undefined {
  return cached(snapshot, 'policies by id', () => {
    return new Map(snapshot.policies.map((policy) => [policyId(policy.ref), policy]));
  }).get(id);
}

/** The subject as a person would write it, and as it is copied. */
export function subjectName(subject: Subject, snapshot: Snapshot): string {
  switch (subject.kind) {
    case 'namespace':
      return printable(subject.name);
    case 'policy':
    case 'rule': {
      const policy = policyById(snapshot, subject.kind === 'policy' ? subject.id : subject.policy);
      return policy === undefined ? '' : policyName(policy.ref);
    }
    case 'finding': {
      const { object, message } = findingText(subject.finding);
      return `${subject.finding.code}: ${object === undefined ? '' : `${object}: `}${message}`;
    }
    case 'topic':
      return subject.id;
    case 'key':
      return subject.key;
    case 'recipe':
      return subject.name;
    case 'context':
      return printable(subject.name);
    case 'question':
      return printable(`${subject.from} -> ${subject.to}`);
    default:
      return endpointOf(subject, snapshot) ?? '';
  }
}

/** The subject as an end of a connection, in the words of the form; undefined when it cannot be one. */
export function endpointOf(subject: Subject, snapshot: Snapshot): string | undefined {
  switch (subject.kind) {
    case 'pod': {
      const pod = snapshot.pods.get(subject.key);
      // A template is not a pod one can ask for; the workload it stands for is.
      return pod?.state === 'template' ? workloadName(pod.workload) : printable(subject.key);
    }
    case 'workload': {
      const workload = snapshot.workloads.get(subject.key);
      return workload && workloadName(workload);
    }
    case 'service': {
      const service = snapshot.services.get(subject.key);
      return service && printable(`${service.namespace}/svc/${service.name}`);
    }
    case 'outside':
      // One who asks there where the pod may go asks about the pod.
      return subject.statesPod === true ? undefined : subject.text;
    default:
      return undefined;
  }
}

/** A Service as a destination: with its port when it has only one, for that is what one means. */
export function destinationOf(subject: Subject, snapshot: Snapshot): string | undefined {
  const end = endpointOf(subject, snapshot);
  const ports = subject.kind === 'service' ? (snapshot.services.get(subject.key)?.ports ?? []) : [];
  const [only, ...others] = ports;
  if (end === undefined || only === undefined || others.length > 0) return end;
  return `${end}:${only.port}${only.protocol === 'TCP' ? '' : `/${only.protocol}`}`;
}

/** The namespace of what a subject stands for; undefined where it is in none. */
export function namespaceOfSubject(subject: Subject, snapshot: Snapshot): string | undefined {
  switch (subject.kind) {
    case 'namespace':
      return subject.name;
    case 'pod':
      return snapshot.pods.get(subject.key)?.namespace;
    case 'workload':
      return snapshot.workloads.get(subject.key)?.namespace;
    case 'service':
      return snapshot.services.get(subject.key)?.namespace;
    case 'policy':
      return policyById(snapshot, subject.id)?.ref.namespace;
    case 'rule':
      return policyById(snapshot, subject.policy)?.ref.namespace;
    case 'finding':
      return findingNamespace(subject.finding);
    default:
      return undefined;
  }
}

/** A text that tells subjects of one kind apart. */
export function subjectId(subject: Subject): string {
  switch (subject.kind) {
    case 'namespace':
      return subject.name;
    case 'pod':
    case 'workload':
    case 'service':
      return `${subject.kind}:${subject.key}`;
    case 'policy':
      return subject.id;
    case 'rule':
      return `${subject.policy}#${subject.direction}/${subject.index}`;
    case 'finding':
      return findingName(subject.finding);
    case 'outside':
      return subject.text;
    case 'context':
      return subject.name;
    case 'question':
      return `${subject.from} ${subject.to}`;
    case 'topic':
      return subject.id;
    case 'recipe':
      return subject.name;
    case 'key':
      return subject.key;
  }
}

/** What tells a row that is marked as changed. */
export function markKey(subject: Subject): string {
  return `${subject.kind} ${subjectId(subject)}`;
}

/** The subject of an object's name; undefined when it is not there, or nothing is shown of its kind. */
export function subjectOfName({ kind, namespace = '', name }: ObjectName, snapshot: Snapshot): Subject | undefined {
  const key = `${namespace}/${name}`;
  if (kind === 'Pod') return snapshot.pods.has(key) ? { kind: 'pod', key } : undefined;
  if (kind === 'Namespace') return snapshot.namespaces.has(name) ? { kind: 'namespace', name } : undefined;
  if (kind === 'Service') return snapshot.services.has(key) ? { kind: 'service', key } : undefined;
  const workload = `${namespace}/${kind}/${name}`;
  if (snapshot.workloads.has(workload)) return { kind: 'workload', key: workload };
  const id = policyId({ kind, namespace, name });
  return policyById(snapshot, id) === undefined ? undefined : { kind: 'policy', id };
}
