import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../src/sources/live/api-client.ts';
import { findCluster } from '../../../src/sources/live/cluster-access.ts';
import { readObject } from '../../../src/sources/live/read-object.ts';
import { kubeconfigFor, listed, NAMESPACES, PODS, serve, status } from './scripted-server.ts';

async function reading(answer: Parameters<typeof serve>[0]) {
  const server = await serve(answer);
  const access = await findCluster({ env: {}, kubeconfig: await kubeconfigFor(server.url) });
  onTestFinished(access.close);
  const client = createClient(access, { timeoutMs: 5000 });
  const read = (name: string, signal = AbortSignal.timeout(20_000)) =>
    readObject(client, PODS, { namespace: 'shop', name, signal });
  return { server, client, read };
}

test('one object is asked for by its name, also where its kind lies in no namespace', async () => {
  const { server, client, read } = await reading(({ path }) => ({ ...listed('x'), path }));
  expect(await read('web 1/..')).toMatchObject({ path: '/api/v1/namespaces/shop/pods/web%201%2F..' });
  const signal = AbortSignal.timeout(20_000);
  await readObject(client, NAMESPACES, { namespace: undefined, name: 'shop', signal });
  expect(server.asked.at(-1)).toMatch(/\/api\/v1\/namespaces\/shop$/);
});

test.each([
  [404, /^there is no Pod web any more$/],
  [403, /pods "web" is forbidden/],
  [500, /answers 500/],
])('a server that answers %i is understood', async (code, why) => {
  const { read } = await reading(() => status(code, code === 403 ? 'pods "web" is forbidden' : ''));
  await expect(read('web')).rejects.toThrow(why);
});

test('a server that says nothing is waited for no longer than one has patience', async () => {
  const { read } = await reading(() => undefined);
  await expect(read('web', AbortSignal.abort())).rejects.toThrow('the server does not answer');
});
