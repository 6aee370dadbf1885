import type { Pod } from '../../model/cluster-objects.ts';
import { type Difference, differences } from '../../model/namespaced-map.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type ChangedPolicies, changedPolicies } from '../changed-policies.ts';

/** What is different between two snapshots, as far as policies can see it. */
export interface SnapshotChange {
  /** Each pod that came, went or is another object now. */
  readonly pods: readonly Difference<Pod>[];
  readonly policies: ChangedPolicies;
  /** Namespaces whose labels changed, or of which an object came or went. */
  readonly namespaces: ReadonlySet<string>;
  /** Names of nodes that came, went or are other objects now. */
  readonly nodes: ReadonlySet<string>;
}

/** More changed objects than this are no step from one snapshot to the next: compiling anew is quicker. */
const MOST = 2000;

/** What changed; undefined where it is too much, or of a kind that concerns everything: what was read, other engines' policies. */
export function changeBetween(before: Snapshot, after: Snapshot): SnapshotChange | undefined {
  const same =
    sameItems(before.gaps, after.gaps) &&
    sameItems(before.plugin.traits, after.plugin.traits) &&
    sameItems(before.foreign, after.foreign);
  if (!same) return undefined;
  const pods = changedPods(before.pods, after.pods);
  const policies = changedPolicies(before.policies, after.policies);
  if (policies.gone.length + policies.come.length > MOST) return undefined;
  const namespaces = changedNamespaces(before, after);
  const nodes = changedNodes(before.nodes, after.nodes);
  if (pods === undefined || namespaces === undefined || nodes.size > MOST) return undefined;
  // A label of any namespace may decide whether a selector means the hosts (semantics §6).
  const isByLabel = after.plugin.traits.includes('host-network-by-label');
  if (isByLabel && policies.come.length + namespaces.size > 0) return undefined;
  return { pods, policies, namespaces, nodes };
}

function sameEntries<V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}

function sameItems<V>(a: readonly V[], b: readonly V[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

function changedPods(before: Snapshot['pods'], after: Snapshot['pods']): SnapshotChange['pods'] | undefined {
  const changed: Difference<Pod>[] = [];
  for (const difference of differences(before, after)) {
    changed.push(difference);
    if (changed.length > MOST) return undefined;
  }
  return changed;
}

function changedNodes(before: Snapshot['nodes'], after: Snapshot['nodes']): ReadonlySet<string> {
  return new Set([...differences(before, after)].map(({ key }) => key));
}

function changedNamespaces(before: Snapshot, after: Snapshot): ReadonlySet<string> | undefined {
  const changed = new Set<string>();
  if (before.namespaces === after.namespaces) return changed;
  for (const name of new Set([...before.namespaces.keys(), ...after.namespaces.keys()])) {
    const [old, now] = [before.namespaces.get(name), after.namespaces.get(name)];
    if (old === now) continue;
    const alike =
      old?.labels === now?.labels || (old !== undefined && now !== undefined && sameEntries(old.labels, now.labels));
    if (!alike || old?.declared !== now?.declared) changed.add(name);
  }
  return changed.size > MOST ? undefined : changed;
}
