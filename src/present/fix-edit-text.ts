import type { Edit } from '../engine/fix/edit.ts';
import { assertNever } from '../model/errors.ts';
import type { CompiledRule, Direction, Peer, PolicyRef, RuleRef } from '../model/policies.ts';
import type { PortMatcher } from '../model/ports.ts';
import { endpointsText, inBrackets, peerText, policyName, policyWhere, portsText, ruleTitle } from './rule-text.ts';
import { enumerate } from './text.ts';

/** What an edit does, in one line: `shop/allow-web ingress #1 (web.yaml:7): app=web becomes app=web-v2`. */
export function editText(edit: Edit): string {
  switch (edit.kind) {
    case 'new-policy':
      return `new policy ${policyName(edit.policy.ref)} for ${endpointsText(edit.policy.subject)}: ${newRulesText(edit)}`;
    case 'add-rule':
      return `${policyTitle(edit.policy)}: add an ${edit.direction} rule, ${ruleText(edit, edit.direction)}`;
    case 'add-peers':
      return `${ruleTitle(edit.rule)}: also ${word(edit.rule)} ${peersText(edit.peers)}`;
    case 'add-ports':
      return `${ruleTitle(edit.rule)}: also on ${portsText(edit.ports)}`;
    case 'correct-label-in-peer':
    case 'correct-namespace-selector':
      return `${ruleTitle(edit.rule)}: ${becomes(peerText(edit.was), peerText(edit.becomes))}`;
    case 'correct-port':
    case 'correct-protocol':
      return `${ruleTitle(edit.rule)}: ${becomes(portText(edit.was), portText(edit.becomes))}`;
    case 'add-policy-type':
      return `${policyTitle(edit.policy)}: add ${typeName(edit.direction)} to policyTypes, so that its ${edit.direction} rules come into force`;
    case 'remove-policy-type':
      return `${policyTitle(edit.policy)}: without ${typeName(edit.direction)} in policyTypes; it has no ${edit.direction} rule and isolates all the same`;
    case 'narrow-peers':
      return `${ruleTitle(edit.rule)}: ${word(edit.rule)} ${becomes(peersText(edit.was), peersText(edit.becomes))}`;
    case 'narrow-ports':
      return `${ruleTitle(edit.rule)}: on ${becomes(portsText(edit.was), portsText(edit.becomes))}`;
    case 'remove-rule':
      return `${ruleTitle(edit.rule)}: remove the rule`;
    default:
      return assertNever(edit);
  }
}

function becomes(was: string, is: string): string {
  return `${was} becomes ${is}`;
}

function policyTitle(policy: PolicyRef): string {
  return policyName(policy) + inBrackets(policyWhere(policy));
}

function typeName(direction: Direction): string {
  return direction === 'ingress' ? 'Ingress' : 'Egress';
}

function word({ direction }: Pick<RuleRef, 'direction'>): string {
  return direction === 'ingress' ? 'from' : 'to';
}

const MOST_PEERS = 4;

function peersText(peers: CompiledRule['peers']): string {
  if (peers === 'any') return 'anywhere';
  return enumerate(
    peers.map((peer: Peer) => peerText(peer)),
    MOST_PEERS,
  );
}

function portText(matcher: PortMatcher): string {
  return portsText([matcher]);
}

function ruleText({ peers, ports }: Pick<CompiledRule, 'peers' | 'ports'>, direction: Direction): string {
  return `${word({ direction })} ${peersText(peers)} on ${portsText(ports)}`;
}

function newRulesText({ policy, direction }: Extract<Edit, { kind: 'new-policy' }>): string {
  if (policy.rules.length === 0) return `no ${direction} at all`;
  return `${direction} ${policy.rules.map((rule) => ruleText(rule, direction)).join('; and ')}`;
}
