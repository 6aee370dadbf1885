import type { ServedKind } from '../../model/live-state.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
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
        const read = readLine(line);
        if (read.event !== undefined) events.push(read.event);
        version = read.version ?? version;
      }
    } finally {
      // What was read before the broken line is true all the same.
      if (events.length > 0) onEvents(events);
      if (version !== undefined) options.onVersion(version);
    }
  }
  if (lines.rest() > 0) throw new LiveFailure('cut', 'the watch ended in the middle of an event');
}

function createLines(): { readonly take: (piece: Buffer) => Generator<string>; readonly rest: () => number } {
  let parts: Buffer[] = [];
  let size = 0;
  return {
    take: function* (piece) {
      let from = 0;
      for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, from)) {
        const line = Buffer.concat([...parts, piece.subarray(from, end)]).toString('utf8');
        parts = [];
        size = 0;
        from = end + 1;
        if (line.trim() !== '') yield line;
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

function readLine(line: string): ReadLine {
  const event = parsed(line);
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

function parsed(line: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
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
