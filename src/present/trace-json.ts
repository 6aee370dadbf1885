import type { AnsweredSide } from '../engine/why/answered-side.ts';
import type { Shortfall } from '../engine/why/distance.ts';
import { isolationNotes } from '../engine/why/isolation-notes.ts';
import { nearMisses } from '../engine/why/near-misses.ts';
import { nearSelectorsOf } from '../engine/why/near-selectors.ts';
import { allowedByTwoPeers } from '../engine/why/reading-hints.ts';
import { type Removal, removalsOf } from '../engine/why/removals.ts';
import type { PolicyRef, RuleRef } from '../model/policies.ts';
import type { ClauseFailure, SideVerdict, TierTrace } from '../model/verdict.ts';
import { clauseSentence, clauseText } from './clause-text.ts';
import { historyJson } from './history-text.ts';
import type { Json, JsonObject } from './json.ts';
import { hintText, nearMissSentence, shortfallSentence, shortfallText, twoPeersText } from './near-miss-text.ts';
import { isolationNoteText, unknownText } from './reason-text.ts';
import { matcherText, peerText, policyId, policyWhere, positionOf, rulePath } from './rule-text.ts';
import { plainText } from './spans.ts';
import { tierStory } from './tier-story.ts';

/** How much of an explanation goes along: `brief` for many answers, `full` for one. */
export type Detail = 'brief' | 'full';

/** One side of an answer: verdict, reason and what it names; in full also the trace and the near misses. */
export function sideJson(context: AnsweredSide, detail: Detail): JsonObject {
  const { side } = context;
  const story = tierStory(side);
  const brief: JsonObject = {
    verdict: side.decision,
    reason: side.reason.kind,
    ...reasonFields(side),
    ...(story === undefined ? {} : { tierStory: plainText(story) }),
  };
  if (detail === 'brief') return brief;
  return {
    ...brief,
    nearMisses: nearMissesJson(context),
    ...removalFields(context),
    ...selectorFields(context),
    ...noteFields(context),
    trace: side.trace.map(tierJson),
  };
}

function reasonFields({ reason }: SideVerdict): JsonObject {
  switch (reason.kind) {
    case 'isolated':
      return { policies: reason.policies.map(policyId) };
    case 'rule':
      return {
        action: reason.action,
        policies: [...new Set(reason.rules.map((rule) => policyId(rule.policy)))],
        rules: reason.rules.map(ruleJson),
      };
    case 'not-a-subject':
      return { is: reason.is };
    case 'exempt':
      return { exemption: reason.exemption };
    case 'unknown':
      return { unknown: reason.because.map((unknown) => ({ kind: unknown.kind, message: unknownText(unknown) })) };
    case 'not-enforced':
      return { otherwise: reason.otherwise };
    case 'not-isolated':
    case 'no-common-family':
      return {};
  }
}

/** A rule by its identity: policy, direction, index from 0 and field path, and where it is written. */
export function ruleJson(rule: RuleRef): JsonObject {
  const position = positionOf(rule);
  return {
    policy: policyId(rule.policy),
    direction: rule.direction,
    index: rule.index,
    name: rule.name,
    path: rulePath(rule),
    file: position?.file,
    line: position?.line,
  };
}

function policyJson(policy: PolicyRef): JsonObject {
  return { policy: policyId(policy), at: policyWhere(policy), ...historyJson(policy.history) };
}

function nearMissesJson(context: AnsweredSide): Json {
  const { direction } = context.side;
  return nearMisses(context).map((miss) => ({
    rule: ruleJson(miss.trace.rule.ref),
    failures: miss.shortfalls.map(shortfallJson),
    distance: { clauses: miss.distance.clauses, edit: miss.distance.edit },
    hints:
      miss.hints.length === 0
        ? undefined
        : miss.hints.map((hint) => ({ kind: hint.kind, message: hintText(hint, direction) })),
    message: nearMissSentence(miss, context),
  }));
}

function shortfallJson(shortfall: Shortfall): JsonObject {
  return { clause: shortfall.clause, ...shortfallText(shortfall), message: shortfallSentence(shortfall) };
}

/** Of a side that rules allow: what it would say without them. */
function removalFields(context: AnsweredSide): JsonObject {
  const removals = removalsOf(context);
  if (removals.length === 0) return {};
  return {
    removals: removals.map((removal) => ({
      ...removedJson(removal),
      verdict: removal.decision,
      leaves: removal.outcome,
    })),
  };
}

function removedJson({ what }: Removal): JsonObject {
  switch (what.kind) {
    case 'rule':
      return { rules: [ruleJson(what.rule)] };
    case 'all-rules':
      return { rules: what.rules.map(ruleJson) };
    case 'policy':
      return policyJson(what.policy);
  }
}

/** Of a side that is not isolated: the policies that came nearest to selecting it. */
function selectorFields(context: AnsweredSide): JsonObject {
  const near = nearSelectorsOf(context);
  if (near.length === 0) return {};
  return {
    nearestSelectors: near.map(({ policy, failures }) => ({
      ...policyJson(policy.ref),
      failures: failures.map(failureJson),
    })),
  };
}

function noteFields(context: AnsweredSide): JsonObject {
  const isolation = isolationNotes(context).map((note) => ({
    kind: note.kind,
    ...policyJson(note.policy.ref),
    message: isolationNoteText(note),
  }));
  const peers = allowedByTwoPeers(context).map((allowed) => ({
    kind: 'two-peers',
    ...policyJson(allowed.rule.policy),
    message: twoPeersText(allowed),
  }));
  const notes = [...isolation, ...peers];
  return notes.length === 0 ? {} : { notes };
}

function failureJson(failure: ClauseFailure): JsonObject {
  return { clause: failure.clause, ...clauseText(failure), message: clauseSentence(failure) };
}

function tierJson({ tier, outcome, policies }: TierTrace): JsonObject {
  return {
    tier: tier.id,
    outcome,
    policies: policies.map((policy) => ({
      ...policyJson(policy.policy),
      isolates: policy.isolates,
      rules: policy.rules.map((trace) => ({
        ...ruleJson(trace.rule.ref),
        action: trace.rule.action,
        match: trace.match,
        peers:
          trace.rule.peers === 'any'
            ? 'any'
            : trace.peers.map((entry) => ({ peer: peerText(entry.peer), ...entryJson(entry) })),
        ports:
          trace.rule.ports === 'any'
            ? 'any'
            : trace.ports.map((entry) => ({
                port: matcherText(entry.matcher),
                protocol: entry.matcher.protocol,
                ...entryJson(entry),
              })),
      })),
    })),
  };
}

function entryJson({
  index,
  match,
  failures,
}: {
  index: number;
  match: string;
  failures: readonly ClauseFailure[];
}): JsonObject {
  return { index, match, failures: failures.length === 0 ? undefined : failures.map(failureJson) };
}
