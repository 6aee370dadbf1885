import { readFile } from 'node:fs/promises';
import type { User } from '@kubernetes/client-node/dist/config_types.js';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { messageOf } from '../../model/errors.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { proxyFor } from './environment-proxy.ts';
import { failureOfError, LiveFailure } from './live-failure.ts';

/**
 * Logins through `auth-provider: oidc`, as kubectl does them. client-node's own does not send the client's secret, and gets a new
 * token for every request (docs/decisions/0015).
 */
export interface OidcLogin {
  /** A token that has not expired and was not refused; asks the identity provider where it has to. Throws a LiveFailure. */
  readonly token: (config: OidcConfig) => Promise<string>;
  /** The server does not accept the last token, whatever its date says. */
  readonly refused: () => void;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The fields of `auth-provider.config`, by their names in the kubeconfig. */
export type OidcConfig = Readonly<Record<string, unknown>>;

/** What a user's `auth-provider: oidc` says; undefined for users who log in otherwise. */
export function oidcConfigOf({ authProvider }: User): OidcConfig | undefined {
  if (!isJsonObject(authProvider) || authProvider['name'] !== 'oidc') return undefined;
  return isJsonObject(authProvider['config']) ? authProvider['config'] : {};
}

/** Tokens as they are now. A provider may take an old refresh token away when it gives a new one, so that the newest is kept. */
interface Tokens {
  /** The id-token of the kubeconfig when these were known: another one there is newer than all of them. */
  readonly written: string;
  readonly idToken: string;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly freshUntil: number;
  readonly refreshToken: string | undefined;
}

/** A token that is about to expire is none, for the request takes time. */
const EARLY_MS = 10_000;
const PATIENCE_MS = 20_000;
const LOG_IN = 'log in again, and then ctrl-r';

/** A login for one user; `now` is in milliseconds since 1970. */
export function createOidcLogin(env: Env, now: () => number = () => Date.now()): OidcLogin {
  let known: Tokens | undefined;
  let refused: string | undefined;
  let given: string | undefined;
  return {
    token: async (config) => {
      const written = textAt(config, 'id-token');
      if (known?.written !== written) {
        const freshUntil = (lifeOf(written)?.expires ?? 0) * 1000;
        known = { written, idToken: written, freshUntil, refreshToken: optional(textAt(config, 'refresh-token')) };
      }
      if (known.idToken === refused || known.freshUntil - EARLY_MS <= now()) {
        const { idToken, refreshToken } = await refreshed(known, config, env);
        known = { written, idToken, freshUntil: now() + lastingMs(idToken, now()), refreshToken };
      }
      given = known.idToken;
      return given;
    },
    refused: () => {
      refused = given;
    },
  };
}

/** How long a token that was given just now lasts: by its own dates where it has both, for this machine's clock may be wrong. */
function lastingMs(token: string, now: number): number {
  const life = lifeOf(token);
  if (life === undefined) return 0;
  return life.issued === undefined ? life.expires * 1000 - now : (life.expires - life.issued) * 1000;
}

/** Seconds since 1970; undefined for what is no token. */
function lifeOf(token: string): { readonly issued: number | undefined; readonly expires: number } | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (!isJsonObject(claims) || typeof claims['exp'] !== 'number') return undefined;
    return { expires: claims['exp'], issued: typeof claims['iat'] === 'number' ? claims['iat'] : undefined };
  } catch {
    return undefined;
  }
}

async function refreshed(
  { refreshToken }: Tokens,
  config: OidcConfig,
  env: Env,
): Promise<Pick<Tokens, 'idToken' | 'refreshToken'>> {
  const issuer = textAt(config, 'idp-issuer-url');
  const client = textAt(config, 'client-id');
  const missing = Object.entries({ 'refresh-token': refreshToken, 'idp-issuer-url': issuer, 'client-id': client })
    .filter(([, value]) => value === undefined || value === '')
    .map(([name]) => name);
  if (refreshToken === undefined || missing.length > 0)
    throw refusal(`the id-token has expired, and the kubeconfig has no ${missing.join(', ')}: ${LOG_IN}`);
  const provider = await providerAt(issuer, config, env);
  try {
    const about = await provider.json(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const endpoint = textAt(about, 'token_endpoint');
    if (endpoint === '') throw refusal(`${provider.name} does not say where it gives tokens`);
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const answer = await provider.json(endpoint, asClient(form, config, about));
    const { id_token: idToken } = answer;
    if (typeof idToken !== 'string') throw refusal(`${provider.name} gives no id-token: ${LOG_IN}`);
    return { idToken, refreshToken: optional(textAt(answer, 'refresh_token')) ?? refreshToken };
  } finally {
    await provider.close();
  }
}

/** What is posted, and the header that says who posts it. */
interface Posted {
  readonly form: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client's secret goes into a header, unless the provider would rather have it in the form (RFC 6749 §2.3.1). */
function asClient(form: Posted['form'], config: OidcConfig, about: JsonObject): Posted {
  const [client, secret] = [textAt(config, 'client-id'), textAt(config, 'client-secret')];
  if (secret === '') return { form: { ...form, client_id: client } };
  const methods = about['token_endpoint_auth_methods_supported'];
  if (Array.isArray(methods) && !methods.includes('client_secret_basic'))
    return { form: { ...form, client_id: client, client_secret: secret } };
  const both = `${encodeURIComponent(client)}:${encodeURIComponent(secret)}`;
  return { form, headers: { authorization: `Basic ${Buffer.from(both).toString('base64')}` } };
}

interface Provider {
  /** As it is named to a person. */
  readonly name: string;
  /** The answer as JSON; with something posted, to that. */
  readonly json: (url: string, posted?: Posted) => Promise<JsonObject>;
  readonly close: () => Promise<void>;
}

async function providerAt(issuer: string, config: OidcConfig, env: Env): Promise<Provider> {
  const url = URL.parse(issuer);
  if (url === null) throw refusal(`${issuer} is no address of an identity provider`);
  const name = `the identity provider ${url.host}`;
  const dispatcher = dispatcherFor(issuer, await authorityIn(config), env);
  return {
    name,
    json: async (address, posted) => {
      refusePlain(address, name);
      try {
        const answer = await request(address, {
          dispatcher,
          signal: AbortSignal.timeout(PATIENCE_MS),
          ...(posted === undefined ? {} : postOf(posted)),
        });
        return readAnswer(answer.statusCode, await answer.body.text(), name);
      } catch (error) {
        const failure = failureOfError(error, name);
        throw failure.kind === 'credentials'
          ? failure
          : refusal(failure.kind === 'aborted' ? `${name} does not answer` : failure.message);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

function postOf({ form, headers }: Posted) {
  const type = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  return { method: 'POST', headers: { ...type, ...headers }, body: new URLSearchParams(form).toString() } as const;
}

/** A refresh token is as good as a password. */
function refusePlain(address: string, name: string): void {
  const url = URL.parse(address);
  const isHere = url !== null && /^(localhost|127\..*|\[::1\])$/.test(url.hostname);
  if (url?.protocol !== 'https:' && !isHere) throw refusal(`${name} is not asked, for it speaks no TLS at ${address}`);
}

function readAnswer(status: number, text: string, name: string): JsonObject {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  if (status === 200 && isJsonObject(answer)) return answer;
  const said = isJsonObject(answer)
    ? [textAt(answer, 'error'), textAt(answer, 'error_description')].filter((part) => part !== '')
    : [];
  throw refusal(`${name} answers ${status}${said.length === 0 ? '' : ` (${said.join(': ')})`}: ${LOG_IN}`);
}

async function authorityIn(config: OidcConfig): Promise<Buffer | undefined> {
  const data = textAt(config, 'idp-certificate-authority-data');
  if (data !== '') return Buffer.from(data, 'base64');
  const file = textAt(config, 'idp-certificate-authority');
  if (file === '') return undefined;
  return readFile(file).catch((error: unknown) => {
    throw refusal(`cannot read ${file}: ${messageOf(error)}`);
  });
}

function dispatcherFor(issuer: string, ca: Buffer | undefined, env: Env): Dispatcher {
  const tls = ca === undefined ? {} : { ca };
  const proxy = proxyFor(issuer, env);
  return proxy === undefined ? new Agent({ connect: tls }) : new ProxyAgent({ uri: proxy, requestTls: tls });
}

function refusal(message: string): LiveFailure {
  return new LiveFailure('credentials', `no credentials: ${message}`);
}

function textAt(object: Readonly<Record<string, unknown>>, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}

function optional(text: string): string | undefined {
  return text === '' ? undefined : text;
}
