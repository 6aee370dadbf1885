import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, PolicyRef, RuleRef } from '../../model/policies.ts';
import type { Decision, SideVerdict } from '../../model/verdict.ts';
import { type AnsweredSide, policiesOfSubject, sideUnder } from './answered-side.ts';

/** What would become of an allowed connection without one thing that allows it. */
export interface Removal {
  readonly what:
    | { readonly kind: 'rule'; readonly rule: RuleRef }
    /** Every rule that allows it, where no single one decides. */
    | { readonly kind: 'all-rules'; readonly rules: readonly RuleRef[] }
    | { readonly kind: 'policy'; readonly policy: PolicyRef };
  readonly decision: Decision;
  /**
   * `opens`: still allowed, and for want of isolation: everything this side kept out would be let in. `others`: other rules allow it.
   * `denied` and `unknown` as the decision says.
   */
  readonly outcome: 'denied' | 'unknown' | 'others' | 'opens';
}

const known = new WeakMap<SideVerdict, readonly Removal[]>();

/**
 * For a side that rules allow: what it would say without each of these rules, without all of them where there are several, and
 * without each of their policies. Every one is evaluated. Empty for any other side.
 */
export function removalsOf(answered: AnsweredSide): readonly Removal[] {
  return remember(known, answered.side, () => findRemovals(answered));
}

// A pod that a hundred rules let in has no single one whose removal closes it.
const MOST_EVALUATED = 8;

function findRemovals(answered: AnsweredSide): readonly Removal[] {
  const { reason, decision } = answered.side;
  if (decision !== 'allowed' || reason.kind !== 'rule') return [];
  const policies = policiesOfSubject(answered);
  const { rules } = reason;
  const removal = (what: Removal['what'], left: readonly CompiledPolicy[]): Removal => {
    const without = sideUnder(answered, left);
    return { what, decision: without.decision, outcome: outcomeOf(without) };
  };
  const single = rules
    .slice(0, MOST_EVALUATED)
    .map((rule) => removal({ kind: 'rule', rule }, withoutRules(policies, [rule])));
  const together = rules.length > 1 ? [removal({ kind: 'all-rules', rules }, withoutRules(policies, rules))] : [];
  const owners = [...new Set(rules.map(({ policy }) => policy))].slice(0, MOST_EVALUATED);
  const whole = owners.map((policy) =>
    removal(
      { kind: 'policy', policy },
      policies.filter(({ ref }) => ref !== policy),
    ),
  );
  return [...single, ...together, ...whole];
}

function withoutRules(policies: readonly CompiledPolicy[], rules: readonly RuleRef[]): readonly CompiledPolicy[] {
  return policies.map((policy) => ({ ...policy, rules: policy.rules.filter(({ ref }) => !rules.includes(ref)) }));
}

function outcomeOf({ decision, reason }: SideVerdict): Removal['outcome'] {
  if (decision !== 'allowed') return decision;
  return reason.kind === 'not-isolated' ? 'opens' : 'others';
}
