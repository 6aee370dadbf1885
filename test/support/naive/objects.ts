import { type Address, parseAddress } from './addresses.ts';

/** A Kubernetes object as its YAML reads, nothing defaulted, nothing decoded. */
export type Json = { readonly [key: string]: unknown };

export type Labels = ReadonlyMap<string, string>;

export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly number: number;
}

export interface Pod {
  readonly kind: 'pod';
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly hostNetwork: boolean;
  /** Undefined: not scheduled, or never ran. */
  readonly nodeName: string | undefined;
  /** Succeeded or Failed. */
  readonly finished: boolean;
  readonly running: boolean;
  readonly addresses: readonly Address[];
  /** False: it has or will have an address, and the object does not say which. */
  readonly addressesKnown: boolean;
  readonly namedPorts: readonly NamedPort[];
}

export interface Node {
  readonly kind: 'node';
  readonly name: string;
  readonly addresses: readonly Address[];
}

export interface Policy {
  readonly namespace: string;
  readonly name: string;
  readonly spec: Json;
}

export interface Cluster {
  /** Labels per declared namespace. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly policies: readonly Policy[];
}

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Sorts raw objects by kind; kinds the evaluator does not know are left out. */
export function readCluster(objects: readonly Json[]): Cluster {
  const ofKind = (kind: string) => objects.filter((object) => object['kind'] === kind);
  const nodes = ofKind('Node').map(readNode);
  return {
    namespaces: new Map(ofKind('Namespace').map((object) => [nameOf(object), labelsOf(object)])),
    pods: ofKind('Pod').map((object) => readPod(object, nodes)),
    nodes,
    policies: ofKind('NetworkPolicy').map((object) => ({
      namespace: namespaceOf(object),
      name: nameOf(object),
      spec: map(object['spec']),
    })),
  };
}

/** What a namespaceSelector sees: the control plane's own label is always there (semantics §1.6). */
export function namespaceLabels(cluster: Cluster, name: string): Labels {
  return new Map([...(cluster.namespaces.get(name) ?? []), [NAMESPACE_NAME, name]]);
}

function readNode(object: Json): Node {
  const listed = list(map(object['status'])['addresses']).map(map);
  const ips = listed.filter((entry) => entry['type'] === 'InternalIP' || entry['type'] === 'ExternalIP');
  return { kind: 'node', name: nameOf(object), addresses: ips.map((entry) => parseAddress(String(entry['address']))) };
}

function readPod(object: Json, nodes: readonly Node[]): Pod {
  const spec = map(object['spec']);
  const status = map(object['status']);
  const phase = status['phase'];
  const nodeName = optionalText(spec['nodeName']);
  const hostNetwork = spec['hostNetwork'] === true;
  const own = podAddresses(status);
  // A hostNetwork pod speaks from its node's addresses (semantics §1.12), which are there even when the Node does not say them.
  const host = hostNetwork ? nodes.find((node) => node.name === nodeName) : undefined;
  const addresses = own.length > 0 ? own : (host?.addresses ?? []);
  return {
    kind: 'pod',
    namespace: namespaceOf(object),
    name: nameOf(object),
    labels: labelsOf(object),
    hostNetwork,
    nodeName,
    finished: phase === 'Succeeded' || phase === 'Failed',
    running: phase === 'Running',
    addresses,
    addressesKnown: addresses.length > 0 || (!hostNetwork && phase !== undefined && phase !== 'Running'),
    namedPorts: list(spec['containers']).map(map).flatMap(namedPorts),
  };
}

function podAddresses(status: Json): readonly Address[] {
  const several = list(status['podIPs']).map((entry) => String(map(entry)['ip']));
  const single = optionalText(status['podIP']);
  const texts = several.length > 0 || single === undefined ? several : [single];
  return texts.map(parseAddress);
}

function namedPorts(container: Json): readonly NamedPort[] {
  return list(container['ports'])
    .map(map)
    .filter((port) => optionalText(port['name']) !== undefined)
    .map((port) => ({
      name: String(port['name']),
      protocol: optionalText(port['protocol']) ?? 'TCP',
      number: Number(port['containerPort']),
    }));
}

function nameOf(object: Json): string {
  return String(map(object['metadata'])['name']);
}

function namespaceOf(object: Json): string {
  return optionalText(map(object['metadata'])['namespace']) ?? 'default';
}

function labelsOf(object: Json): Labels {
  return textMap(map(object['metadata'])['labels']);
}

/** A map of strings; a null value is the empty string (semantics §1.1). */
export function textMap(value: unknown): Labels {
  return new Map(Object.entries(map(value)).map(([key, text]) => [key, text === null ? '' : String(text)]));
}

/** Missing and null are the empty list. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Missing and null are the empty object, also as an element of a list (semantics §1.1). */
export function map(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

/** Missing, null and the empty string are no text. */
function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
