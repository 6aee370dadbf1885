import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, isProblem } from '../../src/engine/check.ts';
import { loadSnapshot } from '../../src/load-world.ts';
import { nameInKey } from '../../src/model/cluster-objects.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { grant, tokenOf } from './accounts.ts';
import { type ControlPlane, eventually, startControlPlane } from './control-plane.ts';
import { objectsOf, readAs, SETTLE_MS } from './looking.ts';

// What the real program writes down of a real server answers every question as that server's objects do, redacted too.

const PROGRAM = fileURLToPath(new URL('../../bin/netpol-tui.js', import.meta.url));
const PORTS = ['80', '8080', '5432', '53/UDP', '443'];

let plane: ControlPlane;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netpol-tui-snapshot-'));
  plane = await startControlPlane();
  for (const object of await objectsOf('demo-manifests/shop')) await plane.admin.create(object);
  await plane.admin.create({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'outside-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'outside' } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 5432, protocol: 'TCP' }],
    endpoints: [{ addresses: ['203.0.113.9'], conditions: { ready: true } }],
  });
  await plane.admin.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'outside', namespace: 'shop' },
    spec: { ports: [{ port: 5432 }] },
  });
});

afterAll(async () => {
  await plane.stop();
  await rm(folder, { recursive: true, force: true });
});

async function written(token: string, name: string, ...options: readonly string[]): Promise<Snapshot> {
  const file = join(folder, name);
  const args = ['snapshot', '--kubeconfig', await plane.kubeconfigFor(token), '-o', file, ...options];
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'inherit', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(said);
  const { snapshot, unreadable } = await loadSnapshot({ paths: [file], stdin: async () => new Uint8Array() });
  expect(unreadable).toEqual([]);
  return snapshot;
}

/** Everything that pods can be asked about, by what it is called. */
function ends({ pods, services, nodes }: Snapshot): {
  readonly from: readonly string[];
  readonly to: readonly string[];
} {
  const from = [...pods.values()].filter(({ state }) => state !== 'template').map(({ key }) => key);
  const led = [...services.values()].map(({ namespace, name }) => `${namespace}/svc/${name}`);
  return { from, to: [...from, ...led, ...[...nodes.keys()].map((name) => `node/${name}`)] };
}

function answer(snapshot: Snapshot, from: string, to: string): string {
  const said = check(snapshot, { from, to }, 'default');
  return isProblem(said) ? said.problem : said.decision;
}

/** Every question and its answer. */
function answers(snapshot: Snapshot, outside: readonly string[] = []): readonly string[] {
  const { from, to } = ends(snapshot);
  const all = [...to, ...outside];
  return [
    ...from.flatMap((source) => all.flatMap((end) => PORTS.map((port) => asked(source, `${end}:${port}`)))),
    ...outside.flatMap((source) => from.flatMap((end) => PORTS.map((port) => asked(source, `${end}:${port}`)))),
  ].sort();
  function asked(source: string, end: string): string {
    return `${source} ${end} ${answer(snapshot, source, end)}`;
  }
}

/** The answers without the names: for each pod how often it may, may not, and nobody knows, on each port and either way. */
function shape(snapshot: Snapshot): readonly string[] {
  const { from, to } = ends(snapshot);
  const many = (words: readonly string[]): string => [...words].sort().join(' ');
  return from
    .map((pod) =>
      PORTS.map((port) => [
        many(to.map((end) => answer(snapshot, pod, `${end}:${port}`))),
        many(from.map((source) => answer(snapshot, source, `${pod}:${port}`))),
      ]).join('|'),
    )
    .sort();
}

const OUTSIDE = ['external', '8.8.8.8', '10.2.1.1', '10.0.0.0/8'];

describe.each([
  ['everything', [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }]],
  [
    'neither nodes nor namespaces',
    [
      { apiGroups: [''], resources: ['pods', 'services'], verbs: ['list', 'watch'] },
      {
        apiGroups: ['apps', 'batch', 'networking.k8s.io', 'discovery.k8s.io'],
        resources: ['*'],
        verbs: ['list', 'watch'],
      },
    ],
  ],
] as const)('of who may read %s', (name, rules) => {
  let token: string;
  let live: Snapshot;

  beforeAll(async () => {
    const account = name.replaceAll(' ', '-');
    token = await tokenOf(plane, account);
    await grant(plane, account, rules);
    live = await eventually(async () => {
      const { snapshot } = await readAs(plane, token);
      if (snapshot.pods.size === 0) throw new Error('no pods yet');
      return snapshot;
    }, SETTLE_MS);
  });

  test('a snapshot answers as the cluster does', async () => {
    const replayed = await written(token, `${name}.json.gz`);
    const truth = answers(live, OUTSIDE);
    expect(truth.length).toBeGreaterThan(5000);
    const words = new Set(truth.map((line) => line.split(' ').at(-1)));
    expect(['allowed', 'denied', 'unknown'].filter((word) => !words.has(word))).toEqual([]);
    expect(words).not.toContain('syntax');
    expect(answers(replayed, OUTSIDE)).toEqual(truth);
  });

  test('redacted it answers alike, and names nothing of it', async () => {
    const redacted = await written(token, `${name}-redacted.json`, '--redact');
    expect(shape(redacted)).toEqual(shape(live));
    const names = new Set([...live.pods.values()].map((pod) => nameInKey(pod.key)));
    expect([...redacted.pods.values()].filter((pod) => names.has(nameInKey(pod.key)))).toEqual([]);
    expect([...redacted.pods.values()].flatMap((pod) => pod.addresses).length).toBeGreaterThan(20);
    const addresses = new Set([...live.pods.values()].flatMap((pod) => pod.addresses.map(({ text }) => text)));
    const kept = [...redacted.pods.values()].flatMap((pod) => pod.addresses).filter(({ text }) => addresses.has(text));
    expect(kept.length).toBeLessThan(addresses.size / 4);
  });
});
