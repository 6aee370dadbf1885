import type { Finding } from '../engine/lint/finding.ts';
import type { Note } from '../engine/notes.ts';
import type { Shortfall } from '../engine/why/distance.ts';
import type { ReadingHint } from '../engine/why/reading-hints.ts';
import type { Caveat, ClauseFailure, SideVerdict, Unknown } from '../model/verdict.ts';
import type { TopicId } from './topic-names.ts';

/** The rule behind what a side decided. */
export function topicOfSide({ reason, trace }: Pick<SideVerdict, 'reason' | 'trace'>): TopicId {
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
    case 'unknown': {
      const [first] = reason.because;
      return first === undefined ? 'unknown' : topicOfUnknown(first);
    }
  }
}

/** The rule behind something that is not known. */
export function topicOfUnknown({ kind }: Unknown): TopicId {
  switch (kind) {
    case 'address-not-known':
      return 'ip-block';
    case 'same-node-not-known':
      return 'always-allowed';
    case 'finished-pod':
      return 'timing';
    case 'hairpin':
      return 'service-ports';
    case 'client-hidden':
    case 'node-port':
      return 'outside';
    case 'node-labels-not-known':
      return 'host-network';
    case 'equal-precedence':
      return 'tiers';
    case 'unsupported-peer':
    case 'foreign-policy':
    case 'not-readable':
      return 'unknown';
  }
}

/** The rule behind a note about the Service or the replicas that were asked for. */
export function topicOfNote({ kind }: Note): TopicId {
  switch (kind) {
    case 'client-address':
    case 'not-exposed':
    case 'called-through':
    case 'exposure-address':
      return 'outside';
    case 'replicas-differ':
      return 'labels';
    case 'no-target-port':
      return 'named-ports';
    case 'pods-not-read':
      return 'unknown';
    case 'slices-not-read':
    case 'not-ready':
    case 'only-draining':
    case 'no-local-endpoint':
    case 'node-not-known':
    case 'not-translated':
    case 'names-service-address':
      return 'service-ports';
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
    case 'open-connections':
      return 'timing';
    case 'refused-policy':
      return 'strictness';
    case 'ping':
      return 'ports';
    case 'enforcement-not-known-yet':
    case 'bare-pod':
      return 'enforcement';
  }
}

const BY_CODE: Readonly<Record<Finding['code'], TopicId>> = {
  'plugin-does-not-enforce': 'enforcement',
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
  'null-rules': 'empty-null',
  'inert-rules': 'isolation',
  'allows-anyone': 'empty-null',
  'open-to-internet': 'ip-block',
  'exposed-without-policy': 'outside',
  'block-in-cluster': 'ip-block',
  'one-family': 'families',
  'rule-shadowed': 'tiers',
  'duplicate-rule': 'union',
  'policy-redundant': 'union',
  'no-default-deny': 'isolation',
  'suppression-invalid': 'input',
  'unknown-field': 'strictness',
  'wrong-type': 'strictness',
  'invalid-value': 'strictness',
  required: 'strictness',
  forbidden: 'strictness',
  'not-supported': 'strictness',
  'duplicate-key': 'strictness',
  'duplicate-object': 'input',
  'yaml-error': 'input',
  'not-kubernetes': 'input',
  template: 'input',
  'implied-namespace': 'namespaces',
  'host-bits': 'ip-block',
  unreadable: 'input',
  'too-large': 'input',
  binary: 'input',
  'symlink-loop': 'input',
  'alias-limit': 'input',
  'not-readable': 'unknown',
  'unsupported-version': 'unknown',
  'unknown-kind': 'unknown',
};

/** The rule behind a finding or a diagnostic, by its code. */
export function topicOfCode(code: Finding['code']): TopicId {
  return BY_CODE[code];
}
