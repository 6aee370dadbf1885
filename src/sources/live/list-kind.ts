import type { ServedKind } from '../../model/live-state.ts';
import type { PartsOf } from '../../model/object-parts.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { type AnswerSkimmer, parsedAnswer, skimmedList, skimmerFor } from './answer-json.ts';
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
  /** Of which objects not everything is wanted. */
  readonly partsOf: PartsOf;
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
  const skimmer = skimmerFor(served, options.partsOf);
  const read = (token: string): Promise<Page> => readPage(client, served, { ...options, skimmer }, token);
  let page = await read('');
  while (page.next !== '') {
    // The server makes the next page while this one is looked at.
    const coming = read(page.next);
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
  { namespace, signal, skimmer }: ListOptions & { readonly skimmer: AnswerSkimmer | undefined },
  token: string,
): Promise<Page> {
  const query = { limit: String(PAGE), ...(token === '' ? {} : { continue: token }) };
  const bytes = await client.getBytes({ path: pathOf(served, namespace), query, signal });
  const { metadata, items = null } = (skimmer && skimmedList(skimmer, bytes)) ?? parsedAnswer(bytes);
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
