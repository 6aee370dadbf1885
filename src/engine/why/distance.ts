import { assertNever } from '../../model/errors.ts';
import type { Labels, Requirement } from '../../model/labels.ts';
import type { Direction, PolicyRef, RuleRef } from '../../model/policies.ts';
import type { ClauseFailure } from '../../model/verdict.ts';
import { isLike, keyWithValue } from '../label-likeness.ts';
import type { SelectorFailure } from '../match.ts';
import { editDistance } from '../suggest.ts';

/** What kept a rule from letting a connection through. */
export type Shortfall =
  /** A clause of the rule does not hold. */
  | ClauseFailure
  /** The rule is written for a direction that is none of its policy's types, and so is not in force (semantics §1.2). */
  | {
      readonly clause: 'policy-type';
      readonly policy: PolicyRef;
      readonly direction: Direction;
      readonly types: readonly Direction[];
    }
  /** The rule's policy does not select the pod, for want of this. */
  | { readonly clause: 'subject'; readonly policy: PolicyRef; readonly failure: SelectorFailure }
  /** The rule matches, and is not asked: this one is asked before, and decides or leaves the tier (semantics §4.5). */
  | { readonly clause: 'order'; readonly by: RuleRef; readonly action: 'deny' | 'pass' }
  /** The rule matches, and its tier is not asked: policies of an earlier one isolate the pod (semantics §4.5). */
  | { readonly clause: 'tier'; readonly by: PolicyRef };

/**
 * How far a rule is from letting a connection through: first how many clauses failed, each requirement of a selector counting as
 * one; then how much would have to be edited, from 0. Both are sums, so that the order of near misses is stable and does not depend
 * on the order of evaluation until both are equal.
 */
export interface Distance {
  readonly clauses: number;
  readonly edit: number;
}

export function distanceOf(shortfalls: readonly Shortfall[]): Distance {
  return { clauses: shortfalls.length, edit: shortfalls.reduce((sum, shortfall) => sum + editSize(shortfall), 0) };
}

/** Negative when `a` is nearer. */
export function compareDistances(a: Distance, b: Distance): number {
  return a.clauses - b.clauses || a.edit - b.edit;
}

// The scale. A character or two of a value that is there: their number. The same value under another key: 5. A direction missing from
// policyTypes: 10. Another value: 20. Another port or protocol: 25. A label that is not there: 40. The order of rules: 45. Another
// namespace or address: 50 and 60. An end of another nature, which no edit of this clause can meet: 100.
const OTHER_KEY = 5;
const POLICY_TYPE = 10;
const ANOTHER_VALUE = 20;
const ANOTHER_PORT = 25;
const ABSENT_LABEL = 40;
const ORDER = 45;
const ANOTHER_NAMESPACE = 50;
const ANOTHER_ADDRESS = 60;
const ANOTHER_NATURE = 100;
/** A policy that does not select the pod is about other pods: further than a rule that is, alike for the rest. */
const NOT_SELECTED = 10;

function editSize(shortfall: Shortfall): number {
  switch (shortfall.clause) {
    case 'policy-type':
      return POLICY_TYPE;
    case 'subject':
      return editSize(shortfall.failure) + NOT_SELECTED;
    case 'order':
    case 'tier':
      return ORDER;
    case 'pod-label':
      return labelEdit(shortfall.requirement, shortfall.labels);
    case 'node-label':
      return valueEdit(shortfall.requirement, shortfall.actual);
    case 'namespace-label':
      return labelEdit(shortfall.requirement, shortfall.labels) + 1;
    case 'namespace':
      return ANOTHER_NAMESPACE;
    case 'address':
    case 'except':
      return ANOTHER_ADDRESS;
    case 'family':
    case 'no-address':
    case 'not-a-pod':
    case 'not-a-node':
      return ANOTHER_NATURE;
    case 'protocol':
      return ANOTHER_PORT;
    case 'port':
      return Math.min(ANOTHER_PORT, editDistance(String(shortfall.first), String(shortfall.actual)));
    case 'named-port':
      return shortfall.destination === 'not-a-pod' ? ANOTHER_NATURE : ANOTHER_PORT;
    default:
      return assertNever(shortfall);
  }
}

function labelEdit(requirement: Requirement, labels: Labels): number {
  const actual = labels.get(requirement.key);
  const edit = valueEdit(requirement, actual);
  return keyWithValue(requirement, labels) === undefined ? edit : Math.min(OTHER_KEY, edit);
}

function valueEdit(requirement: Requirement, actual: string | undefined): number {
  if (requirement.operator !== 'In') return ANOTHER_VALUE;
  if (actual === undefined) return ABSENT_LABEL;
  return Math.min(ANOTHER_VALUE, ...requirement.values.map((value) => valueDistance(value, actual)));
}

function valueDistance(wanted: string, actual: string): number {
  // One value that begins with the other (`checkout`, `checkout-v2`) is nearer than its length says.
  if (wanted !== '' && actual !== '' && (wanted.startsWith(actual) || actual.startsWith(wanted))) return 1;
  return editDistance(wanted, actual);
}

/** Whether the values resemble each other: a slip of the pen, or the value under another key. */
export function isSlip(failure: SelectorFailure): boolean {
  if (failure.clause === 'namespace' || failure.requirement.operator !== 'In') return false;
  const { requirement, labels } = failure;
  const actual = labels.get(requirement.key);
  if (actual !== undefined && requirement.values.some((wanted) => isLike(wanted, actual))) return true;
  return keyWithValue(requirement, labels) !== undefined;
}

/** Whether some clause failed for the nature of the end, which no edit of the rule's values or of labels can meet. */
export function isFar(shortfalls: readonly Shortfall[]): boolean {
  return shortfalls.some((shortfall) => editSize(shortfall) >= ANOTHER_NATURE);
}
