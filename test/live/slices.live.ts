import { afterAll, beforeAll, expect, test } from 'vitest';
import { check, isProblem } from '../../src/engine/check.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { readAs } from './looking.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
});

afterAll(() => plane.stop());

const metadata = (name: string, labels = {}): { name: string; namespace: string; labels: object } => {
  return { name, namespace: 'default', labels };
};

async function givenPod(name: string, ip: string): Promise<void> {
  await plane.admin.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(name, { app: 'web' }),
    spec: { containers: [{ name: 'web', image: 'none' }] },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
  });
}

test('a Service leads where its EndpointSlice says: to ready endpoints, at their port', async () => {
  await givenPod('ready', '10.9.0.1');
  await givenPod('starting', '10.9.0.2');
  await plane.admin.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata('web'),
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
  });
  const endpoint = (name: string, address: string, isReady: boolean): object => ({
    addresses: [address],
    conditions: { ready: isReady },
    targetRef: { kind: 'Pod', namespace: 'default', name },
  });
  await plane.admin.create({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: metadata('web-1', { 'kubernetes.io/service-name': 'web' }),
    addressType: 'IPv4',
    ports: [{ name: '', port: 8443, protocol: 'TCP' }],
    endpoints: [endpoint('ready', '10.9.0.1', true), endpoint('starting', '10.9.0.2', false)],
  });

  const { snapshot } = await readAs(plane, plane.adminToken);
  const answer = check(snapshot, { from: 'default/starting', to: 'default/svc/web', port: 80 }, 'default');

  if (isProblem(answer)) throw new Error(JSON.stringify(answer));
  expect(
    answer.pairs.map(({ destination, port }) => [destination.kind === 'pod' ? destination.pod.key : '', port]),
  ).toEqual([['default/ready', 8443]]);
});
