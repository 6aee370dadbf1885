import { remember } from '../../model/memo.ts';
import {
  type CompiledPolicy,
  type CompiledRule,
  NETWORK_POLICY_TIER,
  type PolicyRef,
  type RuleRef,
} from '../../model/policies.ts';
import type { PeerTrace, PolicyTrace, PortTrace, RuleTrace, SideVerdict } from '../../model/verdict.ts';
import { type RuleQuestion, traceRule } from '../match.ts';
import { type AnsweredSide, flowOf, isPortAsked, peerOf, policiesOfSubject, sideUnder } from './answered-side.ts';
import { compareDistances, type Distance, distanceOf, isSlip, type Shortfall } from './distance.ts';
import { nearSelectors } from './near-selectors.ts';
import { type ReadingHint, readingHints } from './reading-hints.ts';

/** A rule that would have let the connection through but for a few clauses. */
export interface NearMiss {
  readonly trace: RuleTrace;
  /** The entry of the rule's peers that comes closest; undefined when the peers hold. */
  readonly peer: PeerTrace | undefined;
  /** The entry of its ports that comes closest; undefined when the ports hold. */
  readonly port: PortTrace | undefined;
  /** Why it did not: what concerns its policy first, then peer, then port. At least one. */
  readonly shortfalls: readonly Shortfall[];
  readonly distance: Distance;
  /** What may have been meant. */
  readonly hints: readonly ReadingHint[];
}

const known = new WeakMap<SideVerdict, readonly NearMiss[]>();

/**
 * The rules that could have let a denied connection through on this side, nearest first: fewest failed clauses, then the smallest
 * edit, then the order of evaluation. Besides the rules that were asked and did not match these are rules that are not in force for
 * want of a policy type, those of policies whose podSelector the pod misses by a slip, and those that match and come too late.
 * Where tiers take part, each is evaluated: a rule that would not let the connection through even if it matched is left out. Rules
 * whose list of peers or ports is empty can never match and are no near misses. Empty for a side that does not deny.
 */
export function nearMisses(answered: AnsweredSide): readonly NearMiss[] {
  return remember(known, answered.side, () => findMisses(answered));
}

type Found = Omit<NearMiss, 'distance' | 'hints'> & {
  /** The subject's policies if what is missing were there; undefined when that surely allows. */
  readonly remedied: (() => readonly CompiledPolicy[]) | undefined;
};

// Evaluating a side for each of a thousand rules would be felt.
const MOST_EVALUATED = 60;

/** The first of the near misses, for less than all of them where it is sure which that is. */
export function nearestMiss(answered: AnsweredSide): NearMiss | undefined {
  const all = known.get(answered.side);
  if (all !== undefined) return all[0];
  const candidates = candidatesOf(answered);
  if (candidates.some(({ remedied }) => remedied !== undefined)) return nearMisses(answered)[0];
  const fewest = Math.min(...candidates.map(({ shortfalls }) => shortfalls.length));
  const [nearest] = ranked(candidates.filter(({ shortfalls }) => shortfalls.length === fewest));
  return nearest && withHints(nearest, answered);
}

/** Rules that may be near misses, in order of evaluation. */
function candidatesOf(answered: AnsweredSide): readonly Found[] {
  const { reason, decision } = answered.side;
  if (decision !== 'denied' || (reason.kind !== 'isolated' && reason.kind !== 'rule')) return [];
  return [...asked(answered), ...inert(answered), ...notSelecting(answered), ...tooLate(answered)].filter(
    ({ shortfalls }) => shortfalls.length > 0,
  );
}

type Ranked = Found & Pick<NearMiss, 'distance'>;

function ranked(found: readonly Found[]): readonly Ranked[] {
  return found
    .map((miss) => ({ ...miss, distance: distanceOf(miss.shortfalls) }))
    .sort((a, b) => compareDistances(a.distance, b.distance));
}

function findMisses(answered: AnsweredSide): readonly NearMiss[] {
  let evaluated = 0;
  return ranked(candidatesOf(answered))
    .filter(({ remedied }) => {
      if (remedied === undefined) return true;
      evaluated += 1;
      return evaluated <= MOST_EVALUATED && sideUnder(answered, remedied()).decision === 'allowed';
    })
    .map((miss) => withHints(miss, answered));
}

function withHints({ trace, peer, port, shortfalls, distance }: Ranked, answered: AnsweredSide): NearMiss {
  return { trace, peer, port, shortfalls, distance, hints: readingHints({ trace, shortfalls, peer }, answered) };
}

/** Rules that were asked and do not match. */
function asked(answered: AnsweredSide): readonly Found[] {
  return rulesAsked(answered.side)
    .filter(({ rule, match }) => rule.action !== 'deny' && match === 'no')
    .map((trace) => missed(answered, trace, [], (policies) => matching(policies, trace.rule)));
}

/** Rules for this direction of policies that do not have it among their types. */
function inert(answered: AnsweredSide): readonly Found[] {
  const { direction } = answered.side;
  return policiesOfSubject(answered).flatMap((policy) =>
    rulesFor(answered, policy.inert).map((trace) => {
      const type = { clause: 'policy-type', policy: policy.ref, direction, types: policy.isolates } as const;
      const active = { ...policy, isolates: [...policy.isolates, direction], rules: [...policy.rules, trace.rule] };
      return missed(answered, trace, [type], (policies) =>
        matching(
          policies.map((other) => (other === policy ? active : other)),
          trace.rule,
        ),
      );
    }),
  );
}

/** Rules of policies that would select the pod but for a slip. */
function notSelecting(answered: AnsweredSide): readonly Found[] {
  const { subject, side, pair } = answered;
  if (subject.kind !== 'pod') return [];
  return nearSelectors(pair.asked.snapshot, subject.pod, side.direction)
    .filter(({ failures }) => failures.every(isSlip))
    .flatMap(({ policy, failures }) =>
      rulesFor(answered, policy.rules).map((trace) => {
        const reasons = failures.map((failure): Shortfall => ({ clause: 'subject', policy: policy.ref, failure }));
        return missed(answered, trace, reasons, (policies) => matching([...policies, policy], trace.rule));
      }),
    );
}

/** Rules that match, and are not asked any more. */
function tooLate(answered: AnsweredSide): readonly Found[] {
  const { trace, reason } = answered.side;
  const before: Before[] = [];
  const found: Found[] = [];
  for (const tier of trace) {
    for (const asked of tier.policies.flatMap(({ rules }) => rules)) {
      const { rule } = asked;
      if (asked.match !== 'yes') continue;
      if (rule.action === 'accept') found.push(late(answered, asked, [...before]));
      else before.push({ rule: rule.ref, action: rule.action });
    }
    if (tier.outcome === 'pass') before.length = 0;
  }
  const last = trace.at(-1)?.tier.order ?? 0;
  const isolatedBy = reason.kind === 'isolated' ? reason.policies : [];
  const after = policiesOfSubject(answered).filter(({ tier }) => tier.order > last);
  const later = after.flatMap(({ rules }) => rulesFor(answered, rules).filter(({ match }) => match === 'yes'));
  const denying = before.filter(({ action }) => action === 'deny');
  return [...found, ...later.map((rule) => late(answered, rule, denying, isolatedBy))];
}

interface Before {
  readonly rule: RuleRef;
  readonly action: 'deny' | 'pass';
}

function late(
  answered: AnsweredSide,
  trace: RuleTrace,
  before: readonly Before[],
  isolatedBy: readonly PolicyRef[] = [],
): Found {
  const shortfalls = [
    ...before.map(({ rule, action }): Shortfall => ({ clause: 'order', by: rule, action })),
    ...isolatedBy.slice(0, 1).map((by): Shortfall => ({ clause: 'tier', by })),
  ];
  const rules = new Set(before.map(({ rule }) => rule));
  const remedied = () =>
    policiesOfSubject(answered).map((policy) => ({
      ...policy,
      isolates: isolatedBy.includes(policy.ref) ? [] : policy.isolates,
      rules: policy.rules.filter(({ ref }) => !rules.has(ref)),
    }));
  return { trace, peer: undefined, port: undefined, shortfalls, remedied };
}

type Remedy = (policies: readonly CompiledPolicy[]) => readonly CompiledPolicy[];

function missed(answered: AnsweredSide, trace: RuleTrace, before: readonly Shortfall[], remedy: Remedy): Found {
  const peer = trace.peerMatch === 'no' ? closest(trace.peers) : undefined;
  const port = isPortAsked(answered) && trace.portMatch === 'no' ? closest(trace.ports) : undefined;
  const canNever = isEmpty(trace.rule.peers) || isEmpty(trace.rule.ports);
  const shortfalls = canNever ? [] : [...before, ...(peer?.failures ?? []), ...(port?.failures ?? [])];
  const policies = policiesOfSubject(answered);
  const surely = trace.rule.ref.policy.kind === 'NetworkPolicy' && areNetworkPolicies(policies);
  return { trace, peer, port, shortfalls, remedied: surely ? undefined : () => remedy(policies) };
}

const inOneTier = new WeakMap<readonly CompiledPolicy[], boolean>();

// Asked for every rule of the same policies.
function areNetworkPolicies(policies: readonly CompiledPolicy[]): boolean {
  return remember(inOneTier, policies, () => policies.every(isNetworkPolicy));
}

// In one tier that only accepts, every rule that matches allows.
function isNetworkPolicy({ tier }: CompiledPolicy): boolean {
  return tier.order === NETWORK_POLICY_TIER.order;
}

function isEmpty(list: 'any' | readonly unknown[]): boolean {
  return list !== 'any' && list.length === 0;
}

function closest<T extends PeerTrace | PortTrace>(entries: readonly T[]): T | undefined {
  const missed = entries.filter(({ match }) => match === 'no');
  if (missed.length < 2) return missed[0];
  const [first, ...others] = missed.map((entry) => ({ entry, distance: distanceOf(entry.failures) }));
  if (first === undefined) return undefined;
  return others.reduce((best, next) => (compareDistances(next.distance, best.distance) < 0 ? next : best), first).entry;
}

function rulesAsked({ trace }: SideVerdict): readonly RuleTrace[] {
  return trace.flatMap((tier) => tier.policies.flatMap(({ rules }: PolicyTrace) => rules));
}

/** Rules that were not asked, asked. */
function rulesFor(answered: AnsweredSide, rules: readonly CompiledRule[]): readonly RuleTrace[] {
  const { direction } = answered.side;
  const question = questionOf(answered);
  return rules
    .filter(({ ref, action }) => ref.direction === direction && action === 'accept')
    .map((rule) => traceRule(rule, question))
    .filter(({ match }) => match !== 'unknown');
}

function questionOf(answered: AnsweredSide): RuleQuestion {
  const { destination, protocol, port } = flowOf(answered);
  const [family = 'IPv4'] = answered.families;
  return { snapshot: answered.pair.asked.snapshot, peer: peerOf(answered), destination, family, protocol, port };
}

/** The policies, with this rule made to match. */
function matching(policies: readonly CompiledPolicy[], rule: CompiledRule): readonly CompiledPolicy[] {
  return policies.map((policy) => {
    if (policy.ref !== rule.ref.policy) return policy;
    const rules = policy.rules.map((other) =>
      other === rule ? ({ ...other, peers: 'any', ports: 'any' } as const) : other,
    );
    return { ...policy, rules };
  });
}
