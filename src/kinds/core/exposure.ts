import { parseAddress } from '../../model/addresses.ts';
import type { Decode } from '../decoded.ts';
import type { Read } from '../field-reader.ts';
import { list, openStruct, text } from '../field-reader.ts';
import { objectMetaShape } from '../object-meta.ts';
import { decodeObject } from './decode-object.ts';

const backendShape = openStruct('v1.IngressBackend', {
  service: openStruct('v1.IngressServiceBackend', { name: text() }),
});

const ingressShape = openStruct('v1.Ingress', {
  metadata: objectMetaShape,
  spec: openStruct('v1.IngressSpec', {
    defaultBackend: backendShape,
    rules: list(
      openStruct('v1.IngressRule', {
        http: openStruct('v1.HTTPIngressRuleValue', {
          paths: list(openStruct('v1.HTTPIngressPath', { backend: backendShape })),
        }),
      }),
    ),
  }),
  status: openStruct('v1.IngressStatus', {
    loadBalancer: openStruct('v1.IngressLoadBalancerStatus', {
      ingress: list(openStruct('v1.IngressLoadBalancerIngress', { ip: text() })),
    }),
  }),
});

/** networking.k8s.io/v1 Ingress. */
export const decodeIngress: Decode = (raw, context) =>
  decodeObject(raw, context, {
    shape: ingressShape,
    build: ({ spec = {}, status }) => {
      const { kind, namespace, name } = context.id;
      const paths = (spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
      const backends = [spec.defaultBackend, ...paths.map(({ backend }) => backend)];
      const names = backends.flatMap((backend) => (backend?.service?.name ?? '') || []);
      return {
        kind: 'exposure',
        exposure: {
          kind,
          namespace,
          name,
          services: [...new Set(names.map((service) => `${namespace}/${service}`))],
          addresses: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => parseAddress(ip ?? '') ?? []),
          origin: raw.origin,
        },
      };
    },
  });

const referenceShape = openStruct('v1.HTTPBackendRef', {
  group: text('v1.Group'),
  kind: text('v1.Kind'),
  name: text('v1.ObjectName'),
  namespace: text('v1.Namespace'),
});

const routeShape = openStruct('v1.HTTPRoute', {
  metadata: objectMetaShape,
  spec: openStruct('v1.HTTPRouteSpec', {
    rules: list(openStruct('v1.HTTPRouteRule', { backendRefs: list(referenceShape) })),
  }),
});

/** gateway.networking.k8s.io/v1 HTTPRoute; where it listens stands in its Gateway, which is not read. */
export const decodeHttpRoute: Decode = (raw, context) =>
  decodeObject(raw, context, {
    shape: routeShape,
    build: ({ spec = {} }) => {
      const { kind, namespace, name } = context.id;
      const references = (spec.rules ?? []).flatMap(({ backendRefs }) => backendRefs ?? []);
      return {
        kind: 'exposure',
        exposure: {
          kind,
          namespace,
          name,
          services: [...new Set(references.flatMap((reference) => serviceOf(reference, namespace)))],
          addresses: [],
          origin: raw.origin,
        },
      };
    },
  });

/** A reference is to a Service of the route's own namespace unless it says otherwise. */
function serviceOf({ group, kind, name, namespace }: Read<typeof referenceShape>, own: string): readonly string[] {
  const isService = (group ?? '') === '' && (kind ?? 'Service') === 'Service';
  return isService && name !== undefined && name !== '' ? [`${namespace ?? own}/${name}`] : [];
}
