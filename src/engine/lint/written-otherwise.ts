import { DIRECTIONS } from '../../model/policies.ts';
import { aboutPolicy, aboutRule, finding, forEachPolicy, forEachRule, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';

/** Rules for a direction that is not among the policyTypes: they never match. */
export const inertRules: LintRule = forEachPolicy((policy) =>
  DIRECTIONS.flatMap((direction): readonly LintFinding[] => {
    const rules = policy.inert.filter(({ ref }) => ref.direction === direction).length;
    if (rules === 0) return [];
    return [finding('inert-rules', 'warning', aboutPolicy(policy, ['spec', direction]), { direction, rules })];
  }),
);

/** What policyTypes was left to its default, and comes out otherwise than the rest of the policy reads. */
export const typesForgotten: LintRule = forEachPolicy((policy, evidence): readonly LintFinding[] => {
  const { form } = policy;
  if (form === undefined || form === 'null-ingress' || form === 'null-egress') return [];
  const facts = { form, pods: evidence.subjectsOf(policy).length };
  return [finding('types-forgotten', 'warning', aboutPolicy(policy, ['spec', 'egress']), facts)];
});

/** A list of rules with nothing behind its name: it reads like everybody to some and means nobody. */
export const nullRules: LintRule = forEachPolicy((policy, evidence): readonly LintFinding[] => {
  const { form } = policy;
  if (form !== 'null-ingress' && form !== 'null-egress') return [];
  const direction = form === 'null-ingress' ? 'ingress' : 'egress';
  const facts = { direction, pods: evidence.subjectsOf(policy).length } as const;
  return [finding('null-rules', 'info', aboutPolicy(policy, ['spec', direction]), facts)];
});

/** Rules that let in anybody because nothing stands where peers should. */
export const allowsAnyone: LintRule = forEachRule((rule, policy): readonly LintFinding[] => {
  const { form } = rule;
  if (form === undefined) return [];
  const facts = { form, direction: rule.ref.direction };
  return [finding('allows-anyone', 'warning', aboutRule(policy, rule), facts)];
});

/** Rules that let in every address outside. One that was written as nothing is found as that. */
export const openToInternet: LintRule = forEachRule((rule, policy, evidence): readonly LintFinding[] => {
  if (rule.action !== 'accept' || rule.ref.direction !== 'ingress' || rule.form !== undefined) return [];
  const isList = rule.peers !== 'any';
  const everywhere = !isList || rule.peers.some((peer) => peer.kind === 'addresses' && peer.block.cidr.prefix === 0);
  const pods = evidence.subjectsOf(policy).length;
  if (!everywhere || pods === 0) return [];
  // A few ports for everybody are what a front door is made of.
  const severity = rule.ports === 'any' ? 'warning' : 'info';
  return [finding('open-to-internet', severity, aboutRule(policy, rule), { ports: rule.ports, pods, isList })];
});
