import { type Pod, type Workload, workloadKey } from '../model/cluster-objects.ts';
import type { Labels } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import type { EndpointSelector } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { portPart } from './identities.ts';
import { createLabelIndex } from './label-index.ts';
import { isSelectable, isSelected } from './match.ts';
import { type Mentions, mentionsOf } from './mentions.ts';
import type { ReplicaGroup, ReplicaTrait } from './notes.ts';
import { podsOf } from './selection.ts';

/**
 * The replicas of a workload by what policies see of them: the selectors in force that select them, the numbers of named ports that
 * rules mention, the host network. The largest group first; one group when all are alike. Addresses and nodes do not count:
 * replicas always differ in these.
 */
export function replicaGroups(snapshot: Snapshot, workload: Workload): readonly ReplicaGroup[] {
  const alive = podsOf(snapshot, workload).filter(({ state }) => state !== 'finished');
  const groups = new Map<string, Pod[]>();
  const seen = sightOf(snapshot, alive);
  for (const pod of alive) remember(groups, seen(pod), () => [] as Pod[]).push(pod);
  const sorted = [...groups.values()].sort((a, b) => b.length - a.length);
  const tell = traitsBetween(sorted, mentionsOf(snapshot));
  return sorted.map((pods) => ({ pods: pods.map(({ key }) => key), traits: tell(pods) }));
}

/**
 * What tells pods of one namespace from each other in the eyes of policies, as text: equal for those that the same selectors select, and
 * that give ports the same numbers. Only selectors that ask for a label in which they differ can tell.
 */
function sightOf(snapshot: Snapshot, pods: readonly Pod[]): (pod: Pod) => string {
  const mentions = mentionsOf(snapshot);
  const namespace = pods[0]?.namespace ?? '';
  const selectors = new Set(differingKeys(pods).flatMap((key) => mentions.selectors(key, namespace)));
  const index = createLabelIndex<readonly [id: number, select: EndpointSelector]>(([, select]) => select.pods);
  [...selectors].forEach((select, id) => {
    index.add([id, select]);
  });
  const texts = new Map<Labels, string>();
  const selecting = (pod: Pod): string =>
    remember(texts, pod.labels, () => {
      const found = index.find(pod.labels).filter(([, select]) => isSelected(select, pod, snapshot));
      return found
        .map(([id]) => id)
        .sort((a, b) => a - b)
        .join(' ');
    });
  return (pod) => `${isSelectable(pod) ? selecting(pod) : ''}|${portPart(pod, mentions.portNames)}|${pod.hostNetwork}`;
}

/** Keys of labels in which not all pods agree. */
function differingKeys(pods: readonly Pod[]): readonly string[] {
  const all = [...new Set(pods.map(({ labels }) => labels))];
  const keys = new Set(all.flatMap((labels) => [...labels.keys()]));
  return [...keys].filter((key) => all.some((labels) => labels.get(key) !== all[0]?.get(key)));
}

const odd = new WeakMap<Snapshot, Map<string, ReadonlySet<string>>>();

/**
 * Whether policies see the pod otherwise than most replicas of its workload; true of all of them where there is no majority. Asks about
 * one workload, once: of very many, few are ever looked at.
 */
export function isOddReplica(snapshot: Snapshot, { key, workload }: Pod): boolean {
  const byWorkload = remember(odd, snapshot, () => new Map());
  return remember(byWorkload, workloadKey(workload), () => oddOnes(snapshot, workloadKey(workload))).has(key);
}

function oddOnes(snapshot: Snapshot, key: string): ReadonlySet<string> {
  const workload = snapshot.workloads.get(key);
  if (workload === undefined || workload.podKeys.length < 2 || areOfOneTemplate(podsOf(snapshot, workload)))
    return NOBODY;
  return new Set(minority(replicaGroups(snapshot, workload)));
}

const NOBODY: ReadonlySet<string> = new Set();

/** Whether nothing that policies could see is written differently: so it is with nearly all replicas, and needs no look at policies. */
function areOfOneTemplate([first, ...others]: readonly Pod[]): boolean {
  if (first === undefined) return true;
  return others.every(
    ({ labels, hostNetwork, ports }) =>
      labels === first.labels && hostNetwork === first.hostNetwork && areSamePorts(ports, first.ports),
  );
}

function areSamePorts(ports: Pod['ports'], others: Pod['ports']): boolean {
  if (ports.length !== others.length) return false;
  return ports.every(({ name, port, protocol }, i) => {
    const other = others[i];
    return other !== undefined && name === other.name && port === other.port && protocol === other.protocol;
  });
}

function minority(groups: readonly ReplicaGroup[]): readonly string[] {
  const [first, second] = groups;
  const apart = first?.pods.length === second?.pods.length ? groups : groups.slice(1);
  return apart.flatMap(({ pods }) => pods);
}

/** Only what all pods of each group have in common, and what is not the same in all groups, tells them apart. */
function traitsBetween(
  groups: readonly (readonly Pod[])[],
  mentions: Mentions,
): (pods: readonly Pod[]) => readonly ReplicaTrait[] {
  const tellsApart = (read: (pod: Pod) => string): boolean => {
    const perGroup = groups.map((pods) => new Set(pods.map(read)));
    return perGroup.every(({ size }) => size === 1) && new Set(perGroup.flatMap((values) => [...values])).size > 1;
  };
  if (groups.length < 2) return () => [];
  const keys = [...mentions.labelKeys].filter((key) =>
    tellsApart((pod) => JSON.stringify(pod.labels.get(key) ?? null)),
  );
  const names = [...mentions.portNames].filter((name) => tellsApart((pod) => numbersOf(pod, name).join()));
  const host = tellsApart((pod) => String(pod.hostNetwork));
  return ([pod]) =>
    pod === undefined
      ? []
      : [
          ...keys.map((key): ReplicaTrait => ({ kind: 'label', key, value: pod.labels.get(key) })),
          ...names.map((name): ReplicaTrait => ({ kind: 'port', name, numbers: numbersOf(pod, name) })),
          ...(host ? [{ kind: 'host-network', used: pod.hostNetwork } as const] : []),
        ];
}

function numbersOf(pod: Pod, name: string): readonly string[] {
  return pod.ports.filter((port) => port.name === name).map(({ port, protocol }) => `${port}/${protocol}`);
}
