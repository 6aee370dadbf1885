import { type Address, blockHolds, type Family, parseBlock } from './addresses.ts';
import {
  type Cluster,
  type Json,
  type Labels,
  list,
  map,
  type Node,
  namespaceLabels,
  type Pod,
  textMap,
} from './objects.ts';

/** Three-valued: `maybe` when the objects do not say. */
export type Truth = 'yes' | 'no' | 'maybe';

export interface Outside {
  readonly kind: 'address';
  readonly address: Address;
}

export type End = Pod | Node | Outside;

export function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes('yes')) return 'yes';
  return truths.includes('maybe') ? 'maybe' : 'no';
}

export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes('no')) return 'no';
  return truths.includes('maybe') ? 'maybe' : 'yes';
}

/** Semantics §1.5: all of matchLabels and matchExpressions; a selector with neither selects everything. */
export function selects(selector: Json, labels: Labels): boolean {
  const equal = [...textMap(selector['matchLabels'])].every(([key, value]) => labels.get(key) === value);
  return (
    equal &&
    list(selector['matchExpressions'])
      .map(map)
      .every((expression) => holds(expression, labels))
  );
}

function holds(expression: Json, labels: Labels): boolean {
  const value = labels.get(String(expression['key']));
  const values = list(expression['values']);
  switch (expression['operator']) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      throw new Error(`no such operator: ${String(expression['operator'])}`);
  }
}

/** Pods that policies see: not on the host's network, not finished (semantics §1.12, §1.13). */
export function isPolicyPod(end: End): end is Pod {
  return end.kind === 'pod' && !end.hostNetwork && !end.finished;
}

export interface PeerQuestion {
  readonly cluster: Cluster;
  readonly policyNamespace: string;
  readonly peer: End;
  readonly family: Family;
}

/** Semantics §1.4: no list is any peer at all, otherwise one of the elements must match. */
export function peersMatch(peers: unknown, question: PeerQuestion): Truth {
  const elements = list(peers).map(map);
  if (elements.length === 0) return 'yes';
  return anyOf(elements.map((element) => peerMatches(element, question)));
}

function peerMatches(element: Json, { cluster, policyNamespace, peer, family }: PeerQuestion): Truth {
  if (isPresent(element['ipBlock'])) return blockMatches(map(element['ipBlock']), peer, family);
  if (!isPolicyPod(peer)) return 'no';
  const { podSelector, namespaceSelector } = element;
  const inNamespace = isPresent(namespaceSelector)
    ? selects(map(namespaceSelector), namespaceLabels(cluster, peer.namespace))
    : peer.namespace === policyNamespace;
  const inPods = isPresent(podSelector) ? selects(map(podSelector), peer.labels) : true;
  return inNamespace && inPods ? 'yes' : 'no';
}

// Null and missing are absent; `{}` is there and empty.
function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Semantics §1.7: inside cidr, outside every except; the two families never meet. */
function blockMatches(block: Json, peer: End, family: Family): Truth {
  const cidr = parseBlock(String(block['cidr']));
  if (cidr.family !== family) return 'no';
  if (!hasKnownAddresses(peer)) return 'maybe';
  const holes = list(block['except']).map((text) => parseBlock(String(text)));
  const addresses = addressesOf(peer).filter((address) => address.family === family);
  const matched = addresses.some((address) => {
    return blockHolds(cidr, address) && !holes.some((hole) => blockHolds(hole, address));
  });
  return matched ? 'yes' : 'no';
}

export function addressesOf(end: End): readonly Address[] {
  return end.kind === 'address' ? [end.address] : end.addresses;
}

function hasKnownAddresses(end: End): boolean {
  switch (end.kind) {
    case 'address':
      return true;
    case 'node':
      return end.addresses.length > 0;
    case 'pod':
      return end.addressesKnown;
  }
}

/** Semantics §1.8, §1.9. `port` is the number at the destination. */
export function portsMatch(ports: unknown, destination: End, protocol: string, port: number): boolean {
  const entries = list(ports).map(map);
  if (entries.length === 0) return true;
  return entries.some((entry) => portMatches(entry, destination, protocol, port));
}

function portMatches(entry: Json, destination: End, protocol: string, port: number): boolean {
  if ((entry['protocol'] ?? 'TCP') !== protocol) return false;
  const wanted = entry['port'] ?? undefined;
  if (wanted === undefined) return true;
  if (typeof wanted === 'number') return wanted <= port && port <= Number(entry['endPort'] ?? wanted);
  if (!isPolicyPod(destination)) return false;
  return destination.namedPorts.some((named) => {
    return named.name === wanted && named.protocol === protocol && named.number === port;
  });
}
