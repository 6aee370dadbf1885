import type { PolicyRef, RuleRef } from '../model/policies.ts';
import type { ClauseFailure, SideVerdict, TierTrace } from '../model/verdict.ts';
import { clauseSentence, clauseText } from './clause-text.ts';
import type { Json, JsonObject } from './json.ts';
import { nearMisses } from './near-misses.ts';
import { nearMissSentence, type SideContext, unknownText } from './reason-text.ts';
import { matcherText, peerText, policyId, policyWhere, positionOf, rulePath } from './rule-text.ts';
import { plainText } from './spans.ts';
import { tierStory } from './tier-story.ts';

/** How much of an explanation goes along: `brief` for many answers, `full` for one. */
export type Detail = 'brief' | 'full';

/** One side of an answer: verdict, reason and what it names; in full also the trace and the near misses. */
export function sideJson(context: SideContext, detail: Detail): JsonObject {
  const { side } = context;
  const story = tierStory(side);
  const brief: JsonObject = {
    verdict: side.decision,
    reason: side.reason.kind,
    ...reasonFields(side),
    ...(story === undefined ? {} : { tierStory: plainText(story) }),
  };
  if (detail === 'brief') return brief;
  return { ...brief, nearMisses: nearMissesJson(context), trace: side.trace.map(tierJson) };
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
  return { policy: policyId(policy), at: policyWhere(policy) };
}

function nearMissesJson(context: SideContext): Json {
  const { side, pair } = context;
  if (side.decision !== 'denied') return [];
  return nearMisses(side, { portAsked: pair.port !== undefined }).map((miss) => ({
    rule: ruleJson(miss.trace.rule.ref),
    failures: miss.failures.map(failureJson),
    message: nearMissSentence(miss, context),
  }));
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
