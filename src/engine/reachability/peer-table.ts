import type { LabelSelector, Labels } from '../../model/labels.ts';
import { requirementHolds } from '../../model/labels.ts';
import { remember } from '../../model/memo.ts';
import type { AddressBlock, EndpointSelector, Peer } from '../../model/policies.ts';

/** What rules and subjects ask of a pod, by number: a selector of pods, a block of addresses, a selector of nodes. */
export type PeerId = number;

type Select =
  | { readonly kind: 'endpoints'; readonly select: EndpointSelector }
  | { readonly kind: 'addresses'; readonly block: AddressBlock }
  | { readonly kind: 'nodes'; readonly select: LabelSelector };

/** One of them, and the classes it matches. Classes that are gone stay in the lists, with no pod in them. */
export type PeerEntry = Select & {
  readonly id: PeerId;
  readonly matched: number[];
  /** Classes of which it is not known whether it matches them. */
  readonly perhaps: number[];
};

export interface PeerTable {
  readonly entries: readonly PeerEntry[];
  readonly entry: (id: PeerId) => PeerEntry | undefined;
  readonly endpoints: (select: EndpointSelector) => PeerId;
  /** Undefined for peers that cannot be evaluated. */
  readonly peer: (peer: Peer) => PeerId | undefined;
  readonly blocks: readonly (PeerEntry & { readonly kind: 'addresses' })[];
  readonly nodeSelectors: readonly (PeerEntry & { readonly kind: 'nodes' })[];
  /** Selectors that may match pods with these labels in this namespace: every one that does is among them. */
  readonly candidates: (namespace: string, labels: Labels) => Iterable<PeerEntry & { readonly kind: 'endpoints' }>;
}

/** An empty table. */
export function createPeerTable(): PeerTable {
  const entries: PeerEntry[] = [];
  const blocks: (PeerEntry & { kind: 'addresses' })[] = [];
  const nodeSelectors: (PeerEntry & { kind: 'nodes' })[] = [];
  const ids = new Map<string, PeerId>();
  const selectorKey = selectorKeys();
  const local = new Map<string, SelectorIndex>();
  const global = createSelectorIndex();
  const intern = (key: string, select: Select, index: (entry: PeerEntry) => void): PeerId =>
    remember(ids, key, () => {
      const entry: PeerEntry = { ...select, id: entries.length, matched: [], perhaps: [] };
      entries.push(entry);
      index(entry);
      return entry.id;
    });
  const endpoints = (select: EndpointSelector): PeerId => {
    const { namespaces } = select;
    const scope = namespaces.kind === 'named' ? `=${namespaces.name}` : `~${selectorKey(namespaces.selector)}`;
    return intern(`${scope} ${selectorKey(select.pods)}`, { kind: 'endpoints', select }, (entry) => {
      if (entry.kind !== 'endpoints') return;
      const index = namespaces.kind === 'named' ? remember(local, namespaces.name, createSelectorIndex) : global;
      index.add(entry);
    });
  };
  const addresses = (block: AddressBlock): PeerId => {
    const range = ({ family, first, last }: AddressBlock['cidr']): string => `${family} ${first} ${last}`;
    const key = `@${range(block.cidr)}${block.except.map((hole) => `!${range(hole)}`).join('')}`;
    return intern(key, { kind: 'addresses', block }, (entry) => {
      if (entry.kind === 'addresses') blocks.push(entry);
    });
  };
  const nodes = (select: LabelSelector): PeerId =>
    intern(`#${selectorKey(select)}`, { kind: 'nodes', select }, (entry) => {
      if (entry.kind === 'nodes') nodeSelectors.push(entry);
    });
  return {
    entries,
    entry: (id) => entries[id],
    endpoints,
    blocks,
    nodeSelectors,
    peer(peer) {
      switch (peer.kind) {
        case 'endpoints':
          return endpoints(peer.select);
        case 'addresses':
          return addresses(peer.block);
        case 'nodes':
          return nodes(peer.select);
        case 'unsupported':
          return undefined;
      }
    },
    *candidates(namespace, labels) {
      yield* local.get(namespace)?.find(labels) ?? [];
      yield* global.find(labels);
    },
  };
}

/** A short name for each selector; not its text, for values that no server accepts could make two print alike. */
function selectorKeys(): (selector: LabelSelector) => number {
  const byObject = new Map<LabelSelector, number>();
  const byText = new Map<string, number>();
  return (selector) =>
    remember(byObject, selector, () => {
      const text = JSON.stringify(selector.requirements);
      return remember(byText, text, () => byText.size + 1);
    });
}

type EndpointsEntry = PeerEntry & { readonly kind: 'endpoints' };

/** Finds selectors by a label they require, so that few of them have to be asked about each pod. */
interface SelectorIndex {
  readonly add: (entry: EndpointsEntry) => void;
  readonly find: (labels: Labels) => Iterable<EndpointsEntry>;
}

function createSelectorIndex(): SelectorIndex {
  const byLabel = new Map<string, Map<string, EndpointsEntry[]>>();
  /** Those that require no label with a value. */
  const others: EndpointsEntry[] = [];
  return {
    add(entry) {
      const pivot = pivotOf(entry.select.pods);
      if (pivot === undefined) others.push(entry);
      else {
        const byValue = remember(byLabel, pivot.key, () => new Map<string, EndpointsEntry[]>());
        for (const value of new Set(pivot.values)) remember(byValue, value, () => [] as EndpointsEntry[]).push(entry);
      }
    },
    *find(labels) {
      yield* others;
      if (byLabel.size === 0) return;
      for (const [key, value] of labels) yield* byLabel.get(key)?.get(value) ?? [];
    },
  };
}

/** The requirement that fewest values satisfy. */
function pivotOf({
  requirements,
}: LabelSelector): { readonly key: string; readonly values: readonly string[] } | undefined {
  let best: { readonly key: string; readonly values: readonly string[] } | undefined;
  for (const requirement of requirements) {
    if (requirement.operator !== 'In') continue;
    if (best === undefined || requirement.values.length < best.values.length) best = requirement;
  }
  return best;
}

/** Whether the labels satisfy the selector. */
export function labelsMatch({ requirements }: LabelSelector, labels: Labels): boolean {
  for (const requirement of requirements) if (!requirementHolds(requirement, labels)) return false;
  return true;
}
