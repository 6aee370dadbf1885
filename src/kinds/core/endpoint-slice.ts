import { parseAddress } from '../../model/addresses.ts';
import type { EndpointState, SliceEndpoint, SlicePort } from '../../model/service-objects.ts';
import type { Decode, DecodeContext } from '../decoded.ts';
import type { Read } from '../field-reader.ts';
import { boolean, int32, list, openStruct, text } from '../field-reader.ts';
import { objectMetaShape } from '../object-meta.ts';
import { protocolOf } from '../policy-ports.ts';
import { decodeObject } from './decode-object.ts';

const endpointShape = openStruct('v1.Endpoint', {
  addresses: list(text()),
  conditions: openStruct('v1.EndpointConditions', { ready: boolean, serving: boolean, terminating: boolean }),
  targetRef: openStruct('v1.ObjectReference', { kind: text(), namespace: text(), name: text() }),
  nodeName: text(),
});

const portShape = openStruct('v1.EndpointPort', { name: text(), protocol: text('v1.Protocol'), port: int32 });

const sliceShape = openStruct('v1.EndpointSlice', {
  metadata: objectMetaShape,
  addressType: text('v1.AddressType'),
  endpoints: list(endpointShape),
  ports: list(portShape),
});

const SERVICE_LABEL = 'kubernetes.io/service-name';
const MANAGER_LABEL = 'endpointslice.kubernetes.io/managed-by';
/** The part of the control plane that follows a Service's selector; others may write what they like. */
const CONTROL_PLANE = 'endpointslice-controller.k8s.io';

/** discovery.k8s.io/v1 EndpointSlice. */
export const decodeEndpointSlice: Decode = (raw, context) =>
  decodeObject(raw, context, {
    shape: sliceShape,
    build: ({ metadata = {}, addressType, endpoints = [], ports = [] }) => {
      const service = metadata.labels?.get(SERVICE_LABEL) ?? '';
      if (service === '' || (addressType !== 'IPv4' && addressType !== 'IPv6'))
        return { kind: 'slice', slice: undefined };
      const trusted = metadata.labels?.get(MANAGER_LABEL) === CONTROL_PLANE;
      return {
        kind: 'slice',
        slice: {
          service: context.interner.text(`${context.id.namespace}/${service}`),
          family: addressType,
          ports: ports.flatMap(slicePort),
          endpoints: endpoints.map((endpoint) => sliceEndpoint(endpoint, { context, trusted })),
        },
      };
    },
  });

/** A port without a number stands for all ports, which no proxy serves. */
function slicePort({ name, protocol, port }: Read<typeof portShape>): readonly SlicePort[] {
  const known = protocolOf(protocol ?? 'TCP');
  return known === undefined || port === undefined ? [] : [{ name: name ?? '', protocol: known, port }];
}

function sliceEndpoint(
  { addresses, conditions = {}, targetRef, nodeName }: Read<typeof endpointShape>,
  { context, trusted }: { readonly context: DecodeContext; readonly trusted: boolean },
): SliceEndpoint {
  const isPod = targetRef?.kind === 'Pod' && targetRef.name !== undefined && targetRef.name !== '';
  const namespace =
    targetRef?.namespace === undefined || targetRef.namespace === '' ? context.id.namespace : targetRef.namespace;
  return {
    state: stateOf(conditions),
    podKey: isPod ? `${namespace}/${targetRef.name}` : undefined,
    // All addresses of an entry are alike, and proxies use the first.
    address: isPod && trusted ? undefined : parseAddress(addresses?.[0] ?? ''),
    nodeName: nodeName === undefined || nodeName === '' ? undefined : context.interner.text(nodeName),
  };
}

/** What is not said counts as ready, and as serving when ready (the API's reading of absent conditions). */
function stateOf({ ready = true, serving = ready, terminating = false }: Conditions): EndpointState {
  if (ready) return 'ready';
  return serving && terminating ? 'draining' : 'not-ready';
}

type Conditions = NonNullable<Read<typeof endpointShape>['conditions']>;
