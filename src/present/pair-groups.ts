import type { PairAnswer } from '../engine/check.ts';
import type { Decision, Reason, SideVerdict, Verdict } from '../model/verdict.ts';
import { policyName, ruleName } from './rule-text.ts';

/** Connections of one answer that are decided alike and for the same reasons: replicas, mostly. At least one. */
export interface PairGroup {
  readonly decision: Decision;
  readonly pairs: readonly PairAnswer[];
}

const ORDER: readonly Decision[] = ['denied', 'unknown', 'allowed'];

/** Groups in order of concern: denied first. Within a decision, in the order the pairs were asked. */
export function groupPairs(pairs: readonly PairAnswer[]): readonly PairGroup[] {
  const groups = new Map<string, PairAnswer[]>();
  for (const pair of pairs) {
    const key = signature(pair);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pair]);
    else group.push(pair);
  }
  const found = [...groups.values()].map(
    (group): PairGroup => ({ decision: group[0]?.decision ?? 'unknown', pairs: group }),
  );
  return ORDER.flatMap((decision) => found.filter((group) => group.decision === decision));
}

function signature(pair: PairAnswer): string {
  const verdicts = pair.flow?.byFamily ?? pair.connections?.pieces.map((piece) => piece.flow.verdict) ?? [];
  const pieces = pair.connections?.pieces.map((piece) => `${piece.protocol}${piece.first}`).join(' ') ?? '';
  return [pair.decision, pair.protocol, pair.port, pieces, ...verdicts.map(verdictSignature)].join('|');
}

function verdictSignature({ families, egress, ingress }: Verdict): string {
  return [families.join(), sideSignature(egress), sideSignature(ingress)].join('/');
}

function sideSignature({ decision, reason }: SideVerdict): string {
  return `${decision} ${reason.kind} ${namesIn(reason).join()}`;
}

function namesIn(reason: Reason): readonly string[] {
  if (reason.kind === 'isolated') return reason.policies.map(policyName);
  return reason.kind === 'rule' ? reason.rules.map(ruleName) : [];
}
