import type { Family, IpAddress } from '../../model/addresses.ts';
import { parseAddress } from '../../model/addresses.ts';
import type { Service, ServicePort } from '../../model/cluster-objects.ts';
import type { TrafficPolicy } from '../../model/service-objects.ts';
import type { Decode } from '../decoded.ts';
import type { Read } from '../field-reader.ts';
import { boolean, int32, intOrString, list, openStruct, text, textMap } from '../field-reader.ts';
import { objectMetaShape } from '../object-meta.ts';
import { protocolOf } from '../policy-ports.ts';
import { decodeObject } from './decode-object.ts';

const portShape = openStruct('v1.ServicePort', {
  name: text(),
  protocol: text('v1.Protocol'),
  port: int32,
  targetPort: intOrString,
  nodePort: int32,
});

const serviceShape = openStruct('v1.Service', {
  metadata: objectMetaShape,
  spec: openStruct('v1.ServiceSpec', {
    type: text('v1.ServiceType'),
    selector: textMap,
    ports: list(portShape),
    clusterIP: text(),
    clusterIPs: list(text()),
    externalIPs: list(text()),
    externalName: text(),
    publishNotReadyAddresses: boolean,
    ipFamilies: list(text('v1.IPFamily')),
    internalTrafficPolicy: text('v1.ServiceInternalTrafficPolicy'),
    externalTrafficPolicy: text('v1.ServiceExternalTrafficPolicy'),
  }),
  status: openStruct('v1.ServiceStatus', {
    loadBalancer: openStruct('v1.LoadBalancerStatus', {
      ingress: list(openStruct('v1.LoadBalancerIngress', { ip: text() })),
    }),
  }),
});

/** v1 Service. */
export const decodeService: Decode = (raw, context) =>
  decodeObject(raw, context, {
    shape: serviceShape,
    build: ({ spec = {}, status }) => {
      const { id, interner } = context;
      const namespace = interner.text(id.namespace);
      const type = typeOf(spec.type);
      const clusterIPs = (spec.clusterIPs ?? []).length > 0 ? (spec.clusterIPs ?? []) : [spec.clusterIP ?? ''];
      const balancers = (status?.loadBalancer?.ingress ?? []).map((ingress) => ingress.ip ?? '');
      const selector = spec.selector ?? new Map<string, string>();
      return {
        kind: 'service',
        service: {
          key: `${namespace}/${id.name}`,
          namespace,
          name: id.name,
          type,
          headless: type === 'ClusterIP' && clusterIPs.includes('None'),
          selector: selector.size === 0 ? undefined : interner.labels(selector),
          ports: (spec.ports ?? []).flatMap(servicePort),
          clusterIPs: clusterIPs.flatMap(addressIn),
          externalIPs: [...(spec.externalIPs ?? []), ...balancers].flatMap(addressIn),
          externalName: type === 'ExternalName' ? spec.externalName : undefined,
          publishNotReady: spec.publishNotReadyAddresses ?? false,
          families: familiesOf(spec, clusterIPs),
          internalTraffic: trafficPolicy(spec.internalTrafficPolicy),
          externalTraffic: trafficPolicy(spec.externalTrafficPolicy),
          origin: raw.origin,
        },
      };
    },
  });

type RawSpec = NonNullable<Read<typeof serviceShape>['spec']>;

function typeOf(written: string | undefined): Service['type'] {
  return written === 'NodePort' || written === 'LoadBalancer' || written === 'ExternalName' ? written : 'ClusterIP';
}

/** A missing targetPort is the Service's own port. An entry without a number, or of a protocol there is not, leads nowhere. */
function servicePort(entry: Read<typeof portShape>): readonly ServicePort[] {
  const protocol = protocolOf(entry.protocol ?? 'TCP');
  if (protocol === undefined || entry.port === undefined) return [];
  const hasTarget = entry.targetPort !== undefined && entry.targetPort !== 0 && entry.targetPort !== '';
  return [
    {
      name: entry.name === '' ? undefined : entry.name,
      protocol,
      port: entry.port,
      targetPort: hasTarget && entry.targetPort !== undefined ? entry.targetPort : entry.port,
      nodePort: entry.nodePort,
    },
  ];
}

function addressIn(text: string): readonly IpAddress[] {
  const address = parseAddress(text);
  return address === undefined ? [] : [address];
}

function familiesOf({ ipFamilies = [] }: RawSpec, clusterIPs: readonly string[]): readonly Family[] {
  const named = ipFamilies.flatMap((family): Family[] => (family === 'IPv4' || family === 'IPv6' ? [family] : []));
  return named.length > 0 ? named : [...new Set(clusterIPs.flatMap(addressIn).map(({ family }) => family))];
}

function trafficPolicy(written: string | undefined): TrafficPolicy {
  return written === 'Local' ? 'Local' : 'Cluster';
}
