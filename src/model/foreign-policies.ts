import type { Gap } from './gaps.ts';
import { ALL } from './labels.ts';
import type { Direction, EndpointSelector, PolicyRef } from './policies.ts';
import { DIRECTIONS } from './policies.ts';

/** A policy that may be in force and is not evaluated: of another engine, or of a form that cannot be read. */
export interface ForeignPolicy {
  readonly ref: PolicyRef;
  /** What it can do to an answer: anything, or deny what would be allowed. */
  readonly effect: 'any' | 'denies';
  readonly selections: readonly ForeignSelection[];
  /** Set when this stands for all policies of a kind that were not read. */
  readonly unread?: UnreadPolicies;
}

/** Policies of a kind of which nothing is known, or nothing outside one namespace. */
export interface UnreadPolicies {
  readonly gap: Gap;
  /** Order of the tier they are asked in; undefined when they come before everything. */
  readonly tierOrder: number | undefined;
}

/** Whom such a policy applies to, as far as can be seen without evaluating it. Never too few. */
export interface ForeignSelection {
  /** Sides it may decide on: `egress` where its subject is the source, `ingress` where it is the destination. */
  readonly directions: readonly Direction[];
  /** Undefined when it is about hosts only. */
  readonly pods: EndpointSelector | undefined;
  /** False: it may apply to fewer pods than `pods` says. */
  readonly certain: boolean;
  /** Whether it may apply to nodes and hostNetwork pods. */
  readonly hosts: boolean;
  /** Connections it looks at: all, or those whose other end is no pod. */
  readonly peers: 'any' | 'not-pods';
}

/** All that is known of a policy that cannot be read at all. */
export const ANY_POD: ForeignSelection = {
  directions: DIRECTIONS,
  pods: { namespaces: { kind: 'matching', selector: ALL }, pods: ALL },
  certain: false,
  hosts: false,
  peers: 'any',
};
