import type { Namespace, Node, Pod, Service, WorkloadRef } from '../model/cluster-objects.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { ForeignPolicy } from '../model/foreign-policies.ts';
import type { Gap } from '../model/gaps.ts';
import type { NetworkPlugin } from '../model/network-plugin.ts';
import type { CompiledPolicy } from '../model/policies.ts';
import type { ObjectId, RawObject } from '../model/raw-object.ts';
import type { EndpointSlice, Exposure } from '../model/service-objects.ts';
import type { NodePlatform } from './core/node-platform.ts';
import type { Interner } from './interner.ts';
import type { NetworkAgent } from './network-agents.ts';

/** Something that makes pods. */
export interface DecodedWorkload {
  readonly ref: WorkloadRef;
  /** What made it in turn: a ReplicaSet's Deployment, a Job's CronJob. */
  readonly controller: WorkloadRef | undefined;
  /** Stands for the pods it would create; its `workload` is this one. */
  readonly template: Pod;
}

/** What DaemonSets and their pods tell of the network plugin. */
export interface OnNodes {
  readonly agent?: NetworkAgent;
  /** Set of what stands in kube-system and comes from a server: it was looked there. */
  readonly isFromServer?: true;
}

/** What became of one object. */
export type Decoded =
  | { readonly kind: 'namespace'; readonly namespace: Namespace }
  | { readonly kind: 'node'; readonly node: Node; readonly platform?: NodePlatform }
  /** `pod.workload` is what its controller's name and its labels tell of the owner: the Deployment of a ReplicaSet, or the pod itself. */
  | ({ readonly kind: 'pod'; readonly pod: Pod } & OnNodes)
  | { readonly kind: 'service'; readonly service: Service }
  | ({ readonly kind: 'workload'; readonly workload: DecodedWorkload } & OnNodes)
  /** `slice` is undefined where it belongs to no Service, or has names for addresses. */
  | { readonly kind: 'slice'; readonly slice: EndpointSlice | undefined }
  | { readonly kind: 'exposure'; readonly exposure: Exposure }
  | { readonly kind: 'policy'; readonly policy: CompiledPolicy }
  /** A policy that may be in force and is not evaluated. */
  | { readonly kind: 'foreign'; readonly foreign: ForeignPolicy }
  /** Something that a snapshot says was not read. */
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** What a snapshot says of itself; `plugin` is what was found where it was taken. */
  | { readonly kind: 'about'; readonly plugin: NetworkPlugin | undefined }
  /** Every API server refuses it, so it is not part of any cluster; the diagnostics say why. */
  | { readonly kind: 'refused' };

export interface DecodeResult {
  readonly decoded: Decoded;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a decoder needs beside the object. */
export interface DecodeContext {
  readonly id: ObjectId;
  /** `namespace/name`: what others know the object by as well. */
  readonly key: string;
  readonly interner: Interner;
}

/** Never fails: what is wrong with an object is in its diagnostics. */
export type Decode = (raw: RawObject, context: DecodeContext) => DecodeResult;
