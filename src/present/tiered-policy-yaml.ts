import { assertNever } from '../model/errors.ts';
import type { Action, CompiledPolicy, CompiledRule, Direction, EndpointSelector, Peer } from '../model/policies.ts';
import type { PortMatcher } from '../model/ports.ts';
import type { Json, JsonObject } from './json.ts';
import { selectorObject } from './policy-yaml.ts';

/**
 * An AdminNetworkPolicy, BaselineAdminNetworkPolicy or ClusterNetworkPolicy as it would be written: reading it gives the same policy
 * again. Undefined where what was written cannot be told from what is evaluated: domain names, entries that match nothing.
 */
export function tieredPolicyObject(policy: CompiledPolicy): JsonObject | undefined {
  const { ref, subject } = policy;
  const words = WORDS.get(ref.kind);
  if (words === undefined) return undefined;
  const ingress = rulesOf(policy, 'ingress', words);
  const egress = rulesOf(policy, 'egress', words);
  if (ingress === undefined || egress === undefined) return undefined;
  return {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name: ref.name },
    spec: {
      ...words.standing(policy),
      subject: endpointsObject(subject),
      ingress: ingress.length === 0 ? undefined : ingress,
      egress: egress.length === 0 ? undefined : egress,
    },
  };
}

/** What the kinds have different words for. */
interface Words {
  readonly actions: Readonly<Record<Action, string>>;
  readonly standing: (policy: CompiledPolicy) => JsonObject;
  readonly portsField: string;
  readonly port: (matcher: PortMatcher) => JsonObject | undefined;
}

const ADMIN_ACTIONS = { accept: 'Allow', deny: 'Deny', pass: 'Pass' };
const CLUSTER_ACTIONS = { accept: 'Accept', deny: 'Deny', pass: 'Pass' };

const WORDS: ReadonlyMap<string, Words> = new Map([
  [
    'AdminNetworkPolicy',
    {
      actions: ADMIN_ACTIONS,
      standing: ({ precedence }: CompiledPolicy) => ({ priority: precedence }),
      portsField: 'ports',
      port: adminPort,
    },
  ],
  [
    'BaselineAdminNetworkPolicy',
    { actions: ADMIN_ACTIONS, standing: () => ({}), portsField: 'ports', port: adminPort },
  ],
  [
    'ClusterNetworkPolicy',
    {
      actions: CLUSTER_ACTIONS,
      standing: ({ tier, precedence }: CompiledPolicy) => ({ tier: tier.id, priority: precedence }),
      portsField: 'protocols',
      port: clusterPort,
    },
  ],
]);

function rulesOf(policy: CompiledPolicy, direction: Direction, words: Words): readonly Json[] | undefined {
  const rules = policy.rules
    .filter(({ ref }) => ref.direction === direction)
    .map((rule) => ruleObject(rule, direction, words));
  return whole(rules);
}

function ruleObject(
  { ref, action, peers, ports }: CompiledRule,
  direction: Direction,
  words: Words,
): JsonObject | undefined {
  if (peers === 'any' || peers.length === 0) return undefined;
  const who = whole(peers.map(peerObject));
  const where = ports === 'any' ? [] : whole(ports.map(words.port));
  // An entry that matches nothing leaves no trace, and a list without entries means all.
  if (who === undefined || where === undefined || (ports !== 'any' && ports.length === 0)) return undefined;
  return {
    name: ref.name,
    action: words.actions[action],
    [direction === 'ingress' ? 'from' : 'to']: who,
    [words.portsField]: where.length === 0 ? undefined : where,
  };
}

/** All of them, or nothing. */
function whole<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const there = items.flatMap((item) => (item === undefined ? [] : [item]));
  return there.length === items.length ? there : undefined;
}

function peerObject(peer: Peer): JsonObject | undefined {
  switch (peer.kind) {
    case 'endpoints':
      return endpointsObject(peer.select);
    case 'addresses':
      return { networks: [peer.text] };
    case 'nodes':
      return { nodes: selectorObject(peer.select) };
    case 'unsupported':
      return undefined;
    default:
      return assertNever(peer);
  }
}

function endpointsObject({ namespaces, pods }: EndpointSelector): JsonObject {
  const inNamespaces = namespaces.kind === 'matching' ? selectorObject(namespaces.selector) : {};
  return pods.requirements.length === 0
    ? { namespaces: inNamespaces }
    : { pods: { namespaceSelector: inNamespaces, podSelector: selectorObject(pods) } };
}

function adminPort(matcher: PortMatcher): JsonObject | undefined {
  if (matcher.kind === 'named') return { namedPort: matcher.name };
  if (matcher.kind !== 'range') return undefined;
  const { protocol, first, last } = matcher;
  return first === last
    ? { portNumber: { protocol, port: first } }
    : { portRange: { protocol, start: first, end: last } };
}

function clusterPort(matcher: PortMatcher): JsonObject | undefined {
  if (matcher.kind === 'named') return { destinationNamedPort: matcher.name };
  if (matcher.kind !== 'range') return undefined;
  const { protocol, first, last } = matcher;
  const destinationPort = first === last ? { number: first } : { range: { start: first, end: last } };
  return { [protocol.toLowerCase()]: { destinationPort } };
}
