import type { Pod } from '../../model/cluster-objects.ts';
import { type LabelSelector, type Requirement, selectorOf, selects } from '../../model/labels.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isSelectable } from '../match.ts';
import { podsIn, podsOf, workloadOf } from '../selection.ts';

/** Keys that name a workload by custom, best first. */
const CUSTOMARY = ['app.kubernetes.io/name', 'app', 'k8s-app', 'name', 'app.kubernetes.io/instance', 'component'];

/** Labels that controllers put on pods: they change with every roll-out, or belong to one replica. */
const OF_ONE_REPLICA: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);

/**
 * A selector for these pods of one namespace and the other replicas of their workloads: the fewest lasting labels that select
 * nothing else there; all labels they share where none do.
 */
export function selectorFor(snapshot: Snapshot, pods: readonly Pod[]): LabelSelector {
  const wanted = withReplicas(snapshot, pods);
  const namespace = pods[0]?.namespace ?? '';
  const strangers = podsIn(snapshot, namespace).filter((pod) => isSelectable(pod) && !wanted.has(pod));
  const isExact = (selector: LabelSelector): boolean => !strangers.some((pod) => selects(selector, pod.labels));
  const shared = sharedLabels([...wanted]);
  const lasting = shared.filter(({ key }) => !OF_ONE_REPLICA.has(key));
  const labels = lasting.length > 0 ? lasting : shared;
  const singles = labels.map((label) => [label]);
  const pairs = labels.flatMap((first, i) => labels.slice(i + 1).map((second) => [first, second]));
  return [...singles, ...pairs].map(selectorOf).find(isExact) ?? selectorOf(labels);
}

function withReplicas(snapshot: Snapshot, pods: readonly Pod[]): ReadonlySet<Pod> {
  const workloads = new Set(pods.flatMap((pod) => workloadOf(snapshot, pod) ?? []));
  const replicas = [...workloads].flatMap((workload) => podsOf(snapshot, workload).filter(isSelectable));
  return new Set([...pods, ...replicas]);
}

type Equals = Requirement & { readonly operator: 'In' };

function sharedLabels(pods: readonly Pod[]): readonly Equals[] {
  const [first, ...others] = pods;
  const labels = [...(first?.labels ?? [])].filter(([key, value]) =>
    others.every((pod) => pod.labels.get(key) === value),
  );
  return labels
    .map(([key, value]): Equals => ({ operator: 'In', key, values: [value] }))
    .sort((a, b) => customOf(a.key) - customOf(b.key));
}

function customOf(key: string): number {
  const place = CUSTOMARY.indexOf(key);
  return place === -1 ? CUSTOMARY.length : place;
}
