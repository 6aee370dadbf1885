import type { Pod, Workload } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import type { CompiledPolicy } from '../../model/policies.ts';
import type { Protocol } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type ClusterDns, clusterDns, isNameServer, LINK_LOCAL_DNS, mayBeForDns } from '../cluster-dns.ts';
import { type Effective, effectiveOf } from '../effective.ts';
import { identitiesOf } from '../identities.ts';
import { podsOf, workloadOf } from '../selection.ts';
import { decideSide } from '../side.ts';
import { aboutPolicy, finding, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';

const DNS_PROTOCOLS: readonly Protocol[] = ['UDP', 'TCP'];

/**
 * Pods isolated for egress that may open connections and cannot ask for names. Pods that may open none need no names. One finding
 * for each set of policies.
 */
export const egressWithoutDns: LintRule = ({ snapshot }) => {
  const dns = clusterDns(snapshot);
  const groups = new Map<string, { effective: Effective; missing: Missing; workloads: Set<Workload> }>();
  for (const { representative, pods } of identitiesOf(snapshot).all) {
    if (isNameServer(representative, dns)) continue;
    const effective = effectiveOf(snapshot, representative);
    const missing = missingFor(effective, dns, snapshot);
    if (missing === undefined) continue;
    const policies = effective.egress.rules.map(({ policy }) => snapshot.policies.indexOf(policy));
    const key = `${representative.namespace} ${[...new Set(policies)].join()} ${missing.protocols.join()}`;
    const group = groups.get(key) ?? { effective, missing, workloads: new Set() };
    for (const pod of pods) {
      const workload = workloadOf(snapshot, pod);
      if (workload !== undefined && podsOf(snapshot, workload).includes(pod)) group.workloads.add(workload);
    }
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ effective, missing, workloads }): readonly LintFinding[] => {
    const policy = policyToChange(effective);
    if (policy === undefined) return [];
    // Long answers are asked for again over TCP; most are short. And addresses need no name.
    const isSevere = missing.protocols.includes('UDP') && speaksToPods(effective);
    const facts = { ...missing, workloads: [...workloads], service: dns?.service };
    return [
      finding('egress-without-dns', isSevere ? 'warning' : 'info', aboutPolicy(policy, ['spec', 'egress']), facts),
    ];
  });
};

interface Missing {
  readonly protocols: readonly Protocol[];
  readonly hasRule: boolean;
}

function missingFor(
  { pod, subject, egress }: Effective,
  dns: ClusterDns | undefined,
  snapshot: Snapshot,
): Missing | undefined {
  if (!subject || !egress.isolated || egress.state !== 'rules' || snapshot.gaps.length > 0) return undefined;
  const rules = [...new Set(egress.rules.map(({ rule }) => rule))].filter(({ action }) => action === 'accept');
  const forDns = rules.filter(mayBeForDns);
  const hasRule = forDns.length > 0;
  if (dns === undefined) return hasRule ? undefined : { protocols: DNS_PROTOCOLS, hasRule };
  const protocols = DNS_PROTOCOLS.filter((protocol) => !mayAsk(pod, protocol, dns, snapshot));
  if (protocols.length === 0) return undefined;
  // A name server by its address, outside or on the node, is somebody's own arrangement.
  if (forDns.some(({ peers }) => peers !== 'any' && peers.some(({ kind }) => kind !== 'endpoints'))) return undefined;
  return { protocols, hasRule };
}

function mayAsk(pod: Pod, protocol: Protocol, { servers }: ClusterDns, snapshot: Snapshot): boolean {
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
