import type { ServedKind } from '../../model/live-state.ts';
import type { ApiClient } from './api-client.ts';
import { pathOf } from './list-kind.ts';
import { failureOfError, LiveFailure } from './live-failure.ts';

/** What JSON.parse makes of an object. */
interface Parsed {
  readonly [key: string]: ParsedValue | undefined;
}
type ParsedValue = string | number | boolean | null | readonly ParsedValue[] | Parsed;

export interface ObjectWanted {
  /** Undefined for kinds that lie in none. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** Ends the patience with the server. */
  readonly signal: AbortSignal;
}

/** One object by its name, whole, as the server has it now. Throws a LiveFailure. */
export async function readObject(
  client: ApiClient,
  served: ServedKind,
  { namespace, name, signal }: ObjectWanted,
): Promise<Parsed> {
  const path = `${pathOf(served, served.namespaced ? namespace : undefined)}/${encodeURIComponent(name)}`;
  try {
    // What JSON.parse returns holds nothing but JSON.
    return (await client.getJson({ path, signal })) as Parsed;
  } catch (error) {
    const failure = failureOfError(error, 'the server');
    if (failure.kind === 'not-found') throw new LiveFailure('not-found', `there is no ${served.kind} ${name} any more`);
    if (failure.kind === 'aborted') throw new LiveFailure('timeout', 'the server does not answer');
    throw failure;
  }
}
