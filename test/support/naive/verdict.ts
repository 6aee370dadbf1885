import { type Address, type Family, parseAddress } from './addresses.ts';
import {
  addressesOf,
  allOf,
  anyOf,
  type End,
  isPolicyPod,
  peersMatch,
  portsMatch,
  selects,
  type Truth,
} from './match.ts';
import { type Cluster, type Json, list, map, type Pod, type Policy, readCluster } from './objects.ts';

export type NaiveVerdict = 'allowed' | 'denied' | 'unknown';

/** One end: a pod as `namespace/name`, an address, or a node by name. Of an `unheardOf` one there is the name at most. */
export type NaiveEnd =
  | { readonly pod: string }
  | { readonly address: string }
  | { readonly node: string; readonly unheardOf?: true };

export interface NaiveQuery {
  readonly source: NaiveEnd;
  readonly destination: NaiveEnd;
  readonly protocol: string;
  /** At the destination, 1 to 65535. */
  readonly port: number;
  /** Over this address family only. */
  readonly family?: Family;
  /** By way of a Service: a pod that comes back to itself so is asked about like any other. */
  readonly throughService?: boolean;
}

/**
 * May this connection open? Written from the specification alone (semantics §1, §2), over raw objects that an API server would
 * accept, as plainly as it goes: the engine is judged by it. Reads the objects once for many questions; throws when an end does
 * not exist.
 */
export function naiveCluster(objects: readonly Json[]): (query: NaiveQuery) => NaiveVerdict {
  return naiveClusterBy(objects, sideAllows);
}

/** Whether one side lets a connection through. */
export type Side = (direction: 'Ingress' | 'Egress', subject: End, peer: End, connection: Connection) => Truth;

/** The same, with `side` asked in place of the NetworkPolicies alone. */
export function naiveClusterBy(objects: readonly Json[], side: Side): (query: NaiveQuery) => NaiveVerdict {
  const cluster = readCluster(objects);
  return (query) => verdictIn(cluster, query, side);
}

/** One connection over one address family. */
export interface Connection {
  readonly cluster: Cluster;
  readonly source: End;
  readonly destination: End;
  readonly protocol: string;
  readonly port: number;
  readonly family: Family;
}

function verdictIn(cluster: Cluster, query: NaiveQuery, side: Side): NaiveVerdict {
  const source = endOf(cluster, query.source);
  const destination = endOf(cluster, query.destination);
  if (isFinished(source) || isFinished(destination)) return 'unknown';
  if (isSamePod(source, destination) && query.throughService !== true) return 'allowed';
  const candidates = sharedFamilies(cluster, query);
  const verdicts = candidates.map((family) =>
    verdictOver({ cluster, source, destination, protocol: query.protocol, port: query.port, family }, side),
  );
  const [first = 'denied'] = verdicts;
  if (verdicts.every((verdict) => verdict === first)) return first;
  // The families differ. Where both are in use, the connection fails over one of them; where that is not known, neither is this.
  if (addressesOf(source).length === 0 || addressesOf(destination).length === 0) return 'unknown';
  return verdicts.includes('denied') ? 'denied' : 'unknown';
}

/** An address names its owner, when it has one (the command line's contract); a finished pod owns none. */
export function endOf(cluster: Cluster, query: NaiveEnd): End {
  if ('pod' in query) return found(podNamed(cluster, query.pod), query.pod);
  if ('node' in query && query.unheardOf === true) return { kind: 'node', name: query.node, addresses: [] };
  if ('node' in query) return cluster.nodes.find((node) => node.name === query.node) ?? nodeOfPods(cluster, query.node);
  const address = parseAddress(query.address);
  const has = (end: End) =>
    addressesOf(end).some(({ family, value }) => family === address.family && value === address.value);
  const owners = cluster.pods.filter((pod) => isPolicyPod(pod) && has(pod));
  const hosts = [
    ...cluster.nodes.filter(has),
    ...cluster.pods.filter((pod) => pod.hostNetwork && !pod.finished && has(pod)),
  ];
  return owners.find((pod) => pod.running) ?? owners[0] ?? hosts[0] ?? outside(address);
}

function outside(address: Address): End {
  return { kind: 'address', address };
}

function podNamed(cluster: Cluster, key: string): Pod | undefined {
  return cluster.pods.find((pod) => `${pod.namespace}/${pod.name}` === key);
}

// A node that is known only because pods run on it: what its addresses are is not.
function nodeOfPods(cluster: Cluster, name: string): End {
  found(
    cluster.pods.find((pod) => pod.nodeName === name),
    `node ${name}`,
  );
  return { kind: 'node', name, addresses: [] };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no such end: ${what}`);
  return value;
}

function writtenFamily(query: NaiveEnd): Family | undefined {
  return 'address' in query ? parseAddress(query.address).family : undefined;
}

function isFinished(end: End): boolean {
  return end.kind === 'pod' && end.finished;
}

function isSamePod(source: End, destination: End): boolean {
  return source.kind === 'pod' && destination.kind === 'pod' && source === destination;
}

function familiesOf(end: End): readonly Family[] {
  const both: readonly Family[] = ['IPv4', 'IPv6'];
  const addresses = addressesOf(end);
  return addresses.length === 0
    ? both
    : both.filter((family) => addresses.some((address) => address.family === family));
}

/** The families over which two ends can speak, or whether over this one. */
export function sharedFamilies(
  cluster: Cluster,
  { source, destination, family }: Pick<NaiveQuery, 'source' | 'destination' | 'family'>,
): readonly Family[] {
  const asked = [family, writtenFamily(source), writtenFamily(destination)].filter((one) => one !== undefined);
  const theirs = familiesOf(endOf(cluster, destination));
  return familiesOf(endOf(cluster, source)).filter(
    (own) => theirs.includes(own) && asked.every((wanted) => wanted === own),
  );
}

function verdictOver(connection: Connection, side: Side): NaiveVerdict {
  const { source, destination } = connection;
  const out = side('Egress', source, destination, connection);
  const into = side('Ingress', destination, source, connection);
  const both = allOf([out, into]);
  if (both === 'maybe') return 'unknown';
  return both === 'yes' ? 'allowed' : 'denied';
}

/** Semantics §2: whether one side lets the connection through. What is no subject of policies always does. */
export function sideAllows(direction: 'Ingress' | 'Egress', subject: End, peer: End, connection: Connection): Truth {
  const said = networkPoliciesSay(direction, subject, peer, connection);
  return said === 'not isolated' ? 'yes' : said;
}

/** What the NetworkPolicies of one side say. */
export function networkPoliciesSay(
  direction: 'Ingress' | 'Egress',
  subject: End,
  peer: End,
  connection: Connection,
): Truth | 'not isolated' {
  if (!isPolicyPod(subject)) return 'not isolated';
  const isolating = isolatingPolicies(direction, subject, connection.cluster);
  if (isolating.length === 0) return 'not isolated';
  const rules = isolating.flatMap((policy) =>
    rulesOf(policy, direction).map((rule) => ruleMatches(rule, policy, peer, connection)),
  );
  const allows = anyOf([...rules, onSameNode(subject, peer)]);
  // Isolation may hold for a pod that comes back to itself through a Service, or not, as the plugin has it (semantics §1.11).
  return allows === 'no' && isSamePod(subject, peer) ? 'maybe' : allows;
}

function isolatingPolicies(direction: 'Ingress' | 'Egress', subject: Pod, cluster: Cluster): readonly Policy[] {
  return cluster.policies.filter((policy) => {
    return policy.namespace === subject.namespace && typesOf(policy).has(direction) && selectsSubject(policy, subject);
  });
}

function selectsSubject(policy: Policy, pod: Pod): boolean {
  return selects(map(policy.spec['podSelector']), pod.labels);
}

/** Semantics §1.2: what is written; if nothing is, Ingress, and Egress when there are egress rules. */
function typesOf(policy: Policy): ReadonlySet<unknown> {
  const written = list(policy.spec['policyTypes']);
  if (written.length > 0) return new Set(written);
  return new Set(list(policy.spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
}

interface Rule {
  readonly peers: unknown;
  readonly ports: unknown;
}

function rulesOf(policy: Policy, direction: 'Ingress' | 'Egress'): readonly Rule[] {
  const rules = list(policy.spec[direction === 'Ingress' ? 'ingress' : 'egress']).map(map);
  return rules.map((rule) => ({ peers: rule[direction === 'Ingress' ? 'from' : 'to'], ports: rule['ports'] }));
}

function ruleMatches(rule: Rule, policy: Policy, peer: End, connection: Connection): Truth {
  const { cluster, destination, family, protocol, port } = connection;
  const peers = peersMatch(rule.peers, { cluster, policyNamespace: policy.namespace, peer, family });
  return allOf([peers, portsMatch(rule.ports, destination, protocol, port) ? 'yes' : 'no']);
}

/** Semantics §1.11: a pod and its own node always reach each other, hostNetwork pods counting as their node. */
function onSameNode(subject: Pod, peer: End): Truth {
  if (peer.kind === 'address' || (peer.kind === 'pod' && !peer.hostNetwork)) return 'no';
  const node = peer.kind === 'node' ? peer.name : peer.nodeName;
  if (subject.nodeName === undefined || node === undefined) return 'maybe';
  return subject.nodeName === node ? 'yes' : 'no';
}
