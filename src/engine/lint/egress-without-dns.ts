import type { Namespace, Pod, Workload } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import { type Labels, selects } from '../../model/labels.ts';
import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, CompiledRule } from '../../model/policies.ts';
import type { Protocol } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type ClusterDns, clusterDns, LINK_LOCAL_DNS, mayBeForDns } from '../cluster-dns.ts';
import { type Effective, effectiveOf } from '../effective.ts';
import { podsIn, podsOf, workloadOf } from '../selection.ts';
import { decideSide } from '../side.ts';
import { aboutPolicy, type Evidence, finding, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';

const SYSTEM = 'kube-system';
/** Values of `k8s-app` on name servers. */
const DNS_APPS: ReadonlySet<string> = new Set(['kube-dns', 'coredns']);
const DNS_PROTOCOLS: readonly Protocol[] = ['UDP', 'TCP'];

/**
 * Pods isolated for egress that may open connections and cannot ask for names. Pods that may open none need no names. One finding
 * for each set of policies.
 */
export const egressWithoutDns: LintRule = function* (evidence) {
  const { snapshot } = evidence;
  if (snapshot.gaps.length > 0) return;
  const dns = nameServers(snapshot);
  for (const namespace of snapshot.namespaces.keys()) {
    const groups = new Map<string, Group>();
    // Replicas share their labels, and with them everything that policies see of a source.
    const seen = new Set<Labels>();
    for (const pod of podsIn(snapshot, namespace)) {
      if (!seen.has(pod.labels)) addTo(groups, pod, dns, evidence);
      seen.add(pod.labels);
      yield [];
    }
    yield [...groups.values()].flatMap((group) => findingFor(group, dns));
  }
};

interface NameServers {
  /** What to call them. */
  readonly name: string;
  readonly servers: ClusterDns['servers'];
}

/** The pods behind the DNS Service; without it, those that are labelled as name servers are. */
function nameServers(snapshot: Snapshot): NameServers | undefined {
  const dns = clusterDns(snapshot);
  if (dns !== undefined) return { name: `the pods of ${dns.service.key}`, servers: dns.servers };
  const pods = podsIn(snapshot, SYSTEM).filter(({ labels }) => DNS_APPS.has(labels.get('k8s-app') ?? ''));
  const [first] = pods;
  if (first === undefined) return undefined;
  const servers = pods.flatMap((pod) => DNS_PROTOCOLS.map((protocol) => ({ pod, protocol, port: 53 })));
  return { name: first.key, servers };
}

interface Group {
  readonly effective: Effective;
  readonly missing: Missing;
  readonly workloads: Set<Workload>;
}

function addTo(groups: Map<string, Group>, pod: Pod, dns: NameServers | undefined, evidence: Evidence): void {
  const { snapshot, placeOf } = evidence;
  if (dns?.servers.some((server) => server.pod === pod) === true) return;
  const effective = effectiveOf(snapshot, pod);
  const missing = missingFor(effective, dns, snapshot);
  if (missing === undefined) return;
  const policies = new Set(effective.egress.rules.map(({ policy }) => placeOf(policy)));
  const key = `${[...policies].join()} ${missing.protocols.join()}`;
  const { workloads } = remember(groups, key, () => ({ effective, missing, workloads: new Set<Workload>() }));
  const workload = workloadOf(snapshot, pod);
  if (workload !== undefined && podsOf(snapshot, workload).includes(pod)) workloads.add(workload);
}

function findingFor({ effective, missing, workloads }: Group, dns: NameServers | undefined): readonly LintFinding[] {
  const policy = policyToChange(effective);
  if (policy === undefined) return [];
  // Long answers are asked for again over TCP; most are short. And addresses need no name.
  const isSevere = missing.protocols.includes('UDP') && speaksToPods(effective);
  const facts = { ...missing, workloads: [...workloads], servers: dns?.name };
  return [finding('egress-without-dns', isSevere ? 'warning' : 'info', aboutPolicy(policy, ['spec', 'egress']), facts)];
}

interface Missing {
  readonly protocols: readonly Protocol[];
  readonly hasRule: boolean;
}

function missingFor(
  { pod, subject, egress }: Effective,
  dns: NameServers | undefined,
  snapshot: Snapshot,
): Missing | undefined {
  if (!subject || !egress.isolated || egress.state !== 'rules') return undefined;
  const rules = [...new Set(egress.rules.map(({ rule }) => rule))].filter(({ action }) => action === 'accept');
  const forDns = rules.filter((rule) => mayBeForDns(rule) && mayHoldDns(rule, snapshot));
  const hasRule = forDns.length > 0;
  if (dns === undefined) return hasRule ? undefined : { protocols: DNS_PROTOCOLS, hasRule };
  const protocols = DNS_PROTOCOLS.filter((protocol) => !mayAsk(pod, protocol, dns, snapshot));
  if (protocols.length === 0) return undefined;
  // A name server by its address, outside or on the node, is somebody's own arrangement.
  if (forDns.some(({ peers }) => peers !== 'any' && peers.some(({ kind }) => kind !== 'endpoints'))) return undefined;
  return { protocols, hasRule };
}

function mayAsk(pod: Pod, protocol: Protocol, { servers }: NameServers, snapshot: Snapshot): boolean {
  const ofProtocol = servers.filter((server) => server.protocol === protocol);
  const destinations: readonly { readonly end: Endpoint; readonly port: number }[] = [
    ...ofProtocol.map((server) => ({ end: { kind: 'pod', pod: server.pod } as const, port: server.port })),
    ...LINK_LOCAL_DNS.map((address) => ({ end: { kind: 'address', address } as const, port: 53 })),
  ];
  // Name servers on hosts are reached at their node, which policies hardly ever keep a pod from (semantics §1.11).
  if (ofProtocol.length === 0 || servers.some((server) => server.pod.hostNetwork)) return true;
  return destinations.some(({ end, port }) => {
    const question = { snapshot, peer: end, destination: end, family: familyOf(end), protocol, port };
    return decideSide('egress', { kind: 'pod', pod }, question).decision !== 'denied';
  });
}

/**
 * A rule without ports is for name servers only where they may be among its peers. Where their namespace is not in the input, what
 * means nobody here may mean them.
 */
function mayHoldDns({ peers, ports }: CompiledRule, snapshot: Snapshot): boolean {
  if (ports !== 'any' || peers === 'any') return true;
  const system = snapshot.namespaces.get(SYSTEM);
  return peers.some((peer) => {
    if (peer.kind !== 'endpoints') return true;
    const { namespaces } = peer.select;
    if (namespaces.kind === 'named') return namespaces.name === SYSTEM;
    const isMeant = ({ labels }: Pick<Namespace, 'labels'>): boolean => selects(namespaces.selector, labels);
    if (system?.declared === true) return isMeant(system);
    return namespaces.selector.requirements.length === 0 || ![...snapshot.namespaces.values()].some(isMeant);
  });
}

function familyOf(end: Endpoint): 'IPv4' | 'IPv6' {
  if (end.kind === 'address') return end.address.family;
  return end.kind === 'pod' && end.pod.addresses[0]?.family === 'IPv6' ? 'IPv6' : 'IPv4';
}

function speaksToPods({ egress }: Effective): boolean {
  return egress.rules.some(({ peer }) => peer === 'any' || peer.kind === 'endpoints');
}

/** Where the rule belongs: with the rules there are, rather than with a policy that denies by default. */
function policyToChange({ egress }: Effective): CompiledPolicy | undefined {
  return egress.rules.find(({ policy }) => policy.isolates.includes('egress'))?.policy ?? egress.rules[0]?.policy;
}
