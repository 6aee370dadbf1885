import type { Family, IpAddress } from './addresses.ts';
import type { Labels } from './labels.ts';
import type { ObjectHistory } from './object-history.ts';
import type { Protocol } from './ports.ts';
import type { Origin } from './raw-object.ts';
import type { TrafficPolicy } from './service-objects.ts';
import type { Suppression } from './suppression.ts';

export interface Namespace {
  readonly name: string;
  /** Always with `kubernetes.io/metadata.name` (semantics §1.6). */
  readonly labels: Labels;
  /** False when no Namespace object was read: any other label it may carry is not known. */
  readonly declared: boolean;
  readonly origin: Origin;
  readonly suppression?: Suppression;
  readonly history?: ObjectHistory;
}

/** A port of a container. Only `spec.containers` count for policies, not init containers (semantics §1.9). */
export interface ContainerPort {
  readonly name: string | undefined;
  readonly protocol: Protocol;
  readonly port: number;
}

export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'Job'
  | 'CronJob'
  | 'Pod';

/** What owns pods; a bare pod is its own workload. Keyed `namespace/Kind/name`. */
export interface WorkloadRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * `running` covers every state in which the pod is an endpoint, terminating included (semantics §1.13). `finished`: Succeeded or
 * Failed, neither subject nor peer. `template`: no pod exists, this one stands for those a workload would create.
 */
export type PodState = 'running' | 'pending' | 'finished' | 'template';

export interface Pod {
  /** `namespace/name`; for a template `namespace/Kind/name`. The name is not kept beside it: see `nameInKey`. */
  readonly key: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly state: PodState;
  /** As kubectl's STATUS column: phase, or `Terminating`. */
  readonly status: string;
  readonly ready: boolean;
  readonly addresses: readonly IpAddress[];
  /** False when the manifest has no status: it will get an address, which one is not known. */
  readonly addressKnown: boolean;
  readonly hostNetwork: boolean;
  readonly nodeName: string | undefined;
  readonly ports: readonly ContainerPort[];
  /** Named ports of restartable init containers, which Services resolve and policies do not (semantics §1.9). */
  readonly sidecarPorts: readonly ContainerPort[];
  /** The top-most owner known: the Deployment rather than its ReplicaSet. */
  readonly workload: WorkloadRef;
  /** What made it, the ReplicaSet rather than the Deployment; undefined when nothing did, and for templates. */
  readonly controller: WorkloadRef | undefined;
  readonly origin: Origin;
  readonly history?: ObjectHistory;
}

/** The name at the end of a key, of a pod, a workload or a Service: names have no slash. */
export function nameInKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

export interface Node {
  readonly name: string;
  readonly labels: Labels;
  readonly addresses: readonly IpAddress[];
  readonly origin: Origin;
}

export interface ServicePort {
  readonly name: string | undefined;
  readonly protocol: Protocol;
  readonly port: number;
  /** Number, or a container port's name, looked up on each endpoint. */
  readonly targetPort: number | string;
  readonly nodePort: number | undefined;
}

export interface Service {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  readonly headless: boolean;
  /** Undefined when the Service has no selector: its endpoints are written by somebody else. */
  readonly selector: Labels | undefined;
  readonly ports: readonly ServicePort[];
  readonly clusterIPs: readonly IpAddress[];
  /** External and load balancer addresses. */
  readonly externalIPs: readonly IpAddress[];
  readonly externalName: string | undefined;
  readonly publishNotReady: boolean;
  /** Of the addresses it has, or asks for; empty when the input does not say. */
  readonly families: readonly Family[];
  /** Which endpoints a connection from inside the cluster may get. */
  readonly internalTraffic: TrafficPolicy;
  /** Which endpoints one from outside may get; `Cluster` also hides the client's address (semantics §1.14). */
  readonly externalTraffic: TrafficPolicy;
  readonly origin: Origin;
}

/** A workload and the pods that stand for it, by key. */
export interface Workload extends WorkloadRef {
  /** `namespace/Kind/name`. */
  readonly key: string;
  readonly podKeys: readonly string[];
}

export function workloadKey(workload: WorkloadRef): string {
  return `${workload.namespace}/${workload.kind}/${workload.name}`;
}
