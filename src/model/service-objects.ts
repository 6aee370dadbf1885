import type { Family, IpAddress } from './addresses.ts';
import type { Protocol } from './ports.ts';
import type { Origin } from './raw-object.ts';

/**
 * Whether new connections are sent to an endpoint. `draining`: it terminates and still serves, which is used only where no endpoint
 * is ready.
 */
export type EndpointState = 'ready' | 'draining' | 'not-ready';

/** One place behind a Service, as an EndpointSlice names it. There are as many as pods, so only what is asked of it is kept. */
export interface SliceEndpoint {
  readonly state: EndpointState;
  /** `namespace/name` of the pod it is said to be. */
  readonly podKey: string | undefined;
  /** Undefined where the control plane itself wrote down which pod it is: the pod knows its own addresses. */
  readonly address: IpAddress | undefined;
  readonly nodeName: string | undefined;
}

export interface SlicePort {
  /** Name of the Service's port; empty for one without a name. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Some of a Service's endpoints: those of one address family that give its ports the same numbers. */
export interface EndpointSlice {
  /** `namespace/name` of the Service. */
  readonly service: string;
  readonly family: Family;
  readonly ports: readonly SlicePort[];
  readonly endpoints: readonly SliceEndpoint[];
}

/**
 * Something through which callers outside reach Services: an Ingress, a route of a Gateway. The pods of its controller make the
 * connections, so that policies see these and not the client.
 */
export interface Exposure {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Keys of the Services it leads to, each once. */
  readonly services: readonly string[];
  /** Where its controller says that it listens. */
  readonly addresses: readonly IpAddress[];
  readonly origin: Origin;
}

/** `Cluster`: any endpoint may get the connection. `Local`: only those on the node where it arrives, or begins. */
export type TrafficPolicy = 'Cluster' | 'Local';
