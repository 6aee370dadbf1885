import type { Effective, EffectiveDirection, EffectiveGroup } from '../engine/effective.ts';
import type { Reach, ReachTotals } from '../engine/reachability/reach.ts';
import type { JsonObject } from './json.ts';
import { reachJson } from './reach-text.ts';
import { matcherText, peerText, policyId, portsText } from './rule-text.ts';
import { ruleJson } from './trace-json.ts';

/** The answer of `effective -o json`: one group of pods that policies see alike, or one for each difference. */
export function effectiveJson(endpoint: string, groups: readonly (EffectiveGroup & WithReach)[]): JsonObject {
  return {
    endpoint,
    groups: groups.map(({ pods, effective, reach }) => ({
      pods: pods.map((pod) => pod.key),
      ...effectiveFields(effective, reach),
    })),
  };
}

/** With how many other pods its pods may have connections now; undefined where all of them have finished. */
export interface WithReach {
  readonly reach: Reach | undefined;
}

function effectiveFields(effective: Effective, reach: Reach | undefined): JsonObject {
  return {
    subject: effective.subject,
    policies: effective.policies.map((policy) => policyId(policy.ref)),
    ingress: directionJson(effective.ingress, reach?.ingress),
    egress: directionJson(effective.egress, reach?.egress),
  };
}

/** One direction: its state, who isolates, and a row for each peer of each rule. */
function directionJson(
  { state, isolated, isolatedBy, rules, notEvaluated }: EffectiveDirection,
  reach: ReachTotals | undefined,
): JsonObject {
  return {
    state,
    isolated,
    isolatedBy: isolatedBy.map(policyId),
    notEvaluated: notEvaluated.map(({ policy }) => policyId(policy.ref)),
    rules: rules.map(({ peer, ports, rule }) => ({
      peer: peerText(peer),
      ports: portsText(ports),
      matchers:
        ports === 'any' ? 'any' : ports.map((matcher) => ({ protocol: matcher.protocol, port: matcherText(matcher) })),
      action: rule.action,
      rule: ruleJson(rule.ref),
    })),
    now: reach && reachJson(reach),
  };
}
