import { assertNever } from '../model/errors.ts';
import type { LabelSelector, Requirement } from '../model/labels.ts';
import type { CompiledPolicy, CompiledRule, Direction, Peer } from '../model/policies.ts';
import type { PortMatcher } from '../model/ports.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * A NetworkPolicy as it would be written: reading it gives the same policy again. Labels, annotations and comments of an existing
 * one are not known here. Throws for a policy with what a NetworkPolicy cannot say.
 */
export function policyObject(policy: CompiledPolicy): JsonObject {
  const { ref, subject, isolates } = policy;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: ref.name, namespace: ref.namespace },
    spec: {
      podSelector: selectorObject(subject.pods),
      policyTypes: isolates.map((direction) => POLICY_TYPE[direction]),
      ingress: rulesOf(policy, 'ingress'),
      egress: rulesOf(policy, 'egress'),
    },
  };
}

const POLICY_TYPE: Readonly<Record<Direction, string>> = { ingress: 'Ingress', egress: 'Egress' };

function rulesOf(policy: CompiledPolicy, direction: Direction): readonly Json[] | undefined {
  const rules = [...policy.rules, ...policy.inert].filter(({ ref }) => ref.direction === direction);
  return rules.length === 0 ? undefined : rules.map((rule) => ruleObject(rule, policy.ref.namespace ?? ''));
}

/** One rule as it stands under `spec.ingress` or `spec.egress`. */
export function ruleObject({ ref, peers, ports }: CompiledRule, namespace: string): JsonObject {
  const who = peers === 'any' ? undefined : peers.map((peer) => peerObject(peer, namespace));
  return {
    [ref.direction === 'ingress' ? 'from' : 'to']: who,
    ports: ports === 'any' ? undefined : ports.map(portObject),
  };
}

/** One entry of `from` or `to`. */
function peerObject(peer: Peer, namespace: string): JsonObject {
  switch (peer.kind) {
    case 'endpoints': {
      const { namespaces, pods } = peer.select;
      if (namespaces.kind === 'named') {
        if (namespaces.name !== namespace) throw new Error('a NetworkPolicy names other namespaces by their labels');
        return { podSelector: selectorObject(pods) };
      }
      const podSelector = pods.requirements.length === 0 ? undefined : selectorObject(pods);
      return { namespaceSelector: selectorObject(namespaces.selector), podSelector };
    }
    case 'addresses': {
      const { cidr, except } = peer.block;
      return { ipBlock: { cidr: cidr.text, except: except.length === 0 ? undefined : except.map(({ text }) => text) } };
    }
    case 'nodes':
    case 'unsupported':
      throw new Error(`a NetworkPolicy cannot name ${peer.kind === 'nodes' ? 'nodes' : peer.feature}`);
    default:
      return assertNever(peer);
  }
}

/** One entry of `ports`. The protocol is written out, for a reader need not know what is meant without it. */
function portObject(matcher: PortMatcher): JsonObject {
  const protocol = matcher.protocol === 'any' ? undefined : matcher.protocol;
  switch (matcher.kind) {
    case 'protocol':
      return { protocol };
    case 'range':
      return { protocol, port: matcher.first, endPort: matcher.last === matcher.first ? undefined : matcher.last };
    case 'named':
      return { protocol, port: matcher.name };
    default:
      return assertNever(matcher);
  }
}

/** A label selector: `matchLabels` where a key has just one value, expressions for the rest. */
export function selectorObject({ requirements }: LabelSelector): JsonObject {
  const plain = requirements.filter((requirement) => isPlain(requirement, requirements));
  const others = requirements.filter((requirement) => !plain.includes(requirement));
  const matchLabels = Object.fromEntries(
    plain.map((requirement) => [requirement.key, 'values' in requirement ? (requirement.values[0] ?? '') : '']),
  );
  return {
    matchLabels: plain.length === 0 ? undefined : matchLabels,
    matchExpressions: others.length === 0 ? undefined : others.map(expressionObject),
  };
}

function isPlain(requirement: Requirement, all: readonly Requirement[]): boolean {
  if (requirement.operator !== 'In' || requirement.values.length !== 1) return false;
  return all.every((other) => other === requirement || other.key !== requirement.key);
}

function expressionObject(requirement: Requirement): JsonObject {
  const { key, operator } = requirement;
  return { key, operator, values: 'values' in requirement ? requirement.values : undefined };
}
