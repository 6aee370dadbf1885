import type { Pod, Service, Workload } from '../model/cluster-objects.ts';
import { workloadKey } from '../model/cluster-objects.ts';
import type { Labels } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import { namespacesOf, partOf } from '../model/namespaced-map.ts';
import type { CompiledPolicy, EndpointSelector } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { eachInSteps, finished, type InSteps } from './in-steps.ts';
import { createLabelIndex, type LabelIndex } from './label-index.ts';
import { areLabelsSelected, isNamespaceSelected, isSelectable, isSelected, selection } from './match.ts';

/**
 * Policies by where their subject lies; made once for the same policies, and gone with them. Lists are in order of evaluation, and those
 * that hold the same policies in two snapshots are the same.
 */
export interface PolicyLists {
  /** By name of the namespace. */
  readonly byNamespace: ReadonlyMap<string, readonly CompiledPolicy[]>;
  /** Policies whose subject may lie in any namespace. */
  readonly clusterWide: readonly CompiledPolicy[];
}

interface Candidate {
  readonly policy: CompiledPolicy;
  /** In its list, which is in order of evaluation. */
  readonly place: number;
}

/** Shorter lists are looked through. */
const LONG = 16;

// One explanation asks for the policies of its two pods again and again; all pods with all their policies would fill the memory.
const MOST_PODS_KEPT = 1024;

const lists = new WeakMap<Snapshot['policies'], PolicyLists>();
/** By the first policy: the list made last that begins with it. */
const listsByFirst = new WeakMap<CompiledPolicy, readonly CompiledPolicy[]>();
/** Of lists that are long: by a label the subject requires. */
const byLabel = new WeakMap<readonly CompiledPolicy[], LabelIndex<Candidate>>();
/** By snapshot: policies of the pods asked about last. */
const policiesByPod = new WeakMap<Snapshot, Map<Pod, readonly CompiledPolicy[]>>();

/** The lists of a snapshot's policies. */
export function policyListsOf({ policies }: Snapshot): PolicyLists {
  return lists.get(policies) ?? finished(listsInSteps(policies));
}

/** Makes the lists by small steps; else the first pod whose policies are asked for waits for them. */
export function* policyListsInSteps({ policies }: Snapshot): InSteps<void> {
  if (!lists.has(policies)) yield* listsInSteps(policies);
}

/** So many policies to a step. */
const IN_A_STEP = 2048;

function* listsInSteps(policies: Snapshot['policies']): InSteps<PolicyLists> {
  const gathered = new Map<string, CompiledPolicy[]>();
  const clusterWide: CompiledPolicy[] = [];
  // Most policies come after another of their namespace.
  let last: { readonly name: string; readonly own: CompiledPolicy[] } | undefined;
  yield* eachInSteps(policies, IN_A_STEP, (policy) => {
    const { namespaces } = policy.subject;
    if (namespaces.kind !== 'named') clusterWide.push(policy);
    else {
      const { name } = namespaces;
      if (last?.name !== name) last = { name, own: remember(gathered, name, () => [] as CompiledPolicy[]) };
      last.own.push(policy);
    }
  });
  const byNamespace = new Map<string, readonly CompiledPolicy[]>();
  yield* eachInSteps(gathered, IN_A_STEP, ([name, own]) => byNamespace.set(name, shared(own)));
  const made = { byNamespace, clusterWide: shared(clusterWide) };
  lists.set(policies, made);
  return made;
}

/** The list of another snapshot, if it is equal. */
function shared(own: readonly CompiledPolicy[]): readonly CompiledPolicy[] {
  const [first] = own;
  const before = first === undefined ? undefined : listsByFirst.get(first);
  if (before?.length === own.length && before.every((policy, index) => policy === own[index])) return before;
  if (first !== undefined) listsByFirst.set(first, own);
  return own;
}

/** Policies whose subject selects the pod, in order of evaluation. None for hostNetwork and finished pods. */
export function policiesSelecting(snapshot: Snapshot, pod: Pod): readonly CompiledPolicy[] {
  if (!isSelectable(pod)) return [];
  const byPod = remember(policiesByPod, snapshot, () => new Map());
  const known = byPod.get(pod);
  if (known !== undefined) return known;
  const { byNamespace, clusterWide } = policyListsOf(snapshot);
  const own = selectingFrom(byNamespace.get(pod.namespace) ?? [], pod, snapshot);
  const wide = selectingFrom(clusterWide, pod, snapshot);
  const found = wide.length === 0 ? own : inOrder([...own, ...wide]);
  if (byPod.size >= MOST_PODS_KEPT) byPod.clear();
  byPod.set(pod, found);
  return found;
}

/** Those of a list that select the pod, in their order. A namespace may have thousands, and few of them name a label the pod has. */
function selectingFrom(policies: readonly CompiledPolicy[], pod: Pod, snapshot: Snapshot): readonly CompiledPolicy[] {
  const isSelecting = ({ subject }: CompiledPolicy): boolean => isSelected(subject, pod, snapshot);
  if (policies.length < LONG) return policies.filter(isSelecting);
  const index = remember(byLabel, policies, () => indexByLabel(policies));
  return index
    .find(pod.labels)
    .filter(({ policy }) => isSelecting(policy))
    .sort((a, b) => a.place - b.place)
    .map(({ policy }) => policy);
}

function indexByLabel(policies: readonly CompiledPolicy[]): LabelIndex<Candidate> {
  const index = createLabelIndex<Candidate>(({ policy }) => policy.subject.pods);
  for (const [place, policy] of policies.entries()) index.add({ policy, place });
  return index;
}

/** Policies whose subject may select the pod: it hangs on labels of its namespace, which was not read. */
export function policiesMaybeSelecting(snapshot: Snapshot, pod: Pod): readonly CompiledPolicy[] {
  if (snapshot.gaps.length === 0 || !isSelectable(pod)) return [];
  return policyListsOf(snapshot).clusterWide.filter((policy) => selection(policy.subject, pod, snapshot) === 'unknown');
}

function inOrder(policies: readonly CompiledPolicy[]): readonly CompiledPolicy[] {
  return [...policies].sort((a, b) => a.tier.order - b.tier.order || a.precedence - b.precedence);
}

/** Policies whose subject lies in the namespace or may lie in any, in order of evaluation. */
export function policiesAbout(snapshot: Snapshot, namespace: string): readonly CompiledPolicy[] {
  const { byNamespace, clusterWide } = policyListsOf(snapshot);
  const own = byNamespace.get(namespace) ?? [];
  return clusterWide.length === 0 ? own : inOrder([...own, ...clusterWide]);
}

/** Policies that live in the namespace or whose subject may lie in it. */
export function policiesOf(snapshot: Snapshot, namespace: string): readonly CompiledPolicy[] {
  return policyListsOf(snapshot).byNamespace.get(namespace) ?? [];
}

/** The pods a policy selects now. */
export function podsSelectedBy(snapshot: Snapshot, policy: CompiledPolicy): readonly Pod[] {
  return podsSelected(snapshot, policy.subject);
}

/** The pods that are surely selected. Namespaces are looked at first and labels once: there are fewer of both than of pods. */
export function podsSelected(snapshot: Snapshot, select: EndpointSelector): readonly Pod[] {
  const byLabels = new Map<Labels, boolean>();
  const isMeant = (pod: Pod): boolean =>
    isSelectable(pod) && remember(byLabels, pod.labels, () => areLabelsSelected(select, pod.labels));
  const { namespaces } = select;
  const names = namespaces.kind === 'named' ? [namespaces.name] : namespacesOf(snapshot.pods);
  return names
    .filter((name) => isNamespaceSelected(select, name, snapshot))
    .flatMap((name) => podsIn(snapshot, name).filter(isMeant));
}

/** Pods of a namespace, in the order they were read. */
export function podsIn(snapshot: Snapshot, namespace: string): readonly Pod[] {
  const part = partOf(snapshot.pods, namespace);
  return remember(podLists, part, () => [...part.values()]);
}

/** Pods of a namespace that have not finished. */
export function livePodsIn(snapshot: Snapshot, namespace: string): readonly Pod[] {
  const part = partOf(snapshot.pods, namespace);
  return remember(livePods, part, () => podsIn(snapshot, namespace).filter(({ state }) => state !== 'finished'));
}

// Snapshots share what of a namespace did not change.
const livePods = new WeakMap<ReadonlyMap<string, Pod>, readonly Pod[]>();
const podLists = new WeakMap<ReadonlyMap<string, Pod>, readonly Pod[]>();

/** The pods that stand for a workload, finished ones only when there are no others. */
export function podsOf(snapshot: Snapshot, workload: Workload): readonly Pod[] {
  return workload.podKeys.flatMap((key) => snapshot.pods.get(key) ?? []);
}

/** The workload a pod belongs to; a bare pod is its own. */
export function workloadOf(snapshot: Snapshot, pod: Pod): Workload | undefined {
  return snapshot.workloads.get(workloadKey(pod.workload));
}

/** Services that lead to the pod: by their selector, or by slices where they have none. */
export function servicesOf(snapshot: Snapshot, pod: Pod): readonly Service[] {
  if (pod.state === 'finished') return [];
  return [...partOf(snapshot.services, pod.namespace).values()].filter((service) => {
    const { selector } = service;
    if (selector !== undefined) return [...selector].every(([key, value]) => pod.labels.get(key) === value);
    const slices = snapshot.slices.get(service.key) ?? [];
    return slices.some(({ endpoints }) => endpoints.some(({ podKey }) => podKey === pod.key));
  });
}
