import type { KindParts, Parts } from '../model/object-parts.ts';
import { EVERY_PART } from '../model/object-parts.ts';
import { SUPPRESSION_ANNOTATION } from '../model/suppression.ts';
import { isObject } from './field-reader.ts';
import { isAgentName } from './network-agents.ts';
import { kindOf } from './registry.ts';

/** Metadata of what is read leniently, its history included. */
const META: Parts = {
  fields: {
    name: 'text',
    generateName: 'shared',
    namespace: 'shared',
    labels: 'shared',
    annotations: { fields: { [SUPPRESSION_ANNOTATION]: 'all' } },
    // Equal for all that one owner made.
    ownerReferences: 'shared',
    creationTimestamp: 'shared',
    deletionTimestamp: 'shared',
    generation: 'all',
    managedFields: {
      each: { fields: { manager: 'shared', operation: 'shared', time: 'shared', subresource: 'shared' } },
    },
  },
};

const CONTAINERS: Parts = { each: { fields: { ports: 'shared', restartPolicy: 'shared' } } };

const POD_SPEC: Parts = {
  fields: { hostNetwork: 'all', nodeName: 'shared', containers: CONTAINERS, initContainers: CONTAINERS },
};

const POD_STATUS: Parts = {
  fields: {
    phase: 'shared',
    podIP: 'text',
    podIPs: { each: { fields: { ip: 'text' } } },
    conditions: { each: { fields: { type: 'shared', status: 'shared' } } },
  },
};

const POD: Parts = { fields: { metadata: META, spec: POD_SPEC, status: POD_STATUS } };

const TEMPLATE: Parts = { fields: { metadata: META, spec: POD_SPEC } };

const WORKLOAD: Parts = { fields: { metadata: META, spec: { fields: { template: TEMPLATE } } } };

const SLICE: Parts = {
  fields: {
    metadata: META,
    addressType: 'shared',
    endpoints: {
      each: {
        fields: {
          addresses: 'all',
          conditions: 'all',
          targetRef: 'all',
          nodeName: 'shared',
        },
      },
    },
    ports: 'shared',
  },
};

/** What tells an object that is not understood from others; it is counted. */
const NAME_ONLY: KindParts = {
  parts: { fields: { metadata: { fields: { name: 'text', generateName: 'text', namespace: 'shared' } } } },
  suffices: () => true,
};

const always = (parts: Parts): KindParts => ({ parts, suffices: () => true });

/** Kinds that come by the thousand, or of which little is read. Of all others everything is. */
const PARTS: ReadonlyMap<string, KindParts> = new Map([
  ['v1 Pod', { parts: POD, suffices: isOfNoAgent }],
  ['apps/v1 ReplicaSet', always(WORKLOAD)],
  ['apps/v1 Deployment', always(WORKLOAD)],
  ['apps/v1 StatefulSet', always(WORKLOAD)],
  ['batch/v1 Job', always(WORKLOAD)],
  ['discovery.k8s.io/v1 EndpointSlice', always(SLICE)],
]);

/** What decoding reads of objects of this kind: decoding these parts gives what decoding the whole gives. */
export function partsRead({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): KindParts {
  const known = PARTS.get(`${apiVersion} ${kind}`);
  if (known !== undefined) return known;
  // A list within a list is objects.
  return kindOf({ apiVersion, kind }) === undefined && !kind.endsWith('List') ? NAME_ONLY : EVERY_PART;
}

/** Of the programs that enforce policies all is read: how they are set is in their containers. */
function isOfNoAgent({ metadata }: { readonly [key: string]: unknown }): boolean {
  const owners = isObject(metadata) ? metadata['ownerReferences'] : undefined;
  return !Array.isArray(owners) || !owners.some(isAgent);
}

function isAgent(owner: unknown): boolean {
  return isObject(owner) && owner['kind'] === 'DaemonSet' && isAgentName(owner['name']);
}
