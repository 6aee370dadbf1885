import {
  type AddressRange,
  contains,
  everyAddress,
  type Family,
  formatRange,
  type IpAddress,
  isSameAddress,
} from '../model/addresses.ts';
import type { Service, Workload } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import { NO_LABELS } from '../model/labels.ts';
import { partOf } from '../model/namespaced-map.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { ownerOf } from './address-owner.ts';
import { type EndpointSyntax, readEndpoint } from './endpoint-syntax.ts';
import { isSelectable } from './match.ts';
import { podsOf } from './selection.ts';
import { type Backends, backendsOf, receiving, type ServiceEndpoint } from './service-endpoints.ts';
import { suggestNames } from './suggest.ts';

/** An end of a question, looked up. */
export interface Resolved {
  /** Canonical: `shop/web-1`, `shop/deployment/web`, `node/worker-1`, `10.0.0.0/8`. */
  readonly text: string;
  readonly kind: 'pod' | 'workload' | 'service' | 'node' | 'address' | 'range' | 'external';
  readonly endpoints: readonly Endpoint[];
  readonly service?: Service;
  /** What stands behind the Service; `endpoints` are those of them that get connections. */
  readonly backends?: Backends;
  /** The node, by name, that was asked for at a port that leads to the Service. */
  readonly atNodePortOf?: string;
  readonly workload?: Workload;
  /** The address that was asked for, when it belongs to a known object and was taken for it. */
  readonly recognised?: { readonly address: string; readonly as: string };
  /** Pods whose addresses lie in the range that was asked for: policies see them as pods, and `endpoints` leaves them out. */
  readonly podsInside?: readonly string[];
}

export interface ResolveError {
  readonly error: 'not-found' | 'malformed';
  readonly text: string;
  /** Names of the same kind that look alike, best first. */
  readonly suggestions: readonly string[];
}

const KIND_ALIASES: Readonly<Record<string, string>> = {
  po: 'Pod',
  pod: 'Pod',
  pods: 'Pod',
  svc: 'Service',
  service: 'Service',
  services: 'Service',
  no: 'Node',
  node: 'Node',
  nodes: 'Node',
  deploy: 'Deployment',
  deployment: 'Deployment',
  deployments: 'Deployment',
  sts: 'StatefulSet',
  statefulset: 'StatefulSet',
  statefulsets: 'StatefulSet',
  ds: 'DaemonSet',
  daemonset: 'DaemonSet',
  daemonsets: 'DaemonSet',
  rs: 'ReplicaSet',
  replicaset: 'ReplicaSet',
  replicasets: 'ReplicaSet',
  rc: 'ReplicationController',
  replicationcontroller: 'ReplicationController',
  replicationcontrollers: 'ReplicationController',
  job: 'Job',
  jobs: 'Job',
  cj: 'CronJob',
  cronjob: 'CronJob',
  cronjobs: 'CronJob',
};

/**
 * Looks up what a user wrote for one end. `namespace` is where unqualified names are looked up. What is not found is compared with every name
 * there is: where nobody reads that, `endpointNamed` is the one to ask.
 */
export function resolveEndpoint(snapshot: Snapshot, text: string, namespace: string): Resolved | ResolveError {
  const syntax = readEndpoint(text);
  if (syntax === undefined) return { error: 'malformed', text, suggestions: [] };
  const found = lookedUp(snapshot, syntax, namespace);
  return found ?? { error: 'not-found', text, suggestions: suggestNames(snapshot, text, namespace) };
}

/** The same; undefined where nothing is called so. Costs no more for what is only half typed. */
export function endpointNamed(snapshot: Snapshot, text: string, namespace: string): Resolved | undefined {
  const syntax = readEndpoint(text);
  return syntax && lookedUp(snapshot, syntax, namespace);
}

function lookedUp(snapshot: Snapshot, syntax: EndpointSyntax, namespace: string): Resolved | undefined {
  switch (syntax.kind) {
    case 'external':
      return {
        text: 'external',
        kind: 'external',
        endpoints: [rangeEnd(everyAddress('IPv4')), rangeEnd(everyAddress('IPv6'))],
      };
    case 'range':
      return resolveRange(snapshot, syntax.range);
    case 'address':
      return resolveAddress(snapshot, syntax.address);
    case 'name':
      return resolveName(snapshot, syntax.parts, namespace) ?? byDnsName(snapshot, syntax.parts);
  }
}

function resolveRange(snapshot: Snapshot, range: AddressRange): Resolved {
  const podsInside = [...snapshot.pods.values()]
    .filter((pod) => isSelectable(pod) && pod.addresses.some((address) => contains(range, address)))
    .map((pod) => pod.key);
  const found = { text: formatRange(range), kind: 'range', endpoints: [rangeEnd(range)] } as const;
  return podsInside.length === 0 ? found : { ...found, podsInside };
}

function rangeEnd(range: AddressRange): Endpoint {
  return { kind: 'range', range };
}

function resolveName(snapshot: Snapshot, parts: readonly string[], namespace: string): Resolved | undefined {
  const [first = '', second = '', third = ''] = parts;
  switch (parts.length) {
    case 1:
      return podOrWorkload(snapshot, namespace, first);
    case 2:
      // A kind wins over a namespace of the same name, when there is such an object.
      return byKind(snapshot, { namespace, kind: first, name: second }) ?? podOrWorkload(snapshot, first, second);
    case 3:
      return byKind(snapshot, { namespace: first, kind: second, name: third });
    default:
      return undefined;
  }
}

/**
 * What a DNS name of the cluster leads to: `db.shop.svc.cluster.local`, or as little of it as `db.shop`, is a Service; with a name
 * before it, that pod of the Service. Objects whose own names hold dots are found before this is asked.
 */
function byDnsName(snapshot: Snapshot, parts: readonly string[]): Resolved | undefined {
  const [name = '', ...others] = parts;
  if (others.length > 0) return undefined;
  const labels = name.toLowerCase().split('.');
  const svc = labels.indexOf('svc');
  const own = svc < 0 ? labels : labels.slice(0, svc);
  const [first = '', second = '', third] = own;
  if (own.length === 3 && third !== undefined && snapshot.services.has(`${third}/${second}`))
    return podNamed(snapshot, third, first);
  const service = own.length === 2 ? snapshot.services.get(`${second}/${first}`) : undefined;
  return service && resolvedService(snapshot, service);
}

interface NamedObject {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

function byKind(snapshot: Snapshot, { namespace, kind, name }: NamedObject): Resolved | undefined {
  const wanted = KIND_ALIASES[kind.toLowerCase()] ?? kind;
  if (wanted === 'Node') return resolveNode(snapshot, name);
  if (wanted === 'Pod') return podNamed(snapshot, namespace, name);
  if (wanted === 'Service') {
    const service = snapshot.services.get(`${namespace}/${name}`);
    return service === undefined ? undefined : resolvedService(snapshot, service);
  }
  const workload =
    snapshot.workloads.get(`${namespace}/${wanted}/${name}`) ?? workloadOfAnyCase(snapshot, { namespace, kind, name });
  return workload === undefined ? undefined : resolvedWorkload(snapshot, workload);
}

// Owners of kinds nobody listed (Rollout, CloneSet, …) are found by their kind in any case.
function workloadOfAnyCase(snapshot: Snapshot, { namespace, kind, name }: NamedObject): Workload | undefined {
  const lower = kind.toLowerCase();
  for (const workload of partOf(snapshot.workloads, namespace).values()) {
    if (workload.name === name && workload.kind.toLowerCase() === lower) return workload;
  }
  return undefined;
}

function podNamed(snapshot: Snapshot, namespace: string, name: string): Resolved | undefined {
  const pod = snapshot.pods.get(`${namespace}/${name}`);
  return pod === undefined ? undefined : { text: pod.key, kind: 'pod', endpoints: [{ kind: 'pod', pod }] };
}

// `shop/web` is a pod; where no pod has that name and just one workload has, that is what was meant.
function podOrWorkload(snapshot: Snapshot, namespace: string, name: string): Resolved | undefined {
  const pod = podNamed(snapshot, namespace, name);
  if (pod !== undefined) return pod;
  const named = [...partOf(snapshot.workloads, namespace).values()].filter((workload) => workload.name === name);
  const [only] = named;
  return only !== undefined && named.length === 1 ? resolvedWorkload(snapshot, only) : undefined;
}

/** A workload as an end of a question: all its pods. */
function resolvedWorkload(snapshot: Snapshot, workload: Workload): Resolved {
  const endpoints = podsOf(snapshot, workload).map((pod): Endpoint => ({ kind: 'pod', pod }));
  return {
    text: `${workload.namespace}/${workload.kind.toLowerCase()}/${workload.name}`,
    kind: 'workload',
    endpoints,
    workload,
  };
}

/** A Service as an end of a question: its ready endpoints. */
export function resolvedService(snapshot: Snapshot, service: Service): Resolved {
  const resolved = { text: `${service.namespace}/service/${service.name}`, kind: 'service', service } as const;
  return withBackends(resolved, backendsOf(snapshot, service));
}

function resolveNode(snapshot: Snapshot, name: string): Resolved | undefined {
  const known = snapshot.nodes.get(name);
  const runsPods = known !== undefined || [...snapshot.pods.values()].some((pod) => pod.nodeName === name);
  if (!runsPods) return undefined;
  const node = known ?? {
    name,
    labels: NO_LABELS,
    addresses: [],
    origin: { kind: 'implied', by: `pods on node ${name}` } as const,
  };
  return { text: `node/${name}`, kind: 'node', endpoints: [{ kind: 'node', node }] };
}

/** An address that belongs to something known is treated as it (cli.md). A finished pod's address is nobody's any more. */
function resolveAddress(snapshot: Snapshot, address: IpAddress): Resolved {
  const owner = recognise(snapshot, address);
  if (owner !== undefined) return { ...owner, recognised: { address: address.text, as: owner.text } };
  return { text: address.text, kind: 'address', endpoints: [{ kind: 'address', address }] };
}

function recognise(snapshot: Snapshot, address: IpAddress): Resolved | undefined {
  const owner = ownerOf(snapshot, address);
  if (owner?.kind === 'pod') return { text: owner.pod.key, kind: 'pod', endpoints: [owner] };
  if (owner?.kind === 'node') return { text: `node/${owner.node.name}`, kind: 'node', endpoints: [owner] };
  for (const service of snapshot.services.values()) {
    if (serviceAddresses(service).some((candidate) => isSameAddress(candidate, address)))
      return overFamily(resolvedService(snapshot, service), address.family);
  }
  return undefined;
}

/** Every address a Service answers at: its own, those it is given from outside, and its load balancer's. */
export function serviceAddresses({ clusterIPs, externalIPs }: Service): readonly IpAddress[] {
  return [...clusterIPs, ...externalIPs];
}

/** A Service asked for by an address leads to its endpoints' addresses of that family. */
function overFamily(service: Resolved, family: Family): Resolved {
  const { backends } = service;
  if (backends === undefined) return service;
  const endpoints = backends.endpoints.flatMap((behind): ServiceEndpoint[] => {
    const { end } = behind;
    if (end.kind === 'address') return end.address.family === family ? [behind] : [];
    if (end.kind === 'node') return [behind];
    const by = end.pod.addresses.find((address) => address.family === family);
    return [by === undefined ? behind : { ...behind, end: { ...end, by } }];
  });
  return withBackends(service, { ...backends, endpoints });
}

function withBackends(service: Omit<Resolved, 'backends' | 'endpoints'>, backends: Backends): Resolved {
  return { ...service, backends, endpoints: receiving(backends.endpoints).map(({ end }) => end) };
}
