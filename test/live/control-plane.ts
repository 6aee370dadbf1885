import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type AdminClient, adminClient } from './admin-client.ts';
import { clientAuthority, clientCertificate } from './certificates.ts';
import { programs } from './programs.ts';

/** A kube-apiserver with its etcd, on the loopback. No kubelet, no scheduler: what pods do is written through the API. */
export interface ControlPlane {
  readonly url: string;
  /** The certificate authority, PEM. */
  readonly ca: string;
  /** As a member of system:masters. */
  readonly admin: AdminClient;
  /** A kubeconfig file of one context `lab`, with this token. */
  readonly kubeconfigFor: (token: string, options?: KubeconfigOptions) => Promise<string>;
  /** A kubeconfig of the same context with a client certificate; undefined where there is no openssl to make one. */
  readonly kubeconfigWithCertificate: (user: string, group: string) => Promise<string | undefined>;
  readonly adminToken: string;
  /** Ends the API server, not etcd, and starts it again; `whileDown` runs between. */
  readonly restart: (whileDown?: () => Promise<void>) => Promise<void>;
  /** Forgets all versions but the newest, so that watches from before get a 410. */
  readonly compact: () => Promise<void>;
  /** What the server noted of requests: user, verb, path. */
  readonly audit: () => Promise<readonly { readonly user: string; readonly verb: string; readonly uri: string }[]>;
  readonly stop: () => Promise<void>;
}

export interface KubeconfigOptions {
  readonly namespace?: string;
  /** More fields of the cluster: `tls-server-name`, `proxy-url`. */
  readonly cluster?: object;
  /** Who one is, instead of by the token. */
  readonly user?: object;
}

const READY_MS = 120_000;

/** `flags` are added to those of the API server. */
export async function startControlPlane(flags: readonly string[] = []): Promise<ControlPlane> {
  const { etcd, apiserver } = await programs();
  const folder = await mkdtemp(join(tmpdir(), 'netpol-tui-live-'));
  const [clients, peers, secure] = await Promise.all([freePort(), freePort(), freePort()]);
  const adminToken = randomBytes(16).toString('hex');
  const etcdUrl = `http://127.0.0.1:${clients}`;
  const url = `https://127.0.0.1:${secure}`;
  await writeFile(join(folder, 'tokens.csv'), `${adminToken},admin,admin,"system:masters"\n`);
  await writeFile(join(folder, 'audit.json'), JSON.stringify(AUDIT_POLICY));
  await writeFile(join(folder, 'sa.key'), serviceAccountKey());
  const clientCa = await clientAuthority(folder);

  const etcdProcess = await start(folder, 'etcd', [
    ...etcd,
    ...[`--data-dir=${join(folder, 'etcd')}`, '--unsafe-no-fsync', '--log-level=error'],
    ...[`--listen-client-urls=${etcdUrl}`, `--advertise-client-urls=${etcdUrl}`],
    `--listen-peer-urls=http://127.0.0.1:${peers}`,
  ]);
  const startServer = () =>
    start(folder, 'apiserver', [
      ...apiserver,
      ...[`--etcd-servers=${etcdUrl}`, '--bind-address=127.0.0.1', `--secure-port=${secure}`],
      ...[`--cert-dir=${join(folder, 'certs')}`, `--token-auth-file=${join(folder, 'tokens.csv')}`],
      ...[`--service-account-key-file=${join(folder, 'sa.key')}`, '--service-account-issuer=https://lab.example'],
      ...[`--service-account-signing-key-file=${join(folder, 'sa.key')}`, '--authorization-mode=RBAC'],
      ...['--service-cluster-ip-range=10.96.0.0/16', '--disable-admission-plugins=ServiceAccount'],
      ...[`--audit-policy-file=${join(folder, 'audit.json')}`, `--audit-log-path=${join(folder, 'audit.log')}`],
      ...(clientCa === undefined ? [] : [`--client-ca-file=${clientCa}`]),
      ...flags,
      ...['--shutdown-delay-duration=0s', '--endpoint-reconciler-type=none'],
    ]);
  let server = await startServer();
  const ca = await eventually(() => readFile(join(folder, 'certs', 'apiserver.crt'), 'utf8'));
  const admin = adminClient({ url, ca, token: adminToken });
  const ready = () =>
    eventually(async () => {
      const { status } = await admin.send('GET', '/readyz');
      if (status !== 200) throw new Error(`the API server answers ${status}`);
    });
  await ready();

  return {
    url,
    ca,
    admin,
    adminToken,
    kubeconfigFor: (token, { namespace, cluster = {}, user = { token } } = {}) =>
      written(folder, { url, ca, namespace, cluster, user }),
    kubeconfigWithCertificate: async (user, group) => {
      const certificate = clientCa === undefined ? undefined : await clientCertificate(folder, user, group);
      return certificate === undefined
        ? undefined
        : written(folder, { url, ca, namespace: undefined, cluster: {}, user: certificate });
    },
    restart: async (whileDown) => {
      await end(server);
      await whileDown?.();
      server = await startServer();
      await ready();
    },
    compact: async () => {
      const post = (path: string, body: object) =>
        fetch(`${etcdUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
      const range = (await (await post('/v3/kv/range', { key: 'AA==' })).json()) as { header: { revision: string } };
      await post('/v3/kv/compaction', { revision: range.header.revision, physical: true });
    },
    audit: async () => {
      const text = await readFile(join(folder, 'audit.log'), 'utf8');
      const events = text.split('\n').filter((line) => line !== '');
      return events.map((line) => {
        const { user, verb, requestURI } = JSON.parse(line) as {
          user: { username: string };
          verb: string;
          requestURI: string;
        };
        return { user: user.username, verb, uri: requestURI };
      });
    },
    stop: async () => {
      await end(server);
      await end(etcdProcess);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata', userGroups: ['system:serviceaccounts'] }, { level: 'None' }],
};

function serviceAccountKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

interface KubeconfigParts {
  readonly url: string;
  readonly ca: string;
  readonly user: object;
  readonly namespace: string | undefined;
  readonly cluster: object;
}

async function written(folder: string, parts: KubeconfigParts): Promise<string> {
  const file = join(folder, `kubeconfig-${randomBytes(4).toString('hex')}`);
  await writeFile(file, kubeconfig(parts));
  return file;
}

function kubeconfig({ url, ca, user, namespace, cluster }: KubeconfigParts): string {
  return JSON.stringify({
    clusters: [
      {
        name: 'c',
        cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64'), ...cluster },
      },
    ],
    users: [{ name: 'u', user }],
    contexts: [
      { name: 'lab', context: { cluster: 'c', user: 'u', ...(namespace === undefined ? {} : { namespace }) } },
    ],
    'current-context': 'lab',
  });
}

async function start(folder: string, name: string, [program, ...args]: readonly string[]): Promise<ChildProcess> {
  const log = await open(join(folder, `${name}.log`), 'a');
  const child = spawn(program ?? '', args, { stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  return child;
}

/** Ends a process that was started here, and waits until it has. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

/** Tries until it succeeds, for two minutes at most. */
export async function eventually<T>(attempt: () => Promise<T> | T, timeoutMs = READY_MS): Promise<T> {
  const last = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > last) throw error;
      await pause(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
