import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ServedKind } from '../../../src/model/live-state.ts';
import type { Clock } from '../../../src/sources/live/patience.ts';

/** One request as the script sees it. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** What the script answers; undefined: it wrote the answer itself, or never will. */
export type Answer = (asked: Asked, response: ServerResponse) => object | undefined;

export interface ScriptedServer {
  readonly url: string;
  /** Everything that was asked, in order: `/api/v1/pods?limit=500`. */
  readonly asked: readonly string[];
}

/** A server on the loopback that answers by a script; it ends with the test. */
export async function serve(answer: Answer, onAsked: () => void = () => undefined): Promise<ScriptedServer> {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://server');
    asked.push(`${url.pathname}${url.search}`);
    setImmediate(onAsked);
    const body = answer({ path: url.pathname, query: url.searchParams, headers: incoming.headers }, response);
    if (body === undefined) return;
    const code = 'code' in body && typeof body.code === 'number' ? body.code : 200;
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** A proxy for plain HTTP; it notes what it was asked for. */
export async function proxy(): Promise<ScriptedServer> {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(incoming.url ?? '');
    const onward = request(incoming.url ?? '', { headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** A Status object, which is an answer with that code. */
export function status(code: number, message = ''): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code };
}

/** A folder that is gone after the test. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'netpol-tui-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A kubeconfig of one context `lab` for the server; answers its path. */
export async function kubeconfigFor(
  url: string,
  user: object = { token: 'one' },
  cluster: object = {},
): Promise<string> {
  const file = join(await scratchFolder(), 'config');
  const config = {
    clusters: [{ name: 'c', cluster: { server: url, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'lab', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    'current-context': 'lab',
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}

export const PODS: ServedKind = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
export const NAMESPACES: ServedKind = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false };

/** Waits take a moment instead of seconds. */
export const HASTY_CLOCK: Clock = {
  now: () => Date.now(),
  random: () => 0.5,
  after: (milliseconds, run) => {
    const timer = setTimeout(run, Math.min(milliseconds, 3));
    return () => clearTimeout(timer);
  },
};

/** An object as a server lists it. */
export function listed(name: string, version = '1', namespace = 'shop'): object {
  return { metadata: { name, namespace, resourceVersion: version } };
}

export function page(items: readonly object[], { next = '', version = '10' } = {}): object {
  return { kind: 'List', metadata: { resourceVersion: version, ...(next === '' ? {} : { continue: next }) }, items };
}
