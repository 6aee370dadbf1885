import type { Shortfall } from '../engine/why/distance.ts';
import type { ReadingHint } from '../engine/why/reading-hints.ts';
import type { Caveat, ClauseFailure, SideVerdict } from '../model/verdict.ts';
import type { TopicId } from './topics.ts';

/** The rule behind what a side decided. */
export function topicOfSide({ reason, direction, trace }: SideVerdict): TopicId {
  switch (reason.kind) {
    case 'isolated':
      return 'isolation';
    case 'not-isolated':
      return 'rules';
    case 'rule':
      return trace.length > 1 || reason.action === 'deny' ? 'tiers' : 'union';
    case 'not-a-subject':
      return reason.is === 'address' ? 'both-sides' : 'host-network';
    case 'exempt':
      return 'always-allowed';
    case 'not-enforced':
      return 'enforcement';
    case 'no-common-family':
      return 'families';
    case 'unknown':
      return direction === 'egress' && reason.because.some(({ kind }) => kind === 'unsupported-peer')
        ? 'dns'
        : 'unknown';
  }
}

/** The rule behind a clause that does not hold. */
export function topicOfFailure(failure: ClauseFailure): TopicId {
  switch (failure.clause) {
    case 'pod-label':
    case 'node-label':
      return 'labels';
    case 'namespace-label':
    case 'namespace':
      return 'namespaces';
    case 'not-a-pod':
      return failure.is === 'host-network-pod' || failure.is === 'node' ? 'host-network' : 'ip-block';
    case 'address':
    case 'except':
    case 'no-address':
      return 'ip-block';
    case 'family':
      return 'families';
    case 'not-a-node':
      return 'host-network';
    case 'protocol':
    case 'port':
      return 'ports';
    case 'named-port':
      return 'named-ports';
  }
}

/** The rule behind what a near miss lacks. */
export function topicOfShortfall(shortfall: Shortfall): TopicId {
  switch (shortfall.clause) {
    case 'policy-type':
      return 'isolation';
    case 'subject':
      return topicOfFailure(shortfall.failure);
    case 'order':
    case 'tier':
      return 'tiers';
    default:
      return topicOfFailure(shortfall);
  }
}

/** The rule behind a hint at what was meant. */
export function topicOfHint({ kind }: ReadingHint): TopicId {
  return kind === 'two-peers' || kind === 'one-peer' ? 'and-or' : 'service-ports';
}

/** The rule behind a caveat. */
export function topicOfCaveat(caveat: Caveat): TopicId {
  switch (caveat.kind) {
    case 'ip-block-matches-pod':
      return 'ip-block';
    case 'own-node-egress':
      return 'always-allowed';
    case 'implied-namespace':
      return 'namespaces';
    case 'host-network':
      return 'host-network';
    case 'baseline-other-direction':
      return 'tiers';
    case 'duplicate-named-port':
    case 'first-port-only':
      return 'named-ports';
    case 'start-window':
    case 'enforcement-not-known-yet':
    case 'open-connections':
    case 'ping':
    case 'bare-pod':
    case 'refused-policy':
      return 'enforcement';
  }
}

const BY_CODE: Readonly<Record<string, TopicId>> = {
  'selects-nothing': 'labels',
  'peer-selects-nothing': 'labels',
  'peer-other-namespace': 'namespaces',
  'namespace-label-missing': 'namespaces',
  'peers-or-suspected': 'and-or',
  'service-port': 'service-ports',
  'named-port-undeclared': 'named-ports',
  'port-on-some-pods': 'named-ports',
  'egress-without-dns': 'dns',
  'types-forgotten': 'isolation',
  'inert-rules': 'isolation',
  'no-default-deny': 'isolation',
  'allows-anyone': 'empty-null',
  'open-to-internet': 'ip-block',
  'block-in-cluster': 'ip-block',
  'host-bits': 'ip-block',
  'one-family': 'families',
  'rule-shadowed': 'tiers',
  'duplicate-rule': 'union',
  'policy-redundant': 'union',
  'implied-namespace': 'namespaces',
  // A key that is dropped leaves an empty rule, which allows everything.
  'unknown-field': 'empty-null',
  'wrong-type': 'empty-null',
  required: 'empty-null',
  'not-readable': 'unknown',
  'unknown-kind': 'unknown',
  'unsupported-version': 'unknown',
};

/** The rule behind a finding or a diagnostic, by its code. */
export function topicOfCode(code: string): TopicId {
  return BY_CODE[code] ?? 'rules';
}
