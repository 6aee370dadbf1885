import { type AddressRange, addressOf, formatRange, parseCidr } from '../../model/addresses.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import { type LabelSelector, NAMESPACE_NAME_LABEL, type Requirement, selectorOf } from '../../model/labels.ts';
import type { Peer } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { addressesOf } from '../end-addresses.ts';
import { isSelectable } from '../match.ts';
import { selectorFor } from './pod-labels.ts';

type EndpointsPeer = Extract<Peer, { kind: 'endpoints' }>;

/** Some ends of connections, as policies can name them. */
export interface NamedEnds {
  /** Pods by namespace, with the labels that name them. */
  readonly pods: readonly { readonly namespace: string; readonly selector: LabelSelector }[];
  /** Addresses outside and of nodes, sorted and joined. */
  readonly ranges: readonly AddressRange[];
}

/** How policies can name these ends; undefined when one of them has addresses only, and they are not known. */
export function nameEnds(snapshot: Snapshot, ends: readonly Endpoint[]): NamedEnds | undefined {
  const byNamespace = new Map<string, Set<Pod>>();
  const ranges: AddressRange[] = [];
  for (const end of ends) {
    if (end.kind === 'pod' && isSelectable(end.pod)) {
      const known = byNamespace.get(end.pod.namespace) ?? new Set();
      byNamespace.set(end.pod.namespace, known.add(end.pod));
    } else if (end.kind === 'range') ranges.push(end.range);
    else {
      const addresses = addressesOf(end, snapshot);
      if (addresses === 'unknown' || addresses.length === 0) return undefined;
      ranges.push(...addresses.map(({ family, value }) => ({ family, first: value, last: value })));
    }
  }
  const pods = [...byNamespace].map(([namespace, own]) => ({ namespace, selector: selectorFor(snapshot, [...own]) }));
  return { pods, ranges: joined(ranges) };
}

/** Peers of a policy in `namespace` that match these ends. */
export function peersFor(ends: NamedEnds, namespace: string): readonly Peer[] {
  const pods = ends.pods.map((group): Peer => {
    const namespaces =
      group.namespace === namespace
        ? ({ kind: 'named', name: namespace } as const)
        : ({ kind: 'matching', selector: selectorOf([namespaceIs(group.namespace)]) } as const);
    return { kind: 'endpoints', select: { namespaces, pods: group.selector } };
  });
  return [...pods, ...ends.ranges.flatMap((range) => blocksOfRange(range).map((text) => blockPeer(text)))];
}

/** `kubernetes.io/metadata.name=NAME`. */
export function namespaceIs(name: string): Requirement {
  return { operator: 'In', key: NAMESPACE_NAME_LABEL, values: [name] };
}

/** A peer for a CIDR with exceptions, all of them well written. */
export function blockPeer(text: string, except: readonly string[] = []): Peer {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`not a CIDR: ${text}`);
  const holes = except.flatMap((hole) => parseCidr(hole) ?? []);
  const suffix = holes.length === 0 ? '' : ` except ${except.join(', ')}`;
  return { kind: 'addresses', block: { cidr, except: holes }, text: `${text}${suffix}` };
}

const BITS = { IPv4: 32, IPv6: 128 } as const;

/** The fewest CIDRs that make up a range. */
export function blocksOfRange(range: AddressRange): readonly string[] {
  const blocks: string[] = [];
  let first = range.first;
  while (first <= range.last) {
    let prefix: number = BITS[range.family];
    let size = 1n;
    while (prefix > 0 && first % (size * 2n) === 0n && first + size * 2n - 1n <= range.last) {
      size *= 2n;
      prefix -= 1;
    }
    blocks.push(`${addressOf(range.family, first).text}/${prefix}`);
    first += size;
  }
  return blocks;
}

function joined(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const sorted = [...ranges].sort((a, b) =>
    a.family === b.family ? (a.first < b.first ? -1 : a.first > b.first ? 1 : 0) : a.family < b.family ? -1 : 1,
  );
  const result: AddressRange[] = [];
  for (const range of sorted) {
    const previous = result.at(-1);
    if (previous !== undefined && previous.family === range.family && range.first <= previous.last + 1n) {
      result[result.length - 1] = { ...previous, last: later(previous.last, range.last) };
    } else result.push(range);
  }
  return result;
}

/** All pods but these. */
export function podsExcept({ pods }: NamedEnds): readonly Peer[] {
  const everyPod: EndpointsPeer = {
    kind: 'endpoints',
    select: { namespaces: { kind: 'matching', selector: selectorOf([]) }, pods: selectorOf([]) },
  };
  return withoutPods([everyPod], { pods, ranges: [] });
}

/** The same peers without these pods; what is left of a peer may take several, and may be nothing. */
export function withoutPods(peers: readonly EndpointsPeer[], { pods }: NamedEnds): readonly EndpointsPeer[] {
  return pods.reduce<readonly EndpointsPeer[]>(
    (left, group) => left.flatMap((peer) => withoutGroup(peer, group)),
    peers,
  );
}

// Not in the namespace, or there and without one of the labels.
function withoutGroup(
  peer: EndpointsPeer,
  { namespace, selector }: NamedEnds['pods'][number],
): readonly EndpointsPeer[] {
  const { namespaces, pods } = peer.select;
  if (namespaces.kind === 'named') {
    if (namespaces.name !== namespace) return [peer];
    return withoutLabels(pods, selector).map((left) => ({ kind: 'endpoints', select: { namespaces, pods: left } }));
  }
  const elsewhere = plus(namespaces.selector, { operator: 'NotIn', key: NAMESPACE_NAME_LABEL, values: [namespace] });
  const there = plus(namespaces.selector, namespaceIs(namespace));
  const away: readonly EndpointsPeer[] =
    elsewhere === undefined
      ? []
      : [{ kind: 'endpoints', select: { namespaces: { kind: 'matching', selector: elsewhere }, pods } }];
  if (there === undefined) return away;
  const near = withoutLabels(pods, selector).map((left): EndpointsPeer => {
    return { kind: 'endpoints', select: { namespaces: { kind: 'matching', selector: there }, pods: left } };
  });
  return [...away, ...near];
}

function withoutLabels(pods: LabelSelector, taken: LabelSelector): readonly LabelSelector[] {
  return taken.requirements.flatMap((requirement) => {
    if (requirement.operator !== 'In') return [];
    return plus(pods, { operator: 'NotIn', key: requirement.key, values: requirement.values }) ?? [];
  });
}

/** The selector with one requirement more; undefined when nothing could meet them all. */
function plus(selector: LabelSelector, added: Requirement): LabelSelector | undefined {
  if (!('values' in added)) return selectorOf([...selector.requirements, added]);
  const requirements: Requirement[] = [];
  let isImplied = false;
  for (const requirement of selector.requirements) {
    if (requirement.key !== added.key || requirement.operator !== 'In') {
      requirements.push(requirement);
      continue;
    }
    const keep = added.operator === 'In';
    const values = requirement.values.filter((value) => added.values.includes(value) === keep);
    if (values.length === 0) return undefined;
    requirements.push({ ...requirement, values });
    isImplied = true;
  }
  return selectorOf(isImplied ? requirements : [...requirements, added]);
}

/** The blocks of a peer without some ranges, as exceptions; undefined when nothing is left of it. */
export function withoutRanges(
  peer: Extract<Peer, { kind: 'addresses' }>,
  ranges: readonly AddressRange[],
): Peer | undefined {
  const { cidr, except } = peer.block;
  const inside = ranges
    .filter(({ family, first, last }) => family === cidr.family && first <= cidr.last && cidr.first <= last)
    .map((range) => ({
      family: range.family,
      first: later(range.first, cidr.first),
      last: -later(-range.last, -cidr.last),
    }));
  if (inside.some(({ first, last }) => first === cidr.first && last === cidr.last)) return undefined;
  const holes = inside.flatMap(blocksOfRange);
  return blockPeer(cidr.text, [...except.map(formatRangeAsCidr), ...holes]);
}

function formatRangeAsCidr(range: AddressRange): string {
  const text = formatRange(range);
  return text.includes('/') ? text : `${text}/${BITS[range.family]}`;
}

// Math.max takes no bigint.
function later(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
