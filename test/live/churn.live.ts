import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../support/naive/objects.ts';
import { naiveCluster } from '../support/naive/verdict.ts';
import { churn, dice, of } from './churn.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { contents, decision, isLive, readAs, watchAs } from './looking.ts';

// NETPOL_TUI_CHURN_SECONDS makes it longer than for every run; test/bench/soak.ts looks at the memory of the program meanwhile.
const SECONDS = Number(process.env['NETPOL_TUI_CHURN_SECONDS'] ?? 20);
const QUESTIONS = 1000;

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
});

afterAll(() => plane.stop());

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
  const { made, refused } = await churn({ plane, seconds: SECONDS, roll, onProgress: () => undefined });
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
  console.log(
    `${made} changes (${refused} refused) in ${SECONDS} s, ${pods.length} pods, ${snapshot.policies.length} policies at the end`,
  );
});
