import type { LabelSelector, Labels } from '../../model/labels.ts';
import { requirementHolds } from '../../model/labels.ts';
import { remember } from '../../model/memo.ts';
import type { AddressBlock, EndpointSelector, Peer } from '../../model/policies.ts';
import { createLabelIndex, type LabelIndex } from '../label-index.ts';

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
  /** Selectors that look only in this namespace. */
  readonly local: (namespace: string) => SelectorIndex | undefined;
  /** Those that choose namespaces by labels, together where they choose alike. */
  readonly scopes: Scopes;
}

/** An empty table. */
export function createPeerTable(): PeerTable {
  const entries: PeerEntry[] = [];
  const blocks: (PeerEntry & { kind: 'addresses' })[] = [];
  const nodeSelectors: (PeerEntry & { kind: 'nodes' })[] = [];
  const ids = new Map<string, PeerId>();
  const selectorKey = selectorKeys();
  const local = new Map<string, SelectorIndex>();
  const scopes = createScopes();
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
      if (namespaces.kind === 'named') remember(local, namespaces.name, () => createSelectorIndex()).add(entry);
      else scopes.add(scope, namespaces.selector, entry);
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
    local: (namespace) => local.get(namespace),
    scopes,
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

export type EndpointsEntry = PeerEntry & { readonly kind: 'endpoints' };

/** Selectors of pods that look into the same namespaces. */
export interface ScopeGroup {
  readonly namespaces: LabelSelector;
  readonly index: SelectorIndex;
}

export interface Scopes {
  readonly all: readonly ScopeGroup[];
  /** Those that may look into a namespace with these labels: every one that does is among them. */
  readonly find: (labels: Labels) => Iterable<ScopeGroup>;
}

function createScopes(): Scopes & {
  readonly add: (key: string, namespaces: LabelSelector, entry: EndpointsEntry) => void;
} {
  const byKey = new Map<string, ScopeGroup>();
  const all: ScopeGroup[] = [];
  const index = createLabelIndex<ScopeGroup>(({ namespaces }) => namespaces);
  return {
    all,
    find: index.find,
    add(key, namespaces, entry) {
      const group = remember(byKey, key, () => {
        const made = { namespaces, index: createSelectorIndex() };
        all.push(made);
        index.add(made);
        return made;
      });
      group.index.add(entry);
    },
  };
}

/** Finds selectors by a label they require, so that few of them have to be asked about each pod. */
export type SelectorIndex = LabelIndex<EndpointsEntry>;

function createSelectorIndex(): SelectorIndex {
  return createLabelIndex(({ select }) => select.pods);
}

/** Whether the labels satisfy the selector. */
export function labelsMatch({ requirements }: LabelSelector, labels: Labels): boolean {
  for (const requirement of requirements) if (!requirementHolds(requirement, labels)) return false;
  return true;
}
