import type { Cidr } from './addresses.ts';
import type { LabelSelector } from './labels.ts';
import type { ObjectHistory } from './object-history.ts';
import type { PortMatcher } from './ports.ts';
import type { FieldPath, Origin, Position } from './raw-object.ts';
import { positionIn } from './raw-object.ts';
import type { Suppression } from './suppression.ts';

export type Direction = 'ingress' | 'egress';

export const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

/** Which namespaces a selector looks in: one by name (a policy's own), or those whose labels match. */
export type NamespaceScope =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'matching'; readonly selector: LabelSelector };

/** Pods by namespace and labels. Never matches what is not a pod, nor hostNetwork or finished pods (semantics §1.4, §1.12). */
export interface EndpointSelector {
  readonly namespaces: NamespaceScope;
  readonly pods: LabelSelector;
}

/** A CIDR minus its exceptions; an exception only carves out of its own block (semantics §1.7). */
export interface AddressBlock {
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
}

/** One entry of a rule's peers. The set is closed: a policy kind that needs more says `unsupported`, which matches unknown. */
export type Peer =
  | { readonly kind: 'endpoints'; readonly select: EndpointSelector }
  | { readonly kind: 'addresses'; readonly block: AddressBlock; readonly text: string }
  | { readonly kind: 'nodes'; readonly select: LabelSelector }
  /** `domainName`: a name whose addresses are not known, and could be given. */
  | { readonly kind: 'unsupported'; readonly feature: string; readonly domainName?: string };

export type Action = 'accept' | 'deny' | 'pass';

export interface PolicyRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined for cluster-scoped kinds. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly origin: Origin;
  /** Where a server noted it. */
  readonly history?: ObjectHistory;
}

/** A rule's identity from file to screen; `index` counts from 0 within its direction, as the API's paths do. */
export interface RuleRef {
  readonly policy: PolicyRef;
  readonly direction: Direction;
  readonly index: number;
  readonly name: string | undefined;
  readonly path: FieldPath;
}

export interface CompiledRule {
  readonly ref: RuleRef;
  readonly action: Action;
  /** `any` is everything, outside the cluster included; an empty list matches nothing. */
  readonly peers: 'any' | readonly Peer[];
  /** `any` is every port of every protocol; an empty list matches nothing. */
  readonly ports: 'any' | readonly PortMatcher[];
  /** Set when "anybody" was written in a way that may not be meant. */
  readonly form?: RuleForm;
}

/** A rule for anybody that is written as nothing: a dash with nothing behind it, or a list of peers without any. */
export type RuleForm = 'null-rule' | 'null-peers' | 'empty-peers';

/** Lower orders are asked first. */
export interface Tier {
  readonly id: string;
  readonly order: number;
}

export const NETWORK_POLICY_TIER: Tier = { id: 'NetworkPolicy', order: 100 };

/** Every policy kind, in the one form the engine knows. */
export interface CompiledPolicy {
  readonly ref: PolicyRef;
  readonly tier: Tier;
  /** Within a tier, lower first. */
  readonly precedence: number;
  readonly subject: EndpointSelector;
  /** A selected pod that no rule of the tier matched is denied in these directions. */
  readonly isolates: readonly Direction[];
  readonly rules: readonly CompiledRule[];
  /** Rules written for a direction the policy does not apply to: they never match, and are kept to be explained. */
  readonly inert: readonly CompiledRule[];
  /** What its meaning does not tell of how it is written. */
  readonly form?: PolicyForm;
  readonly suppression?: Suppression;
}

/**
 * `ingress-by-default`: policyTypes is not written and only egress rules are, so that it isolates for ingress too (semantics §1.2).
 * `egress-list-without-type`: an empty `egress` list is written, and Egress is no type of the policy, so that it does nothing.
 * `null-ingress`, `null-egress`: the list of rules is written with nothing behind its name, and allows nobody.
 */
export type PolicyForm = 'ingress-by-default' | 'egress-list-without-type' | 'null-ingress' | 'null-egress';

/** `NetworkPolicy shop/default-deny`. */
export function formatPolicy(policy: Pick<PolicyRef, 'kind' | 'namespace' | 'name'>): string {
  return `${policy.kind} ${policy.namespace === undefined ? '' : `${policy.namespace}/`}${policy.name}`;
}

/** Where the rule is written, when it stands in a file. May read the document again. */
export function rulePosition(rule: RuleRef): Position | undefined {
  return positionIn(rule.policy.origin, rule.path);
}

/** Where the policy begins, when it stands in a file. Cheap. */
export function policyLine(policy: PolicyRef): { readonly file: string; readonly line: number } | undefined {
  return policy.origin.kind === 'file' ? { file: policy.origin.file, line: policy.origin.line } : undefined;
}
