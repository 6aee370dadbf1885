import type { ServedKind } from '../../model/live-state.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { ApiClient } from './api-client.ts';
import { LiveFailure } from './live-failure.ts';

/** Which kinds are wanted of those a server has; the higher the number, the better, undefined: not wanted. */
export interface WantedKinds {
  /** API groups in which there is something to want; the core group is `''`. */
  readonly groups: ReadonlySet<string>;
  readonly rank: (name: { readonly apiVersion: string; readonly kind: string }) => number | undefined;
}

/** What the server serves. */
export interface Discovered {
  readonly kinds: readonly ServedKind[];
  /** Groups the server itself cannot say anything about at the moment: what is behind them is down. */
  readonly unavailable: readonly string[];
  /** All that it serves; the core group is left out. */
  readonly groups: readonly string[];
}

type Found = Omit<Discovered, 'groups'>;

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/** The kinds wanted of those that can be listed, each in one version: the best ranked, else the one the server prefers. */
export async function discover(client: ApiClient, wanted: WantedKinds, signal: AbortSignal): Promise<Discovered> {
  const [core, groups] = await Promise.all(
    ['/api', '/apis'].map((path) => client.getJson({ path, accept: AGGREGATED, signal })),
  );
  const found = await Promise.all([
    isAggregated(core) ? fromAggregated(core) : fromVersions(client, [{ group: '', versions: ['v1'] }], signal),
    isAggregated(groups) ? fromAggregated(groups) : fromVersions(client, groupsIn(groups, wanted), signal),
  ]);
  const all = found.flatMap(({ kinds }) => kinds);
  if (all.length === 0)
    throw new LiveFailure('not-kubernetes', 'the server names no kinds: it is no Kubernetes API server');
  return {
    kinds: bestVersions(all, wanted),
    unavailable: found.flatMap(({ unavailable }) => unavailable).filter((group) => wanted.groups.has(group)),
    groups: groupNames(groups),
  };
}

function groupNames(answer: JsonObject | undefined): readonly string[] {
  const listed = isAggregated(answer)
    ? objectsIn(answer['items']).map((group) =>
        isJsonObject(group['metadata']) ? text(group['metadata']['name']) : '',
      )
    : objectsIn(answer?.['groups']).map((group) => text(group['name']));
  return listed.filter((name) => name !== '');
}

function bestVersions(all: readonly ServedKind[], { rank }: WantedKinds): readonly ServedKind[] {
  const best = new Map<string, { readonly served: ServedKind; readonly rank: number }>();
  for (const served of all) {
    const own = rank(served);
    const key = `${served.apiVersion.split('/').slice(0, -1).join('/')} ${served.kind}`;
    if (own !== undefined && own > (best.get(key)?.rank ?? Number.NEGATIVE_INFINITY))
      best.set(key, { served, rank: own });
  }
  return [...best.values()].map(({ served }) => served);
}

function isAggregated(answer: JsonObject | undefined): answer is JsonObject {
  return answer?.['kind'] === 'APIGroupDiscoveryList';
}

function fromAggregated(answer: JsonObject): Found {
  const versions = objectsIn(answer['items']).flatMap((group) => {
    const name = isJsonObject(group['metadata']) ? text(group['metadata']['name']) : '';
    return objectsIn(group['versions']).map((version) => ({ group: name, version }));
  });
  const stale = versions.filter(({ version }) => version['freshness'] === 'Stale');
  return {
    kinds: versions.flatMap(({ group, version }) => kindsOf(group, version)),
    unavailable: [...new Set(stale.map(({ group }) => group))],
  };
}

function kindsOf(group: string, version: JsonObject): readonly ServedKind[] {
  const apiVersion = group === '' ? text(version['version']) : `${group}/${text(version['version'])}`;
  return objectsIn(version['resources'])
    .filter(canList)
    .map(({ responseKind, resource, scope }) => ({
      apiVersion,
      kind: isJsonObject(responseKind) ? text(responseKind['kind']) : '',
      plural: text(resource),
      namespaced: scope === 'Namespaced',
    }));
}

interface Group {
  readonly group: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
}

function groupsIn(answer: JsonObject | undefined, { groups }: WantedKinds): readonly Group[] {
  return objectsIn(answer?.['groups'])
    .map((group) => ({ group: text(group['name']), versions: versionsIn(group) }))
    .filter(({ group }) => groups.has(group));
}

function versionsIn(group: JsonObject): readonly string[] {
  const preferred = isJsonObject(group['preferredVersion']) ? [group['preferredVersion']] : [];
  const names = [...preferred, ...objectsIn(group['versions'])].map((version) => text(version['groupVersion']));
  return [...new Set(names)].filter((name) => name !== '');
}

/** One request for each version: servers before 1.26. */
async function fromVersions(client: ApiClient, groups: readonly Group[], signal: AbortSignal): Promise<Found> {
  const wanted = groups.flatMap(({ group, versions }) => versions.map((apiVersion) => ({ group, apiVersion })));
  const answers = await Promise.all(
    wanted.map(async ({ group, apiVersion }) => {
      const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const resources = await client.getJson({ path, signal }).catch((error: unknown) => {
        // What an aggregated server serves is not to be had while it is down; everything else is.
        if (group === '' || !isDown(error)) throw error;
        return undefined;
      });
      return { group, kinds: resources === undefined ? undefined : kindsIn(resources, apiVersion) };
    }),
  );
  return {
    kinds: answers.flatMap(({ kinds }) => kinds ?? []),
    unavailable: [...new Set(answers.filter(({ kinds }) => kinds === undefined).map(({ group }) => group))],
  };
}

function isDown(error: unknown): boolean {
  return error instanceof LiveFailure && ['server', 'throttled', 'not-found'].includes(error.kind);
}

function kindsIn(answer: JsonObject, apiVersion: string): readonly ServedKind[] {
  return objectsIn(answer['resources'])
    .filter((resource) => canList(resource) && !text(resource['name']).includes('/'))
    .map(({ kind, name, namespaced }) => ({
      apiVersion,
      kind: text(kind),
      plural: text(name),
      namespaced: namespaced === true,
    }));
}

function canList(resource: JsonObject): boolean {
  const { verbs } = resource;
  return Array.isArray(verbs) && verbs.includes('list');
}

function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
