import { type IpAddress, parseAddress } from '../model/addresses.ts';
import type { Pod, Service } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import type { CompiledRule } from '../model/policies.ts';
import type { Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { endpointsOfService } from './service-endpoints.ts';

/** Where the pods of a cluster ask for names. */
export interface ClusterDns {
  readonly service: Service;
  readonly servers: readonly { readonly pod: Pod; readonly protocol: Protocol; readonly port: number }[];
}

/** Names under which clusters run their DNS Service. */
const SERVICE_NAMES: ReadonlySet<string> = new Set(['kube-dns', 'coredns', 'dns-default', 'rke2-coredns-rke2-coredns']);
const SYSTEM = 'kube-system';
const NODE_LOCAL_LABEL = 'node-local-dns';

/** Where NodeLocal DNSCache listens, and the metadata server that answers on GKE (semantics §7). */
export const LINK_LOCAL_DNS: readonly IpAddress[] = ['169.254.20.10', '169.254.25.10', '169.254.169.254'].flatMap(
  (text) => parseAddress(text) ?? [],
);

/** Ports name servers listen on in pods: 53, OpenShift's 5353, and those of unprivileged CoreDNS. */
const DNS_PORTS = [53, 5353, 1053, 8053];

const known = new WeakMap<Snapshot, { readonly dns: ClusterDns | undefined; readonly nodeLocal: boolean }>();

/** The Service that answers for names, with the pods behind it; undefined when the input has none. */
export function clusterDns(snapshot: Snapshot): ClusterDns | undefined {
  return remember(known, snapshot, () => findDns(snapshot)).dns;
}

/** Whether a cache on each node answers instead, at a link-local address that no podSelector means (semantics §1.15). */
export function hasNodeLocalDns(snapshot: Snapshot): boolean {
  return remember(known, snapshot, () => findDns(snapshot)).nodeLocal;
}

export function isNameServer(pod: Pod, dns: ClusterDns | undefined): boolean {
  return dns?.servers.some((server) => server.pod === pod) ?? false;
}

function findDns(snapshot: Snapshot) {
  const nodeLocal = [...snapshot.pods.values()].some(
    ({ labels, hostNetwork }) => hostNetwork && labels.get('k8s-app') === NODE_LOCAL_LABEL,
  );
  return { dns: serviceWithServers(snapshot), nodeLocal };
}

function serviceWithServers(snapshot: Snapshot): ClusterDns | undefined {
  for (const service of snapshot.services.values()) {
    const isDnsService =
      SERVICE_NAMES.has(service.name) ||
      (service.namespace === SYSTEM && service.ports.some(({ port, protocol }) => port === 53 && protocol === 'UDP'));
    if (!isDnsService) continue;
    const servers = endpointsOfService(snapshot, service).flatMap(({ pod, ports }) =>
      ports.flatMap(({ servicePort, port }) =>
        servicePort.port !== 53 || port === undefined ? [] : [{ pod, protocol: servicePort.protocol, port }],
      ),
    );
    if (servers.length > 0) return { service, servers };
  }
  return undefined;
}

/** Whether a rule's ports look as if it were for name servers, wherever they listen. */
export function mayBeForDns({ ports }: CompiledRule): boolean {
  if (ports === 'any') return true;
  return ports.some((matcher) => {
    if (matcher.protocol === 'SCTP') return false;
    if (matcher.kind === 'named') return matcher.name.includes('dns');
    if (matcher.kind === 'protocol') return matcher.protocol === 'UDP';
    return DNS_PORTS.some((port) => matcher.first <= port && port <= matcher.last);
  });
}
