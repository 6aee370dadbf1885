import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kubeconfigFor, page, serve, status } from '../sources/live/scripted-server.ts';

interface Served {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}

/** A cluster on the loopback that holds the objects of manifests and tells those who watch what changes; it ends with the test. */
export interface ServedCluster {
  /** A kubeconfig with the context `lab`. */
  readonly kubeconfig: string;
  /** Puts another text in the place of one in the JSON of an object, as somebody's edit. */
  readonly edit: (kind: string, name: string, from: string, to: string) => void;
}

const PLURALS: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  Node: 'nodes',
  Pod: 'pods',
  Service: 'services',
  NetworkPolicy: 'networkpolicies',
};
const CLUSTER_WIDE = new Set(['Namespace', 'Node']);
const POLICIES = 'networking.k8s.io/v1';

const resource = (kind: string): object => ({
  name: PLURALS[kind],
  kind,
  namespaced: !CLUSTER_WIDE.has(kind),
  verbs: ['list', 'watch'],
});

const DISCOVERY: Readonly<Record<string, object>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/api/v1': { resources: ['Namespace', 'Node', 'Pod', 'Service'].map(resource) },
  '/apis': { kind: 'APIGroupList', groups: [{ name: 'networking.k8s.io', versions: [{ groupVersion: POLICIES }] }] },
  [`/apis/${POLICIES}`]: { resources: [resource('NetworkPolicy')] },
};

export async function serveManifests(folders: readonly string[]): Promise<ServedCluster> {
  const objects = folders.flatMap(objectsIn);
  const watchers = new Map<string, ServerResponse[]>();
  const server = await serve(({ path, query }, response) => {
    const kind = Object.keys(PLURALS).find((candidate) => path === pathOf(candidate));
    if (kind === undefined) return DISCOVERY[path] ?? status(404);
    if (!query.has('watch')) return page(objects.filter((object) => object.kind === kind));
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    watchers.set(kind, [...(watchers.get(kind) ?? []), response]);
    return undefined;
  });
  return {
    kubeconfig: await kubeconfigFor(server.url),
    edit: (kind, name, from, to) => {
      const object = objects.find((candidate) => candidate.kind === kind && nameOf(candidate) === name);
      const edited = { ...object, metadata: { ...object?.metadata, resourceVersion: '11' } };
      const text = JSON.stringify({ type: 'MODIFIED', object: edited });
      if (!text.includes(from)) throw new Error(`${kind} ${name} does not hold ${from}`);
      for (const response of watchers.get(kind) ?? []) response.write(`${text.replace(from, to)}\n`);
    },
  };
}

function pathOf(kind: string): string {
  return `${kind === 'NetworkPolicy' ? `/apis/${POLICIES}` : '/api/v1'}/${PLURALS[kind]}`;
}

function nameOf({ metadata: { namespace, name } }: Served): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function objectsIn(folder: string): readonly Served[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return files.flatMap((name) => {
    const documents = parseAllDocuments(readFileSync(join(folder, name), 'utf8'));
    const written = (Array.isArray(documents) ? documents : []).map((document) => document.toJS() as unknown);
    return written.flatMap((object) => (isList(object) ? object.items : [object as Served]));
  });
}

function isList(object: unknown): object is { readonly items: readonly Served[] } {
  return typeof object === 'object' && object !== null && 'items' in object;
}
