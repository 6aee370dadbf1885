import type { Pod } from '../model/cluster-objects.ts';
import type { Labels } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import { partOf } from '../model/namespaced-map.ts';
import type { CompiledPolicy, Direction } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { foreignSelecting } from './foreign.ts';
import { isSelectable } from './match.ts';
import { podsIn, policiesAbout, policiesOf, policiesSelecting } from './selection.ts';

/** How far a namespace's pods are isolated. Finished and hostNetwork pods count as pods, not as subjects. */
export interface NamespaceIsolation {
  readonly namespace: string;
  readonly pods: number;
  /** Pods that policies can apply to. */
  readonly subjects: number;
  readonly isolatedIngress: number;
  readonly isolatedEgress: number;
  /** Subjects that nothing which was read isolates, and that policies which were not read, or are not evaluated, may isolate. */
  readonly unknownIngress: number;
  readonly unknownEgress: number;
  readonly policies: number;
}

const known = new WeakMap<Snapshot, readonly NamespaceIsolation[]>();

/** One line for each namespace, declared or implied, by name. */
export function namespaceIsolation(snapshot: Snapshot): readonly NamespaceIsolation[] {
  return remember(known, snapshot, () =>
    [...snapshot.namespaces.keys()].sort().map((namespace) => isolationIn(snapshot, namespace)),
  );
}

interface Line extends Pick<Snapshot, 'foreign' | 'gaps'> {
  /** Those that concern the namespace, and its labels: all that its pods are selected by. */
  readonly policies: readonly CompiledPolicy[];
  readonly labels: Labels | undefined;
  readonly line: NamespaceIsolation;
}

const lines = new WeakMap<ReadonlyMap<string, Pod>, Line>();

/** The line of one namespace. Taken over from the snapshot before where nothing that it says can be different. */
export function isolationIn(snapshot: Snapshot, namespace: string): NamespaceIsolation {
  const part = partOf(snapshot.pods, namespace);
  const policies = policiesAbout(snapshot, namespace);
  const { foreign, gaps } = snapshot;
  const labels = snapshot.namespaces.get(namespace)?.labels;
  const before = lines.get(part);
  const isKept =
    before?.line.namespace === namespace &&
    before.labels === labels &&
    before.foreign === foreign &&
    before.gaps === gaps &&
    before.policies.length === policies.length &&
    before.policies.every((policy, index) => policy === policies[index]);
  if (isKept) return before.line;
  const line = lineOf(snapshot, namespace);
  lines.set(part, { policies, labels, foreign, gaps, line });
  return line;
}

function lineOf(snapshot: Snapshot, namespace: string): NamespaceIsolation {
  const pods = podsIn(snapshot, namespace);
  const subjects = pods.filter(isSelectable);
  const byLabels = new Map<Labels, Isolation>();
  // Policies look at the labels of a pod and of its namespace; replicas share theirs.
  const isolated = subjects.map((pod) => remember(byLabels, pod.labels, () => isolationOf(snapshot, pod)));
  const count = (direction: Direction, is: Isolated): number => isolated.filter((one) => one[direction] === is).length;
  return {
    namespace,
    pods: pods.length,
    subjects: subjects.length,
    isolatedIngress: count('ingress', 'yes'),
    isolatedEgress: count('egress', 'yes'),
    unknownIngress: count('ingress', 'unknown'),
    unknownEgress: count('egress', 'unknown'),
    policies: policiesOf(snapshot, namespace).length,
  };
}

type Isolated = 'yes' | 'no' | 'unknown';
type Isolation = Readonly<Record<Direction, Isolated>>;

function isolationOf(snapshot: Snapshot, pod: Pod): Isolation {
  const policies = policiesSelecting(snapshot, pod);
  const isolated = (direction: Direction): Isolated => {
    if (policies.some(({ isolates }) => isolates.includes(direction))) return 'yes';
    return foreignSelecting(snapshot, { kind: 'pod', pod }, direction).length > 0 ? 'unknown' : 'no';
  };
  return { ingress: isolated('ingress'), egress: isolated('egress') };
}
