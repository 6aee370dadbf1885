import type { Finding } from '../../engine/lint/finding.ts';
import type { ObjectName } from '../../engine/watch/object-changes.ts';
import type { CompiledPolicy, PolicyRef } from '../../model/policies.ts';
import type { Origin } from '../../model/raw-object.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { findingPosition } from '../../present/finding-place.ts';
import { findingName } from '../../present/finding-table.ts';
import { findingText } from '../../present/finding-text.ts';
import { policyName } from '../../present/rule-text.ts';
import { printable } from '../../present/text.ts';
import { workloadName } from '../../present/workload-text.ts';
import type { SourcePlace, Subject } from '../state/screens.ts';
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
      return subject.text;
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

/** The place of a subject's object in a file; undefined for what stands in none. */
export function writtenAt(
  subject: Subject,
  snapshot: Snapshot,
): { readonly file: string; readonly place: SourcePlace } | undefined {
  if (subject.kind === 'finding') return findingWrittenAt(subject.finding);
  const origin = originOf(subject, snapshot);
  if (origin?.kind !== 'file') return undefined;
  const rule = subject.kind === 'rule' ? ruleOf(subject, snapshot) : undefined;
  const focus = rule === undefined ? origin.line : origin.locate(rule.ref.path).line;
  return { file: origin.file, place: { part: 'object', line: origin.line, focus } };
}

function findingWrittenAt(finding: Finding): { readonly file: string; readonly place: SourcePlace } | undefined {
  const position = findingPosition(finding);
  if (position === undefined) return undefined;
  const { file, line } = position;
  const { about } = finding;
  const origin =
    about.kind === 'policy' ? about.policy.ref.origin : about.kind === 'namespace' ? about.namespace.origin : undefined;
  if (origin?.kind !== 'file') return { file, place: { part: 'document', line, focus: line } };
  return { file, place: { part: 'object', line: origin.line, focus: line } };
}

function originOf(subject: Subject, snapshot: Snapshot): Origin | undefined {
  switch (subject.kind) {
    case 'namespace':
      return snapshot.namespaces.get(subject.name)?.origin;
    case 'pod':
      return snapshot.pods.get(subject.key)?.origin;
    case 'workload': {
      const [first] = snapshot.workloads.get(subject.key)?.podKeys ?? [];
      return first === undefined ? undefined : snapshot.pods.get(first)?.origin;
    }
    case 'service':
      return snapshot.services.get(subject.key)?.origin;
    case 'policy':
      return policyById(snapshot, subject.id)?.ref.origin;
    case 'rule':
      return policyById(snapshot, subject.policy)?.ref.origin;
    default:
      return undefined;
  }
}

/** The rule a subject names. */
function ruleOf(subject: Extract<Subject, { kind: 'rule' }>, snapshot: Snapshot) {
  const policy = policyById(snapshot, subject.policy);
  return [...(policy?.rules ?? []), ...(policy?.inert ?? [])].find(
    ({ ref }) => ref.direction === subject.direction && ref.index === subject.index,
  );
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
