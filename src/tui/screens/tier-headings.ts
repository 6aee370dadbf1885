import type { EffectiveDirection } from '../../engine/effective.ts';
import { NETWORK_POLICY_TIER, type Tier } from '../../model/policies.ts';
import { span } from '../../present/spans.ts';
import type { Item } from './content.ts';

/**
 * Rules in order of evaluation with a line before each tier that says when it is asked and what it leaves to the next. Where there
 * are only NetworkPolicies the rules stand alone. `idsOf` names the rows of a tier.
 */
export function withTierHeadings(
  items: readonly Item[],
  state: EffectiveDirection,
  idsOf: (tier: Tier) => readonly string[],
): readonly Item[] {
  const tiers = tiersOf(state);
  if (tiers.every((tier) => tier.order === NETWORK_POLICY_TIER.order)) return items;
  const begins = tiers.map((tier) => {
    const [first] = idsOf(tier);
    return { tier, at: first === undefined ? undefined : items.findIndex((item) => item.id === first) };
  });
  return begins.flatMap(({ tier, at }, i): readonly Item[] => {
    const end = begins.slice(i + 1).find((next) => next.at !== undefined)?.at ?? items.length;
    const heading: Item = { line: [span(` ${tier.id} `, 'title'), span(sayingOf(tier, state), 'dim')] };
    return [heading, ...(at === undefined ? [] : items.slice(at, end))];
  });
}

function tiersOf({ rules, isolated }: EffectiveDirection): readonly Tier[] {
  const byOrder = new Map(rules.map(({ policy }) => [policy.tier.order, policy.tier]));
  if (isolated) byOrder.set(NETWORK_POLICY_TIER.order, NETWORK_POLICY_TIER);
  return [...byOrder.values()].sort((a, b) => a.order - b.order);
}

function sayingOf(tier: Tier, { isolated }: EffectiveDirection): string {
  if (tier.order < NETWORK_POLICY_TIER.order)
    return 'asked first: the first rule that matches decides, pass asks the next tier';
  if (tier.order > NETWORK_POLICY_TIER.order)
    return isolated ? 'never asked here: a NetworkPolicy isolates' : 'asked last';
  return isolated ? 'what no rule here allows is denied' : 'isolates nothing here';
}
