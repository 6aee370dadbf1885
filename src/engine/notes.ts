import type { Service, ServicePort } from '../model/cluster-objects.ts';
import type { Gap } from '../model/gaps.ts';
import type { RuleRef } from '../model/policies.ts';
import type { Exposure } from '../model/service-objects.ts';

/** What a reader should know of an answer that no single connection says: about the Service it leads through, and about replicas. */
export type Note =
  /** The pods behind the Service were found by its selector, for its EndpointSlices were not read. */
  | { readonly kind: 'slices-not-read'; readonly service: Service; readonly gap: Gap }
  /** EndpointSlices name pods that the input does not have. */
  | { readonly kind: 'pods-not-read'; readonly service: Service; readonly podKeys: readonly string[] }
  /** Behind the Service, and given no new connections. */
  | { readonly kind: 'not-ready'; readonly ends: readonly string[]; readonly of: number }
  /** No endpoint is ready: those that terminate serve on. */
  | { readonly kind: 'only-draining'; readonly ends: readonly string[] }
  /** The Service's port leads nowhere on these: they declare no container port of that name. */
  | { readonly kind: 'no-target-port'; readonly servicePort: ServicePort; readonly ends: readonly string[] }
  /** The policy for this traffic is `Local`, and there is no endpoint on the node of these sources, or on this node that was asked. */
  | {
      readonly kind: 'no-local-endpoint';
      readonly service: Service;
      readonly traffic: Traffic;
      readonly ends: readonly string[];
    }
  /** The policy for this traffic is `Local`, and which node an end is on is not known. */
  | {
      readonly kind: 'node-not-known';
      readonly service: Service;
      readonly traffic: Traffic;
      readonly ends: readonly string[];
    }
  /** A headless Service does not translate: the port that was asked for arrives as it is. */
  | { readonly kind: 'not-translated'; readonly service: Service; readonly servicePort: ServicePort }
  /** A rule names the Service's address, which policies do not see. */
  | {
      readonly kind: 'names-service-address';
      readonly service: Service;
      readonly address: string;
      readonly rule: RuleRef;
      readonly block: string;
    }
  /** `hidden`: policies mostly see a node's address in place of the client's. */
  | { readonly kind: 'client-address'; readonly service: Service; readonly seen: 'hidden' | 'kept' }
  /** Nothing outside reaches the Service by itself. */
  | { readonly kind: 'not-exposed'; readonly service: Service }
  /** Callers from outside come through these; `controllers` are the Services of their controllers, where that can be told. */
  | {
      readonly kind: 'called-through';
      readonly service: Service;
      readonly exposures: readonly Exposure[];
      readonly controllers: readonly string[];
    }
  /** An address at which an Ingress says that its controller listens. */
  | { readonly kind: 'exposure-address'; readonly address: string; readonly exposures: readonly Exposure[] }
  /** Policies see the replicas of one workload differently. */
  | { readonly kind: 'replicas-differ'; readonly workload: string; readonly groups: readonly ReplicaGroup[] };

/** From inside the cluster, or from outside at a NodePort: a Service has a traffic policy for each. */
type Traffic = 'internal' | 'external';

/** Replicas that policies see alike, and what sets them apart from the others. */
export interface ReplicaGroup {
  /** Keys of the pods. */
  readonly pods: readonly string[];
  readonly traits: readonly ReplicaTrait[];
}

export type ReplicaTrait =
  | { readonly kind: 'label'; readonly key: string; readonly value: string | undefined }
  /** The numbers a named container port has; none when it is not declared. */
  | { readonly kind: 'port'; readonly name: string; readonly numbers: readonly string[] }
  | { readonly kind: 'host-network'; readonly used: boolean };
