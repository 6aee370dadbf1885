import type { Family } from '../model/addresses.ts';
import type { Pod, Service, ServicePort } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import type { Gap } from '../model/gaps.ts';
import { remember } from '../model/memo.ts';
import type { EndpointSlice, EndpointState, SliceEndpoint, SlicePort } from '../model/service-objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { hasAddress, ownerOf } from './address-owner.ts';
import { podsIn } from './selection.ts';

/** One place behind a Service, and the number each of the Service's ports has there. */
export interface ServiceEndpoint {
  readonly end: Exclude<Endpoint, { kind: 'range' }>;
  readonly state: EndpointState;
  /** Undefined when the input does not say. */
  readonly nodeName: string | undefined;
  /** One entry for each port of the Service; no number where the port leads nowhere on this endpoint. */
  readonly ports: readonly { readonly servicePort: ServicePort; readonly port: number | undefined }[];
}

/** What stands behind a Service. */
export interface Backends {
  /** `slices`: as the control plane wrote it down. `selector`: by the labels of pods. `nowhere`: the input does not say. */
  readonly source: 'slices' | 'selector' | 'nowhere';
  readonly endpoints: readonly ServiceEndpoint[];
  /** Pods that slices name and the input does not have, by key. */
  readonly missingPods: readonly string[];
  /** Why the Service's slices may be missing, or some of them. */
  readonly gap: Gap | undefined;
}

/**
 * The endpoints of a Service: from its EndpointSlices where these were read, else the pods its selector selects (semantics §1.14).
 * Finished pods are none.
 */
export function backendsOf(snapshot: Snapshot, service: Service): Backends {
  const gap = gapOfSlices(snapshot, service);
  const slices = snapshot.slices.get(service.key) ?? [];
  if (service.type === 'ExternalName') return { source: 'nowhere', endpoints: [], missingPods: [], gap: undefined };
  if (slices.length > 0 && (gap === undefined || service.selector === undefined))
    return { ...fromSlices(snapshot, service, slices), gap };
  const { selector } = service;
  if (selector === undefined) return { source: 'nowhere', endpoints: [], missingPods: [], gap };
  const pods = podsIn(snapshot, service.namespace).filter(
    (pod) =>
      pod.state !== 'finished' &&
      [...selector].every(([key, value]) => pod.labels.get(key) === value) &&
      mayHaveFamily(pod, service.families),
  );
  return { source: 'selector', endpoints: pods.map((pod) => selected(pod, service)), missingPods: [], gap };
}

/** Those that get new connections: the ready ones, or where none is ready those that still serve while they terminate. */
export function receiving(endpoints: readonly ServiceEndpoint[]): readonly ServiceEndpoint[] {
  const ready = endpoints.filter(({ state }) => state === 'ready');
  return ready.length > 0 ? ready : endpoints.filter(({ state }) => state === 'draining');
}

/** One pod behind a Service, and the number each Service port has on it. */
export interface PodBehind {
  readonly pod: Pod;
  readonly ready: boolean;
  readonly ports: ServiceEndpoint['ports'];
}

/** The pods behind a Service; endpoints that are no pods of the input are left out. */
export function endpointsOfService(snapshot: Snapshot, service: Service): readonly PodBehind[] {
  return backendsOf(snapshot, service).endpoints.flatMap(({ end, state, ports }) =>
    end.kind === 'pod' ? [{ pod: end.pod, ready: state === 'ready', ports }] : [],
  );
}

function gapOfSlices({ gaps }: Snapshot, { namespace }: Service): Gap | undefined {
  return gaps.find(({ kind, exceptIn }) => kind === 'EndpointSlice' && exceptIn !== namespace);
}

function selected(pod: Pod, service: Service): ServiceEndpoint {
  return {
    end: overFamilies(pod, service.families),
    state: pod.ready || service.publishNotReady ? 'ready' : 'not-ready',
    nodeName: pod.nodeName,
    ports: service.ports.map((servicePort) => ({ servicePort, port: targetPortOn(pod, servicePort) })),
  };
}

/** The number a Service port leads to on this pod; undefined when the pod declares no port of that name and protocol. */
export function targetPortOn(pod: Pod, servicePort: ServicePort): number | undefined {
  const { targetPort, protocol } = servicePort;
  if (typeof targetPort === 'number') return targetPort;
  // EndpointSlices look at containers first, then at restartable init containers (semantics §1.9).
  return [...pod.ports, ...pod.sidecarPorts].find((port) => port.name === targetPort && port.protocol === protocol)
    ?.port;
}

// The control plane writes a pod down once for each family that both it and the Service have.
function mayHaveFamily({ addresses }: Pod, families: readonly Family[]): boolean {
  return families.length === 0 || addresses.length === 0 || addresses.some(({ family }) => families.includes(family));
}

// A Service of one family leads to a pod's address of that family, whatever others it has.
function overFamilies(pod: Pod, families: readonly Family[]): ServiceEndpoint['end'] {
  const [only, ...others] = families;
  const by = others.length > 0 ? undefined : pod.addresses.find(({ family }) => family === only);
  const hasOthers = pod.addresses.some(({ family }) => family !== only);
  return by === undefined || !hasOthers ? { kind: 'pod', pod } : { kind: 'pod', pod, by };
}

interface Gathered {
  readonly entry: SliceEndpoint;
  readonly slices: EndpointSlice[];
  state: EndpointState;
}

// A pod stands once in the slices of each family, and during a roll-out in those of several port numbers.
function fromSlices(snapshot: Snapshot, service: Service, slices: readonly EndpointSlice[]): Omit<Backends, 'gap'> {
  const gathered = new Map<string, Gathered>();
  for (const slice of slices) {
    for (const entry of slice.endpoints) {
      const key = entry.podKey ?? entry.address?.text ?? '';
      const known = remember(gathered, key, (): Gathered => ({ entry, slices: [], state: entry.state }));
      known.slices.push(slice);
      known.state = better(known.state, entry.state);
    }
  }
  const endpoints: ServiceEndpoint[] = [];
  const missingPods: string[] = [];
  for (const { entry, state, slices: named } of gathered.values()) {
    const end = endOf(snapshot, entry, [...new Set(named.map(({ family }) => family))]);
    if (end === undefined) {
      if (entry.podKey !== undefined && state === 'ready') missingPods.push(entry.podKey);
      continue;
    }
    if (end.kind === 'pod' && end.pod.state === 'finished') continue;
    const slicePorts = named.flatMap(({ ports }) => ports);
    const ports = service.ports.map((servicePort) => ({ servicePort, port: numberOf(servicePort, slicePorts) }));
    endpoints.push({ end, state, nodeName: entry.nodeName ?? nodeNameOf(end), ports });
  }
  return { source: 'slices', endpoints, missingPods };
}

const STATES: readonly EndpointState[] = ['ready', 'draining', 'not-ready'];

function better(a: EndpointState, b: EndpointState): EndpointState {
  return STATES.indexOf(a) <= STATES.indexOf(b) ? a : b;
}

/** Undefined: a pod that is not in the input, or a name for an address. */
function endOf(
  snapshot: Snapshot,
  { podKey, address }: SliceEndpoint,
  families: readonly Family[],
): ServiceEndpoint['end'] | undefined {
  const named = podKey === undefined ? undefined : snapshot.pods.get(podKey);
  // What somebody wrote by hand may name a pod and lead elsewhere: the address is where connections go.
  if (address === undefined || (named !== undefined && (!named.addressKnown || hasAddress(named, address))))
    return named && overFamilies(named, families);
  const owner = ownerOf(snapshot, address);
  if (owner !== undefined) return owner.kind === 'pod' ? overFamilies(owner.pod, families) : owner;
  return podKey === undefined ? { kind: 'address', address } : undefined;
}

function nodeNameOf(end: ServiceEndpoint['end']): string | undefined {
  if (end.kind === 'pod') return end.pod.nodeName;
  return end.kind === 'node' ? end.node.name : undefined;
}

function numberOf({ name, protocol }: ServicePort, ports: readonly SlicePort[]): number | undefined {
  return ports.find((port) => port.name === (name ?? '') && port.protocol === protocol)?.port;
}
