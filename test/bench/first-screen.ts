// How long a cluster of many pods takes, on a real kube-apiserver: from launch to rows on the screen and to "live", with the bytes that
// came over the line and the memory held then; beside `kubectl get pods -A` in the same run, where there is a kubectl.
//   node test/bench/first-screen.ts [--pods 5000] [--policies 500] [--rounds 3]
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { ApiObject } from '../live/admin-client.ts';
import { type ControlPlane, startControlPlane } from '../live/control-plane.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

const run = promisify(execFile);
const LAUNCHER = fileURLToPath(new URL('../../bin/netpol-tui.js', import.meta.url));
const PER_NAMESPACE = 100;
/** Requests under way at a time while the cluster is filled. */
const AT_ONCE = 16;

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '5000' },
    policies: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
  },
});

function namespaceOf(number: number): string {
  return `load-${String(Math.floor(number / PER_NAMESPACE)).padStart(3, '0')}`;
}

/** As a kubelet's status and a Deployment's template make them: some 4 kB each. */
function podNumber(number: number): ApiObject {
  const ip = `10.${20 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
  const env = Array.from({ length: 20 }, (_, i) => ({ name: `SETTING_${i}`, value: `value of setting ${i}` }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${number}`,
      namespace: namespaceOf(number),
      labels: { app: `app-${number % 10}`, 'pod-template-hash': '6f7d9c' },
    },
    spec: {
      containers: [
        { name: 'main', image: 'registry.example/app:1.2.3', env, ports: [{ name: 'http', containerPort: 8080 }] },
      ],
    },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({ type, status: 'True' })),
    },
  };
}

function policyNumber(number: number): ApiObject {
  const app = (offset: number) => ({ matchLabels: { app: `app-${(number + offset) % 10}` } });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${number}`, namespace: namespaceOf((number * PER_NAMESPACE) / 10) },
    spec: {
      podSelector: app(0),
      ingress: [
        { from: [{ podSelector: app(1) }, { namespaceSelector: {}, podSelector: app(2) }], ports: [{ port: 'http' }] },
      ],
    },
  };
}

async function fill({ admin }: ControlPlane, pods: number, policies: number): Promise<void> {
  const names = new Set(
    [...Array(pods).keys()].map(namespaceOf).concat([...Array(policies).keys()].map((n) => namespaceOf(n * 10))),
  );
  for (const name of names) await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const objects = [
    ...Array.from({ length: pods }, (_, n) => podNumber(n)),
    ...Array.from({ length: policies }, (_, n) => policyNumber(n)),
  ];
  const next = objects.values();
  const worker = async (): Promise<void> => {
    for (const object of next) await admin.create(object);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Hands everything on to the server, and counts what comes back. */
async function countingRelay(
  url: string,
): Promise<{ readonly server: Server; readonly url: string; readonly taken: () => number }> {
  const { hostname, port } = new URL(url);
  let bytes = 0;
  const server = createServer((client: Socket) => {
    const upstream = connect(Number(port), hostname);
    upstream.on('data', (piece) => {
      bytes += piece.length;
    });
    client.pipe(upstream).pipe(client);
    for (const end of [client, upstream])
      end.on('error', () => [client, upstream].forEach((each) => void each.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  const taken = (): number => {
    const before = bytes;
    bytes = 0;
    return before;
  };
  return { server, url: `https://127.0.0.1:${address.port}`, taken };
}

function residentMb({ pid }: Terminal): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

const plane = await startControlPlane();
const relay = await countingRelay(plane.url);
try {
  const kubeconfig = await plane.kubeconfigFor(plane.adminToken, { cluster: { server: relay.url } });
  const filling = performance.now();
  await fill(plane, Number(values.pods), Number(values.policies));
  console.log(
    `${values.pods} pods and ${values.policies} policies made in ${((performance.now() - filling) / 1000).toFixed(0)} s`,
  );
  const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  for (let round = 0; round < Number(values.rounds); round += 1) {
    relay.taken();
    const started = performance.now();
    const since = (): string => `${(performance.now() - started).toFixed(0)} ms`;
    const args = [LAUNCHER, '--kubeconfig', kubeconfig];
    const terminal = openTerminal({ command: process.execPath, args, columns: 160, rows: 50 });
    await terminal.sees(/load-\d+/, 120_000);
    const first = since();
    await terminal.sees(/live/, 120_000);
    const complete = since();
    console.log(
      `netpol-tui: first rows ${first}, live ${complete}, ${mb(relay.taken())} read, RSS ${residentMb(terminal).toFixed(0)} MB`,
    );
    terminal.kill();
    await terminal.exited;
    relay.taken();
    const asked = performance.now();
    const got = await run('kubectl', ['--kubeconfig', kubeconfig, 'get', 'pods', '-A'], { maxBuffer: 2 ** 28 }).catch(
      () => undefined,
    );
    const text =
      got === undefined ? 'cannot be run' : `${(performance.now() - asked).toFixed(0)} ms, ${mb(relay.taken())} read`;
    console.log(`kubectl get pods -A: ${text}`);
  }
} finally {
  relay.server.close();
  await plane.stop();
}
