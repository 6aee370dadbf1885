import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { JsonObject } from '../json-object.ts';
import { parsedAnswer } from './answer-json.ts';
import type { Authorised, ClusterAccess } from './cluster-access.ts';
import { failureOfError, failureOfStatus, LiveFailure } from './live-failure.ts';

export interface Ask {
  /** Below the server's address, beginning with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly signal: AbortSignal;
}

/** GET requests to one API server, and nothing else. Everything that goes wrong is a LiveFailure. */
export interface ApiClient {
  readonly getJson: (ask: Ask) => Promise<JsonObject>;
  /** The body, not looked at. */
  readonly getBytes: (ask: Ask) => Promise<Buffer>;
  /** The body piece by piece; fails when nothing comes for `quietMs`. */
  readonly stream: (ask: Ask & { readonly quietMs: number; readonly onOpen: () => void }) => AsyncGenerator<Buffer>;
}

export interface ClientOptions {
  /** For one request to begin to be answered, and between two pieces of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest answer that is taken, in bytes; 400 MB when not said. */
  readonly mostBytes?: number;
}

/** One JavaScript string holds little more. */
const LARGEST_ANSWER = 400 * 1024 * 1024;
const LARGEST_ERROR = 64 * 1024;

/** A client of the cluster. Credentials that a server has refused are fetched anew once per request, then the refusal stands. */
export function createClient(
  access: ClusterAccess,
  { timeoutMs, mostBytes = LARGEST_ANSWER }: ClientOptions,
): ApiClient {
  const base = new URL(access.server);
  const send = async (ask: Ask, quietMs: number, { dispatcher, headers }: Authorised): Promise<Readable> => {
    const query = new URLSearchParams(ask.query ?? {}).toString();
    const answer = await dispatcher.request({
      origin: base.origin,
      path: `${base.pathname.replace(/\/$/, '')}${ask.path}${query === '' ? '' : `?${query}`}`,
      method: 'GET',
      headers: {
        accept: ask.accept ?? 'application/json',
        'accept-encoding': 'gzip',
        'user-agent': 'netpol-tui',
        ...copied(headers),
      },
      signal: ask.signal,
      headersTimeout: timeoutMs,
      bodyTimeout: quietMs,
    });
    const body = answer.headers['content-encoding'] === 'gzip' ? unzipped(answer.body) : answer.body;
    if (answer.statusCode === 200) {
      refuseOtherContent(String(answer.headers['content-type'] ?? ''), answer.body);
      return body;
    }
    const text = (await bytesOf(body, LARGEST_ERROR).catch(() => Buffer.alloc(0))).toString('utf8');
    throw failureOfStatus(answer.statusCode, text, textOf(answer.headers['retry-after']), base.host);
  };
  const sendTwice = async (ask: Ask, quietMs: number): Promise<Readable> => {
    const authorised = await access.authorise();
    try {
      return await send(ask, quietMs, authorised);
    } catch (error) {
      const failure = failureOfError(error, base.host);
      if (failure.kind !== 'unauthorized') throw failure;
      access.forget(authorised);
      return send(ask, quietMs, await access.authorise());
    }
  };
  const named = (error: unknown): LiveFailure => failureOfError(error, base.host);

  const getBytes: ApiClient['getBytes'] = async (ask) => {
    try {
      return await bytesOf(await sendTwice(ask, timeoutMs), mostBytes);
    } catch (error) {
      throw named(error);
    }
  };

  return {
    getBytes,
    getJson: async (ask) => parsedAnswer(await getBytes(ask)),
    stream: async function* (ask) {
      try {
        const body = await sendTwice(ask, ask.quietMs);
        ask.onOpen();
        for await (const piece of body) yield piece as Buffer;
      } catch (error) {
        throw named(error);
      }
    },
  };
}

function copied(headers: Readonly<Record<string, string | readonly string[]>>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}

function unzipped(body: Readable): Readable {
  const gunzip = createGunzip();
  body.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => body.destroy());
  return body.pipe(gunzip);
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** A login page of something in between answers 200 as well. */
function refuseOtherContent(contentType: string, body: Readable): void {
  if (contentType.includes('json')) return;
  body.destroy();
  throw new LiveFailure(
    'not-kubernetes',
    `the answer is ${contentType === '' ? 'of no type' : contentType}, not JSON: something else answers at this address`,
  );
}

async function bytesOf(body: Readable, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    size += (piece as Buffer).length;
    if (size > most) {
      body.destroy();
      throw new LiveFailure(
        'not-kubernetes',
        `the answer is longer than ${most} bytes, which is more than can be held`,
      );
    }
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}
