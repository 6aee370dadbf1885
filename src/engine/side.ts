import type { Endpoint } from '../model/endpoints.ts';
import { assertNever } from '../model/errors.ts';
import type { Action, CompiledPolicy, CompiledRule, Direction, PolicyRef, RuleRef } from '../model/policies.ts';
import type { PolicyTrace, Reason, RuleTrace, SideVerdict, TierOutcome, TierTrace, Unknown } from '../model/verdict.ts';
import { isSelectable, type RuleQuestion, traceRule } from './match.ts';
import { policiesSelecting } from './selection.ts';
import { podBehind, whatWasNotRead } from './unread.ts';

/**
 * What the policies of one side say about a connection: the one algorithm of all tiers (architecture, semantics §2, §4.5).
 *
 * The policies that select the subject are walked by tier, precedence and rule index; the first rule that matches decides; `pass`
 * leaves the tier; where none matched and some policy of the tier isolates this direction, the connection is denied; else the next
 * tier is asked; after the last, it is allowed. A rule that may match leaves both outcomes open, and the answer is `unknown` only
 * when they differ.
 */
export function decideSide(
  direction: Direction,
  subject: Endpoint,
  question: RuleQuestion,
  { isolation = DENIES, policies }: SideOptions = {},
): SideVerdict {
  const notSubject = whyNoSubject(subject);
  if (notSubject !== undefined) return settled(direction, notSubject);
  const selecting = subject.kind === 'pod' ? (policies ?? policiesSelecting(question.snapshot, subject.pod)) : [];
  const walk = walkTiers({ direction, question, isolation }, selecting);
  return { direction, decision: decisionOf(walk), reason: reasonOf(walk), trace: walk.trace };
}

interface SideOptions {
  readonly isolation?: Isolation;
  /** Instead of those that select the subject, in order of evaluation. */
  readonly policies?: readonly CompiledPolicy[];
}

/**
 * What comes of it when policies isolate the subject and no rule matches. Some connections are exempt from isolation, or may be;
 * what a rule denies by name is denied all the same (semantics §1.11, §4.5).
 */
export type Isolation =
  | { readonly kind: 'denies' }
  | { readonly kind: 'exempt'; readonly exemption: 'own-node' }
  | { readonly kind: 'unknown'; readonly because: Unknown };

const DENIES: Isolation = { kind: 'denies' };

/** A verdict that needed no policy. */
export function settled(
  direction: Direction,
  reason: Exclude<Reason, { kind: 'unknown' | 'isolated' | 'rule' }>,
): SideVerdict {
  return { direction, decision: reason.kind === 'no-common-family' ? 'denied' : 'allowed', reason, trace: [] };
}

function whyNoSubject(end: Endpoint): Extract<Reason, { kind: 'not-a-subject' }> | undefined {
  if (end.kind === 'node') return { kind: 'not-a-subject', is: 'node' };
  if (end.kind !== 'pod') return { kind: 'not-a-subject', is: 'address' };
  return isSelectable(end.pod) ? undefined : { kind: 'not-a-subject', is: 'host-network-pod' };
}

type Final = { readonly decision: 'allowed' | 'denied'; readonly reason: Reason };

interface Walk {
  /** Every outcome the objects leave open; at least one. */
  readonly finals: readonly Final[];
  readonly unknowns: readonly Unknown[];
  readonly trace: readonly TierTrace[];
}

interface Setting {
  readonly direction: Direction;
  readonly question: RuleQuestion;
  readonly isolation: Isolation;
}

function walkTiers(setting: Setting, policies: readonly CompiledPolicy[]): Walk {
  const finals: Final[] = [];
  const unknowns: Unknown[] = [];
  const trace: TierTrace[] = [];
  for (const tierPolicies of byTier(policies)) {
    const tier = walkTier(setting, tierPolicies);
    if (tier === undefined) continue;
    trace.push(tier.trace);
    finals.push(...tier.finals);
    unknowns.push(...tier.unknowns);
    if (!tier.mayLeave) return { finals, unknowns, trace };
  }
  finals.push({ decision: 'allowed', reason: { kind: 'not-isolated' } });
  return { finals, unknowns, trace };
}

function byTier(policies: readonly CompiledPolicy[]): readonly (readonly CompiledPolicy[])[] {
  const tiers: CompiledPolicy[][] = [];
  for (const policy of policies) {
    const last = tiers.at(-1);
    if (last?.[0]?.tier.order === policy.tier.order) last.push(policy);
    else tiers.push([policy]);
  }
  return tiers;
}

interface TierWalk {
  readonly trace: TierTrace;
  readonly finals: readonly Final[];
  readonly unknowns: readonly Unknown[];
  /** Whether the next tier may have to be asked. */
  readonly mayLeave: boolean;
}

/** Undefined when no policy of the tier concerns this direction. */
function walkTier(setting: Setting, policies: readonly CompiledPolicy[]): TierWalk | undefined {
  const { direction, question } = setting;
  const traces = policies
    .map((policy): { policy: CompiledPolicy; trace: PolicyTrace } => ({
      policy,
      trace: tracePolicy(direction, policy, question),
    }))
    .filter(({ trace }) => trace.isolates || trace.rules.length > 0);
  const [first] = traces;
  if (first === undefined) return undefined;

  const finals: Final[] = [];
  const unknowns: Unknown[] = [];
  const actions = new Set<Action>();
  let certain = false;
  for (const group of byPrecedence(traces)) {
    const step = walkGroup(group, question);
    unknowns.push(...step.unknowns);
    finals.push(...step.finals);
    for (const action of step.actions) actions.add(action);
    certain = step.certain;
    if (certain) break;
  }
  const isolating = certain ? [] : traces.filter(({ trace }) => trace.isolates).map(({ policy }) => policy.ref);
  if (isolating.length > 0) {
    const end = whenIsolated(isolating, setting.isolation);
    finals.push(...end.finals);
    unknowns.push(...end.unknowns);
  }
  const mayLeave = actions.has('pass') || (!certain && isolating.length === 0);
  const outcome = outcomeOf(actions, certain, isolating.length > 0);
  const trace = { tier: first.policy.tier, policies: traces.map((entry) => entry.trace), outcome };
  return { trace, finals, unknowns, mayLeave };
}

// `unknown` when a rule that only may match would do otherwise, or rules of equal precedence disagree.
function outcomeOf(actions: ReadonlySet<Action>, certain: boolean, isolated: boolean): TierOutcome {
  const [action, ...others] = actions;
  if (action === undefined) return isolated ? 'isolated' : 'no-match';
  return certain && others.length === 0 ? action : 'unknown';
}

function whenIsolated(
  policies: readonly PolicyRef[],
  isolation: Isolation,
): { readonly finals: readonly Final[]; readonly unknowns: readonly Unknown[] } {
  const denied: Final = { decision: 'denied', reason: { kind: 'isolated', policies } };
  switch (isolation.kind) {
    case 'denies':
      return { finals: [denied], unknowns: [] };
    case 'exempt':
      return {
        finals: [{ decision: 'allowed', reason: { kind: 'exempt', exemption: isolation.exemption } }],
        unknowns: [],
      };
    case 'unknown':
      return {
        finals: [denied, { decision: 'allowed', reason: { kind: 'not-isolated' } }],
        unknowns: [isolation.because],
      };
    default:
      return assertNever(isolation);
  }
}

type Traced = { readonly policy: CompiledPolicy; readonly trace: PolicyTrace };

function tracePolicy(direction: Direction, policy: CompiledPolicy, question: RuleQuestion): PolicyTrace {
  return {
    policy: policy.ref,
    precedence: policy.precedence,
    isolates: policy.isolates.includes(direction),
    rules: policy.rules.filter((rule) => rule.ref.direction === direction).map((rule) => traceRule(rule, question)),
  };
}

// Policies of equal precedence may be asked in any order.
function byPrecedence(traces: readonly Traced[]): readonly (readonly Traced[])[] {
  const groups: Traced[][] = [];
  for (const traced of traces) {
    const last = groups.at(-1);
    if (last?.[0]?.policy.precedence === traced.policy.precedence) last.push(traced);
    else groups.push([traced]);
  }
  return groups;
}

interface GroupWalk {
  readonly finals: readonly Final[];
  readonly unknowns: readonly Unknown[];
  /** What its rules would do that match or may match first. */
  readonly actions: ReadonlySet<Action>;
  /** Whether some rule surely matched, so that nothing after the group is asked in this tier. */
  readonly certain: boolean;
}

// Each policy by itself: the order among policies of equal precedence is undefined, so every order is left open (semantics §4.5).
function walkGroup(group: readonly Traced[], question: RuleQuestion): GroupWalk {
  const walks = group.map(({ trace }) => firstMatches(trace.rules));
  const sure = walks.flatMap((walk) => walk.sure);
  const doubtful = walks.flatMap((walk) => walk.doubtful);
  const maybe = doubtful.map((trace) => trace.rule);
  const sureActions = new Set(sure.map((rule) => rule.action));
  const collision: readonly Unknown[] =
    sureActions.size > 1 ? [{ kind: 'equal-precedence', rules: sure.map((rule) => rule.ref) }] : [];
  return {
    finals: [...finalsOf('accept', sure, maybe), ...finalsOf('deny', sure, maybe)],
    unknowns: [...doubtful.flatMap((trace) => whatIsUnknown(trace, question)), ...collision],
    actions: new Set([...sure, ...maybe].map((rule) => rule.action)),
    certain: sure.length > 0,
  };
}

function finalsOf(
  action: 'accept' | 'deny',
  sure: readonly CompiledRule[],
  maybe: readonly CompiledRule[],
): readonly Final[] {
  const certain = sure.filter((rule) => rule.action === action);
  const rules = certain.length > 0 ? certain : maybe.filter((rule) => rule.action === action);
  if (rules.length === 0) return [];
  const decision = action === 'accept' ? 'allowed' : 'denied';
  return [{ decision, reason: { kind: 'rule', action, rules: rules.map((rule) => rule.ref) } }];
}

interface FirstMatches {
  /** The first rule that surely matches; in a policy that only accepts, all that do, for each alone would allow. */
  readonly sure: readonly CompiledRule[];
  /** Rules before it that may match. */
  readonly doubtful: readonly RuleTrace[];
}

function firstMatches(rules: readonly RuleTrace[]): FirstMatches {
  const matching = rules.filter((trace) => trace.match === 'yes');
  const onlyAccepts = rules.every((trace) => trace.rule.action === 'accept');
  const [first] = matching;
  const before = first === undefined ? rules : rules.slice(0, rules.indexOf(first));
  return {
    sure: (onlyAccepts ? matching : matching.slice(0, 1)).map((trace) => trace.rule),
    doubtful: before.filter((trace) => trace.match === 'unknown'),
  };
}

function whatIsUnknown(trace: RuleTrace, question: RuleQuestion): readonly Unknown[] {
  const rule = trace.rule.ref;
  const ports = trace.portMatch === 'unknown' ? podBehind(question.destination, question.snapshot) : [];
  return [...ports, ...unknownPeers(trace, rule, question)];
}

function unknownPeers(trace: RuleTrace, rule: RuleRef, question: RuleQuestion): readonly Unknown[] {
  return trace.peers
    .filter((peer) => peer.match === 'unknown')
    .flatMap(({ peer }): Unknown[] => {
      if (peer.kind === 'unsupported') return [{ kind: 'unsupported-peer', rule, feature: peer.feature }];
      const unread = whatWasNotRead(peer.kind, question);
      if (unread !== undefined) return [unread];
      if (peer.kind === 'nodes') return [{ kind: 'node-labels-not-known', end: nameOf(question.peer), rule }];
      if (peer.kind !== 'addresses') return [];
      return [{ kind: 'address-not-known', podKey: nameOf(question.peer), rule, block: peer.text }];
    });
}

function nameOf(end: Endpoint): string {
  if (end.kind === 'pod') return end.pod.key;
  return end.kind === 'node' ? `node/${end.node.name}` : '';
}

function decisionOf(walk: Walk): SideVerdict['decision'] {
  const decisions = new Set(walk.finals.map((final) => final.decision));
  const [only] = decisions;
  return only === undefined || decisions.size > 1 ? 'unknown' : only;
}

function reasonOf(walk: Walk): Reason {
  if (decisionOf(walk) === 'unknown') return { kind: 'unknown', because: walk.unknowns };
  // Several finals that agree: the surest is the last, for the walk ends with what happens if no doubtful rule matches.
  return walk.finals.at(-1)?.reason ?? { kind: 'not-isolated' };
}
