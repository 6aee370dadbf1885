import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { kubeconfigFor, page, serve, status } from '../sources/live/scripted-server.ts';
import { runProgram } from '../support/program.ts';
import type { Terminal } from '../support/terminal.ts';

// The real program on a terminal, over a cluster whose lists take their time.

const POLICIES = 'networking.k8s.io/v1';

const resource = (kind: string, name: string, namespaced = true): object => {
  return { kind, name, namespaced, verbs: ['list', 'watch'] };
};
const DISCOVERY: Readonly<Record<string, object>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/api/v1': { resources: [resource('Pod', 'pods'), resource('Namespace', 'namespaces', false)] },
  '/apis': {
    kind: 'APIGroupList',
    groups: [POLICIES, 'apps/v1'].map((version) => {
      return { name: version.split('/')[0], versions: [{ groupVersion: version }] };
    }),
  },
  [`/apis/${POLICIES}`]: { resources: [resource('NetworkPolicy', 'networkpolicies')] },
  '/apis/apps/v1': { resources: [resource('DaemonSet', 'daemonsets')] },
};

const pod = (name: string, ip: string, version = '1'): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', resourceVersion: version, labels: { app: name, version } },
  spec: { containers: [{ name: 'c', image: 'i' }] },
  status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
});
const DENY = { metadata: { name: 'deny', namespace: 'shop', resourceVersion: '1' }, spec: { podSelector: {} } };
const FLANNEL = {
  metadata: { name: 'kube-flannel-ds', namespace: 'kube-flannel', resourceVersion: '1' },
  spec: { template: { spec: { hostNetwork: true, containers: [{ name: 'kube-flannel', image: 'flannel' }] } } },
};

type Held = 'pods' | 'networkpolicies' | 'daemonsets';

/** Answers what was asked for when it is let go. */
async function slowCluster() {
  const waiting = new Map<Held, ServerResponse>();
  const watchers = new Map<string, ServerResponse>();
  const server = await serve(({ path, query }, response) => {
    const plural = path.split('/').at(-1) ?? '';
    if (query.has('watch')) {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      watchers.set(plural, response);
      return undefined;
    }
    if (plural === 'namespaces') return page([{ metadata: { name: 'shop', resourceVersion: '1' } }]);
    if (plural === 'pods' && !query.has('continue')) return page([pod('web', '10.0.0.1')], { next: 'more' });
    if (plural !== 'pods' && plural !== 'networkpolicies' && plural !== 'daemonsets')
      return DISCOVERY[path] ?? status(404);
    waiting.set(plural, response);
    return undefined;
  });
  return {
    kubeconfig: await kubeconfigFor(server.url),
    asked: server.asked,
    letGo: (kind: Held, items: readonly object[]): void => {
      const response = waiting.get(kind);
      if (response === undefined) throw new Error(`nobody has asked for ${kind}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page(items)));
    },
    tell: (plural: string, object: object): void => {
      watchers.get(plural)?.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
    },
  };
}

/** The explorer, as soon as it shows the first list. */
async function openOver(kubeconfig: string): Promise<Terminal> {
  const app = runProgram(['--kubeconfig', kubeconfig, '-n', 'shop'], { columns: 120 });
  await app.sees('reading 1 of 4 kinds, 2 objects');
  return app;
}

test('what has arrived can be looked at, with counts; answers say what they wait for, and turn when it is there', async () => {
  const cluster = await slowCluster();
  const app = await openOver(cluster.kubeconfig);
  await app.sees(/web +pod\/web/);
  cluster.letGo('pods', [pod('db', '10.0.0.2')]);
  await app.sees('reading 2 of 4 kinds, 3 objects');

  app.type(':reach shop/web shop/db:5432\n');
  await app.sees('UNKNOWN');
  await app.sees(/networkpolicies\.networking\.k8s\.io are still being read/);
  cluster.letGo('networkpolicies', [DENY]);
  await app.sees('DENIED');
  await app.sees('whether policies are enforced is not known yet');
  await app.sees('plugin: not known yet');
  cluster.letGo('daemonsets', [FLANNEL]);
  await app.sees('ALLOWED');
  await app.sees('flannel: not enforced');
  await app.sees('● live');
});

test('a busy cluster is drawn ten times a second at most, and its rows are marked', async () => {
  const cluster = await slowCluster();
  const app = await openOver(cluster.kubeconfig);
  cluster.letGo('pods', [pod('db', '10.0.0.2')]);
  cluster.letGo('networkpolicies', []);
  cluster.letGo('daemonsets', []);
  await app.sees('● live');

  const began = performance.now();
  const before = app.output().length;
  for (let version = 2; version <= 300; version++) {
    cluster.tell('pods', pod('web', '10.0.0.1', String(version)));
    if (version % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await app.sees(/^~web/m);
  app.type(':changes\n');
  await app.sees(/edited +Pod shop\/web +labels\.version: 1 → 300/);
  const seconds = (performance.now() - began) / 1000;
  const frames = app.output().slice(before).split('\u001b[?2026h').length - 1;
  expect(frames).toBeGreaterThan(1);
  // One for each key that was typed, and one for each tenth of a second.
  expect(frames).toBeLessThanOrEqual(Math.ceil(seconds * 10) + ':changes\n'.length + 2);
});
