import type { Namespace, Node, Pod, Service, Workload } from './cluster-objects.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { ForeignPolicy } from './foreign-policies.ts';
import type { Gap } from './gaps.ts';
import type { NetworkPlugin } from './network-plugin.ts';
import type { CompiledPolicy } from './policies.ts';
import type { ObjectId } from './raw-object.ts';
import type { EndpointSlice, Exposure } from './service-objects.ts';

/** What is known of a cluster at one moment. Never changes; a change makes a new one that shares what stayed. */
export interface Snapshot {
  readonly namespaces: ReadonlyMap<string, Namespace>;
  /** By `Pod.key`. */
  readonly pods: ReadonlyMap<string, Pod>;
  readonly nodes: ReadonlyMap<string, Node>;
  /** By `namespace/name`. */
  readonly services: ReadonlyMap<string, Service>;
  /** By the key of the Service; a Service without an entry has no slices in the input. */
  readonly slices: ReadonlyMap<string, readonly EndpointSlice[]>;
  /** What leads from outside to Services, by namespace and name. */
  readonly exposures: readonly Exposure[];
  /** By `Workload.key`; bare pods included, as kind Pod. */
  readonly workloads: ReadonlyMap<string, Workload>;
  /** In order of evaluation: tier, precedence, then namespace and name. */
  readonly policies: readonly CompiledPolicy[];
  /** Policies that every API server refuses: read, diagnosed, and not evaluated. */
  readonly refused: readonly RefusedPolicy[];
  /** Policies that may be in force and are not evaluated: what they could change is unknown. By namespace and name. */
  readonly foreign: readonly ForeignPolicy[];
  /** Kinds of which objects may exist that were not read; empty when everything was. */
  readonly gaps: readonly Gap[];
  /** Whether policies are enforced, and what is known of who does. */
  readonly plugin: NetworkPlugin;
  /** Kinds that were met and not understood, by `apiVersion kind`, with their number. */
  readonly ignoredKinds: ReadonlyMap<string, number>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface RefusedPolicy {
  readonly id: ObjectId;
  readonly diagnostics: readonly Diagnostic[];
}
