import type { AnsweredSide } from '../engine/why/answered-side.ts';
import { nearMisses } from '../engine/why/near-misses.ts';
import { assertNever } from '../model/errors.ts';
import { NETWORK_POLICY_TIER, type PolicyRef, type RuleRef, type Tier } from '../model/policies.ts';
import type {
  ClauseFailure,
  Decision,
  Match,
  PeerTrace,
  PolicyTrace,
  PortTrace,
  RuleTrace,
  TierOutcome,
  TierTrace,
} from '../model/verdict.ts';
import { clauseSentence } from './clause-text.ts';
import { endpointText } from './endpoint-text.ts';
import type { ExplainedLine } from './explained-line.ts';
import { decisionGlyph, type Glyphs } from './glyphs.ts';
import { historyText } from './history-text.ts';
import { reasonOutline } from './reason-text.ts';
import { matcherText, peerText, policyName, policyWhere, portsText, ruleWhere } from './rule-text.ts';
import { sideRemarks } from './side-remarks.ts';
import { type Line, type Span, span } from './spans.ts';
import { tierStory } from './tier-story.ts';
import { topicOfFailure, topicOfSide } from './topic-of.ts';

const MOST_PEERS = 4;

/** One side: what it decided, then tier by tier every policy asked and every rule with the clauses that failed, then near misses. */
export function sideLines(context: AnsweredSide, glyphs: Glyphs): readonly ExplainedLine[] {
  const { side, subject } = context;
  const title: ExplainedLine = {
    indent: 0,
    spans: [
      span(`${decisionGlyph(side.decision, glyphs)} ${side.direction}`, side.decision),
      span(` of ${endpointText(subject)}: `, 'strong'),
      span(reasonOutline(side)),
    ],
    ...linkedTo(decisiveRule(context)),
    topic: topicOfSide(side),
  };
  const story = tierStory(side);
  const showTiers = story !== undefined;
  const tiers = side.trace.flatMap((tier) => tierLines(tier, { context, glyphs, showTiers }));
  return [title, ...(story === undefined ? [] : [{ indent: 1, spans: story }]), ...tiers, ...sideRemarks(context)];
}

/** The rule to look at first: that which decided, or came nearest to letting in what is denied. */
export function decisiveRule(context: AnsweredSide): RuleRef | undefined {
  const { reason } = context.side;
  if (reason.kind === 'rule') return reason.rules[0];
  return reason.kind === 'isolated' ? nearMisses(context)[0]?.trace.rule.ref : undefined;
}

/** The link to a rule, to be spread into a line. */
export function linkedTo(rule: RuleRef | undefined): Pick<ExplainedLine, 'link'> {
  return rule === undefined ? {} : { link: { policy: rule.policy, rule } };
}

interface Drawing {
  readonly context: AnsweredSide;
  readonly glyphs: Glyphs;
  /** Whether tiers other than NetworkPolicy's took part, so that they must be told apart. */
  readonly showTiers: boolean;
}

function tierLines(tier: TierTrace, drawing: Drawing): readonly ExplainedLine[] {
  const title: readonly ExplainedLine[] = drawing.showTiers
    ? [{ indent: 1, spans: [span(`tier ${tier.tier.id}: `, 'title'), span(outcomeText(tier.outcome))], topic: 'tiers' }]
    : [];
  return [...title, ...tier.policies.flatMap((policy) => policyLines(policy, tier.tier, drawing))];
}

function outcomeText(outcome: TierOutcome): string {
  switch (outcome) {
    case 'accept':
      return 'a rule allows it';
    case 'deny':
      return 'a rule denies it';
    case 'pass':
      return 'a rule passes it on to the next tier';
    case 'isolated':
      return 'isolated, and no rule matches';
    case 'no-match':
      return 'no rule matches, the next tier is asked';
    case 'unknown':
      return 'depends on what is not known';
    default:
      return assertNever(outcome);
  }
}

function policyLines(trace: PolicyTrace, tier: Tier, drawing: Drawing): readonly ExplainedLine[] {
  const { direction } = drawing.context.side;
  const where = policyWhere(trace.policy);
  const standing = trace.isolates ? `isolates ${direction}` : `does not isolate ${direction}`;
  // Only NetworkPolicies isolate; what matters of the others is which is asked first.
  const isolates = tier.order === NETWORK_POLICY_TIER.order ? standing : `has priority ${trace.precedence}`;
  const rules = trace.rules.length === 0 ? `, has no ${direction} rule` : '';
  const title: ExplainedLine = {
    indent: 1,
    spans: [
      span(policyName(trace.policy), 'policy'),
      ...whereSpans(where),
      span(` ${isolates}${rules}`),
      ...historySpans(trace.policy),
    ],
    link: { policy: trace.policy },
    topic: 'isolation',
  };
  return [title, ...trace.rules.flatMap((rule) => ruleLines(rule, drawing))];
}

function historySpans({ history }: PolicyRef): Line {
  const text = historyText(history);
  return text === undefined ? [] : [span(` (${text})`, 'dim')];
}

function ruleLines(trace: RuleTrace, drawing: Drawing): readonly ExplainedLine[] {
  const { ref, action, peers, ports } = trace.rule;
  const { portAsked, verb } = questionOf(drawing);
  const link = { policy: ref.policy, rule: ref };
  const title: ExplainedLine = {
    indent: 2,
    spans: [
      span(`${matchGlyph(trace.match, drawing.glyphs)} #${ref.index + 1}`, matchStyle(trace.match)),
      ...(ref.name === undefined ? [] : [span(` "${ref.name}"`)]),
      ...(action === 'accept' ? [] : [span(` ${action}`, 'strong')]),
      span(` ${verb} ${peers === 'any' ? 'anywhere' : peersText(peers.map(peerText))} on ${portsText(ports)}`),
      ...whereSpans(ruleWhere(ref)),
    ],
    link,
    topic: trace.match === 'no' ? 'and-or' : 'union',
  };
  // Where the side allows, why some other rule does not match is of no interest.
  if (drawing.context.side.decision === 'allowed') return [title];
  const peerLines =
    trace.peerMatch === 'yes'
      ? []
      : clauseLines(
          trace.peers.map((entry) => peerClause(entry, verb)),
          link,
        );
  const portLines = trace.portMatch === 'yes' || !portAsked ? [] : clauseLines(trace.ports.map(portClause), link);
  return [title, ...peerLines, ...portLines];
}

function questionOf({ context }: Drawing): { readonly portAsked: boolean; readonly verb: 'from' | 'to' } {
  return { portAsked: context.pair.port !== undefined, verb: context.side.direction === 'ingress' ? 'from' : 'to' };
}

function peersText(peers: readonly string[]): string {
  if (peers.length === 0) return 'nobody';
  return peers.length > MOST_PEERS
    ? `${peers.slice(0, MOST_PEERS).join(' or ')} or ${peers.length - MOST_PEERS} more`
    : peers.join(' or ');
}

function peerClause({ match, index, failures }: PeerTrace, verb: string): Clause {
  const label = span(`${verb}[${index}] `, 'dim');
  if (match === 'unknown')
    return { spans: [label, span('cannot be told from the input', 'unknown')], topic: 'unknown' };
  return failedClause(label, failures);
}

function portClause({ matcher, match, index, failures }: PortTrace): Clause {
  const label = span(`ports[${index}] `, 'dim');
  if (match === 'unknown') {
    const sentence = `${matcherText(matcher)} cannot be told from the input`;
    return { spans: [label, span(sentence, 'unknown')], topic: 'unknown' };
  }
  return failedClause(label, failures);
}

function failedClause(label: Span, failures: readonly ClauseFailure[]): Clause {
  const [first] = failures;
  return {
    spans: [label, span(failures.map(clauseSentence).join('; and '), 'nearmiss')],
    topic: first === undefined ? 'and-or' : topicOfFailure(first),
  };
}

type Clause = Required<Pick<ExplainedLine, 'spans' | 'topic'>>;

function clauseLines(clauses: readonly Clause[], link: NonNullable<ExplainedLine['link']>): readonly ExplainedLine[] {
  const shown = clauses.slice(0, MOST_PEERS).map((clause): ExplainedLine => ({ indent: 4, ...clause, link }));
  const hidden = clauses.length - shown.length;
  return hidden === 0
    ? shown
    : [...shown, { indent: 4, spans: [span(`and ${hidden} more that do not match`, 'dim')], link }];
}

function whereSpans(where: string | undefined): readonly Span[] {
  return where === undefined ? [] : [span(` (${where})`, 'dim')];
}

function matchGlyph(match: Match, glyphs: Glyphs): string {
  return decisionGlyph(decisionOfMatch(match), glyphs);
}

function matchStyle(match: Match): Span['style'] {
  return match === 'yes' ? 'match' : match === 'unknown' ? 'unknown' : 'nearmiss';
}

function decisionOfMatch(match: Match): Decision {
  return match === 'yes' ? 'allowed' : match === 'unknown' ? 'unknown' : 'denied';
}
