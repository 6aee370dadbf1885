import type { Pod } from '../../model/cluster-objects.ts';
import { podEnd } from '../../model/endpoints.ts';
import { gapIn } from '../../model/gaps.ts';
import { type Labels, NO_LABELS } from '../../model/labels.ts';
import { remember } from '../../model/memo.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { addressesOf, nodeOf } from '../end-addresses.ts';
import { isSelectable, selection, standsForHosts } from '../match.ts';
import type { AddressPart } from './address-parts.ts';
import type { PortMap } from './asked-rules.ts';
import type { PeerId, PeerTable, SelectorIndex } from './peer-table.ts';
import { labelsMatch } from './peer-table.ts';
import type { Profile } from './profiles.ts';
import { type Reachable, SPEAKS_FOR_NODE } from './side-values.ts';

/** Pods of one namespace that no policy can tell apart, apart from the node they run on. */
export interface PodClass {
  readonly id: number;
  readonly namespace: string;
  /** Number of the namespace. */
  readonly place: number;
  /** False for hostNetwork pods, which count as their node (semantics §1.12). */
  readonly isSubject: boolean;
  /** Selectors of pods and of nodes that match, by number, ascending; and those of which that is not known. */
  readonly matched: readonly PeerId[];
  readonly perhaps: readonly PeerId[];
  readonly ports: PortMap;
  readonly addresses: AddressPart;
  readonly reach: Reachable;
  readonly egress: Profile;
  readonly ingress: Profile;
  readonly pods: Set<Pod>;
}

/** What tells classes apart, of one pod. */
export interface Signature {
  readonly namespace: string;
  readonly isSubject: boolean;
  readonly matched: readonly PeerId[];
  readonly perhaps: readonly PeerId[];
  readonly ports: PortMap;
  readonly addresses: AddressPart;
}

/** Selectors that match pods of one namespace with one set of labels. */
interface Template {
  matched: readonly PeerId[];
  perhaps: readonly PeerId[];
}

/** Undefined for finished pods: they are no end of any connection (semantics §1.13). */
export type Signatures = (pod: Pod) => Signature | undefined;

/** What signatures are made from. */
export interface SignatureSource {
  readonly snapshot: Snapshot;
  readonly peers: PeerTable;
  readonly portMaps: PortMaps;
  readonly addressPart: (pod: Pod) => AddressPart;
}

/** Reads signatures of pods of one snapshot; replicas are read once. */
export function createSignatures(source: SignatureSource): Signatures {
  const { snapshot, peers, portMaps } = source;
  const templates = new Map<string, Map<Labels, Template>>();
  const scopesOf = createScopesOf(source);
  let standing: readonly PeerId[] | undefined;
  // Which selectors of pods mean hosts is the same for all of them.
  const peersOfHosts = (pod: Pod): readonly PeerId[] => {
    standing ??= peers.entries.flatMap((entry) => {
      return entry.kind === 'endpoints' && standsForHosts(entry.select, podEnd(pod), snapshot) ? [entry.id] : [];
    });
    return standing;
  };
  const templateOf = (pod: Pod): Template => {
    const ofNamespace = remember(templates, pod.namespace, () => new Map<Labels, Template>());
    return remember(ofNamespace, pod.labels, () => matchSelectors(pod, scopesOf(pod)));
  };
  return (pod) => {
    if (pod.state === 'finished') return undefined;
    const isSubject = isSelectable(pod);
    const { matched, perhaps } = isSubject ? templateOf(pod) : matchHost(pod, source, peersOfHosts);
    return {
      namespace: pod.namespace,
      isSubject,
      matched,
      perhaps,
      ports: isSubject ? portMaps.of(pod) : portMaps.none,
      addresses: source.addressPart(pod),
    };
  };
}

/** The key under which equal signatures meet. */
export function signatureKey({ namespace, isSubject, matched, perhaps, ports, addresses }: Signature): string {
  const doubtful = perhaps.length === 0 ? '' : perhaps.join(',');
  return `${isSubject ? '' : '!'}${matched.join(',')}|${doubtful}|${ports.id} ${addresses.id} ${namespace}`;
}

/** What connections see of a pod's addresses. */
export function reachOf({ isSubject, addresses }: Signature): Reachable {
  return addresses.families | (isSubject ? 0 : SPEAKS_FOR_NODE);
}

/** The selectors that look into a namespace, and those of which that is not known. */
interface InScope {
  readonly surely: readonly SelectorIndex[];
  readonly perhaps: readonly SelectorIndex[];
}

type ScopesOf = (pod: Pod) => InScope;

/** Remembers which selectors look into the pod's namespace, for most pods share theirs with others. */
function createScopesOf({ snapshot, peers }: SignatureSource): ScopesOf {
  const known = new Map<string, InScope>();
  // Labels that were not read cannot be looked up.
  const isComplete = gapIn(snapshot, 'Namespace') === undefined;
  const make = (pod: Pod): InScope => {
    const labels = snapshot.namespaces.get(pod.namespace)?.labels ?? NO_LABELS;
    const local = peers.local(pod.namespace);
    const found = { surely: local === undefined ? [] : [local], perhaps: [] as SelectorIndex[] };
    for (const { namespaces, index } of isComplete ? peers.scopes.find(labels) : peers.scopes.all) {
      const select = { namespaces: { kind: 'matching', selector: namespaces }, pods: EVERY_POD } as const;
      const match = selection(select, pod, snapshot);
      if (match === 'yes') found.surely.push(index);
      else if (match === 'unknown') found.perhaps.push(index);
    }
    return found;
  };
  return (pod) => remember(known, pod.namespace, () => make(pod));
}

const EVERY_POD = { requirements: [], text: '' };

function matchSelectors(pod: Pod, { surely, perhaps }: InScope): Template {
  const matching = (indexes: readonly SelectorIndex[]): readonly PeerId[] => {
    const ids: PeerId[] = [];
    for (const index of indexes) {
      for (const { id, select } of index.find(pod.labels)) if (labelsMatch(select.pods, pod.labels)) ids.push(id);
    }
    return ascending(ids);
  };
  return { matched: matching(surely), perhaps: perhaps.length === 0 ? NOBODY : matching(perhaps) };
}

const NOBODY: readonly PeerId[] = [];

function ascending(ids: PeerId[]): readonly PeerId[] {
  return ids.sort((a, b) => a - b);
}

// A hostNetwork pod is its node to selectors of nodes; to selectors of pods nothing, but where some stand for hosts (semantics §6).
function matchHost(
  pod: Pod,
  { peers, snapshot }: SignatureSource,
  peersOfHosts: (pod: Pod) => readonly PeerId[],
): Template {
  const matched: PeerId[] = [...peersOfHosts(pod)];
  if (peers.nodeSelectors.length === 0) return { matched, perhaps: NOBODY };
  const node = nodeOf({ kind: 'pod', pod }, snapshot);
  const perhaps: PeerId[] = [];
  for (const { id, select } of peers.nodeSelectors) {
    if (select.requirements.length === 0) matched.push(id);
    else if (node === 'unknown' || node === undefined) perhaps.push(id);
    else if (labelsMatch(select, node.labels)) matched.push(id);
  }
  return { matched: ascending(matched), perhaps };
}

/** Interned named ports of pods, those that some rule names. */
export interface PortMaps {
  readonly none: PortMap;
  readonly of: (pod: Pod) => PortMap;
}

export function createPortMaps(names: ReadonlySet<string>): PortMaps {
  const none: PortMap = { id: 0, ports: [] };
  const byText = new Map<string, PortMap>([['', none]]);
  const byList = new Map<Pod['ports'], PortMap>();
  return {
    none,
    of: ({ ports }) =>
      remember(byList, ports, () => {
        const named = ports.filter(({ name }) => name !== undefined && names.has(name));
        const texts = named.map(({ name, port, protocol }) => JSON.stringify([name, port, protocol]));
        return remember(byText, texts.sort().join(), () => ({ id: byText.size, ports: named }));
      }),
  };
}

/** The addresses by which rules see a pod. */
export function addressesOfPod(pod: Pod, snapshot: Snapshot) {
  return addressesOf({ kind: 'pod', pod }, snapshot);
}
