import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverCertificate } from './certificates.ts';
import { type ControlPlane, eventually, startControlPlane } from './control-plane.ts';
import { readWith, SETTLE_MS } from './looking.ts';

// A real API server that trusts an identity provider, with an authority of its own, and a kubeconfig whose id-token has expired.

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function signed(issuer: string, expiresIn: number): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const claims = { iss: issuer, aud: 'kube', sub: 'jane', iat: now + expiresIn - 300, exp: now + expiresIn };
  const body = `${part({ alg: 'RS256', kid: 'one' })}.${part(claims)}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(privateKey).toString('base64url')}`;
}

interface Provider {
  readonly issuer: string;
  readonly ca: string;
  readonly asked: readonly string[];
}

let folder: string;
let server: Server | undefined;
let provider: Provider | undefined;
let plane: ControlPlane | undefined;

/** Gives one token for each refresh token, and each of them once. */
async function startProvider(): Promise<Provider | undefined> {
  const certificate = await serverCertificate(folder);
  if (certificate === undefined) return undefined;
  const asked: string[] = [];
  let expected = 'refresh-0';
  const listening = createServer({ key: certificate.key, cert: certificate.cert }, async (request, response) => {
    const issuer = `https://${request.headers.host}`;
    const about = {
      issuer,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      authorization_endpoint: `${issuer}/auth`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
    const answer = (code: number, body: object): void => {
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/keys')
      return answer(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] });
    if (request.url !== '/token') return answer(200, about);
    const form = new URLSearchParams(await text(request));
    asked.push(`${form.get('grant_type')} ${form.get('refresh_token')} ${request.headers.authorization ?? ''}`);
    if (form.get('refresh_token') !== expected) return answer(400, { error: 'invalid_grant' });
    expected = `refresh-${asked.length}`;
    return answer(200, { id_token: signed(issuer, 300), refresh_token: expected });
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { issuer: `https://127.0.0.1:${(listening.address() as AddressInfo).port}`, ca: certificate.ca, asked };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netpol-tui-oidc-'));
  provider = await startProvider();
  if (provider === undefined) return;
  const { issuer, ca } = provider;
  plane = await startControlPlane([
    ...[`--oidc-issuer-url=${issuer}`, `--oidc-ca-file=${ca}`, '--oidc-client-id=kube', '--oidc-username-prefix=-'],
  ]);
});

afterAll(async () => {
  await plane?.stop();
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

test('an expired id-token is replaced by means of the refresh token, and everything is read', async ({ skip }) => {
  if (plane === undefined || provider === undefined) return skip('there is no openssl to make a certificate');
  const { issuer, ca } = provider;
  await plane.admin.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'jane' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
  });
  const login = (more: object) => ({
    'auth-provider': {
      name: 'oidc',
      config: {
        'idp-issuer-url': issuer,
        'client-id': 'kube',
        'client-secret': 'secret',
        'idp-certificate-authority': ca,
        'id-token': signed(issuer, -60),
        ...more,
      },
    },
  });
  const kubeconfig = await plane.kubeconfigFor('', { user: login({ 'refresh-token': 'refresh-0' }) });
  // The server reads the provider's keys some seconds after its start, and one refresh token is good for one attempt.
  await eventually(async () => {
    const early = await readWith(
      await (plane as ControlPlane).kubeconfigFor('', { user: login({ 'id-token': signed(issuer, 300) }) }),
    );
    if (early.snapshot.gaps.length > 0) throw new Error('not yet');
  }, SETTLE_MS);
  expect(provider.asked).toEqual([]);
  const { snapshot } = await readWith(kubeconfig);
  expect(snapshot.gaps).toEqual([]);
  expect(provider.asked).toEqual([`refresh_token refresh-0 Basic ${Buffer.from('kube:secret').toString('base64')}`]);
  // That refresh token is used up now, and the program that began anew knows no other.
  await expect(readWith(kubeconfig)).rejects.toThrow(/answers 400 \(invalid_grant\): log in again/);
  const without = await plane.kubeconfigFor('', {
    user: login({ 'idp-certificate-authority': undefined, 'refresh-token': 'x' }),
  });
  await expect(readWith(without)).rejects.toThrow(/identity provider .* is not trusted/);
});
