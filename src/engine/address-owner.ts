import { type IpAddress, isSameAddress } from '../model/addresses.ts';
import type { Endpoint } from '../model/endpoints.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isSelectable } from './match.ts';

/** A pod or a node, taken by one of its addresses. */
export type Owner = Extract<Endpoint, { kind: 'pod' | 'node' }>;

/** The pod or node that has this address; a finished pod's address is nobody's any more (semantics §1.13). */
export function ownerOf(snapshot: Snapshot, address: IpAddress): Owner | undefined {
  const pods = [...snapshot.pods.values()].filter((pod) => isSelectable(pod) && hasAddress(pod, address));
  const pod = pods.find((candidate) => candidate.state === 'running') ?? pods[0];
  if (pod !== undefined) return { kind: 'pod', pod, by: address };
  for (const node of snapshot.nodes.values()) if (hasAddress(node, address)) return { kind: 'node', node, by: address };
  // Without Node objects a hostNetwork pod tells whose address it is; to policies it is its node (semantics §1.12).
  const onHost = [...snapshot.pods.values()].find(
    (candidate) => candidate.hostNetwork && candidate.state !== 'finished' && hasAddress(candidate, address),
  );
  return onHost === undefined ? undefined : { kind: 'pod', pod: onHost, by: address };
}

export function hasAddress(owner: { readonly addresses: readonly IpAddress[] }, address: IpAddress): boolean {
  return owner.addresses.some((candidate) => isSameAddress(candidate, address));
}
