import type { ServedKind } from '../../model/live-state.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { ApiClient } from './api-client.ts';
import { LiveFailure } from './live-failure.ts';

/** Objects a page. */
const PAGE = 500;
/** A list that takes longer than the server keeps its pages is begun anew this often. */
const MOST_BEGINNINGS = 3;

export interface ListOptions {
  /** Undefined: the whole cluster. */
  readonly namespace: string | undefined;
  readonly signal: AbortSignal;
  readonly onPage: (items: readonly JsonObject[]) => void;
  /** The list begins anew; what was handed over before may be handed over again. */
  readonly onBeginning?: () => void;
}

/** Where a kind is listed and watched. */
export function pathOf({ apiVersion, plural }: ServedKind, namespace: string | undefined): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return namespace === undefined
    ? `${root}/${plural}`
    : `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

/** Reads a list page by page, and answers the version from which to watch. Throws a LiveFailure. */
export async function listKind(client: ApiClient, served: ServedKind, options: ListOptions): Promise<string> {
  for (let beginning = 1; ; beginning++) {
    try {
      options.onBeginning?.();
      return await listPages(client, served, options);
    } catch (error) {
      if (!(error instanceof LiveFailure) || error.kind !== 'gone' || beginning === MOST_BEGINNINGS) throw error;
    }
  }
}

async function listPages(client: ApiClient, served: ServedKind, options: ListOptions): Promise<string> {
  let page = await readPage(client, served, options, '');
  while (page.next !== '') {
    // The server makes the next page while this one is looked at.
    const coming = readPage(client, served, options, page.next);
    options.onPage(page.items);
    const following = await coming;
    if (following.next === page.next) {
      throw new LiveFailure('not-kubernetes', `the list of ${served.plural} does not go on`);
    }
    page = following;
  }
  options.onPage(page.items);
  return page.version;
}

interface Page {
  readonly items: readonly JsonObject[];
  /** Empty: this was the last. */
  readonly next: string;
  readonly version: string;
}

async function readPage(
  client: ApiClient,
  served: ServedKind,
  { namespace, signal }: ListOptions,
  token: string,
): Promise<Page> {
  const query = { limit: String(PAGE), ...(token === '' ? {} : { continue: token }) };
  const { metadata, items = null } = await client.getJson({ path: pathOf(served, namespace), query, signal });
  if (!Array.isArray(items) && items !== null) {
    throw new LiveFailure('not-kubernetes', `the list of ${served.plural} has no items`);
  }
  return {
    items: (items ?? []).filter(isJsonObject),
    next: textAt(metadata, 'continue'),
    version: textAt(metadata, 'resourceVersion'),
  };
}

function textAt(metadata: unknown, key: string): string {
  const value = isJsonObject(metadata) ? metadata[key] : undefined;
  return typeof value === 'string' ? value : '';
}

/** One namespace by its name, for who may not list them: as a list of one, or of none. Throws a LiveFailure. */
export async function readNamespace(
  client: ApiClient,
  name: string,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  return [await client.getJson({ path: `/api/v1/namespaces/${encodeURIComponent(name)}`, signal })];
}
