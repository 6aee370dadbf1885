import * as fc from 'fast-check';
import type { Json } from './naive/objects.ts';
import {
  addressText,
  DECLARED_PORTS,
  labels,
  listOf,
  NAMESPACE_KEYS,
  NAMESPACES,
  NODES,
  namespaceField,
  POD_KEYS,
  PORT_NAMES,
  PROTOCOLS,
  written,
} from './random-words.ts';

// Names are unique within a container, as the API wants it, and not across containers.
const containerPorts = listOf(
  fc
    .record({ protocol: fc.constantFrom(undefined, ...PROTOCOLS), containerPort: fc.constantFrom(...DECLARED_PORTS) })
    .map(written),
  2,
).chain((ports) =>
  fc
    .shuffledSubarray([...PORT_NAMES, undefined], { minLength: 2, maxLength: 2 })
    .map((names) => ports?.map((port, index) => written({ name: names[index], ...port })) ?? ports),
);

const containers = fc
  .array(containerPorts, { minLength: 1, maxLength: 2 })
  .map((list) => list.map((ports, index) => written({ name: `c${index}`, image: 'c', ports })));

const initContainers = fc.option(
  fc
    .record({ ports: containerPorts, restartPolicy: fc.constantFrom(undefined, 'Always') })
    .map((fields) => [written({ name: 'init', image: 'c', ...fields })]),
  { nil: undefined, freq: 4 },
);

type PodState = 'running' | 'pending' | 'pending-with-address' | 'finished' | 'none' | 'empty' | 'single';

const podState = fc.oneof(
  { arbitrary: fc.constant<PodState>('running'), weight: 10 },
  {
    arbitrary: fc.constantFrom<PodState[]>('pending', 'pending-with-address', 'finished', 'none', 'empty', 'single'),
    weight: 6,
  },
);

const families = fc.constantFrom<(readonly (4 | 6)[])[]>([4], [4], [6], [4, 6], [6, 4]);

interface PodPlan {
  readonly namespace: (typeof NAMESPACES)[number] | undefined;
  readonly labels: Json | null | undefined;
  readonly hostNetwork: boolean;
  readonly nodeName: string | undefined;
  readonly containers: readonly Json[];
  readonly initContainers: readonly Json[] | undefined;
  readonly state: PodState;
  readonly families: readonly (4 | 6)[];
  readonly terminating: boolean;
}

const podPlan: fc.Arbitrary<PodPlan> = fc.record({
  namespace: namespaceField,
  labels: labels(POD_KEYS),
  hostNetwork: fc.integer({ min: 0, max: 5 }).map((roll) => roll === 5),
  nodeName: fc.constantFrom(...NODES, undefined),
  containers,
  initContainers,
  state: podState,
  families,
  terminating: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 9),
});

function podObject(plan: PodPlan, index: number, count: number): Json {
  const { namespace, hostNetwork, nodeName } = plan;
  const deletionTimestamp = plan.terminating ? '2026-01-01T00:00:00Z' : undefined;
  return written({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: written({ name: `pod${index}`, namespace, labels: plan.labels, deletionTimestamp }),
    spec: written({
      containers: plan.containers,
      initContainers: plan.initContainers,
      nodeName,
      hostNetwork: hostNetwork ? true : undefined,
    }),
    status: podStatus(plan, index, count),
  });
}

// A hostNetwork pod has its node's address; a finished one an address that its neighbour may have got since.
function podStatus(
  { state, families: own, hostNetwork, nodeName }: PodPlan,
  index: number,
  count: number,
): Json | undefined {
  const place = hostNetwork ? nodePlace(nodeName) : state === 'finished' ? (index + 1) % count : index;
  const [first, ...others] = own.map((family) => addressText(family, place));
  const addressed = { podIP: first, podIPs: [first, ...others].map((ip) => ({ ip })) };
  switch (state) {
    case 'running':
      return { phase: 'Running', ...addressed };
    case 'single':
      return { phase: 'Running', podIP: first };
    case 'pending':
      return { phase: 'Pending' };
    case 'pending-with-address':
      return { phase: 'Pending', ...addressed };
    case 'finished':
      return { phase: index % 2 === 0 ? 'Succeeded' : 'Failed', ...addressed };
    case 'empty':
      return {};
    case 'none':
      return undefined;
  }
}

function nodePlace(name: string | undefined): number {
  return name === undefined ? 14 : 12 + (NODES as readonly string[]).indexOf(name);
}

const nodePlan = fc.record({
  there: fc.integer({ min: 0, max: 4 }).map((roll) => roll < 4),
  families: fc.oneof(families, fc.constant([])),
});

function nodeObjects(
  plans: readonly { readonly there: boolean; readonly families: readonly (4 | 6)[] }[],
): readonly Json[] {
  return plans.flatMap((plan, index): Json[] => {
    const name = NODES[index] ?? '';
    const addresses = plan.families.map((family) => ({
      type: 'InternalIP',
      address: addressText(family, nodePlace(name)),
    }));
    const status = { addresses: [{ type: 'Hostname', address: name }, ...addresses] };
    return plan.there ? [{ apiVersion: 'v1', kind: 'Node', metadata: { name }, status }] : [];
  });
}

const namespacePlan = fc.record({
  there: fc.integer({ min: 0, max: 3 }).map((roll) => roll < 3),
  labels: labels(NAMESPACE_KEYS),
});

function namespaceObjects(
  plans: readonly { readonly there: boolean; readonly labels: Json | null | undefined }[],
): readonly Json[] {
  return plans.flatMap((plan, index): Json[] => {
    const metadata = written({ name: NAMESPACES[index], labels: plan.labels });
    return plan.there ? [{ apiVersion: 'v1', kind: 'Namespace', metadata }] : [];
  });
}

/** Namespaces and nodes, some of which are missing, and three to eight pods in every state. */
export const randomResidents: fc.Arbitrary<readonly Json[]> = fc
  .record({
    namespaces: fc.array(namespacePlan, { minLength: NAMESPACES.length, maxLength: NAMESPACES.length }),
    nodes: fc.array(nodePlan, { minLength: NODES.length, maxLength: NODES.length }),
    pods: fc.array(podPlan, { minLength: 3, maxLength: 8 }),
  })
  .map(({ namespaces, nodes, pods }) => [
    ...namespaceObjects(namespaces),
    ...nodeObjects(nodes),
    ...pods.map((plan, index) => podObject(plan, index, pods.length)),
  ]);
