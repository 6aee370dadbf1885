import type { Json } from '../../support/naive/objects.ts';
import { type App, appName, namespaceName, TEAMS } from './names.ts';
import { realisticPolicy } from './policies.ts';
import { createRandom, type Random } from './random.ts';
import type { ClusterSize } from './sizes.ts';

const ENVIRONMENTS = ['prod', 'staging', 'dev'] as const;

/**
 * A cluster as clusters are: Deployments of three to ten replicas, a tenth of them in the middle of a rollout, StatefulSets with a
 * label of their own for each pod, Jobs; default-deny in most namespaces, DNS, monitoring, teams and environments that talk across
 * namespaces. Objects come one at a time, as an API server would list them; the seed decides all of it.
 */
export function* realisticObjects(size: ClusterSize, seed: number): Generator<Json> {
  const random = createRandom(seed);
  const apps: App[][] = [];
  for (let index = 0; index < size.namespaces; index++) {
    apps.push([]);
    yield namespaceObject(index);
  }
  let pods = 0;
  for (let index = 0; pods < size.pods; index++) {
    const namespace = index % size.namespaces;
    const own = apps[namespace] ?? [];
    const app = randomApp(random, namespace, own.length);
    own.push(app);
    const replicas = Math.min(size.pods - pods, 3 + random.below(8));
    yield* podsOf(app, replicas, pods, random, size);
    pods += replicas;
  }
  for (let index = 0; index < size.policies; index++) yield realisticPolicy(index, size, apps, random);
}

function namespaceObject(index: number): Json {
  const team = `team-${index % TEAMS}`;
  const env = index < 3 ? 'system' : (ENVIRONMENTS[index % 3] ?? 'dev');
  const name = namespaceName(index);
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name, team, env } },
  };
}

const TIERS = ['frontend', 'backend', 'data'] as const;

function randomApp(random: Random, namespace: number, index: number): App {
  const name = appName(namespace, index);
  // Every sixth workload listens elsewhere than its name says.
  const shift = random.percent(17) ? 1 + random.below(3) : 0;
  return {
    namespace,
    name,
    tier: TIERS[index % TIERS.length] ?? 'backend',
    version: `v${1 + random.below(3)}`,
    ports: [
      { name: 'http', port: 8080 + shift },
      { name: 'metrics', port: 9090 + shift },
    ],
  };
}

function* podsOf(app: App, replicas: number, first: number, random: Random, size: ClusterSize): Generator<Json> {
  const kind = random.percent(12) ? 'StatefulSet' : random.percent(6) ? 'Job' : 'ReplicaSet';
  const inRollout = kind === 'ReplicaSet' && random.percent(10);
  const hashes = [hashOf(random), hashOf(random)];
  const nodes = Math.max(1, Math.ceil(size.pods / 30));
  for (let replica = 0; replica < replicas; replica++) {
    const hash = hashes[inRollout && replica % 2 === 1 ? 1 : 0] ?? '';
    yield podObject(app, { kind, hash, replica, address: first + replica, node: random.below(nodes) });
  }
}

function hashOf(random: Random): string {
  return random.below(2 ** 32).toString(36);
}

/** What sets a pod apart from its replicas. */
interface Replica {
  readonly kind: string;
  readonly hash: string;
  readonly replica: number;
  readonly address: number;
  readonly node: number;
}

/** A pod as the API server lists it, without what this program never reads. */
function podObject(app: App, { kind, hash, replica, address, node }: Replica): Json {
  const owner = kind === 'ReplicaSet' ? `${app.name}-${hash}` : app.name;
  const name = kind === 'StatefulSet' ? `${app.name}-${replica}` : `${owner}-${replica}`;
  const own: Json =
    kind === 'ReplicaSet'
      ? { 'pod-template-hash': hash }
      : kind === 'StatefulSet'
        ? { 'statefulset.kubernetes.io/pod-name': name }
        : { 'job-name': app.name };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: namespaceName(app.namespace),
      labels: {
        app: app.name,
        'app.kubernetes.io/name': app.name,
        'app.kubernetes.io/instance': `${app.name}-${app.namespace}`,
        tier: app.tier,
        version: app.version,
        ...own,
      },
      ownerReferences: [{ apiVersion: ownerVersion(kind), kind, name: owner, controller: true, uid: owner }],
    },
    spec: {
      nodeName: `node-${node}`,
      containers: [
        {
          name: 'main',
          ports: app.ports.map(({ name: port, port: number }) => ({ name: port, containerPort: number })),
        },
      ],
    },
    status: { phase: 'Running', podIP: podAddress(address), podIPs: [{ ip: podAddress(address) }] },
  };
}

function ownerVersion(kind: string): string {
  return kind === 'Job' ? 'batch/v1' : 'apps/v1';
}

/** The address of the pod with this number, in 10.128.0.0/9. */
export function podAddress(index: number): string {
  return `10.${128 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
}
