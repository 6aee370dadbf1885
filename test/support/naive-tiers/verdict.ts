import { blockHolds, parseBlock } from '../naive/addresses.ts';
import { addressesOf, allOf, anyOf, type End, isPolicyPod, selects, type Truth } from '../naive/match.ts';
import { type Json, list, map, namespaceLabels, type Pod, textMap } from '../naive/objects.ts';
import {
  type Connection,
  type NaiveQuery,
  type NaiveVerdict,
  naiveClusterBy,
  networkPoliciesSay,
  type Side,
} from '../naive/verdict.ts';

/**
 * May this connection open, tiers above and below NetworkPolicy included? Written from semantics §4 alone, over raw objects that an
 * API server would accept. Where the order of policies is not defined, every order is tried, one after the other.
 */
export function naiveTiers(objects: readonly Json[]): (query: NaiveQuery) => NaiveVerdict {
  return naiveClusterBy(objects, naiveTiersSide(objects));
}

/** What one side says by all tiers of these objects. */
export function naiveTiersSide(objects: readonly Json[]): Side {
  const tiers: Tiers = {
    admin: objects.flatMap((object) => policyOf(object, 'Admin')),
    baseline: objects.flatMap((object) => policyOf(object, 'Baseline')),
    nodeLabels: new Map(
      objects
        .filter((object) => object['kind'] === 'Node')
        .map((object) => [String(map(object['metadata'])['name']), textMap(map(object['metadata'])['labels'])]),
    ),
  };
  return (direction, subject, peer, connection) => {
    if (!isPolicyPod(subject)) return 'yes';
    return truthOf(outcomes({ direction, subject, peer, connection, tiers }));
  };
}

interface Tiers {
  readonly admin: readonly TierPolicy[];
  readonly baseline: readonly TierPolicy[];
  readonly nodeLabels: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

interface TierPolicy {
  readonly priority: number;
  readonly spec: Json;
}

interface Question {
  readonly direction: 'Ingress' | 'Egress';
  readonly subject: Pod;
  readonly peer: End;
  readonly connection: Connection;
  readonly tiers: Tiers;
}

type Outcome = 'allow' | 'deny';

/** Semantics §4.1: which kinds make up a tier. The baseline kind without a priority is asked as if it had the first. */
function policyOf(object: Json, tier: 'Admin' | 'Baseline'): readonly TierPolicy[] {
  const spec = map(object['spec']);
  const own =
    object['kind'] === 'AdminNetworkPolicy'
      ? 'Admin'
      : object['kind'] === 'BaselineAdminNetworkPolicy'
        ? 'Baseline'
        : object['kind'] === 'ClusterNetworkPolicy'
          ? spec['tier']
          : undefined;
  return own === tier ? [{ priority: Number(spec['priority'] ?? 0), spec }] : [];
}

/** Semantics §4.5: Admin, then NetworkPolicy, then Baseline, then allowed. Every way it may go. */
function outcomes(question: Question): ReadonlySet<Outcome> {
  return afterTier(question.tiers.admin, question, () => {
    const said = networkPoliciesSay(question.direction, question.subject, question.peer, question.connection);
    if (said === 'yes') return new Set<Outcome>(['allow']);
    if (said === 'no') return new Set<Outcome>(['deny']);
    if (said === 'maybe') return new Set<Outcome>(['allow', 'deny']);
    return afterTier(question.tiers.baseline, question, () => new Set<Outcome>(['allow']));
  });
}

function truthOf(ways: ReadonlySet<Outcome>): Truth {
  if (ways.size > 1) return 'maybe';
  return ways.has('allow') ? 'yes' : 'no';
}

function afterTier(
  policies: readonly TierPolicy[],
  question: Question,
  nextTier: () => ReadonlySet<Outcome>,
): ReadonlySet<Outcome> {
  const concerned = policies.filter(({ spec }) => isSubject(map(spec['subject']), question));
  const found = new Set<Outcome>();
  for (const order of orders(concerned)) {
    const rules = order.flatMap(({ spec }) =>
      list(spec[question.direction === 'Ingress' ? 'ingress' : 'egress']).map(map),
    );
    for (const way of walk(rules, question)) {
      if (way === 'next') for (const outcome of nextTier()) found.add(outcome);
      else found.add(way);
    }
  }
  return found;
}

/** Every order in which ascending priorities may be asked. */
function orders(policies: readonly TierPolicy[]): readonly (readonly TierPolicy[])[] {
  if (policies.length === 0) return [[]];
  const least = Math.min(...policies.map(({ priority }) => priority));
  return policies
    .filter(({ priority }) => priority === least)
    .flatMap((first) => orders(policies.filter((policy) => policy !== first)).map((rest) => [first, ...rest]));
}

/** Rule by rule: the first that matches decides. One that may match goes both ways. */
function walk(rules: readonly Json[], question: Question): ReadonlySet<Outcome | 'next'> {
  const [rule, ...rest] = rules;
  if (rule === undefined) return new Set(['next']);
  const matches = ruleMatches(rule, question);
  const action = rule['action'] === 'Deny' ? 'deny' : rule['action'] === 'Pass' ? 'next' : 'allow';
  if (matches === 'yes') return new Set([action]);
  const later = walk(rest, question);
  return matches === 'no' ? later : new Set([action, ...later]);
}

function isSubject(subject: Json, { subject: pod, connection }: Question): boolean {
  return podsHold(subject, pod, connection);
}

/** Semantics §4.2: `namespaces`, or `pods` with both selectors; pods on the host's network are never meant. */
function podsHold(selection: Json, end: End, { cluster }: Connection): boolean {
  if (!isPolicyPod(end)) return false;
  const labels = namespaceLabels(cluster, end.namespace);
  if (isPresent(selection['namespaces'])) return selects(map(selection['namespaces']), labels);
  const pods = map(selection['pods']);
  return selects(map(pods['namespaceSelector']), labels) && selects(map(pods['podSelector']), end.labels);
}

function ruleMatches(rule: Json, question: Question): Truth {
  const peers = list(rule[question.direction === 'Ingress' ? 'from' : 'to']).map(map);
  const ports = rule['ports'] ?? rule['protocols'];
  return allOf([anyOf(peers.map((peer) => peerMatches(peer, question))), portsHold(ports, question) ? 'yes' : 'no']);
}

/** Semantics §4.3. */
function peerMatches(peer: Json, question: Question): Truth {
  const { peer: end, connection } = question;
  if (isPresent(peer['domainNames'])) return 'maybe';
  if (isPresent(peer['nodes'])) return nodeHolds(map(peer['nodes']), end, question.tiers);
  if (isPresent(peer['networks'])) return networksHold(list(peer['networks']).map(String), end, connection);
  return podsHold(peer, end, connection) ? 'yes' : 'no';
}

/** A range matches any end with an address in it, pods too, over its own family only. */
function networksHold(networks: readonly string[], end: End, { family }: Connection): Truth {
  const blocks = networks.map(parseBlock).filter((block) => block.family === family);
  if (blocks.length === 0) return 'no';
  const known = end.kind === 'address' || (end.kind === 'node' ? end.addresses.length > 0 : end.addressesKnown);
  if (!known) return 'maybe';
  return addressesOf(end).some((address) => blocks.some((block) => blockHolds(block, address))) ? 'yes' : 'no';
}

/** A node by its labels, and a pod on its network likewise, for they have the same addresses. */
function nodeHolds(selector: Json, end: End, { nodeLabels }: Tiers): Truth {
  if (end.kind === 'address' || (end.kind === 'pod' && !end.hostNetwork)) return 'no';
  const isEveryNode = textMap(selector['matchLabels']).size === 0 && list(selector['matchExpressions']).length === 0;
  if (isEveryNode) return 'yes';
  const labels = nodeLabels.get((end.kind === 'node' ? end.name : end.nodeName) ?? '');
  if (labels === undefined) return 'maybe';
  return selects(selector, labels) ? 'yes' : 'no';
}

/** Semantics §4.4: without a list any port of any protocol. */
function portsHold(ports: unknown, { connection }: Question): boolean {
  const entries = list(ports).map(map);
  return entries.length === 0 || entries.some((entry) => portHolds(entry, connection));
}

function portHolds(entry: Json, { destination, protocol, port }: Connection): boolean {
  const name = entry['namedPort'] ?? entry['destinationNamedPort'];
  if (name !== undefined) {
    if (!isPolicyPod(destination)) return false;
    return destination.namedPorts.some((own) => own.name === name && own.protocol === protocol && own.number === port);
  }
  const single = entry['portNumber'];
  if (single !== undefined) return isOf(protocol, map(single)['protocol']) && map(single)['port'] === port;
  const range = entry['portRange'];
  if (range !== undefined) return isOf(protocol, map(range)['protocol']) && isWithin(port, map(range));
  const member = map(map(entry[protocol.toLowerCase()])['destinationPort']);
  if (isPresent(member['number'])) return member['number'] === port;
  return isPresent(member['range']) && isWithin(port, map(member['range']));
}

function isOf(protocol: string, written: unknown): boolean {
  return protocol === (written ?? 'TCP');
}

function isWithin(port: number, { start, end }: Json): boolean {
  return Number(start) <= port && port <= Number(end);
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
