import { addressOf, type Family, type IpAddress } from '../model/addresses.ts';
import type { Node, Pod } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { assertNever } from '../model/errors.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** `unknown`: it has addresses, or will have, but the input does not say which. */
export type EndAddresses = readonly IpAddress[] | 'unknown';

/** The addresses by which others see this end, of both families. A hostNetwork pod speaks from its node's (semantics §1.12). */
export function addressesOf(end: Endpoint, snapshot: Snapshot): EndAddresses {
  switch (end.kind) {
    case 'address':
      return [end.address];
    case 'range':
      return [addressOf(end.range.family, end.range.first)];
    case 'node':
      return end.by === undefined ? known(end.node.addresses) : [end.by];
    case 'pod':
      return end.by === undefined ? addressesOfPod(end.pod, snapshot) : [end.by];
    default:
      return assertNever(end);
  }
}

function addressesOfPod(pod: Pod, snapshot: Snapshot): EndAddresses {
  if (pod.addresses.length > 0) return pod.addresses;
  if (pod.hostNetwork) {
    const node = pod.nodeName === undefined ? undefined : snapshot.nodes.get(pod.nodeName);
    return known(node?.addresses ?? []);
  }
  return pod.addressKnown ? [] : 'unknown';
}

// A node without addresses in the input has some all the same.
function known(addresses: readonly IpAddress[]): EndAddresses {
  return addresses.length > 0 ? addresses : 'unknown';
}

/**
 * The node this end is to others: itself, or the one a hostNetwork pod runs on (semantics §1.12). `unknown`: some node, of which no
 * object was read. Undefined: no node.
 */
export function nodeOf(end: Endpoint, snapshot: Snapshot): Node | 'unknown' | undefined {
  if (end.kind === 'node') return end.node.origin.kind === 'implied' ? 'unknown' : end.node;
  if (end.kind !== 'pod' || !end.pod.hostNetwork) return undefined;
  const { nodeName } = end.pod;
  if (nodeName !== undefined) return snapshot.nodes.get(nodeName) ?? 'unknown';
  const addresses = new Set(end.pod.addresses.map((address) => address.text));
  const owner = [...snapshot.nodes.values()].find((node) => node.addresses.some(({ text }) => addresses.has(text)));
  return owner ?? 'unknown';
}

export const FAMILIES: readonly Family[] = ['IPv4', 'IPv6'];

/** The families an end has addresses of; undefined when it may have either. */
export function familiesOf(end: Endpoint, snapshot: Snapshot): readonly Family[] | undefined {
  const addresses = addressesOf(end, snapshot);
  if (addresses === 'unknown' || addresses.length === 0) return undefined;
  return FAMILIES.filter((family) => addresses.some((address) => address.family === family));
}
