import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, CompiledRule } from '../../model/policies.ts';
import { NETWORK_POLICY_TIER } from '../../model/policies.ts';
import { aboutRule, type Evidence, finding, forEachPolicy, type LintRule } from './evidence.ts';
import type { CoveringRule, LintFinding } from './finding.ts';
import { endpointsInclude, ruleIncludes } from './inclusion.ts';

/** Rules that match nothing that another does not match already, whatever pods there are. */
export const coveredRules: LintRule = function* (evidence) {
  const { snapshot } = evidence;
  const byNamespace = new Map<string, CompiledPolicy[]>();
  for (const policy of snapshot.policies) {
    if (policy.tier.id === NETWORK_POLICY_TIER.id)
      remember(byNamespace, policy.ref.namespace ?? '', () => [] as CompiledPolicy[]).push(policy);
  }
  yield* forEachPolicy((policy): readonly LintFinding[] => {
    const isAdditive = policy.tier.id === NETWORK_POLICY_TIER.id;
    const others = isAdditive ? (byNamespace.get(policy.ref.namespace ?? '') ?? []) : [];
    // Subjects are compared once; for most pairs that is the end.
    const wider = others.filter((other) => other !== policy && endpointsInclude(other.subject, policy.subject));
    return policy.rules.flatMap((rule) => {
      const by = isAdditive ? coveringOf(rule, policy, wider, evidence) : firstAsked(rule, policy);
      return by === undefined ? [] : [coveredFinding(rule, policy, by)];
    });
  })(evidence);
};

function coveredFinding(rule: CompiledRule, policy: CompiledPolicy, by: CoveringRule): LintFinding {
  const isSame =
    ruleIncludes(rule, by.rule) && (by.policy === policy || endpointsInclude(policy.subject, by.policy.subject));
  // Within one policy somebody wrote a restriction that does not restrict; across policies it is often two teams saying the same.
  const severity = by.policy === policy && !isSame ? 'warning' : 'info';
  return finding(isSame ? 'duplicate-rule' : 'rule-shadowed', severity, aboutRule(policy, rule), { by });
}

/** Where rules only add up, any other rule will do; of two that are equal the later one is found. */
function coveringOf(
  rule: CompiledRule,
  policy: CompiledPolicy,
  wider: readonly CompiledPolicy[],
  { placeOf }: Evidence,
): CoveringRule | undefined {
  const own = policy.rules.find(
    (other) =>
      other !== rule && covers(other, rule) && (other.ref.index < rule.ref.index || !ruleIncludes(rule, other)),
  );
  if (own !== undefined) return { rule: own, policy };
  for (const other of wider) {
    const isTwin = endpointsInclude(policy.subject, other.subject);
    const found = other.rules.find(
      (candidate) =>
        covers(candidate, rule) && (!isTwin || !ruleIncludes(rule, candidate) || placeOf(other) < placeOf(policy)),
    );
    if (found !== undefined) return { rule: found, policy: other };
  }
  return undefined;
}

/** In a tier the first rule that matches decides, so what an earlier one matches altogether is never asked. */
function firstAsked(rule: CompiledRule, policy: CompiledPolicy): CoveringRule | undefined {
  const earlier = policy.rules.find((other) => covers(other, rule) && other.ref.index < rule.ref.index);
  return earlier && { rule: earlier, policy };
}

function covers(outer: CompiledRule, inner: CompiledRule): boolean {
  const isEmpty = (list: 'any' | readonly unknown[]): boolean => list !== 'any' && list.length === 0;
  if (isEmpty(inner.peers) || isEmpty(inner.ports)) return false;
  return outer.ref.direction === inner.ref.direction && ruleIncludes(outer, inner);
}
