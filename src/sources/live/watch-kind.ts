import type { ServedKind } from '../../model/live-state.ts';
import type { PartsOf } from '../../model/object-parts.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { blanksEnd } from '../json-walk.ts';
import { type AnswerSkimmer, skimmedEvent, skimmerFor } from './answer-json.ts';
import type { ApiClient } from './api-client.ts';
import { pathOf } from './list-kind.ts';
import { failureOfStatus, LiveFailure } from './live-failure.ts';

/** What a watch says of one object. */
export interface WatchEvent {
  readonly type: 'set' | 'delete';
  readonly object: JsonObject;
}

export interface WatchOptions {
  readonly namespace: string | undefined;
  readonly resourceVersion: string;
  /** After so long the server is to end the watch; then another begins where this one ended. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Of which objects not everything is wanted. */
  readonly partsOf: PartsOf;
  /** The server has accepted the watch. */
  readonly onOpen: () => void;
  readonly onEvents: (events: readonly WatchEvent[]) => void;
  /** Everything up to this version has been seen. */
  readonly onVersion: (resourceVersion: string) => void;
}

/** Servers send a bookmark about every minute, so that a watch that says nothing for longer is dead. */
const QUIET_MS = 150_000;
/** One event is one object; a server's own limit for those is far below. */
const LONGEST_LINE = 64 * 1024 * 1024;
const NEWLINE = 10;

/** Follows a kind until the server ends the watch. Throws a LiveFailure; of kind `gone` when the list has to be read again. */
export async function watchKind(client: ApiClient, served: ServedKind, options: WatchOptions): Promise<void> {
  const { namespace, resourceVersion, seconds, signal, onOpen, onEvents } = options;
  const query = { watch: '1', allowWatchBookmarks: 'true', timeoutSeconds: String(seconds), resourceVersion };
  const lines = createLines();
  const read = eventReader(served, options.partsOf);
  for await (const piece of client.stream({
    path: pathOf(served, namespace),
    query,
    signal,
    quietMs: QUIET_MS,
    onOpen,
  })) {
    const events: WatchEvent[] = [];
    let version: string | undefined;
    try {
      for (const line of lines.take(piece)) {
        const { event, version: reached } = read(line);
        if (event !== undefined) events.push(event);
        version = reached ?? version;
      }
    } finally {
      // What was read before the broken line is true all the same.
      if (events.length > 0) onEvents(events);
      if (version !== undefined) options.onVersion(version);
    }
  }
  if (lines.rest() > 0) throw new LiveFailure('cut', 'the watch ended in the middle of an event');
}

function createLines(): { readonly take: (piece: Buffer) => Generator<Buffer>; readonly rest: () => number } {
  let parts: Buffer[] = [];
  let size = 0;
  return {
    take: function* (piece) {
      let from = 0;
      for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, from)) {
        const last = piece.subarray(from, end);
        const line = parts.length === 0 ? last : Buffer.concat([...parts, last]);
        parts = [];
        size = 0;
        from = end + 1;
        if (blanksEnd(line, 0) < line.length) yield line;
      }
      if (from === piece.length) return;
      parts.push(piece.subarray(from));
      size += piece.length - from;
      if (size > LONGEST_LINE)
        throw new LiveFailure('not-kubernetes', `a watch event is longer than ${LONGEST_LINE} bytes`);
    },
    rest: () => size,
  };
}

interface ReadLine {
  readonly event: WatchEvent | undefined;
  readonly version: string | undefined;
}

/** What has been shared is forgotten after so many events: most of it does not come again. */
const EVENTS_PER_SKIMMER = 1000;

function eventReader(served: ServedKind, partsOf: PartsOf): (line: Buffer) => ReadLine {
  let skimmer: AnswerSkimmer | undefined;
  let events = 0;
  return (line) => {
    if (events % EVENTS_PER_SKIMMER === 0) skimmer = skimmerFor(served, partsOf);
    events += 1;
    return readEvent((skimmer && skimmedEvent(skimmer, line)) ?? parsed(line));
  };
}

function readEvent(event: JsonObject): ReadLine {
  const object = isJsonObject(event['object']) ? event['object'] : {};
  const version = versionOf(object);
  switch (event['type']) {
    case 'ADDED':
    case 'MODIFIED':
      return { event: { type: 'set', object }, version };
    case 'DELETED':
      return { event: { type: 'delete', object }, version };
    case 'BOOKMARK':
      return { event: undefined, version };
    case 'ERROR':
      throw failureOfStatus(
        typeof object['code'] === 'number' ? object['code'] : 500,
        JSON.stringify(object),
        undefined,
      );
    default:
      throw new LiveFailure('not-kubernetes', 'the watch says something that is no event');
  }
}

function parsed(line: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    throw new LiveFailure('cut', 'a watch event is no whole JSON');
  }
  if (isJsonObject(value)) return value;
  throw new LiveFailure('not-kubernetes', 'the watch says something that is no event');
}

/** An object's version; undefined when it has none. */
export function versionOf(object: JsonObject): string | undefined {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  return typeof metadata['resourceVersion'] === 'string' ? metadata['resourceVersion'] : undefined;
}
