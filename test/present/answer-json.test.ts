import { expect, test } from 'vitest';
import { check, isProblem } from '../../src/engine/check.ts';
import { checkJson } from '../../src/present/answer-json.ts';
import { addresses, block, type ClusterSketch, cluster, onPort, pod, policy, replicas } from './sample-cluster.ts';

function json(sketch: ClusterSketch, from: string, to: string) {
  const answer = check(cluster(sketch), { from, to }, 'default');
  if (isProblem(answer)) throw new Error(JSON.stringify(answer));
  return checkJson(answer, 'full');
}

const CLIENT = pod('x/client', {});
const STATEFUL = { kind: 'StatefulSet', namespace: 'x', name: 'db' };

test('of several pods, connections are what all of them allow', () => {
  const pods = [
    CLIENT,
    pod('x/db-0', {}, { workload: STATEFUL }),
    pod('x/db-1', { strict: '' }, { workload: STATEFUL }),
  ];
  const policies = [policy('x/strict', { selects: ['strict'], ingress: [{ ports: [onPort(5432)] }] })];
  expect(json({ pods, policies }, 'x/client', 'x/sts/db')).toMatchObject({
    verdict: 'allowed',
    connections: { TCP: [[5432, 5432]], UDP: [], SCTP: [] },
    endpoints: [{ connections: { UDP: [[1, 65535]] } }, { connections: { UDP: [] } }],
  });
});

test('families that differ are told apart', () => {
  const pods = [
    pod('x/client', {}, { addresses: addresses('10.0.0.1', 'fd00::1') }),
    pod('x/db', {}, { addresses: addresses('10.0.0.2', 'fd00::2') }),
  ];
  const policies = [policy('x/v4', { selects: [], ingress: [{ peers: [block('10.0.0.0/8')] }] })];
  expect(json({ pods, policies }, 'x/client', 'x/db:80')).toMatchObject({
    verdict: 'denied',
    families: [
      { families: ['IPv4'], verdict: 'allowed', ingress: { reason: 'rule' } },
      { families: ['IPv6'], verdict: 'denied', ingress: { reason: 'isolated' } },
    ],
  });
});

test('what is not known is named', () => {
  const pods = [pod('x/client', {}, { addressKnown: false }), pod('x/db', {}, { addresses: addresses('10.0.0.2') })];
  const policies = [policy('x/v4', { selects: [], ingress: [{ peers: [block('10.0.0.0/8')], ports: [onPort(80)] }] })];
  const side = { verdict: 'unknown', reason: 'unknown', unknown: [{ kind: 'address-not-known' }] };
  expect(json({ pods, policies }, 'x/client', 'x/db:80')).toMatchObject({ verdict: 'unknown', ingress: side });
  expect(json({ pods, policies }, 'x/client', 'x/db')).toMatchObject({
    verdict: 'unknown',
    unknownConnections: { TCP: [[80, 80]] },
  });
});

test('a rule that allows a pod by its address is a caveat', () => {
  const pods = [
    pod('x/client', {}, { addresses: addresses('10.0.0.1') }),
    pod('x/db', {}, { addresses: addresses('10.0.0.2') }),
  ];
  const policies = [policy('x/v4', { selects: [], ingress: [{ peers: [block('10.0.0.0/8')] }] })];
  expect(json({ pods, policies }, 'x/client', 'x/db:80')).toMatchObject({
    verdict: 'allowed',
    caveats: [{ kind: 'ip-block-matches-pod' }],
  });
});

test('nothing to connect to is unknown, and says why', () => {
  const workload = { key: 'x/Deployment/gone', kind: 'Deployment', namespace: 'x', name: 'gone', podKeys: [] };
  const snapshot = cluster({ pods: [CLIENT] });
  const answer = check(
    { ...snapshot, workloads: new Map([[workload.key, workload]]) },
    { from: 'x/client', to: 'x/deploy/gone:80' },
    'x',
  );
  if (isProblem(answer)) throw new Error(JSON.stringify(answer));
  expect(checkJson(answer, 'full')).toMatchObject({
    verdict: 'unknown',
    port: 80,
    protocol: 'TCP',
    noEndpoints: 'workload-without-pods',
    egress: { verdict: 'unknown', reason: 'no-endpoints' },
    message: 'x/deployment/gone has no pods',
    endpoints: [],
  });
});

test('of very many connections only the one that decides is traced', () => {
  const pods = [...replicas('Deployment', 'x/a', 6, { app: 'a' }), ...replicas('Deployment', 'x/b', 6, { app: 'b' })];
  const answer = json(
    { pods, policies: [policy('x/in', { selects: ['app=b'], ingress: [] })] },
    'x/deploy/a',
    'x/deploy/b:1',
  );
  const endpoints = answer['endpoints'];
  expect(endpoints).toHaveLength(36);
  expect([answer['ingress'], Array.isArray(endpoints) && endpoints[0]]).toMatchObject([
    { trace: [{}] },
    { ingress: { verdict: 'denied' } },
  ]);
  expect(JSON.stringify(endpoints)).not.toContain('"trace"');
});
