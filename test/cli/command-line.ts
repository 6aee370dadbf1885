import { runCli } from '../../src/cli/run.ts';
import type { CliServices, SettingsReport, TuiRequest } from '../../src/cli/services.ts';
import { UserError } from '../../src/cli/user-error.ts';
import { createFolder } from '../../src/cluster/fold.ts';
import { createCapture } from '../../src/cluster/snapshot-file.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';

/** What the machine around a command looks like. */
export interface Surroundings {
  /** Files by path; `-` is standard input. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Columns of the terminal; undefined: standard output is a pipe. */
  readonly columns?: number;
  readonly interactive?: boolean;
  /** What there is in the cluster, as manifests; undefined: there is none. */
  readonly cluster?: string;
  /** Of the context. */
  readonly namespace?: string;
  /** The settings file and what is wrong with it. */
  readonly settings?: Partial<SettingsReport>;
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the terminal UI was opened on. */
  readonly opened: readonly TuiRequest[];
  /** Files by path. */
  readonly written: Readonly<Record<string, string>>;
}

const CONNECTED = { context: 'prod', server: 'https://prod', kinds: [], unavailable: [], problem: undefined };

/** Runs a command line, words separated by blanks, over files that are only text. */
export async function netpol(line: string | readonly string[], around: Surroundings = {}): Promise<Outcome> {
  const { files = {}, env = {}, columns, interactive = false } = around;
  const opened: TuiRequest[] = [];
  const written: Record<string, string> = {};
  let out = '';
  let err = '';
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const io = {
    stdout: { write: (text: string) => (out += text), ...terminal },
    stderr: { write: (text: string) => (err += text), ...terminal },
    env,
  };
  const services: CliServices = {
    load: async (paths) => ({
      snapshot: snapshotOf(paths.map((path) => [path, files[path] ?? ''])),
      unreadable: paths.filter((path) => path.startsWith('secret')),
    }),
    readObjects: async (paths) => {
      const read = paths.map((path) => readManifestText(files[path] ?? '', path));
      return {
        events: read.flatMap(({ events }) => events),
        diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
        unreadable: paths.filter((path) => path.startsWith('secret')),
      };
    },
    loadCluster: async () => {
      if (around.cluster !== undefined)
        return { snapshot: snapshotOf([['cluster', around.cluster]]), namespace: around.namespace, state: CONNECTED };
      throw new UserError('there is no kubeconfig: name manifests with -f PATH, or try "netpol-tui demo"');
    },
    missingPaths: async (paths) => paths.filter((path) => files[path] === undefined),
    readText: async (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      return text;
    },
    capture: async (paths) => {
      const capture = createCapture();
      for (const path of paths) capture.add(readManifestText(files[path] ?? '', path).events);
      const snapshot = snapshotOf(paths.map((path) => [path, files[path] ?? '']));
      return { snapshot, unreadable: [], objects: capture.objects(), source: paths.join(' ') };
    },
    isSnapshot: async (path) => files[path]?.includes('"kind":"Snapshot"') === true,
    writeFile: async (path, text) => {
      written[path] = text;
    },
    contextNames: async () => ['prod', 'staging'],
    chance: async () => ({ below: () => 0, coin: (text) => text.length % 2 === 0 }),
    today: () => '2031-02-03T04:05:06.000Z',
    openTui: async (request) => {
      opened.push(request);
      return 0;
    },
    isInteractive: () => interactive,
    demoScenarios: async () => [
      { name: 'lab', title: 'Front end and back end', path: 'demo/lab' },
      { name: 'shop', title: 'A shop', path: 'demo/shop' },
    ],
    settings: async () => ({
      path: '/home/me/config.yaml',
      exists: false,
      problems: [],
      defaults: 'theme: auto\n',
      ...around.settings,
    }),
    version: { program: '1.2.3', node: '26.0.0', platform: 'linux x64' },
  };
  const words = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const code = await runCli(words, io, services);
  return { code, out, err, opened, written };
}

function snapshotOf(texts: readonly (readonly [path: string, text: string])[]): Snapshot {
  const folder = createFolder();
  for (const [path, text] of texts) {
    const { events, diagnostics } = readManifestText(text, path);
    folder.apply(events);
    folder.addDiagnostics(diagnostics);
  }
  return folder.snapshot();
}

/** A shop and its payments: checkout's label is not the one the policy wants. */
export const SHOP = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
---
apiVersion: v1
kind: Namespace
metadata: {name: payments}
---
apiVersion: v1
kind: Pod
metadata: {name: checkout, namespace: shop, labels: {app: checkout-v2}}
status: {phase: Running, podIPs: [{ip: 10.0.0.1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: frontend, namespace: shop, labels: {app: frontend}}
status: {phase: Running, podIPs: [{ip: 10.0.0.2}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ledger, namespace: payments}
spec: {template: {metadata: {labels: {app: ledger}}, spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}}}
---
apiVersion: v1
kind: Pod
metadata:
  {name: ledger-0, namespace: payments, labels: {app: ledger}, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: ledger, controller: true}]}
spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
status: {phase: Running, podIPs: [{ip: 10.0.1.1}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Pod
metadata:
  {name: ledger-1, namespace: payments, labels: {app: ledger, canary: "1"}, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: ledger, controller: true}]}
spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
status: {phase: Running, podIPs: [{ip: 10.0.1.2}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Service
metadata: {name: ledger, namespace: payments}
spec: {clusterIP: 10.96.0.7, selector: {app: ledger}, ports: [{name: web, port: 80, targetPort: http}, {name: admin, port: 9000}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: payments}
spec: {podSelector: {}, policyTypes: [Ingress]}
`;

/** Policies in a file of their own, so that positions are easy to see. */
export const POLICIES = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-checkout, namespace: payments}
spec:
  podSelector: {matchLabels: {app: ledger}}
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {team: shop}}
          podSelector: {matchLabels: {app: checkout}}
      ports: [{port: 8080}]
    - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: frontend}}}]
      ports: [{port: http}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: canary, namespace: payments}
spec: {podSelector: {matchLabels: {canary: "1"}}, ingress: [{}]}
`;

export const FILES = { 'shop.yaml': SHOP, 'policies.yaml': POLICIES };

/** Options that read the two files. */
export const READ = '-f shop.yaml -f policies.yaml';
