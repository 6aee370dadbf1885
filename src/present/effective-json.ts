import type { Effective, EffectiveDirection, EffectiveGroup } from '../engine/effective.ts';
import type { JsonObject } from './json.ts';
import { matcherText, peerText, policyId, portsText } from './rule-text.ts';
import { ruleJson } from './trace-json.ts';

/** The answer of `effective -o json`: one group of pods that policies see alike, or one for each difference. */
export function effectiveJson(endpoint: string, groups: readonly EffectiveGroup[]): JsonObject {
  return {
    endpoint,
    groups: groups.map(({ pods, effective }) => ({ pods: pods.map((pod) => pod.key), ...effectiveFields(effective) })),
  };
}

function effectiveFields(effective: Effective): JsonObject {
  return {
    subject: effective.subject,
    policies: effective.policies.map((policy) => policyId(policy.ref)),
    ingress: directionJson(effective.ingress),
    egress: directionJson(effective.egress),
  };
}

/** One direction: its state, who isolates, and a row for each peer of each rule. */
function directionJson({ state, isolated, isolatedBy, rules, notEvaluated }: EffectiveDirection): JsonObject {
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
  };
}
