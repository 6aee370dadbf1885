import { parseAddress, parseCidr } from '../../src/model/addresses.ts';
import type { ContainerPort, Namespace, Node, Pod, Service, Workload } from '../../src/model/cluster-objects.ts';
import { workloadKey } from '../../src/model/cluster-objects.ts';
import { NAMESPACE_NAME_LABEL, type Requirement, selectorOf } from '../../src/model/labels.ts';
import { NO_PLUGIN_SEEN } from '../../src/model/network-plugin.ts';
import {
  type CompiledPolicy,
  type CompiledRule,
  type Direction,
  NETWORK_POLICY_TIER,
  type Peer,
  type PolicyRef,
} from '../../src/model/policies.ts';
import type { PortMatcher } from '../../src/model/ports.ts';
import type { Origin } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

/** An object that begins on this line; each field of it stands one line further for each step of its path. */
function at(file: string, line: number): Origin {
  return { kind: 'file', file, line, locate: (path) => ({ file, line: line + path.length, column: 3 }) };
}

export type LabelMap = Readonly<Record<string, string>>;

/** A running pod; `overrides` last. */
export function pod(key: string, labels: LabelMap, overrides: Partial<Pod> = {}): Pod {
  const [namespace = '', name = ''] = key.split('/');
  return {
    key,
    namespace,
    labels: new Map(Object.entries(labels)),
    state: 'running',
    status: 'Running',
    ready: true,
    addresses: [],
    addressKnown: true,
    hostNetwork: false,
    nodeName: undefined,
    ports: [],
    sidecarPorts: [],
    workload: { kind: 'Pod', namespace, name },
    controller: undefined,
    origin: at('pods.yaml', 1),
    ...overrides,
  };
}

export function addresses(...texts: readonly string[]) {
  return texts.flatMap((text) => parseAddress(text) ?? []);
}

export function tcp(port: number, name?: string): ContainerPort {
  return { name, protocol: 'TCP', port };
}

/** `k=v` pairs as a selector. */
function labelled(...pairs: readonly string[]) {
  return selectorOf(
    pairs.map((pair): Requirement => {
      const [key = '', value] = pair.split('=');
      return value === undefined ? { operator: 'Exists', key } : { operator: 'In', key, values: [value] };
    }),
  );
}

export function podsIn(namespace: string, ...pairs: readonly string[]): Peer {
  return { kind: 'endpoints', select: { namespaces: { kind: 'named', name: namespace }, pods: labelled(...pairs) } };
}

/** Pods of namespaces with these labels. */
export function podsOfNamespaces(namespaceLabels: readonly string[], ...pairs: readonly string[]): Peer {
  const namespaces = { kind: 'matching', selector: labelled(...namespaceLabels) } as const;
  return { kind: 'endpoints', select: { namespaces, pods: labelled(...pairs) } };
}

export function block(cidr: string, ...except: readonly string[]): Peer {
  const parsed = parseCidr(cidr);
  if (parsed === undefined) throw new Error(`not a CIDR: ${cidr}`);
  return {
    kind: 'addresses',
    block: { cidr: parsed, except: except.flatMap((hole) => parseCidr(hole) ?? []) },
    text: cidr,
  };
}

export function onPort(first: number, last = first, protocol: 'TCP' | 'UDP' = 'TCP'): PortMatcher {
  return { kind: 'range', protocol, first, last };
}

export function onNamed(name: string): PortMatcher {
  return { kind: 'named', protocol: 'TCP', name };
}

export interface RuleSketch {
  readonly peers?: 'any' | readonly Peer[];
  readonly ports?: 'any' | readonly PortMatcher[];
}

export interface PolicySketch {
  readonly selects: readonly string[];
  readonly line?: number;
  readonly ingress?: readonly RuleSketch[];
  readonly egress?: readonly RuleSketch[];
}

/** A NetworkPolicy of policies.yaml: isolates the directions it mentions. */
export function policy(key: string, { selects, line = 1, ingress, egress }: PolicySketch): CompiledPolicy {
  const [namespace = '', name = ''] = key.split('/');
  const ref: PolicyRef = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace,
    name,
    origin: at('policies.yaml', line),
  };
  const rules = (direction: Direction, sketches: readonly RuleSketch[]): readonly CompiledRule[] =>
    sketches.map(({ peers = 'any', ports = 'any' }, index) => ({
      ref: { policy: ref, direction, index, name: undefined, path: ['spec', direction, index] },
      action: 'accept',
      peers,
      ports,
    }));
  return {
    ref,
    tier: NETWORK_POLICY_TIER,
    precedence: 0,
    subject: { namespaces: { kind: 'named', name: namespace }, pods: labelled(...selects) },
    isolates: [
      ...(ingress === undefined ? [] : (['ingress'] as const)),
      ...(egress === undefined ? [] : (['egress'] as const)),
    ],
    rules: [...rules('ingress', ingress ?? []), ...rules('egress', egress ?? [])],
    inert: [],
  };
}

export function service(
  key: string,
  selector: LabelMap,
  ports: Service['ports'],
  overrides: Partial<Service> = {},
): Service {
  const [namespace = '', name = ''] = key.split('/');
  return {
    key,
    namespace,
    name,
    type: 'ClusterIP',
    headless: false,
    selector: new Map(Object.entries(selector)),
    ports,
    clusterIPs: [],
    externalIPs: [],
    externalName: undefined,
    publishNotReady: false,
    families: [],
    internalTraffic: 'Cluster',
    externalTraffic: 'Cluster',
    origin: at('services.yaml', 1),
    ...overrides,
  };
}

export interface ClusterSketch {
  readonly pods: readonly Pod[];
  readonly policies?: readonly CompiledPolicy[];
  readonly services?: readonly Service[];
  readonly nodes?: readonly Node[];
  /** Labels of namespaces; those that only pods mention are implied. */
  readonly namespaces?: Readonly<Record<string, LabelMap>>;
  readonly diagnostics?: Snapshot['diagnostics'];
  readonly refused?: Snapshot['refused'];
}

export function cluster(sketch: ClusterSketch): Snapshot {
  const { pods, policies = [], services = [], nodes = [], namespaces = {}, diagnostics = [], refused = [] } = sketch;
  const names = new Set([...Object.keys(namespaces), ...pods.map((entry) => entry.namespace)]);
  const workloads = new Map<string, Workload>();
  for (const entry of pods) {
    const key = workloadKey(entry.workload);
    workloads.set(key, { ...entry.workload, key, podKeys: [...(workloads.get(key)?.podKeys ?? []), entry.key] });
  }
  return {
    namespaces: new Map([...names].map((name) => [name, namespace(name, namespaces[name])])),
    pods: new Map(pods.map((entry) => [entry.key, entry])),
    nodes: new Map(nodes.map((entry) => [entry.name, entry])),
    services: new Map(services.map((entry) => [entry.key, entry])),
    workloads,
    slices: new Map(),
    exposures: [],
    policies,
    refused,
    foreign: [],
    gaps: [],
    plugin: NO_PLUGIN_SEEN,
    ignoredKinds: new Map(),
    diagnostics,
  };
}

function namespace(name: string, labels: LabelMap | undefined): Namespace {
  return {
    name,
    labels: new Map([...Object.entries(labels ?? {}), [NAMESPACE_NAME_LABEL, name]]),
    declared: labels !== undefined,
    origin: at('namespaces.yaml', 1),
  };
}

/** Pods of one workload. */
export function replicas(
  kind: string,
  key: string,
  count: number,
  labels: LabelMap,
  overrides: Partial<Pod> = {},
): readonly Pod[] {
  const [namespaceName = '', name = ''] = key.split('/');
  const workload = { kind, namespace: namespaceName, name };
  return Array.from({ length: count }, (_, i) => pod(`${key}-${i}`, labels, { workload, ...overrides }));
}
