import type { Pod, Service } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import type { Labels } from '../../model/labels.ts';
import { remember } from '../../model/memo.ts';
import type { Protocol } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Decision, Verdict } from '../../model/verdict.ts';
import type { CheckAnswer } from '../check.ts';
import {
  type ClusterDns,
  clusterDns,
  hasNodeLocalDns,
  isNameServer,
  LINK_LOCAL_DNS,
  mayBeForDns,
} from '../cluster-dns.ts';
import { effectiveOf } from '../effective.ts';
import { checkFlow } from '../flow.ts';
import { isInBlock, isSelectable } from '../match.ts';

/** Whether a pod can ask for names over one protocol. */
export interface NameQueries {
  readonly protocol: Protocol;
  readonly decision: Decision;
  /** What decides; undefined where there is no name server to ask about. */
  readonly verdict: Verdict | undefined;
}

/**
 * Whether an egress-isolated pod can resolve names at all (semantics §1.15).
 *
 * `cluster-dns`: decided for the pods behind the cluster's DNS Service. `node-local`: those are denied or the node's own cache
 * answers in their place, and its address is what decides. `no-server`: the input has no DNS Service; denied when no rule lets port 53
 * out, else unknown.
 */
export interface NameResolution {
  readonly source: Pod;
  /** Of UDP, over which names are asked for first. */
  readonly decision: Decision;
  readonly basis: 'cluster-dns' | 'node-local' | 'no-server';
  readonly service: Service | undefined;
  /** UDP, then TCP, which long answers need. */
  readonly queries: readonly NameQueries[];
}

const PROTOCOLS: readonly Protocol[] = ['UDP', 'TCP'];
const MOST_SERVERS = 4;

/**
 * For an answer about a Service or the world outside, which are asked for by name: how its egress-isolated sources resolve it, the
 * worst first found. Undefined where no source is isolated, or the question is about the name servers themselves.
 */
export function nameResolutionFor({ snapshot, from, to }: CheckAnswer): NameResolution | undefined {
  if (to.kind !== 'service' && to.kind !== 'external') return undefined;
  const dns = clusterDns(snapshot);
  if (dns !== undefined && to.service === dns.service) return undefined;
  const found = from.endpoints.flatMap((end) =>
    end.kind === 'pod' ? (nameResolutionOf(snapshot, end.pod) ?? []) : [],
  );
  return WORST_FIRST.flatMap((decision) => found.filter((resolution) => resolution.decision === decision))[0];
}

const WORST_FIRST: readonly Decision[] = ['denied', 'unknown', 'allowed'];

const known = new WeakMap<Snapshot, Map<string, Map<Labels, { readonly found: NameResolution | undefined }>>>();

/** Undefined for a pod that is not isolated for egress, and for name servers. */
function nameResolutionOf(snapshot: Snapshot, pod: Pod): NameResolution | undefined {
  // Replicas share namespace and label set. Own node and own address hardly ever matter for name servers.
  const byNamespace = remember(known, snapshot, () => new Map());
  const byLabels = remember(byNamespace, pod.namespace, () => new Map());
  return remember(byLabels, pod.labels, () => ({ found: resolutionOf(snapshot, pod) })).found;
}

function resolutionOf(snapshot: Snapshot, pod: Pod): NameResolution | undefined {
  const dns = clusterDns(snapshot);
  const { egress } = effectiveOf(snapshot, pod);
  if (!isSelectable(pod) || !egress.isolated || isNameServer(pod, dns)) return undefined;
  if (dns === undefined) {
    const rules = egress.rules.filter(({ rule }) => rule.action === 'accept');
    const decision = rules.some(({ rule }) => mayBeForDns(rule)) ? 'unknown' : 'denied';
    const queries = PROTOCOLS.map((protocol) => ({ protocol, decision, verdict: undefined }) as const);
    return { source: pod, decision, basis: 'no-server', service: undefined, queries };
  }
  return overServers(snapshot, pod, dns);
}

function overServers(snapshot: Snapshot, pod: Pod, dns: ClusterDns): NameResolution {
  const { service } = dns;
  const queries = PROTOCOLS.map((protocol) => queriesTo(snapshot, pod, { dns, protocol }));
  const decision = queries[0]?.decision ?? 'unknown';
  const found = { source: pod, decision, basis: 'cluster-dns', service, queries } as const;
  const local = PROTOCOLS.map((protocol) => queriesToNode(snapshot, pod, protocol));
  const localDecision = local[0]?.decision ?? 'denied';
  if (hasNodeLocalDns(snapshot)) {
    // Which of the two pods ask is written in their resolv.conf: sure only where both agree, or the cache is let through.
    if (localDecision === 'allowed') return { ...found, decision: 'allowed', basis: 'node-local', queries: local };
    return decision === 'denied' ? found : { ...found, decision: 'unknown', basis: 'node-local', queries: local };
  }
  // Let out to a cache that the input does not show: somebody's own arrangement, perhaps. Half the world allowed is none.
  const isMeant = decision === 'denied' && localDecision === 'allowed' && namesNodeCache(snapshot, pod);
  return isMeant ? { ...found, decision: 'unknown', basis: 'node-local', queries: local } : found;
}

const NARROW = 1n << 16n;

function namesNodeCache(snapshot: Snapshot, pod: Pod): boolean {
  return effectiveOf(snapshot, pod).egress.rules.some(({ peer }) => {
    if (peer === 'any' || peer.kind !== 'addresses') return false;
    const { cidr } = peer.block;
    return cidr.last - cidr.first < NARROW && LINK_LOCAL_DNS.some((address) => isInBlock(peer.block, address));
  });
}

interface DnsQuestion {
  readonly dns: ClusterDns;
  readonly protocol: Protocol;
}

// The Service picks any of its pods: one that is let through answers, the first that is not explains.
function queriesTo(snapshot: Snapshot, pod: Pod, { dns, protocol }: DnsQuestion): NameQueries {
  const servers = dns.servers.filter((server) => server.protocol === protocol).slice(0, MOST_SERVERS);
  return best(
    protocol,
    servers.map((server) => ask(snapshot, pod, { kind: 'pod', pod: server.pod }, { protocol, port: server.port })),
  );
}

function queriesToNode(snapshot: Snapshot, pod: Pod, protocol: Protocol): NameQueries {
  return best(
    protocol,
    LINK_LOCAL_DNS.map((address) => ask(snapshot, pod, { kind: 'address', address }, { protocol, port: 53 })),
  );
}

function ask(
  snapshot: Snapshot,
  source: Pod,
  destination: Endpoint,
  { protocol, port }: { readonly protocol: Protocol; readonly port: number },
): Verdict {
  return checkFlow(snapshot, { source: { kind: 'pod', pod: source }, destination, protocol, port }).verdict;
}

function best(protocol: Protocol, verdicts: readonly Verdict[]): NameQueries {
  const verdict = (['allowed', 'unknown', 'denied'] as const).flatMap((decision) =>
    verdicts.filter((candidate) => candidate.decision === decision),
  )[0];
  return { protocol, decision: verdict?.decision ?? 'unknown', verdict };
}
