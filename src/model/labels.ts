import { assertNever } from './errors.ts';

/** Labels of a pod, namespace or node. Keys and values are compared as exact, case-sensitive strings. */
export type Labels = ReadonlyMap<string, string>;

export const NO_LABELS: Labels = new Map();

/** The label the control plane puts on every namespace; its value is the namespace's name (semantics §1.6). */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** One clause of a label selector. `matchLabels: {k: v}` reads as `In [v]`, written `k=v`. */
export type Requirement =
  | { readonly operator: 'In' | 'NotIn'; readonly key: string; readonly values: readonly string[] }
  | { readonly operator: 'Exists' | 'DoesNotExist'; readonly key: string };

/**
 * A conjunction of requirements. No requirement selects everything; "absent" never reaches this type, the decoder has already
 * said what it means (semantics §1.5).
 */
export interface LabelSelector {
  readonly requirements: readonly Requirement[];
  /** As kubectl would print it, `<all>` when empty. Equal texts mean equal selectors. */
  readonly text: string;
}

/** Selects everything: `{}`. */
export const ALL: LabelSelector = { requirements: [], text: '<all>' };

/** A selector of these requirements, in a canonical order, so that equal selectors have equal texts. */
export function selectorOf(requirements: readonly Requirement[]): LabelSelector {
  if (requirements.length === 0) return ALL;
  const printed = requirements
    .map((requirement) => ({ requirement, text: formatRequirement(requirement) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return {
    requirements: printed.map((entry) => entry.requirement),
    text: printed.map((entry) => entry.text).join(','),
  };
}

/** Whether the labels satisfy one requirement. A missing key satisfies NotIn and DoesNotExist (semantics §1.5). */
export function requirementHolds(requirement: Requirement, labels: Labels): boolean {
  const value = labels.get(requirement.key);
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && requirement.values.includes(value);
    case 'NotIn':
      return value === undefined || !requirement.values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return assertNever(requirement);
  }
}

/** Whether the labels satisfy every requirement. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return selector.requirements.every((requirement) => requirementHolds(requirement, labels));
}

/** A requirement as kubectl prints it: `app=web`, `tier in (a,b)`, `env!=prod`, `team`, `!legacy`. */
export function formatRequirement(requirement: Requirement): string {
  const { key } = requirement;
  switch (requirement.operator) {
    case 'In':
      return requirement.values.length === 1
        ? `${key}=${requirement.values[0]}`
        : `${key} in (${listed(requirement.values)})`;
    case 'NotIn':
      return requirement.values.length === 1
        ? `${key}!=${requirement.values[0]}`
        : `${key} notin (${listed(requirement.values)})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return assertNever(requirement);
  }
}

function listed(values: readonly string[]): string {
  return [...new Set(values)].sort().join(',');
}
