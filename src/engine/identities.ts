import type { AddressRange, Family } from '../model/addresses.ts';
import { countHolding } from '../model/binary-search.ts';
import type { Pod } from '../model/cluster-objects.ts';
import { type Labels, NO_LABELS } from '../model/labels.ts';
import { remember } from '../model/memo.ts';
import type { CompiledRule } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { eachInSteps, finished, type InSteps } from './in-steps.ts';
import { isSelectable, isSelected } from './match.ts';
import { portNamesOf, selectorsOf } from './mentions.ts';
import { createPeerTable, type EndpointsEntry, type PeerId, type PeerTable } from './reachability/peer-table.ts';

/**
 * A class of pods that no policy in force can tell apart: they match the same selectors, give the named ports that rules mention
 * the same numbers, and lie between the same boundaries of address blocks. Replicas share one, and so may strangers.
 */
export interface Identity {
  /** From 0, dense within one snapshot. */
  readonly id: number;
  /** Equal where only the nodes tell them apart, and these only by which two pods are on one. */
  readonly kind: number;
  readonly representative: Pod;
  readonly pods: readonly Pod[];
}

export interface Identities {
  readonly all: readonly Identity[];
  readonly of: (pod: Pod) => Identity;
}

const known = new WeakMap<Snapshot, Identities>();

/** The identities of a snapshot's pods; computed once for each snapshot. */
export function identitiesOf(snapshot: Snapshot): Identities {
  return finished(identitiesInSteps(snapshot));
}

/** The same by small steps. */
export function* identitiesInSteps(snapshot: Snapshot): InSteps<Identities> {
  const before = known.get(snapshot);
  if (before !== undefined) return before;
  const made = yield* classify(snapshot);
  known.set(snapshot, made);
  return made;
}

/** So many pods, or policies, to a step. */
const IN_A_STEP = 128;

function* classify(snapshot: Snapshot): InSteps<Identities> {
  const signatures = (yield* signaturesInSteps([snapshot]))(snapshot);
  const bySignature = new Map<string, { id: number; kind: number; representative: Pod; pods: Pod[] }>();
  const kinds = new Map<string, number>();
  const byPod = new Map<Pod, Identity>();
  yield;
  for (const pod of snapshot.pods.values()) {
    const signature = signatures.of(pod);
    const identity = remember(bySignature, signature, () => ({
      id: bySignature.size,
      kind: remember(kinds, signatures.kind(pod), () => kinds.size),
      representative: pod,
      pods: [] as Pod[],
    }));
    identity.pods.push(pod);
    byPod.set(pod, identity);
    if (byPod.size % IN_A_STEP === 0) yield;
  }
  return {
    all: [...bySignature.values()],
    of: (pod) => byPod.get(pod) ?? { id: -1, kind: -1, representative: pod, pods: [pod] },
  };
}

/** What policies can see of a pod, as text; of pods with equal texts, none of them tells one from the other. */
export interface Signatures {
  readonly of: (pod: Pod) => string;
  /**
   * The same without the node a pod runs on, but for hostNetwork pods: between two others no answer hangs on nodes, and replicas stand
   * on many.
   */
  readonly besideNode: (pod: Pod) => string;
  /** The same where nodes count only as to whether both ends are on one: hostNetwork pods of many nodes are of one kind. */
  readonly kind: (pod: Pod) => string;
}

/**
 * For all policies of these snapshots. To be asked about each snapshot's own pods: the function takes the one whose namespaces count.
 * Made by small steps.
 */
export function* signaturesInSteps(snapshots: readonly Snapshot[]): InSteps<(of: Snapshot) => Signatures> {
  const { table, names, atomOf, asksNodes } = yield* mentionedInSteps(snapshots);
  const partsIn = selectorParts(table);
  // Where a hostNetwork pod speaks for its node, being on the same node is something rules cannot undo (semantics §1.11).
  const nodesMatter = yield* hasHostNetworkPods(snapshots);
  const hasGaps = snapshots.some(({ gaps }) => gaps.length > 0);
  return (snapshot) => {
    const selectorPart = partsIn(snapshot);
    const ownPart = (pod: Pod): string =>
      [
        isSelectable(pod) ? selectorPart(pod) : unselectablePart(pod),
        portPart(pod, names),
        pod.addresses.length === 0
          ? String(pod.addressKnown)
          : pod.addresses.map(({ family, value }) => atomOf(family, value)).join(','),
        // Of namespaces that were not read, each may be selected for itself.
        hasGaps ? pod.namespace : '',
      ].join('|');
    const of = (pod: Pod): string => (nodesMatter ? `${ownPart(pod)}|${pod.nodeName ?? '?'}` : ownPart(pod));
    // Rules may see the node itself: by its labels, or by its addresses where the pod has none.
    const isSeenAsNode = ({ hostNetwork, addresses }: Pod): boolean =>
      hostNetwork && (asksNodes || addresses.length === 0);
    return {
      of,
      besideNode: (pod) => (pod.hostNetwork ? of(pod) : ownPart(pod)),
      kind: (pod) => (isSeenAsNode(pod) ? of(pod) : ownPart(pod)),
    };
  };
}

const alone = new WeakMap<Snapshot, Signatures>();

/** Those of one snapshot by itself, made once: of each pod when it is asked about. */
export function* ownSignaturesInSteps(snapshot: Snapshot): InSteps<Signatures> {
  const before = alone.get(snapshot);
  if (before !== undefined) return before;
  const made = (yield* signaturesInSteps([snapshot]))(snapshot);
  alone.set(snapshot, made);
  return made;
}

function unselectablePart({ hostNetwork }: Pod): string {
  return hostNetwork ? 'host' : 'finished';
}

/** The numbers a pod gives to names of ports that rules mention, as text. */
export function portPart({ ports }: Pod, names: ReadonlySet<string>): string {
  return ports
    .filter((port) => port.name !== undefined && names.has(port.name))
    .map((port) => `${port.name}:${port.port}/${port.protocol}`)
    .sort()
    .join(',');
}

/** What policies ask for: selectors of pods, names of ports, and the pieces into which their blocks cut the addresses. */
interface Mentioned {
  readonly table: PeerTable;
  readonly names: ReadonlySet<string>;
  readonly atomOf: (family: Family, value: bigint) => string;
  /** Whether some rule names nodes. */
  readonly asksNodes: boolean;
}

function* mentionedInSteps(snapshots: readonly Snapshot[]): InSteps<Mentioned> {
  const table = createPeerTable();
  const names = new Set<string>();
  let asksNodes = false;
  const starts: Record<Family, Set<bigint>> = { IPv4: new Set(), IPv6: new Set() };
  // Two states of a cluster share most policies.
  const policies = new Set(snapshots.flatMap((snapshot) => snapshot.policies));
  yield;
  yield* eachInSteps(policies, IN_A_STEP, (policy) => {
    for (const select of selectorsOf(policy)) table.endpoints(select);
    for (const name of portNamesOf(policy)) names.add(name);
    asksNodes ||= policy.rules.some(({ peers }) => peers !== 'any' && peers.some(({ kind }) => kind === 'nodes'));
    for (const { family, first, last } of policy.rules.flatMap(blocksOf)) starts[family].add(first).add(last + 1n);
  });
  // Those of policies that are not evaluated too.
  for (const { selections } of snapshots.flatMap(({ foreign }) => foreign)) {
    for (const select of selections.flatMap(({ pods }) => pods ?? [])) table.endpoints(select);
  }
  yield;
  const sorted = { IPv4: ascending(starts.IPv4), IPv6: ascending(starts.IPv6) };
  yield;
  const atomOf: Mentioned['atomOf'] = (family, value) => `${family}#${countUpTo(sorted[family], value)}`;
  return { table, names, atomOf, asksNodes };
}

/** So many pods to a step where each is only looked at. */
const LOOKED_AT_IN_A_STEP = 4096;

function* hasHostNetworkPods(snapshots: readonly Snapshot[]): InSteps<boolean> {
  for (const { pods } of snapshots) {
    let seen = 0;
    for (const { hostNetwork } of pods.values()) {
      if (hostNetwork) return true;
      seen += 1;
      if (seen % LOOKED_AT_IN_A_STEP === 0) yield;
    }
  }
  return false;
}

/** The selectors that select a pod, as text, for pods of any snapshot. Replicas are asked about once. */
function selectorParts(table: PeerTable): (of: Snapshot) => (pod: Pod) => string {
  return (snapshot) => {
    const byLabels = new Map<string, Map<Labels, string>>();
    return (pod) => {
      if (!isSelectable(pod)) return '';
      const texts = remember(byLabels, pod.namespace, () => new Map());
      return remember(texts, pod.labels, () => selectingText(table, pod, snapshot));
    };
  };
}

function selectingText(table: PeerTable, pod: Pod, snapshot: Snapshot): string {
  const ids: PeerId[] = [];
  for (const { id, select } of candidatesFor(table, pod, snapshot)) if (isSelected(select, pod, snapshot)) ids.push(id);
  return ids.sort((a, b) => a - b).join(' ');
}

/** Every selector that selects the pod is among them, and few others: asking all of them about all pods takes minutes in large clusters. */
function* candidatesFor({ local, scopes }: PeerTable, pod: Pod, snapshot: Snapshot): Generator<EndpointsEntry> {
  yield* local(pod.namespace)?.find(pod.labels) ?? [];
  const labels = snapshot.namespaces.get(pod.namespace)?.labels ?? NO_LABELS;
  for (const { index } of scopes.find(labels)) yield* index.find(pod.labels);
}

/** Every block a rule names, exceptions included. */
export function blocksOf({ peers }: CompiledRule): readonly AddressRange[] {
  if (peers === 'any') return [];
  return peers.flatMap((peer) => (peer.kind === 'addresses' ? [peer.block.cidr, ...peer.block.except] : []));
}

function ascending(values: Iterable<bigint>): readonly bigint[] {
  return [...values].sort((a, b) => (a < b ? -1 : 1));
}

function countUpTo(sorted: readonly bigint[], value: bigint): number {
  return countHolding(sorted.length, (position) => (sorted[position] ?? value) <= value);
}
