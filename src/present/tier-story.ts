import { assertNever } from '../model/errors.ts';
import { NETWORK_POLICY_TIER, type PolicyRef, type RuleRef } from '../model/policies.ts';
import type { PolicyTrace, RuleTrace, SideVerdict, TierTrace } from '../model/verdict.ts';
import { type Line, type Span, type Style, span } from './spans.ts';
import { enumerate } from './text.ts';

const MOST_NAMED = 3;

/**
 * How one side was decided, tier by tier, in one line: `Admin: no rule · Pass by dev-pass #2 → NetworkPolicy: denied, isolated by
 * shop/default-deny`. Undefined where only NetworkPolicies were asked, for then there is no story.
 */
export function tierStory(side: SideVerdict): Line | undefined {
  if (side.trace.every(({ tier }) => tier.order === NETWORK_POLICY_TIER.order)) return undefined;
  const chapters = side.trace.map((tier) => [
    span(`${tier.tier.id}: `, 'title'),
    ...joined(parts(tier, side), span(' · ', 'dim')),
  ]);
  const end = side.reason.kind === 'not-isolated' ? [[span('allowed', 'allowed'), span(', no tier decides it')]] : [];
  return joined([...chapters, ...end], span(' → ', 'dim'));
}

type Part = readonly Span[];

function joined(all: readonly Part[], between: Span): Part {
  return all.flatMap((part, index) => (index === 0 ? part : [between, ...part]));
}

function parts(tier: TierTrace, side: SideVerdict): readonly Part[] {
  switch (tier.outcome) {
    case 'no-match':
      return [[span('no rule')]];
    case 'isolated':
      return [isolatedPart(tier, side)];
    case 'unknown':
      return [
        [span('unknown', 'unknown'), span(`, depends on ${enumerate(openRules(tier).map(shortRule), MOST_NAMED)}`)],
      ];
    case 'accept':
      return decidedParts(tier, 'allowed', 'allowed');
    case 'deny':
      return decidedParts(tier, 'denied', 'denied');
    case 'pass':
      return decidedParts(tier, 'Pass', 'strong');
    default:
      return assertNever(tier.outcome);
  }
}

function decidedParts(tier: TierTrace, word: string, style: Style): readonly Part[] {
  const deciding = openRules(tier).filter((trace) => trace.match === 'yes');
  const [first] = deciding;
  const skipped = tier.policies.findIndex((policy) => first !== undefined && policy.rules.includes(first));
  const rules = enumerate(deciding.map(shortRule), MOST_NAMED);
  const before: readonly Part[] =
    skipped > 0 && tier.tier.order !== NETWORK_POLICY_TIER.order ? [[span('no rule')]] : [];
  return [...before, [span(word, style), span(` by ${rules}`)]];
}

function isolatedPart(tier: TierTrace, { reason }: SideVerdict): Part {
  const by = enumerate(
    tier.policies.filter((policy) => policy.isolates).map(({ policy }) => shortPolicy(policy)),
    MOST_NAMED,
  );
  if (reason.kind === 'exempt')
    return [span('allowed', 'allowed'), span(`, its own node is exempt; isolated by ${by}`)];
  if (reason.kind === 'unknown') return [span('unknown', 'unknown'), span(`, isolated by ${by}`)];
  return [span('denied', 'denied'), span(`, isolated by ${by}`)];
}

/** The rules the tier's outcome rests on: of each policy the first that matches, and what may match before it. */
function openRules(tier: TierTrace): readonly RuleTrace[] {
  const byPrecedence = Map.groupBy(tier.policies, (policy) => policy.precedence);
  const found: RuleTrace[] = [];
  for (const group of byPrecedence.values()) {
    const rules = group.flatMap(firstMatches);
    found.push(...rules);
    if (rules.some((trace) => trace.match === 'yes')) break;
  }
  return found;
}

function firstMatches({ rules }: PolicyTrace): readonly RuleTrace[] {
  const sure = rules.findIndex((trace) => trace.match === 'yes');
  return (sure === -1 ? rules : rules.slice(0, sure + 1)).filter((trace) => trace.match !== 'no');
}

function shortRule({ rule }: RuleTrace): string {
  return ruleLabel(rule.ref);
}

/** `dev-pass #2`, `shop/allow-web #1`: the tier beside it says which kind. */
function ruleLabel(rule: RuleRef): string {
  return `${shortPolicy(rule.policy)} #${rule.index + 1}`;
}

// The one baseline policy of v1alpha1 is always called default, which tells nobody anything.
function shortPolicy({ kind, namespace, name }: PolicyRef): string {
  if (namespace !== undefined) return `${namespace}/${name}`;
  return name === 'default' ? `${kind} default` : name;
}
