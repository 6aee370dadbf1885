import { effectiveOf } from '../../engine/effective.ts';
import { policiesSelecting } from '../../engine/selection.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Column, cellAt, type Row } from '../../present/tables.ts';
import type { Subject } from '../state/screens.ts';
import { policyById } from './subjects.ts';

/** What people call columns. */
const ALIASES: Readonly<Record<string, string>> = {
  ns: 'namespace',
  in: 'ingress',
  out: 'egress',
  policy: 'policies',
  pol: 'policies',
  wl: 'workload',
  address: 'ip',
  state: 'status',
  label: 'labels',
  file: 'where',
};

/** Values of a row in a field, in lower case: what its column says, and of pods also what policies select them and whether they isolate. */
export function fieldsOf(
  row: Row<unknown>,
  {
    columns,
    subject,
    snapshot,
  }: { readonly columns: readonly Column[]; readonly subject: Subject; readonly snapshot: Snapshot },
): (name: string) => readonly string[] | undefined {
  return (asked) => {
    const name = ALIASES[asked] ?? asked;
    const derived = derivedField(name, subject, snapshot);
    if (derived !== undefined) return derived;
    const index = columns.findIndex(({ id, title }) => id.toLowerCase() === name || title.toLowerCase() === name);
    const text = cellAt(row, index)?.text;
    return text === undefined ? undefined : [text.toLowerCase()];
  };
}

function derivedField(name: string, subject: Subject, snapshot: Snapshot): readonly string[] | undefined {
  if (name === 'namespace') return namespacesOf(subject, snapshot);
  const pods = podsBehind(subject, snapshot);
  if (pods === undefined) return undefined;
  if (name === 'policies') {
    const names = pods.flatMap((pod) => policiesSelecting(snapshot, pod).map(({ ref }) => ref.name.toLowerCase()));
    return names.length === 0 ? ['none'] : [...new Set(names)];
  }
  return name === 'isolated' ? [...new Set(pods.flatMap((pod) => isolationNames(pod, snapshot)))] : undefined;
}

function isolationNames(pod: Pod, snapshot: Snapshot): readonly string[] {
  const { subject, ingress, egress } = effectiveOf(snapshot, pod);
  const isIn = subject && ingress.isolated;
  const isOut = subject && egress.isolated;
  if (isIn && isOut) return ['yes', 'ingress', 'egress', 'both'];
  if (isIn || isOut) return ['yes', isIn ? 'ingress' : 'egress', 'half'];
  return ['no'];
}

function podsBehind(subject: Subject, snapshot: Snapshot): readonly Pod[] | undefined {
  if (subject.kind !== 'pod' && subject.kind !== 'workload') return undefined;
  const keys = subject.kind === 'pod' ? [subject.key] : (snapshot.workloads.get(subject.key)?.podKeys ?? []);
  return keys.flatMap((key) => snapshot.pods.get(key) ?? []);
}

function namespacesOf(subject: Subject, snapshot: Snapshot): readonly string[] | undefined {
  switch (subject.kind) {
    case 'namespace':
      return [subject.name];
    case 'pod':
    case 'workload':
    case 'service':
      return [subject.key.split('/', 1)[0] ?? ''];
    case 'policy':
      return [policyById(snapshot, subject.id)?.ref.namespace ?? ''];
    default:
      return undefined;
  }
}
