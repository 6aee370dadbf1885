import * as fc from 'fast-check';
import type { Json } from './naive/objects.ts';
import { list, map } from './naive/objects.ts';
import type { NaiveServiceQuery } from './naive/services.ts';
import type { NaiveEnd } from './naive/verdict.ts';
import { randomCluster } from './random-cluster.ts';
import { DECLARED_PORTS, labels, NAMESPACES, NODES, POD_KEYS, PORT_NAMES, PROTOCOLS, written } from './random-words.ts';

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
  readonly members: readonly {
    readonly place: number;
    readonly conditions: Json | undefined;
    readonly isPlaced: boolean;
  }[];
  /** For each of the Service's ports in turn: its number here, or nothing. */
  readonly numbers: readonly (number | undefined)[];
}

const slicePlan: fc.Arbitrary<SlicePlan> = fc.record({
  family: fc.constantFrom('IPv4', 'IPv4', 'IPv4', 'IPv6', 'FQDN'),
  manager: fc.constantFrom(undefined, 'endpointslice-controller.k8s.io'),
  members: fc.uniqueArray(fc.record({ place: fc.nat({ max: 9 }), conditions, isPlaced: fc.boolean() }), {
    maxLength: 4,
    selector: ({ place }) => place,
  }),
  numbers: fc.array(fc.constantFrom(undefined, ...DECLARED_PORTS), { minLength: 3, maxLength: 3 }),
});

const servicePlan = fc.record({
  /** Selects pods by one of the labels of the pod at this place, in its namespace. Random selectors seldom select anything. */
  like: fc.constantFrom(undefined, 0, 1, 2, 3),
  namespace: fc.constantFrom(...NAMESPACES),
  type: fc.constantFrom(undefined, undefined, 'ClusterIP', 'ExternalName', 'NodePort', 'NodePort', 'LoadBalancer'),
  externalIPs: fc.constantFrom(undefined, undefined, undefined, ['203.0.113.200']),
  internalTrafficPolicy: fc.constantFrom(undefined, undefined, 'Cluster', 'Local', 'Local'),
  externalTrafficPolicy: fc.constantFrom(undefined, undefined, 'Cluster', 'Local'),
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

const FIRST_NODE_PORT = 30_000;

/** As the API server would have it: only what is offered to the outside has NodePorts and treats outside clients in its way. */
function admitted(plan: Settled, index: number): Settled {
  if (plan.type !== 'NodePort' && plan.type !== 'LoadBalancer') return { ...plan, externalTrafficPolicy: undefined };
  const ports = plan.ports.map((port, place) => ({ ...port, nodePort: FIRST_NODE_PORT + index * 10 + place }));
  return { ...plan, clusterIP: plan.clusterIP === 'None' ? undefined : plan.clusterIP, ports };
}

function serviceObjects(plan: Settled, index: number, objects: readonly Json[]): readonly Json[] {
  const { namespace, slices, ...spec } = admitted(plan, index);
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
  { place, conditions: state, isPlaced }: SlicePlan['members'][number],
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
      : [written({ addresses: [address], conditions: state, targetRef, nodeName: isPlaced ? NODES[0] : undefined })];
  }
  const address = addressesOf(pod).find((text) => text.includes(':') === (family === 'IPv6'));
  if (address === undefined || family === 'FQDN') return [];
  const { name, namespace = 'default' } = map(pod['metadata']);
  const { nodeName } = map(pod['spec']);
  const targetRef = { kind: 'Pod', name, namespace };
  return [written({ addresses: [address], conditions: state, targetRef, nodeName: isPlaced ? nodeName : undefined })];
}

function addressesOf(pod: Json): readonly string[] {
  const { podIP, podIPs } = map(pod['status']);
  const several = list(podIPs).map((entry) => String(map(entry)['ip']));
  return several.length > 0 || podIP === undefined ? several : [String(podIP)];
}

const READY = fc.constantFrom<(string | undefined)[]>(undefined, undefined, 'True', 'False');

const CLIENTS: readonly NaiveEnd[] = [
  { address: '198.51.100.1' },
  { address: '10.0.0.1' },
  { address: '10.0.0.12' },
  { address: '2001:db8::1' },
  { node: NODES[0] },
];

/** A random cluster in which pods may say whether they are ready, with one to three Services in it. */
export function randomServiceScenario(
  maxQueries: number,
  cluster: fc.Arbitrary<readonly Json[]> = randomCluster,
): fc.Arbitrary<ServiceScenario> {
  const pick = fc.record({
    source: fc.nat({ max: 999 }),
    /** From elsewhere than a pod. */
    from: fc.constantFrom(undefined, undefined, undefined, ...CLIENTS),
    /** At its NodePort, where it has one. */
    at: fc.constantFrom(undefined, undefined, ...NODES),
    service: fc.nat({ max: 999 }),
    /** Of the Service's ports, where it has so many. */
    own: fc.constantFrom(0, 0, 1, 2, 9),
    port: fc.constantFrom(...SERVICE_PORTS),
    protocol: fc.constantFrom('TCP', 'TCP', 'TCP', ...PROTOCOLS),
  });
  return fc
    .record({
      residents: cluster,
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
      const nodeNames = new Set(objects.flatMap(nodesIn));
      const queries = picks.map(({ source, from, service, ...asked }): NaiveServiceQuery => {
        const index = service % services.length;
        const isThere = from !== undefined && !('node' in from && !nodeNames.has(from.node));
        return {
          source: isThere ? from : { pod: keys[source % keys.length] ?? '' },
          ...doorTo(asked, services[index], index, nodeNames),
        };
      });
      return {
        objects: [...objects, ...services.flatMap((plan, index) => serviceObjects(plan, index, objects))],
        queries,
      };
    });
}

interface Asked {
  readonly own: number;
  readonly at: string | undefined;
  readonly port: number;
  readonly protocol: string;
}

/** The Service at the port that was picked, or a node at the NodePort of that. */
function doorTo(
  { own, at, port, protocol }: Asked,
  plan: Settled | undefined,
  index: number,
  nodeNames: ReadonlySet<string>,
): Omit<NaiveServiceQuery, 'source'> {
  const to = { service: `${plan?.namespace}/svc${index}` };
  const known = plan && admitted(plan, index).ports[own];
  if (known === undefined) return { to, port, protocol };
  const { port: number, nodePort, protocol: spoken = 'TCP' } = known;
  return at !== undefined && nodePort !== undefined && nodeNames.has(at)
    ? { to: { node: at }, port: Number(nodePort), protocol: String(spoken) }
    : { to, port: Number(number), protocol: String(spoken) };
}

function nodesIn(object: Json): readonly string[] {
  if (object['kind'] === 'Node') return [String(map(object['metadata'])['name'])];
  const { nodeName } = map(object['spec']);
  return object['kind'] !== 'Pod' || nodeName === undefined ? [] : [String(nodeName)];
}

function withCondition(pod: Json, status: string): Json {
  return { ...pod, status: { ...map(pod['status']), conditions: [{ type: 'Ready', status }] } };
}
