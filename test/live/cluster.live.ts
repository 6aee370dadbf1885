import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { listConnections } from '../../src/engine/list.ts';
import { loadSnapshot } from '../../src/load-world.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { listJson } from '../../src/present/list-text.ts';
import { grant, readerToken, tokenOf } from './accounts.ts';
import type { ApiObject } from './admin-client.ts';
import { type ControlPlane, eventually, startControlPlane } from './control-plane.ts';
import { contents, decision, isLive, isStale, objectsOf, readAs, readWith, SETTLE_MS, watchAs } from './looking.ts';

const DEMO = 'demo-manifests/shop';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  for (const object of await objectsOf(DEMO)) await plane.admin.create(object);
});

afterAll(() => plane.stop());

/** A proxy that knows CONNECT only; it notes where to. */
async function tunnel(): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer().on('connect', (request, client, head) => {
    asked.push(request.url ?? '');
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

interface Rule {
  readonly resources: readonly string[];
}

/** All connections, in an order of their own: workloads come as they were read. */
function rowsOf(snapshot: Snapshot): readonly string[] {
  return listJson(listConnections(snapshot, {}))
    .map((row) => JSON.stringify(row))
    .sort();
}

describe('a cluster and its dump say the same', () => {
  test('every connection of the demo', async () => {
    const live = await readAs(plane, plane.adminToken);
    const { snapshot } = await loadSnapshot({ paths: [DEMO], stdin: async () => new Uint8Array() });
    expect(live.snapshot.gaps).toEqual([]);
    expect(rowsOf(live.snapshot)).toEqual(rowsOf(snapshot));
  });
});

describe('watching', () => {
  const api = { apiVersion: 'v1', kind: 'Pod' };
  const pod = (name: string, labels: object, ip: string): ApiObject => ({
    ...api,
    metadata: { name, namespace: 'watched', labels },
    spec: { containers: [{ name: 'c', image: 'none' }] },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
  });
  const policy: ApiObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'only-friends', namespace: 'watched' },
    spec: {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { friend: 'yes' } } }] }],
    },
  };

  test('create, relabel, edit and delete flip the verdict; so does what happens while the server is away', async () => {
    const { until, world } = await watchAs(plane, plane.adminToken);
    const flips = (wanted: string) =>
      until(wanted, ({ snapshot }) => decision(snapshot, 'watched/web', 'watched/db', 5432) === wanted);
    const web = pod('web', { app: 'web' }, '10.9.0.1');
    await until('live', isLive);
    await plane.admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'watched' } });
    await plane.admin.create(web);
    await plane.admin.create(pod('db', { app: 'db' }, '10.9.0.2'));
    await flips('allowed');
    await plane.admin.create(policy);
    await flips('denied');
    await plane.admin.patch(web, { metadata: { labels: { friend: 'yes' } } });
    await flips('allowed');
    await plane.admin.patch(policy, { spec: { ingress: [] } });
    await flips('denied');
    await plane.admin.remove(policy);
    await flips('allowed');

    await plane.admin.create(policy);
    await flips('allowed');
    await plane.restart(async () => {
      await until('stale', isStale);
      expect(decision(world().snapshot, 'watched/web', 'watched/db', 5432)).toBe('allowed');
    });
    await plane.admin.patch(policy, { spec: { ingress: [] } });
    await flips('denied');
    await until('live again', isLive);
  });

  test('who edited a policy is noted, and what else the server notes is not kept', async () => {
    const { until, world } = await watchAs(plane, plane.adminToken);
    const edited = { ...policy, metadata: { name: 'edited', namespace: 'watched' } };
    await plane.admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'watched' } });
    await plane.admin.create(edited);
    const historyNow = () => world().snapshot.policies.find(({ ref }) => ref.name === 'edited')?.ref.history;
    await until('made', () => historyNow()?.edit?.by === 'test');
    expect(historyNow()).toMatchObject({ generation: 1, edit: { operation: 'Apply' } });
    // What only takes away leaves no entry, and is not seen to be anybody's.
    const body = JSON.stringify({ spec: { ingress: [{}] } });
    const path = `/apis/networking.k8s.io/v1/namespaces/watched/networkpolicies/edited?fieldManager=somebody`;
    await plane.admin.send('PATCH', path, body, 'application/merge-patch+json');
    await until('edited', () => historyNow()?.edit?.by === 'somebody');
    expect(historyNow()).toMatchObject({ generation: 2, edit: { operation: 'Update' } });
    await plane.admin.remove(edited);
  });

  test('where the plugin does not enforce, answers turn when it is seen and when it goes', async () => {
    const { until, world } = await watchAs(plane, plane.adminToken);
    const agent = (name: string): ApiObject => ({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name, namespace: 'kube-system' },
      spec: {
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { hostNetwork: true, containers: [{ name: 'agent', image: 'none' }] },
        },
      },
    });
    await plane.admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'watched' } });
    await plane.admin.create(pod('plain', {}, '10.9.1.1'));
    await plane.admin.create(pod('shut', { shut: 'yes' }, '10.9.1.2'));
    const shut = { podSelector: { matchLabels: { shut: 'yes' } } };
    await plane.admin.create({ ...policy, metadata: { name: 'shut', namespace: 'watched' }, spec: shut });
    const verdict = () => decision(world().snapshot, 'watched/plain', 'watched/shut', 80);
    await until('denied', () => verdict() === 'denied');
    await plane.admin.create(agent('kube-flannel-ds'));
    await until('not enforced', () => verdict() === 'allowed');
    expect(world().snapshot.plugin).toMatchObject({ name: 'flannel', enforces: 'no' });
    await plane.admin.create(agent('calico-node'));
    await until('enforced', () => verdict() === 'denied');
    expect(world().snapshot.plugin).toMatchObject({ name: 'calico', enforces: 'yes' });
    await plane.admin.remove(agent('kube-flannel-ds'));
    await plane.admin.remove(agent('calico-node'));
    await until('not known', ({ snapshot }) => snapshot.plugin.name === undefined);
  });

  test('versions that are not kept any more are read anew, deletions included', async () => {
    const { until } = await watchAs(plane, plane.adminToken);
    const gone = pod('gone', {}, '10.9.0.3');
    await plane.admin.create(gone);
    await until('there', ({ snapshot }) => snapshot.pods.has('watched/gone'));
    await plane.admin.remove(gone);
    await plane.restart(plane.compact);
    await plane.compact();
    await until('gone', ({ snapshot }) => !snapshot.pods.has('watched/gone'));
  });
});

describe('TLS', () => {
  test('the name that the certificate is for may be another than the address', async () => {
    const named = (name: string) => plane.kubeconfigFor(plane.adminToken, { cluster: { 'tls-server-name': name } });
    expect((await readWith(await named('kubernetes.default.svc'))).snapshot.pods.size).toBeGreaterThan(0);
    await expect(readWith(await named('other.example'))).rejects.toThrow(/is not trusted .*wrong CA, name or date/);
  });

  test('a server whose certificate authority is not known is not trusted', async () => {
    const cluster = { 'certificate-authority-data': undefined };
    await expect(readWith(await plane.kubeconfigFor(plane.adminToken, { cluster }))).rejects.toThrow(/is not trusted/);
  });

  test('a proxy hands the connection on, and sees nothing of it', async () => {
    const { url, asked } = await tunnel();
    const kubeconfig = await plane.kubeconfigFor(plane.adminToken, { cluster: { 'proxy-url': url } });
    expect((await readWith(kubeconfig)).snapshot.pods.size).toBeGreaterThan(0);
    expect(new Set(asked)).toEqual(new Set([new URL(plane.url).host]));
  });

  test('a client certificate is who one is', async ({ skip }) => {
    const kubeconfig = await plane.kubeconfigWithCertificate('jane', 'system:masters');
    if (kubeconfig === undefined) return skip('there is no openssl to make a certificate');
    expect((await readWith(kubeconfig)).snapshot.gaps).toEqual([]);
  });

  test('a login program may give a certificate instead of a token', async ({ skip }) => {
    const withCertificate = await plane.kubeconfigWithCertificate('joe', 'system:masters');
    if (withCertificate === undefined) return skip('there is no openssl to make a certificate');
    const { users } = JSON.parse(await readFile(withCertificate, 'utf8')) as {
      readonly users: readonly { readonly user: Readonly<Record<string, string>> }[];
    };
    const pem = (field: string): string => Buffer.from(users[0]?.user[field] ?? '', 'base64').toString('utf8');
    const status = {
      clientCertificateData: pem('client-certificate-data'),
      clientKeyData: pem('client-key-data'),
    };
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', `console.log(${JSON.stringify(JSON.stringify({ status }))})`],
    };
    const kubeconfig = await plane.kubeconfigFor('', { user: { exec } });
    expect((await readWith(kubeconfig)).snapshot.gaps).toEqual([]);
  });
});

describe('least privilege', () => {
  test('docs/rbac.yaml is enough for everything, and nothing else is asked for', async () => {
    const token = await readerToken(plane, 'reader');
    const asAdmin = await readAs(plane, plane.adminToken);
    const asReader = await eventually(async () => {
      const loaded = await readAs(plane, token);
      if (loaded.snapshot.gaps.length > 0) throw new Error(JSON.stringify(loaded.snapshot.gaps));
      return loaded;
    }, SETTLE_MS);
    expect(contents(asReader.snapshot)).toEqual(contents(asAdmin.snapshot));
    const { until } = await watchAs(plane, token);
    await until('live', isLive);

    const asked = (await plane.audit()).filter(({ user }) => user === 'system:serviceaccount:default:reader');
    expect(asked.length).toBeGreaterThan(20);
    expect([...new Set(asked.map(({ verb }) => verb))].sort()).toEqual(['get', 'list', 'watch']);
    const discovery = asked.filter(({ verb }) => verb === 'get').map(({ uri }) => uri.split('?')[0]);
    expect([...new Set(discovery)].sort()).toEqual(['/api', '/apis']);
    expect(asked.filter(({ uri }) => /secrets|configmaps/.test(uri))).toEqual([]);
  });

  test('one namespace: what is there is answered, the rest is unknown and says why', async () => {
    const token = await tokenOf(plane, 'tenant');
    const everything = [
      { apiGroups: ['', 'apps', 'batch', 'networking.k8s.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
    ];
    await grant(plane, 'tenant', everything, 'shop');
    const { snapshot } = await eventually(async () => {
      const loaded = await readAs(plane, token, 'shop');
      if (loaded.snapshot.pods.size === 0) throw new Error('no pods yet');
      return loaded;
    }, SETTLE_MS);
    expect([...snapshot.namespaces.keys()]).toEqual(['shop']);
    expect(snapshot.gaps.find(({ kind }) => kind === 'Pod')).toMatchObject({ exceptIn: 'shop', why: 'refused' });
    const whole = (await readAs(plane, plane.adminToken)).snapshot;
    const pods = [...snapshot.pods.values()].map(({ key }) => key);
    const ends = [...pods, '8.8.8.8', '10.2.1.1'];
    const answers = pods.flatMap((from) =>
      ends.map((to) => ({ part: decision(snapshot, from, to, 8080), whole: decision(whole, from, to, 8080) })),
    );
    expect(answers.filter(({ part, whole: truth }) => part !== 'unknown' && part !== truth)).toEqual([]);
    expect(answers.filter(({ part }) => part === 'denied').length).toBeGreaterThan(10);
  });

  test('without nodes: answers between pods stay, those about addresses that may be nodes do not', async () => {
    const role = parse(await readFile('docs/rbac.yaml', 'utf8')) as { readonly rules: readonly Rule[] };
    const token = await tokenOf(plane, 'nodeless');
    const withoutNodes = role.rules.map((rule) => ({
      ...rule,
      resources: rule.resources.filter((resource) => resource !== 'nodes'),
    }));
    await grant(plane, 'nodeless', withoutNodes);
    const { snapshot } = await eventually(async () => {
      const loaded = await readAs(plane, token);
      if (loaded.snapshot.gaps.length !== 1) throw new Error(JSON.stringify(loaded.snapshot.gaps));
      return loaded;
    }, SETTLE_MS);
    expect(snapshot.gaps).toMatchObject([{ resource: 'nodes', why: 'refused' }]);
    const whole = (await readAs(plane, plane.adminToken)).snapshot;
    const pods = [...snapshot.pods.values()].map(({ key }) => key).filter((key) => key.startsWith('shop/'));
    const answers = pods.flatMap((from) =>
      [...pods, '8.8.8.8'].map((to) => ({
        part: decision(snapshot, from, to, 8080),
        whole: decision(whole, from, to, 8080),
      })),
    );
    expect(answers.filter(({ part, whole: truth }) => part !== 'unknown' && part !== truth)).toEqual([]);
    expect(answers.filter(({ part }) => part !== 'unknown').length).toBeGreaterThan(answers.length / 2);
  });

  test('without namespaces, and without policies', async () => {
    const token = await tokenOf(plane, 'blind');
    await grant(plane, 'blind', [{ apiGroups: [''], resources: ['pods', 'services'], verbs: ['list', 'watch'] }]);
    const { snapshot } = await eventually(async () => {
      const loaded = await readAs(plane, token);
      if (loaded.snapshot.pods.size === 0) throw new Error('no pods yet');
      return loaded;
    }, SETTLE_MS);
    const refused = snapshot.gaps.map(({ resource }) => resource);
    expect(refused).toEqual(expect.arrayContaining(['namespaces', 'nodes', 'networkpolicies.networking.k8s.io']));
    const [first = '', second = ''] = [...snapshot.pods.keys()];
    expect(decision(snapshot, first, second, 80)).toBe('unknown');
    expect(snapshot.diagnostics.map(({ message }) => message).join()).toContain(
      'networkpolicies.networking.k8s.io may not be listed',
    );
  });

  test('a token that is none is said in words', async () => {
    await expect(readAs(plane, 'nonsense')).rejects.toThrow(/does not accept the credentials \(401\)/);
  });
});
