import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../src/sources/live/api-client.ts';
import { findCluster } from '../../../src/sources/live/cluster-access.ts';
import { createOidcLogin, type OidcConfig } from '../../../src/sources/live/oidc-login.ts';
import { kubeconfigFor, serve, status } from './scripted-server.ts';

const NOON = 1_800_000_000;

function tokenOf(name: string, expires: number, issued = expires - 300): string {
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: name, exp: expires, iat: issued })}.x`;
}

interface Posted {
  readonly form: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

/** An identity provider that gives what the script says for what was posted. */
async function provider(answer: (posted: Posted, number: number) => object, about: object = {}) {
  const posted: Posted[] = [];
  const server = createServer(async (incoming, response) => {
    const issuer = `http://${incoming.headers.host}`;
    const said =
      incoming.method === 'POST'
        ? note(Object.fromEntries(new URLSearchParams(await text(incoming))), incoming.headers.authorization)
        : { issuer, token_endpoint: `${issuer}/token`, ...about };
    const code = 'error' in said ? 400 : 200;
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  });
  const note = (form: Posted['form'], authorization: string | undefined): object => {
    posted.push({ form, authorization });
    return answer({ form, authorization }, posted.length);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted };
}

const config = (issuer: string, more: OidcConfig = {}): OidcConfig => ({
  'idp-issuer-url': issuer,
  'client-id': 'kube',
  'id-token': tokenOf('written', NOON - 60),
  'refresh-token': 'first',
  ...more,
});

describe('a token of an identity provider', () => {
  test('is used as long as it lasts, then the refresh token gets another; a newer refresh token is kept', async () => {
    let now = NOON * 1000;
    const { issuer, posted } = await provider((_, number) => ({
      id_token: tokenOf(`given-${number}`, NOON + number * 300),
      refresh_token: `refresh-${number}`,
    }));
    const login = createOidcLogin({}, () => now);
    const fresh = tokenOf('written', NOON + 60);
    expect(await login.token(config(issuer, { 'id-token': fresh }))).toBe(fresh);
    expect(posted).toEqual([]);
    const first = await login.token(config(issuer));
    expect(first).toBe(tokenOf('given-1', NOON + 300));
    expect(await login.token(config(issuer))).toBe(first);
    now += 295_000;
    expect(await login.token(config(issuer))).toBe(tokenOf('given-2', NOON + 600));
    expect(posted.map(({ form }) => form)).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'first', client_id: 'kube' },
      { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'kube' },
    ]);
    // Somebody has logged in anew: what the kubeconfig says then is newer.
    const written = tokenOf('other', NOON + 9000);
    expect(await login.token(config(issuer, { 'id-token': written }))).toBe(written);
  });

  test('that the server refuses is replaced, whatever its date says; a clock that is wrong does not ask again and again', async () => {
    const { issuer, posted } = await provider((_, number) => ({ id_token: tokenOf(`given-${number}`, NOON + number) }));
    const anHourAhead = createOidcLogin({}, () => (NOON + 3600) * 1000);
    const first = await anHourAhead.token(config(issuer));
    expect(await anHourAhead.token(config(issuer))).toBe(first);
    expect(posted).toHaveLength(1);
    anHourAhead.refused();
    expect(await anHourAhead.token(config(issuer))).not.toBe(first);
    expect(posted.map(({ form }) => form['refresh_token'])).toEqual(['first', 'first']);
  });

  test.each([
    [undefined, 'Basic a3ViZTpzJTNBdA==', undefined],
    [['client_secret_post'], undefined, 's:t'],
  ])('is asked for with the secret of the client, where the provider %j wants it', async (methods, header, inForm) => {
    const about = methods === undefined ? {} : { token_endpoint_auth_methods_supported: methods };
    const { issuer, posted } = await provider(() => ({ id_token: tokenOf('given', NOON + 300) }), about);
    await createOidcLogin({}, () => NOON * 1000).token(config(issuer, { 'client-secret': 's:t' }));
    expect(posted).toMatchObject([{ authorization: header }]);
    expect(posted[0]?.form['client_secret']).toBe(inForm);
  });

  test.each<readonly [string, OidcConfig, RegExp]>([
    [
      'the provider refuses',
      {},
      /the identity provider 127\.0\.0\.1:\d+ answers 400 \(invalid_grant: used already\): log in again/,
    ],
    [
      'there is no refresh token',
      { 'refresh-token': undefined },
      /has expired, and the kubeconfig has no refresh-token: log in again/,
    ],
    [
      'nobody listens',
      { 'idp-issuer-url': 'http://127.0.0.1:1' },
      /identity provider 127\.0\.0\.1:1 refuses connections/,
    ],
    ['there is no TLS', { 'idp-issuer-url': 'http://id.example' }, /is not asked, for it speaks no TLS/],
    ['its authority is not there', { 'idp-certificate-authority': '/nowhere' }, /cannot read \/nowhere/],
  ])('is not to be had when %s, and that is said', async (_, more, why) => {
    const { issuer } = await provider(() => ({ error: 'invalid_grant', error_description: 'used already' }));
    await expect(createOidcLogin({}, () => NOON * 1000).token(config(issuer, more))).rejects.toThrow(why);
  });
});

test('a cluster is asked with the token that the refresh token got, once for all that ask', async () => {
  const later = Math.floor(Date.now() / 1000) + 600;
  const { issuer, posted } = await provider(() => ({ id_token: tokenOf('jane', later) }));
  const server = await serve(({ headers }) =>
    headers.authorization === `Bearer ${tokenOf('jane', later)}` ? {} : status(401),
  );
  const user = { 'auth-provider': { name: 'oidc', config: config(issuer) } };
  const access = await findCluster({ env: {}, kubeconfig: await kubeconfigFor(server.url, user) });
  onTestFinished(access.close);
  const client = createClient(access, { timeoutMs: 5000 });
  const ask = () => client.getJson({ path: '/version', signal: AbortSignal.timeout(20_000) });
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([{}, {}, {}]);
  expect(posted).toHaveLength(1);
});
