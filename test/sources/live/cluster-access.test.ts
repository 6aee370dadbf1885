import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createClient } from '../../../src/sources/live/api-client.ts';
import { type AccessOptions, listContexts } from '../../../src/sources/live/chosen-context.ts';
import { findCluster } from '../../../src/sources/live/cluster-access.ts';
import { proxyFor } from '../../../src/sources/live/environment-proxy.ts';
import { kubeconfigFor, proxy, scratchFolder, serve, status } from './scripted-server.ts';

async function find(options: Partial<AccessOptions>) {
  const access = await findCluster({ env: {}, ...options });
  onTestFinished(access.close);
  return access;
}

async function ask(options: Partial<AccessOptions>, timeoutMs = 5000) {
  return createClient(await find(options), { timeoutMs }).getJson({
    path: '/version',
    signal: AbortSignal.timeout(20_000),
  });
}

async function fileWith(config: object): Promise<string> {
  const file = join(await scratchFolder(), 'config');
  await writeFile(file, JSON.stringify(config));
  return file;
}

const context = (name: string, cluster = name, user = name): object => ({ name, context: { cluster, user } });
const cluster = (name: string, server = `https://${name}.example:6443`): object => ({ name, cluster: { server } });

describe('the kubeconfig', () => {
  test('there is none: the demo and -f are named', async () => {
    const home = await scratchFolder();
    await expect(find({ env: { HOME: home } })).rejects.toThrow(/there is no kubeconfig.*-f PATH.*netpol-tui demo/);
  });

  test('a file that is named has to be there', async () => {
    await expect(find({ kubeconfig: '/nowhere/config' })).rejects.toThrow('there is no kubeconfig at /nowhere/config');
  });

  test('several files count as one; the first to name something wins, files that are missing do not matter', async () => {
    const one = await fileWith({
      contexts: [context('a')],
      clusters: [cluster('a'), cluster('both', 'https://first')],
    });
    const two = await fileWith({
      contexts: [context('b'), context('c', 'both')],
      clusters: [cluster('b'), cluster('both', 'https://second')],
      'current-context': 'b',
    });
    const env = { KUBECONFIG: [one, '/nowhere', two].join(delimiter) };
    expect(await find({ env })).toMatchObject({ context: 'b', server: 'https://b.example:6443' });
    expect(await find({ env, context: 'c' })).toMatchObject({ context: 'c', server: 'https://first' });
  });

  test('a context that does not exist lists those that do', async () => {
    const kubeconfig = await fileWith({ contexts: [context('a'), context('b')], clusters: [cluster('a')] });
    await expect(find({ kubeconfig, context: 'prod' })).rejects.toThrow(
      'there is no context "prod" in the kubeconfig; there are a, b',
    );
    await expect(find({ kubeconfig })).rejects.toThrow(/no current context: choose one with --context: a, b/);
    await expect(find({ kubeconfig, context: 'b' })).rejects.toThrow(
      'there is no cluster "b" in the kubeconfig; there are a',
    );
    await expect(find({ kubeconfig, context: 'a', user: 'eve' })).rejects.toThrow('there is no user "eve"');
  });

  test.each([
    ['[1, 2]', /no kubeconfig/],
    ['{', /no YAML/],
    ['', /no contexts/],
    ['{"contexts": 3}', /no contexts/],
  ])('that says %j is refused in words', async (text, message) => {
    const file = join(await scratchFolder(), 'config');
    await writeFile(file, text);
    await expect(find({ kubeconfig: file })).rejects.toThrow(message);
  });
});

describe('credentials', () => {
  test('a token, and whom to impersonate', async () => {
    const heard: unknown[] = [];
    const server = await serve(({ headers }) => {
      heard.push([headers.authorization, headers['impersonate-user'], headers['impersonate-group']]);
      return {};
    });
    await ask({ kubeconfig: await kubeconfigFor(server.url), as: 'jane', asGroups: ['dev', 'ops'] });
    expect(heard).toEqual([['Bearer one', 'jane', 'dev, ops']]);
  });

  test('the token of an OIDC login', async () => {
    const server = await serve(({ headers }) => ({ heard: headers.authorization ?? null }));
    const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ exp: 4_102_444_800 })}.x`;
    const config = {
      'idp-issuer-url': 'https://id.example',
      'client-id': 'k',
      'id-token': token,
      'refresh-token': 'r',
    };
    const user = { 'auth-provider': { name: 'oidc', config } };
    expect(await ask({ kubeconfig: await kubeconfigFor(server.url, user) })).toEqual({ heard: `Bearer ${token}` });
  });

  test('name and password', async () => {
    const server = await serve(({ headers }) => ({ heard: headers.authorization ?? null }));
    const kubeconfig = await kubeconfigFor(server.url, { username: 'jane', password: 'x' });
    expect(await ask({ kubeconfig })).toEqual({ heard: `Basic ${Buffer.from('jane:x').toString('base64')}` });
  });

  test('a token in a file beside the kubeconfig', async () => {
    const server = await serve(({ headers }) => (headers.authorization === 'Bearer from-file' ? {} : status(401)));
    const kubeconfig = await kubeconfigFor(server.url, { tokenFile: 'token' });
    await writeFile(join(kubeconfig, '..', 'token'), 'from-file\n');
    expect(await ask({ kubeconfig })).toEqual({});
  });

  test('a token in a file that is replaced is read anew when the old one is refused', async () => {
    let accepted = 'Bearer first';
    const server = await serve(({ headers }) => (headers.authorization === accepted ? {} : status(401)));
    const kubeconfig = await kubeconfigFor(server.url, { tokenFile: 'token' });
    const file = join(kubeconfig, '..', 'token');
    await writeFile(file, 'first\n');
    const client = createClient(await find({ kubeconfig }), { timeoutMs: 5000 });
    const get = () => client.getJson({ path: '/version', signal: AbortSignal.timeout(20_000) });
    expect(await get()).toEqual({});
    await writeFile(file, 'second\n');
    accepted = 'Bearer second';
    expect(await get()).toEqual({});
    expect(server.asked).toHaveLength(3);
  });

  test('a login program’s token that has expired is fetched anew before it is refused', async () => {
    const server = await serve(({ headers }) => ({ heard: headers.authorization ?? null }));
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login.sh' };
    const kubeconfig = await kubeconfigFor(server.url, { exec });
    const program = join(kubeconfig, '..', 'login.sh');
    const runs = `${program}.runs`;
    const status_ = '{\\"token\\": \\"run-$(wc -l < $RUNS)\\", \\"expirationTimestamp\\": \\"2001-01-01T00:00:00Z\\"}';
    await writeFile(program, `#!/bin/sh\nRUNS=${runs}\necho run >> $RUNS\necho "{\\"status\\": ${status_}}"\n`);
    await chmod(program, 0o755);
    const client = createClient(await find({ kubeconfig }), { timeoutMs: 5000 });
    const get = () => client.getJson({ path: '/version', signal: AbortSignal.timeout(20_000) });
    const heard = [await get(), await get()].map((answer) => String(answer['heard']).replace(/ +(?=\d)/, ''));
    expect(heard).toEqual(['Bearer run-1', 'Bearer run-2']);
  });

  test('a program that logs in, named relative to the kubeconfig', async () => {
    const server = await serve(({ headers }) => (headers.authorization === 'Bearer minted' ? {} : status(401)));
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login.sh', args: ['minted'] };
    const kubeconfig = await kubeconfigFor(server.url, { exec });
    const program = join(kubeconfig, '..', 'login.sh');
    await writeFile(program, '#!/bin/sh\necho "{\\"status\\": {\\"token\\": \\"$1\\"}}"\n');
    await chmod(program, 0o755);
    expect(await ask({ kubeconfig })).toEqual({});
    await writeFile(program, '#!/bin/sh\necho "session expired, run: login again" >&2\nexit 1\n');
    await expect(ask({ kubeconfig })).rejects.toThrow('no credentials: session expired, run: login again');
  });

  test('a login program is run once for all that ask at the same time', async () => {
    const server = await serve(({ headers }) => (headers.authorization === 'Bearer minted' ? {} : status(401)));
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login.sh' };
    const kubeconfig = await kubeconfigFor(server.url, { exec });
    const program = join(kubeconfig, '..', 'login.sh');
    const runs = `${program}.runs`;
    await writeFile(program, `#!/bin/sh\necho run >> ${runs}\necho '{"status": {"token": "minted"}}'\n`);
    await chmod(program, 0o755);
    const client = createClient(await find({ kubeconfig }), { timeoutMs: 5000 });
    const all = () =>
      Promise.allSettled(
        Array.from({ length: 8 }, () => client.getJson({ path: '/', signal: AbortSignal.timeout(20_000) })),
      );
    await all();
    expect(await readFile(runs, 'utf8')).toBe('run\n');
  });

  test('are read again when the server refuses them', async () => {
    let accepted = 'Bearer one';
    const server = await serve(({ headers }) =>
      headers.authorization === accepted ? {} : status(401, 'Unauthorized'),
    );
    const kubeconfig = await kubeconfigFor(server.url);
    const client = createClient(await find({ kubeconfig }), { timeoutMs: 5000 });
    const get = () => client.getJson({ path: '/version', signal: AbortSignal.timeout(20_000) });
    expect(await get()).toEqual({});
    accepted = 'Bearer two';
    await expect(get()).rejects.toThrow(/does not accept the credentials \(401\); log in again/);
    await writeFile(kubeconfig, (await readFile(kubeconfig, 'utf8')).replace('"one"', '"two"'));
    expect(await get()).toEqual({});
    // Once as before, twice in vain, and once in vain before the new token.
    expect(server.asked).toHaveLength(5);
  });
});

describe('a kubeconfig that changes while a cluster is looked at', () => {
  /** Two clusters in one file, of which the first is the current one; and what each of them heard. */
  async function two() {
    const heard: Record<'lab' | 'prod', (string | undefined)[]> = { lab: [], prod: [] };
    const accepted = { lab: 'Bearer lab-1' };
    const servers = {
      lab: await serve(({ headers }) => {
        heard.lab.push(headers.authorization);
        return headers.authorization === accepted.lab ? {} : status(401, 'Unauthorized');
      }),
      prod: await serve(({ headers }) => {
        heard.prod.push(headers.authorization);
        return {};
      }),
    };
    const kubeconfig = await fileWith({});
    const write = async (change: object = {}, lab = { token: 'lab-1', server: servers.lab.url }): Promise<void> => {
      const config = {
        contexts: [context('lab'), context('prod')],
        clusters: [cluster('lab', lab.server), cluster('prod', servers.prod.url)],
        users: [
          { name: 'lab', user: { token: lab.token } },
          { name: 'prod', user: { token: 'of-prod' } },
        ],
        'current-context': 'lab',
        ...change,
      };
      await writeFile(kubeconfig, JSON.stringify(config));
    };
    await write();
    const client = createClient(await find({ kubeconfig }), { timeoutMs: 5000 });
    const get = () => client.getJson({ path: '/version', signal: AbortSignal.timeout(20_000) });
    expect(await get()).toEqual({});
    accepted.lab = 'Bearer lab-2';
    return { heard, servers, write, get };
  }

  test('to another current context: this one goes on with its own credentials', async () => {
    const { heard, write, get, servers } = await two();
    await write({ 'current-context': 'prod' }, { token: 'lab-2', server: servers.lab.url });
    expect(await get()).toEqual({});
    expect(heard).toEqual({ lab: ['Bearer lab-1', 'Bearer lab-1', 'Bearer lab-2'], prod: [] });
  });

  test('and has the context no more: that is said, and it may come back', async () => {
    const { write, get, servers } = await two();
    await write({ contexts: [context('prod')], 'current-context': 'prod' });
    await expect(get()).rejects.toThrow('no credentials: there is no context "lab" in the kubeconfig; there are prod');
    await write({}, { token: 'lab-2', server: servers.lab.url });
    expect(await get()).toEqual({});
  });

  test('and leads elsewhere: no server gets credentials that are meant for another', async () => {
    const { heard, write, get, servers } = await two();
    await write({}, { token: 'lab-2', server: servers.prod.url });
    await expect(get()).rejects.toThrow(/context lab now leads to .*, not to .*: open it anew/);
    expect(heard.prod).toEqual([]);
    expect(heard.lab).not.toContain('Bearer lab-2');
  });
});

describe('in a pod', () => {
  const HOST = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };

  test('the service account is used where there is no kubeconfig, and its namespace', async () => {
    const root = await scratchFolder();
    const folder = join(root, 'var/run/secrets/kubernetes.io/serviceaccount');
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries({ token: 'of-the-pod', namespace: 'shop', 'ca.crt': '' })) {
      await writeFile(join(folder, name), text);
    }
    for (const [name, value] of Object.entries(HOST)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    const access = await find({ env: { ...HOST, HOME: root }, root, as: 'jane', asGroups: ['ops'] });
    expect([access.context, access.server, access.namespace]).toEqual(['in-cluster', 'https://10.96.0.1:443', 'shop']);
    const { headers } = await access.authorise();
    expect(headers).toMatchObject({
      authorization: 'Bearer of-the-pod',
      'impersonate-user': 'jane',
      'impersonate-group': ['ops'],
    });
  });

  test('without a service account there is nothing', async () => {
    const root = await scratchFolder();
    await expect(find({ env: { ...HOST, HOME: root }, root })).rejects.toThrow('there is no kubeconfig');
  });
});

describe('trouble on the way is named', () => {
  test('nothing listens', async () => {
    const server = await serve(() => ({}));
    const closed = server.url.replace(/:\d+$/, ':1');
    await expect(ask({ kubeconfig: await kubeconfigFor(closed) })).rejects.toThrow(
      /127\.0\.0\.1:1 refuses connections/,
    );
  });

  test('a name that does not exist', async () => {
    const kubeconfig = await kubeconfigFor('https://nowhere.invalid:6443');
    await expect(ask({ kubeconfig })).rejects.toThrow(/nowhere\.invalid:6443 cannot be looked up.*VPN/);
  });

  test('TLS spoken to what speaks none', async () => {
    const server = await serve(() => ({}));
    const kubeconfig = await kubeconfigFor(server.url.replace('http:', 'https:'));
    await expect(ask({ kubeconfig })).rejects.toThrow(/is not trusted|broke/);
  });
});

test('a proxy of the kubeconfig is used', async () => {
  const server = await serve(({ headers }) => (headers.authorization === 'Bearer one' ? {} : status(401)));
  const { url, asked } = await proxy();
  expect(await ask({ kubeconfig: await kubeconfigFor(server.url, { token: 'one' }, { 'proxy-url': url }) })).toEqual(
    {},
  );
  expect(asked).toEqual([`${server.url}/version`]);
});

describe('proxies of the environment', () => {
  test.each([
    ['https://api.example', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128'],
    ['https://api.example', { https_proxy: 'p:3128' }, 'http://p:3128'],
    ['https://api.example', { HTTP_PROXY: 'http://p:3128' }, undefined],
    ['http://api.example', { HTTP_PROXY: 'http://p:3128' }, 'http://p:3128'],
    ['https://api.example', { HTTPS_PROXY: 'http://p', NO_PROXY: 'example' }, undefined],
    ['https://api.example', { HTTPS_PROXY: 'http://p', NO_PROXY: '.example, other' }, undefined],
    ['https://myexample', { HTTPS_PROXY: 'http://p', NO_PROXY: 'example' }, 'http://p'],
    ['https://10.1.2.3:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.0.0.0/8' }, undefined],
    ['https://11.1.2.3:6443', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.0.0.0/8' }, 'http://p'],
    ['https://api.example', { HTTPS_PROXY: 'http://p', NO_PROXY: '*' }, undefined],
    ['https://127.0.0.1:6443', { HTTPS_PROXY: 'http://p' }, undefined],
    ['https://localhost', { HTTPS_PROXY: 'http://p' }, undefined],
  ])('%s with %j', (server, env, proxy) => {
    expect(proxyFor(server, env)).toBe(proxy);
  });
});

test('the contexts are listed with the servers they lead to', async () => {
  const kubeconfig = await fileWith({
    contexts: [context('a'), context('b', 'gone')],
    clusters: [cluster('a')],
    'current-context': 'a',
  });
  expect(await listContexts({ kubeconfig, env: {} })).toEqual([
    { name: 'a', cluster: 'a', server: 'https://a.example:6443', user: 'a', namespace: undefined, isDefault: true },
    { name: 'b', cluster: 'gone', server: undefined, user: 'b', namespace: undefined, isDefault: false },
  ]);
  await expect(listContexts({ env: { HOME: await scratchFolder() } })).rejects.toThrow(/there is no kubeconfig/);
});
