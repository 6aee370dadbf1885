import type { Finding } from '../../engine/lint/finding.ts';
import { nameInKey } from '../../model/cluster-objects.ts';
import type { Direction } from '../../model/policies.ts';
import type { Origin } from '../../model/raw-object.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { findingPosition } from '../../present/finding-place.ts';
import { heldPolicyText } from '../../present/held-policy.ts';
import type { AskedObject, SourcePlace, Subject, TextPlace } from '../state/screens.ts';
import { policyById } from './subjects.ts';

/** Where the text of a subject's object is to be had; undefined for what is written nowhere. */
export function textPlaceOf(subject: Subject, snapshot: Snapshot): TextPlace | undefined {
  const written = writtenAt(subject, snapshot);
  if (written !== undefined) return { from: 'file', ...written };
  const object = originOf(subject, snapshot)?.kind === 'cluster' ? askedObject(subject, snapshot) : undefined;
  if (object === undefined) return undefined;
  const policy = policyOf(subject, snapshot);
  return {
    from: 'cluster',
    object,
    held: policy === undefined ? undefined : heldPolicyText(policy),
    rule: subject.kind === 'rule' ? { direction: subject.direction, index: subject.index } : undefined,
  };
}

function policyOf(subject: Subject, snapshot: Snapshot) {
  if (subject.kind === 'finding')
    return subject.finding.about.kind === 'policy' ? subject.finding.about.policy : undefined;
  if (subject.kind !== 'policy' && subject.kind !== 'rule') return undefined;
  return policyById(snapshot, subject.kind === 'policy' ? subject.id : subject.policy);
}

function askedObject(subject: Subject, snapshot: Snapshot): AskedObject | undefined {
  switch (subject.kind) {
    case 'namespace':
      return { apiVersion: 'v1', kind: 'Namespace', namespace: undefined, name: subject.name };
    case 'pod': {
      const pod = snapshot.pods.get(subject.key);
      if (pod === undefined) return undefined;
      return pod.state === 'template'
        ? { apiVersion: undefined, ...pod.workload }
        : { apiVersion: 'v1', kind: 'Pod', namespace: pod.namespace, name: nameInKey(pod.key) };
    }
    case 'workload': {
      const workload = snapshot.workloads.get(subject.key);
      if (workload === undefined) return undefined;
      const { kind, namespace, name } = workload;
      return { apiVersion: undefined, kind, namespace, name };
    }
    case 'service': {
      const service = snapshot.services.get(subject.key);
      return service && { apiVersion: 'v1', kind: 'Service', namespace: service.namespace, name: service.name };
    }
    default: {
      const ref = policyOf(subject, snapshot)?.ref;
      return ref && { apiVersion: ref.apiVersion, kind: ref.kind, namespace: ref.namespace, name: ref.name };
    }
  }
}

/** How many lines into a policy's text a rule begins, where that is written as this program writes YAML; 0 where it is not found. */
export function ruleLine(
  lines: readonly string[],
  { direction, index }: { readonly direction: Direction; readonly index: number },
): number {
  const list = lines.indexOf(`  ${direction}:`);
  if (list === -1) return 0;
  const after = lines.findIndex((line, at) => at > list && !line.startsWith('    '));
  const end = after === -1 ? lines.length : after;
  const items = lines.flatMap((line, at) => (at > list && at < end && line.startsWith('    - ') ? [at] : []));
  return items[index] ?? list;
}

/** The place of a subject's object in a file; undefined for what stands in none. */
function writtenAt(
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
    case 'finding':
      return policyOf(subject, snapshot)?.ref.origin;
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
