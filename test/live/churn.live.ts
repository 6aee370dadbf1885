import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../support/naive/objects.ts';
import { naiveCluster } from '../support/naive/verdict.ts';
import type { ApiObject } from './admin-client.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { contents, decision, isLive, readAs, watchAs } from './looking.ts';

// Changes at random while the cluster is watched; NETPOL_TUI_CHURN_SECONDS makes it longer than for every run.
const SECONDS = Number(process.env['NETPOL_TUI_CHURN_SECONDS'] ?? 20);
const A_SECOND = 50;
/** A slow server is not asked for more at a time. */
const AT_ONCE = 16;
const QUESTIONS = 1000;
const NAMESPACES = ['churn-0', 'churn-1', 'churn-2', 'churn-3'];
const PODS = 120;
const POLICIES = 40;

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  for (const name of NAMESPACES) await plane.admin.create(namespaceNamed(name, 'a'));
});

afterAll(() => plane.stop());

/** The same numbers in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

type Dice = ReturnType<typeof dice>;

function of<T>(roll: Dice, values: readonly [T, ...T[]]): T {
  return values[roll(values.length)] ?? values[0];
}

const team = (roll: Dice): string => of(roll, ['a', 'b', 'c']);

function namespaceNamed(name: string, team: string): ApiObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team } } };
}

function podNumber(number: number, roll: Dice): ApiObject {
  const namespace = NAMESPACES[number % NAMESPACES.length] ?? '';
  const ip = `10.7.${number >> 8}.${number & 255}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${number}`, namespace, labels: { app: team(roll) } },
    spec: { containers: [{ name: 'c', image: 'none', ports: [{ name: 'web', containerPort: of(roll, [80, 8080]) }] }] },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
  };
}

function policyNumber(number: number, roll: Dice): ApiObject {
  const labels = () => ({ matchLabels: { app: team(roll) } });
  const peer = () =>
    of<object>(roll, [
      { podSelector: labels() },
      { namespaceSelector: { matchLabels: { team: team(roll) } } },
      { namespaceSelector: {}, podSelector: labels() },
      { ipBlock: { cidr: '10.7.0.0/26' } },
    ]);
  const rule = (key: string) => ({
    [key]: [peer()],
    ...(roll(2) === 0 ? { ports: [{ port: of<number | string>(roll, [80, 'web']) }] } : {}),
  });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${number}`, namespace: NAMESPACES[number % NAMESPACES.length] ?? '' },
    spec: {
      podSelector: roll(3) === 0 ? {} : labels(),
      ...of<object>(roll, [
        { policyTypes: ['Ingress'], ingress: [rule('from')] },
        { policyTypes: ['Egress'], egress: [rule('to')] },
        { policyTypes: ['Ingress', 'Egress'], ingress: [rule('from')], egress: [rule('to')] },
      ]),
    },
  };
}

async function change(roll: Dice): Promise<void> {
  const { admin } = plane;
  const pod = podNumber(roll(PODS), roll);
  const policy = policyNumber(roll(POLICIES), roll);
  switch (roll(10)) {
    case 0:
      return admin.patch(pod, { metadata: { labels: { app: team(roll) } } });
    case 1:
      return admin.remove(pod);
    case 2:
    case 3:
    case 4:
      return admin.create(policy);
    case 5:
      return admin.remove(policy);
    case 6:
      return admin.patch(namespaceNamed(of(roll, ['churn-0', ...NAMESPACES]), ''), {
        metadata: { labels: { team: team(roll) } },
      });
    default:
      return admin.create(pod);
  }
}

async function objectsNow(): Promise<readonly Json[]> {
  const kinds = [
    ['v1', 'Namespace', '/api/v1/namespaces'],
    ['v1', 'Pod', '/api/v1/pods'],
    ['networking.k8s.io/v1', 'NetworkPolicy', '/apis/networking.k8s.io/v1/networkpolicies'],
  ] as const;
  const lists = await Promise.all(
    kinds.map(async ([apiVersion, kind, path]) => {
      const { body } = await plane.admin.send('GET', path);
      return (JSON.parse(body) as { items: Json[] }).items.map((item) => ({ ...item, apiVersion, kind }));
    }),
  );
  return lists.flat();
}

test('after changes at random, restarts and a compaction, what is watched is what is there', async () => {
  const { until, world } = await watchAs(plane, plane.adminToken);
  await until('live', isLive);
  const roll = dice(20_261_121);
  let [begun, made, refused] = [0, 0, 0];
  const underWay = new Set<Promise<unknown>>();
  const memory: number[] = [];
  let trouble = Promise.resolve();
  const started = Date.now();
  const elapsed = (): number => (Date.now() - started) / 1000 / SECONDS;
  const troubles = [() => plane.restart(), () => plane.restart(plane.compact), () => plane.compact()];
  while (elapsed() < 1) {
    // What is not there cannot be changed, and while the server is away nothing can.
    const changing = change(roll).then(
      () => (made += 1),
      () => {
        refused += 1;
        return pause(100);
      },
    );
    underWay.add(changing);
    void changing.then(() => underWay.delete(changing));
    if (underWay.size >= AT_ONCE) await Promise.race(underWay);
    if (troubles.length > 0 && elapsed() > (4 - troubles.length) / 4) {
      const next = troubles.shift();
      trouble = trouble.then(next);
    }
    if (elapsed() > memory.length / 20) memory.push(process.memoryUsage.rss());
    begun += 1;
    await pause(Math.max(0, started + (begun * 1000) / A_SECOND - Date.now()));
  }
  await Promise.all(underWay);
  await trouble;
  expect(made).toBeGreaterThan(SECONDS * 5);

  const fresh = contents((await readAs(plane, plane.adminToken)).snapshot);
  await until(
    'the same as a fresh list',
    ({ snapshot }) => JSON.stringify(contents(snapshot)) === JSON.stringify(fresh),
  );
  await until('live', isLive);

  const objects = await objectsNow();
  const ask = naiveCluster(objects);
  const { snapshot } = world();
  const pods = [...snapshot.pods.keys()];
  const differences = Array.from({ length: QUESTIONS }, () => {
    const [source, destination, port] = [
      pods[roll(pods.length)] ?? '',
      pods[roll(pods.length)] ?? '',
      of(roll, [80, 8080, 443]),
    ];
    const naive = ask({ source: { pod: source }, destination: { pod: destination }, protocol: 'TCP', port });
    return { source, destination, port, naive, engine: decision(snapshot, source, destination, port) };
  }).filter(({ naive, engine }) => naive !== engine);
  expect(differences).toEqual([]);
  const megabytes = memory.map((bytes) => Math.round(bytes / 1024 / 1024));
  console.log(
    `${made} changes (${refused} refused) in ${SECONDS} s, ${pods.length} pods, ${snapshot.policies.length} policies at the end; RSS in MB, twenty times: ${megabytes.join(' ')}`,
  );
});
