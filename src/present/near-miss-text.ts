import type { AnsweredSide } from '../engine/why/answered-side.ts';
import type { Shortfall } from '../engine/why/distance.ts';
import type { NearMiss } from '../engine/why/near-misses.ts';
import type { AllowedByOne, ReadingHint } from '../engine/why/reading-hints.ts';
import { assertNever } from '../model/errors.ts';
import type { Direction, RuleRef } from '../model/policies.ts';
import { type ClauseText, clauseText } from './clause-text.ts';
import { inBrackets, policyName, ruleName, ruleWhere } from './rule-text.ts';
import { enumerate, printable } from './text.ts';

/** `allow-checkout #1 wants app=checkout, pod has app=checkout-v2 (policies.yaml:14)`; with `most`, of so many clauses. */
export function nearMissSentence(miss: NearMiss, { side }: Pick<AnsweredSide, 'side'>, most = Infinity): string {
  const { ref } = miss.trace.rule;
  const hidden = miss.shortfalls.length - most;
  const shown = miss.shortfalls.slice(0, most).map(shortfallSentence);
  const clauses = shown.join('; and ') + (hidden > 0 ? ` (and ${hidden} more)` : '');
  const hints = miss.hints.map((hint) => ` – ${hintText(hint, side.direction)}`).join('');
  return printable(`${missName(ref)} ${clauses}${hints}${inBrackets(ruleWhere(ref))}`);
}

/** Beside what isolates it, a NetworkPolicy needs no namespace: it is always the pod's own. */
function missName(rule: RuleRef): string {
  const name = rule.policy.kind === 'NetworkPolicy' ? rule.policy.name : policyName(rule.policy);
  return `${name} #${rule.index + 1}`;
}

/** What kept a rule from letting in or out, with both values: `wants app=checkout, pod has app=checkout-v2`. */
export function shortfallSentence(shortfall: Shortfall): string {
  const { wants, has } = shortfallText(shortfall);
  switch (shortfall.clause) {
    case 'policy-type':
      return printable(`is not in force: ${has}`);
    case 'subject':
      return `is for ${wants}, ${has}`;
    case 'order':
    case 'tier':
      return printable(`matches and is asked too late: ${has}`);
    default:
      return `wants ${wants}, ${has}`;
  }
}

/** Both values of what kept a rule from letting in or out. */
export function shortfallText(shortfall: Shortfall): ClauseText {
  switch (shortfall.clause) {
    case 'policy-type':
      return { wants: `${typeName(shortfall.direction)} in policyTypes`, has: typesText(shortfall.types) };
    case 'subject': {
      const { failure } = shortfall;
      const { wants, has } = clauseText(failure);
      const subject = failure.clause === 'pod-label' ? has.replace(/^pod /, `${printable(failure.podKey)} `) : has;
      return { wants: failure.clause === 'pod-label' ? `pods with ${wants}` : wants, has: subject };
    }
    case 'order':
      return {
        wants: 'to be asked first',
        has: `${ruleName(shortfall.by)} ${shortfall.action === 'deny' ? 'denies' : 'passes it on'} before it`,
      };
    case 'tier':
      return { wants: 'its tier to be asked', has: `${policyName(shortfall.by)} isolates in an earlier tier` };
    default:
      return clauseText(shortfall);
  }
}

/** `policyTypes lists Ingress only`. */
export function typesText(types: readonly Direction[]): string {
  return types.length === 0 ? 'policyTypes lists nothing' : `policyTypes lists ${enumerate(types.map(typeName))} only`;
}

function typeName(direction: Direction): string {
  return direction === 'ingress' ? 'Ingress' : 'Egress';
}

/** Two peers that let in by either, where both may have been meant. */
export function twoPeersText({ rule, namespaces, pods }: AllowedByOne): string {
  const list = rule.direction === 'ingress' ? 'from' : 'to';
  return printable(
    `${ruleName(rule)} allows it by ${list}[${namespaces}] alone; ${list}[${pods}] is another peer, which it does not meet: without the second dash they are one, and would not allow it`,
  );
}

/** What may have been meant. */
export function hintText(hint: ReadingHint, direction: Direction): string {
  const list = direction === 'ingress' ? 'from' : 'to';
  switch (hint.kind) {
    case 'service-port':
      return `${hint.servicePort} is the port of Service ${hint.service}; policies see its target port ${hint.port}`;
    case 'service-address':
      return `${hint.address} is the address of Service ${hint.service}; policies see the pods behind it`;
    case 'two-peers':
      return `${list}[${hint.namespaces}] and ${list}[${hint.pods}] are two peers, each by itself; without the second dash they are one, whose selectors hold together`;
    case 'one-peer':
      return `${list}[${hint.index}] is one peer, whose two selectors must both hold`;
    default:
      return assertNever(hint);
  }
}
