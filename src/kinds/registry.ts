import { remember } from '../model/memo.ts';
import { decodeAdminPolicy, decodeBaselineAdminPolicy } from './admin-network-policy/decode-admin-policy.ts';
import { decodeClusterPolicy, decodeClusterPolicyBeta } from './cluster-network-policy/decode-cluster-policy.ts';
import { decodeEndpointSlice } from './core/endpoint-slice.ts';
import { decodeHttpRoute, decodeIngress } from './core/exposure.ts';
import { decodeNamespace } from './core/namespace.ts';
import { decodeNode } from './core/node.ts';
import { decodePod } from './core/pod.ts';
import { decodeService } from './core/service.ts';
import { decodeCronJob, decodeWorkload } from './core/workload.ts';
import type { Decode } from './decoded.ts';
import { foreignKindOf } from './foreign-policies.ts';
import { decodeNetworkPolicy } from './network-policy/decode-policy.ts';
import { decodeUnservedPolicy } from './network-policy/unserved-version.ts';
import { snapshotKindOf } from './snapshot-kinds.ts';

/** A kind of object that is understood. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  /** As in the API's paths. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** `service`: says where Services lead and who calls them. */
  readonly category: 'policy' | 'core' | 'workload' | 'service';
  readonly decode: Decode;
}

const CORE = { category: 'core', namespaced: true } as const;
const SERVICE = { category: 'service', namespaced: true } as const;
const WORKLOAD = { category: 'workload', namespaced: true } as const;
const POLICY = { category: 'policy', namespaced: true } as const;
const CLUSTER_POLICY = { category: 'policy', namespaced: false } as const;

/** Every kind understood, one a line. A new policy kind is a folder beside this file and a line here. */
export const KINDS: readonly Kind[] = [
  { ...CORE, apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false, decode: decodeNamespace },
  { ...CORE, apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false, decode: decodeNode },
  { ...CORE, apiVersion: 'v1', kind: 'Pod', plural: 'pods', decode: decodePod },
  { ...CORE, apiVersion: 'v1', kind: 'Service', plural: 'services', decode: decodeService },
  {
    ...SERVICE,
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    decode: decodeEndpointSlice,
  },
  { ...SERVICE, apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', plural: 'ingresses', decode: decodeIngress },
  {
    ...SERVICE,
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    plural: 'httproutes',
    decode: decodeHttpRoute,
  },
  {
    ...WORKLOAD,
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    plural: 'deployments',
    decode: decodeWorkload('Deployment'),
  },
  {
    ...WORKLOAD,
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    plural: 'statefulsets',
    decode: decodeWorkload('StatefulSet'),
  },
  { ...WORKLOAD, apiVersion: 'apps/v1', kind: 'DaemonSet', plural: 'daemonsets', decode: decodeWorkload('DaemonSet') },
  {
    ...WORKLOAD,
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    plural: 'replicasets',
    decode: decodeWorkload('ReplicaSet'),
  },
  {
    ...WORKLOAD,
    apiVersion: 'v1',
    kind: 'ReplicationController',
    plural: 'replicationcontrollers',
    decode: decodeWorkload('ReplicationController'),
  },
  { ...WORKLOAD, apiVersion: 'batch/v1', kind: 'Job', plural: 'jobs', decode: decodeWorkload('Job') },
  { ...WORKLOAD, apiVersion: 'batch/v1', kind: 'CronJob', plural: 'cronjobs', decode: decodeCronJob },
  {
    ...POLICY,
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    plural: 'networkpolicies',
    decode: decodeNetworkPolicy,
  },
  {
    ...CLUSTER_POLICY,
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    plural: 'adminnetworkpolicies',
    decode: decodeAdminPolicy,
  },
  {
    ...CLUSTER_POLICY,
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'BaselineAdminNetworkPolicy',
    plural: 'baselineadminnetworkpolicies',
    decode: decodeBaselineAdminPolicy,
  },
  {
    ...CLUSTER_POLICY,
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    plural: 'clusternetworkpolicies',
    decode: decodeClusterPolicy,
  },
  {
    ...CLUSTER_POLICY,
    apiVersion: 'policy.networking.k8s.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    plural: 'clusternetworkpolicies',
    decode: decodeClusterPolicyBeta,
  },
];

/** API versions people write for NetworkPolicy that no server serves: recognised in order to say so. */
const UNSERVED_POLICY_VERSIONS = [
  'v1',
  'extensions/v1beta1',
  'networking.k8s.io',
  'networking.k8s.io/v1beta1',
  'networking/v1',
  'networking/v1beta1',
  'apps/v1',
  'policy/v1',
];

const UNSERVED_KINDS: readonly Kind[] = UNSERVED_POLICY_VERSIONS.map((apiVersion) => ({
  ...POLICY,
  apiVersion,
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  decode: decodeUnservedPolicy,
}));

/** API groups whose objects decide on connections too, and which are not evaluated: answers may differ from the cluster's. */
const OTHER_POLICY_GROUPS = [
  'policy.networking.k8s.io',
  'cilium.io',
  'projectcalico.org',
  'crd.projectcalico.org',
  'crd.antrea.io',
];

/** By version, then by name: it is asked for each object. */
const known = new Map<string, Map<string, Kind>>();
for (const entry of [...UNSERVED_KINDS, ...KINDS]) {
  remember(known, entry.apiVersion, () => new Map<string, Kind>()).set(entry.kind, entry);
}

/** How a kind is looked up and counted: `apps/v1 Deployment`. */
export function kindName({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion} ${kind}`;
}

/** The entry for a kind, undefined when it is not understood. */
export function kindOf(name: { readonly apiVersion: string; readonly kind: string }): Kind | undefined {
  const { apiVersion, kind } = name;
  return known.get(apiVersion)?.get(kind) ?? foreignKind({ apiVersion, kind }) ?? snapshotKind({ apiVersion, kind });
}

/** Policies of other engines are known by their group, in every version. */
function foreignKind(name: { readonly apiVersion: string; readonly kind: string }): Kind | undefined {
  const found = foreignKindOf(name);
  return found === undefined ? undefined : { ...found, ...name, category: 'policy' };
}

/** What stands in a snapshot beside a cluster's objects. */
function snapshotKind(name: { readonly apiVersion: string; readonly kind: string }): Kind | undefined {
  const found = snapshotKindOf(name);
  return found === undefined ? undefined : { ...found, ...name, category: 'core' };
}

/** Whether objects of a kind that is not understood may decide on connections. */
export function isUnevaluatedPolicy({
  apiVersion,
  kind,
}: {
  readonly apiVersion: string;
  readonly kind: string;
}): boolean {
  return (
    kind.endsWith('NetworkPolicy') &&
    !kind.startsWith('Staged') &&
    OTHER_POLICY_GROUPS.includes(apiVersion.split('/')[0] ?? '')
  );
}
