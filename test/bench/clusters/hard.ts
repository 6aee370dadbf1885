import type { Json } from '../../support/naive/objects.ts';
import { createRandom } from './random.ts';
import { podAddress } from './realistic.ts';

// Clusters made to be hard.

const pod = (index: number, namespace: string, labels: Json): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `p${index}`, namespace, labels },
  spec: { containers: [] },
  status: { phase: 'Running', podIP: podAddress(index) },
});

const policy = (name: string, namespace: string, spec: Json): Json => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});

/** Every pod is told apart by a policy of its own, which lets in the one before it. */
export function* singletons(pods: number, perNamespace: number): Generator<Json> {
  for (let index = 0; index < pods; index++) {
    const namespace = `n${Math.floor(index / perNamespace)}`;
    yield pod(index, namespace, { id: `p${index}` });
    yield policy(`p${index}`, namespace, {
      podSelector: { matchLabels: { id: `p${index}` } },
      ingress: [
        { from: [{ podSelector: { matchLabels: { id: `p${index - 1}` } } }], ports: [{ port: 1000 + (index % 5000) }] },
      ],
    });
  }
}

const ACROSS = 55;
const CROWD = { perNamespace: 3000, policies: 400 };

/**
 * Pods stand in a square, by row and column, in namespaces of 3,000; policies, 400 in each, select rows and columns and name rows and
 * columns, every fifth of all namespaces. All pods are isolated both ways, and each is a class of its own with a profile of its own.
 */
export function* crowd(pods: number): Generator<Json> {
  const random = createRandom(7);
  for (let index = 0; index < pods; index++) {
    const place = index % CROWD.perNamespace;
    const namespace = `n${(index - place) / CROWD.perNamespace}`;
    if (place === 0) yield* policiesOfCrowd(namespace, random);
    yield pod(index, namespace, { row: `v${Math.floor(place / ACROSS)}`, column: `v${place % ACROSS}` });
  }
}

function* policiesOfCrowd(namespace: string, random: ReturnType<typeof createRandom>): Generator<Json> {
  const some = (): Json => ({ matchLabels: { [random.pick(['row', 'column'])]: `v${random.below(ACROSS)}` } });
  const peer = (): Json =>
    random.percent(20) ? { namespaceSelector: {}, podSelector: some() } : { podSelector: some() };
  const ports = (): Json => ({ port: 1000 + random.below(12) });
  const policyTypes = ['Ingress', 'Egress'];
  yield policy('deny', namespace, { podSelector: {}, policyTypes });
  for (let index = 0; index < CROWD.policies; index++) {
    yield policy(`p${index}`, namespace, {
      podSelector: some(),
      policyTypes,
      ingress: [{ from: [peer()], ports: [ports()] }],
      egress: [{ to: [peer()], ports: [ports()] }],
    });
  }
}

/** So many different blocks of addresses, none of which holds a pod, and pods that each may reach some of them. */
export function* blocks(count: number): Generator<Json> {
  for (let index = 0; index < count; index++) {
    const namespace = `n${index % 50}`;
    if (index % 10 === 0) yield pod(index, namespace, { id: `p${index}` });
    yield policy(`b${index}`, namespace, {
      podSelector: { matchLabels: { id: `p${index - (index % 10)}` } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: blockText(index) } }] }],
    });
  }
}

/** The block of this number: of 16 or 256 addresses times 256, every third holds others. */
function blockText(index: number): string {
  return `${20 + (index >> 12)}.${(index >> 4) & 255}.${(index & 15) * 16}.0/${index % 3 === 0 ? 20 : 24}`;
}
