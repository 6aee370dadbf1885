import type { Direction } from '../../model/policies.ts';
import type { Read } from '../field-reader.ts';
import { anything, list, struct, text } from '../field-reader.ts';
import { ipBlockShape } from '../ip-block.ts';
import { labelSelectorShape } from '../label-selector.ts';
import { wholeObjectMetaShape } from '../object-meta.ts';
import { policyPortShape } from '../policy-ports.ts';

const peerShape = struct('v1.NetworkPolicyPeer', {
  podSelector: labelSelectorShape,
  namespaceSelector: labelSelectorShape,
  ipBlock: ipBlockShape,
});

const specShape = struct('v1.NetworkPolicySpec', {
  podSelector: labelSelectorShape,
  ingress: list(struct('v1.NetworkPolicyIngressRule', { ports: list(policyPortShape), from: list(peerShape) })),
  egress: list(struct('v1.NetworkPolicyEgressRule', { ports: list(policyPortShape), to: list(peerShape) })),
  policyTypes: list(text('v1.PolicyType')),
});

/** networking.k8s.io/v1 NetworkPolicy. `status` existed from 1.24 to 1.27 and stands in dumps of such clusters. */
export const networkPolicyShape = struct('v1.NetworkPolicy', {
  apiVersion: text(),
  kind: text(),
  metadata: wholeObjectMetaShape,
  spec: specShape,
  status: anything,
});

export type RawNetworkPolicy = Read<typeof networkPolicyShape>;
export type RawSpec = Read<typeof specShape>;
export type RawPeer = Read<typeof peerShape>;

/** A missing or null spec is the zero spec: it selects every pod of the namespace (semantics §1.1). */
export const NO_SPEC: RawSpec = specShape.zero;

/** A rule with its direction's word for peers replaced by one for both. */
export interface RawRule {
  readonly peers: readonly RawPeer[];
  readonly ports: NonNullable<NonNullable<RawSpec['ingress']>[number]['ports']>;
}

/** What the API calls the peers of a rule. */
export const PEER_FIELD: Readonly<Record<Direction, 'from' | 'to'>> = { ingress: 'from', egress: 'to' };

/** The rules written for a direction. Missing, null and empty lists are alike, of rules as of peers and ports. */
export function rulesOf(spec: RawSpec, direction: Direction): readonly RawRule[] {
  return direction === 'ingress'
    ? (spec.ingress ?? []).map((rule) => ({ peers: rule.from ?? [], ports: rule.ports ?? [] }))
    : (spec.egress ?? []).map((rule) => ({ peers: rule.to ?? [], ports: rule.ports ?? [] }));
}

/** What the API calls the directions, in the order of its documentation. */
const POLICY_TYPES: Readonly<Record<string, Direction>> = { Ingress: 'ingress', Egress: 'egress' };

/** The direction a policy type stands for, case-sensitive as in the API. */
export function directionOf(policyType: string): Direction | undefined {
  return Object.hasOwn(POLICY_TYPES, policyType) ? POLICY_TYPES[policyType] : undefined;
}

/**
 * The directions a policy isolates. Only an empty policyTypes is defaulted: to Ingress, and Egress when there are egress rules; an
 * empty `egress` list does not count (semantics §1.2). A type given twice counts once.
 */
export function directionsOf(spec: RawSpec): readonly Direction[] {
  const written = spec.policyTypes ?? [];
  if (written.length === 0) return (spec.egress ?? []).length > 0 ? ['ingress', 'egress'] : ['ingress'];
  const named = written.map(directionOf);
  return (['ingress', 'egress'] as const).filter((direction) => named.includes(direction));
}
