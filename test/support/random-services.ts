import * as fc from 'fast-check';
import type { Json } from './naive/objects.ts';
import { list, map } from './naive/objects.ts';
import type { NaiveServiceQuery } from './naive/services.ts';
import { randomCluster } from './random-cluster.ts';
import { DECLARED_PORTS, labels, NAMESPACES, POD_KEYS, PORT_NAMES, PROTOCOLS, written } from './random-words.ts';

/** A cluster with Services, and questions that go through them. */
export interface ServiceScenario {
  readonly objects: readonly Json[];
  readonly queries: readonly NaiveServiceQuery[];
}

const SERVICE_PORTS = [80, 443, 53] as const;

interface PortPlan {
  readonly port: (typeof SERVICE_PORTS)[number];
  readonly protocol: (typeof PROTOCOLS)[number] | undefined;
  readonly targetPort: number | string | undefined;
}

const portPlan: fc.Arbitrary<PortPlan> = fc.record({
  port: fc.constantFrom(...SERVICE_PORTS),
  protocol: fc.constantFrom(undefined, undefined, ...PROTOCOLS),
  targetPort: fc.constantFrom(undefined, ...DECLARED_PORTS, ...PORT_NAMES, ...PORT_NAMES),
});

// Several ports need names, and no two of one number and protocol.
const ports: fc.Arbitrary<readonly Json[]> = fc
  .uniqueArray(portPlan, {
    minLength: 1,
    maxLength: 3,
    selector: ({ port, protocol }) => `${port}/${protocol ?? 'TCP'}`,
  })
  .map((plans) => plans.map((plan, index) => written({ name: plans.length > 1 ? `p${index}` : undefined, ...plan })));

const families = fc.constantFrom<(readonly string[] | undefined)[]>(
  undefined,
  undefined,
  ['IPv4'],
  ['IPv6'],
  ['IPv4', 'IPv6'],
);

const conditions = fc.constantFrom<(Json | undefined)[]>(
  undefined,
  {},
  { ready: true },
  { ready: true },
  { ready: false },
  { ready: false, serving: true, terminating: true },
  { ready: false, serving: false, terminating: true },
);

interface SlicePlan {
  readonly family: 'IPv4' | 'IPv6' | 'FQDN';
  readonly manager: string | undefined;
  /** Places in the list of pods; past its end: a pod that is not there, then an address outside. */
  readonly members: readonly { readonly place: number; readonly conditions: Json | undefined }[];
  /** For each of the Service's ports in turn: its number here, or nothing. */
  readonly numbers: readonly (number | undefined)[];
}

const slicePlan: fc.Arbitrary<SlicePlan> = fc.record({
  family: fc.constantFrom('IPv4', 'IPv4', 'IPv4', 'IPv6', 'FQDN'),
  manager: fc.constantFrom(undefined, 'endpointslice-controller.k8s.io'),
  members: fc.uniqueArray(fc.record({ place: fc.nat({ max: 9 }), conditions }), {
    maxLength: 4,
    selector: ({ place }) => place,
  }),
  numbers: fc.array(fc.constantFrom(undefined, ...DECLARED_PORTS), { minLength: 3, maxLength: 3 }),
});

const servicePlan = fc.record({
  /** Selects pods by one of the labels of the pod at this place, in its namespace. Random selectors seldom select anything. */
  like: fc.constantFrom(undefined, 0, 1, 2, 3),
  namespace: fc.constantFrom(...NAMESPACES),
  type: fc.constantFrom(undefined, undefined, undefined, 'ClusterIP', 'ExternalName'),
  clusterIP: fc.constantFrom('10.96.0.1', '10.96.0.1', 'fd96::1', 'None', undefined),
  selector: labels(POD_KEYS),
  ports,
  ipFamilies: families,
  publishNotReadyAddresses: fc.constantFrom(undefined, undefined, false, true),
  slices: fc.oneof(
    { arbitrary: fc.constant<readonly SlicePlan[]>([]), weight: 2 },
    { arbitrary: fc.array(slicePlan, { minLength: 1, maxLength: 3 }), weight: 1 },
  ),
});

type ServicePlan = typeof servicePlan extends fc.Arbitrary<infer Plan> ? Plan : never;

/** The plan with the selector and the namespace it comes to. */
function settled({ like, ...plan }: ServicePlan, objects: readonly Json[]): Settled {
  const pod = like === undefined ? undefined : objects.filter((object) => object['kind'] === 'Pod')[like];
  const { namespace = 'default', labels: own } = map(pod?.['metadata']);
  const [label] = Object.entries(map(own));
  return pod === undefined || label === undefined
    ? plan
    : { ...plan, namespace: String(namespace), selector: Object.fromEntries([label]) };
}

type Settled = Omit<ServicePlan, 'like' | 'namespace'> & { readonly namespace: string };

function serviceObjects(plan: Settled, index: number, objects: readonly Json[]): readonly Json[] {
  const { namespace, slices, ...spec } = plan;
  const name = `svc${index}`;
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: written(spec) },
    ...[...slices].map((slice, place) => sliceObject(slice, `${name}-${place}`, plan, name, objects)),
  ];
}

function sliceObject(
  { family, manager, members, numbers }: SlicePlan,
  name: string,
  { namespace, ports: ofService }: Settled,
  service: string,
  objects: readonly Json[],
): Json {
  const managed = manager === undefined ? {} : { 'endpointslice.kubernetes.io/managed-by': manager };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels: { 'kubernetes.io/service-name': service, ...managed } },
    addressType: family,
    ports: ofService.flatMap(({ name: portName, protocol }, index): Json[] => {
      const port = numbers[index];
      return port === undefined ? [] : [written({ name: portName, protocol, port })];
    }),
    endpoints: members.flatMap((member) => endpointObjects(member, family, objects)),
  };
}

const OUTSIDE = { IPv4: '198.51.100.7', IPv6: '2001:db8::7', FQDN: 'db.example.com' } as const;

// As the control plane writes it: a pod stands in the slices of the families that it has an address of.
function endpointObjects(
  { place, conditions: state }: SlicePlan['members'][number],
  family: SlicePlan['family'],
  objects: readonly Json[],
): readonly Json[] {
  const pods = objects.filter((object) => object['kind'] === 'Pod');
  const pod = pods[place];
  if (pod === undefined) {
    const gone = { kind: 'Pod', namespace: 'n1', name: 'gone' };
    const address = place === pods.length ? '10.0.9.9' : OUTSIDE[family];
    const targetRef = place === pods.length && family === 'IPv4' ? gone : undefined;
    return place === pods.length && family !== 'IPv4'
      ? []
      : [written({ addresses: [address], conditions: state, targetRef })];
  }
  const address = addressesOf(pod).find((text) => text.includes(':') === (family === 'IPv6'));
  if (address === undefined || family === 'FQDN') return [];
  const { name, namespace = 'default' } = map(pod['metadata']);
  return [written({ addresses: [address], conditions: state, targetRef: { kind: 'Pod', name, namespace } })];
}

function addressesOf(pod: Json): readonly string[] {
  const { podIP, podIPs } = map(pod['status']);
  const several = list(podIPs).map((entry) => String(map(entry)['ip']));
  return several.length > 0 || podIP === undefined ? several : [String(podIP)];
}

const READY = fc.constantFrom<(string | undefined)[]>(undefined, undefined, 'True', 'False');

/** A random cluster in which pods may say whether they are ready, with one to three Services in it. */
export function randomServiceScenario(maxQueries: number): fc.Arbitrary<ServiceScenario> {
  const pick = fc.record({
    source: fc.nat({ max: 999 }),
    service: fc.nat({ max: 999 }),
    /** Of the Service's ports, where it has so many. */
    own: fc.constantFrom(0, 0, 1, 2, 9),
    port: fc.constantFrom(...SERVICE_PORTS),
    protocol: fc.constantFrom('TCP', 'TCP', 'TCP', ...PROTOCOLS),
  });
  return fc
    .record({
      residents: randomCluster,
      readiness: fc.array(READY, { minLength: 8, maxLength: 8 }),
      plans: fc.array(servicePlan, { minLength: 1, maxLength: 3 }),
      picks: fc.array(pick, { minLength: 1, maxLength: maxQueries }),
    })
    .map(({ residents, readiness, plans, picks }) => {
      let pods = 0;
      const objects = residents.map((object) => {
        if (object['kind'] !== 'Pod') return object;
        const status = readiness[pods++];
        return status === undefined ? object : withCondition(object, status);
      });
      const services = plans.map((plan) => settled(plan, objects));
      const keys = objects
        .filter((object) => object['kind'] === 'Pod')
        .map((object) => map(object['metadata']))
        .map(({ name, namespace = 'default' }) => `${namespace}/${name}`);
      const queries = picks.map(({ source, service, own, port, protocol }) => {
        const index = service % services.length;
        const known = services[index]?.ports[own];
        return {
          source: { pod: keys[source % keys.length] ?? '' },
          service: `${services[index]?.namespace}/svc${index}`,
          port: known === undefined ? port : Number(known['port']),
          protocol: known === undefined ? protocol : String(known['protocol'] ?? 'TCP'),
        };
      });
      return {
        objects: [...objects, ...services.flatMap((plan, index) => serviceObjects(plan, index, objects))],
        queries,
      };
    });
}

function withCondition(pod: Json, status: string): Json {
  return { ...pod, status: { ...map(pod['status']), conditions: [{ type: 'Ready', status }] } };
}
