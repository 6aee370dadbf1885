import type { ServedKind } from '../../model/live-state.ts';
import type { ObjectEvent, RawObject } from '../../model/raw-object.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { versionOf, type WatchEvent } from './watch-kind.ts';

/** Remembers which objects of one kind are known, in which version, to say what a list or a watch changes. */
export interface KindObjects {
  readonly count: () => number;
  /** A list begins: what it does not name by its end is gone. */
  readonly beginList: () => void;
  readonly page: (items: readonly JsonObject[]) => readonly ObjectEvent[];
  readonly endList: () => readonly ObjectEvent[];
  readonly watched: (events: readonly WatchEvent[]) => readonly ObjectEvent[];
}

export function createKindObjects(served: ServedKind, context: string): KindObjects {
  const origin = { kind: 'cluster', context } as const;
  const versions = new Map<string, string | undefined>();
  let seen = new Set<string>();

  const set = (object: JsonObject): ObjectEvent => {
    versions.set(keyOf(object), versionOf(object));
    const value = { ...object, apiVersion: served.apiVersion, kind: served.kind };
    return { type: 'set', object: { value, origin, duplicateKeys: [] } satisfies RawObject };
  };
  const remove = (key: string): ObjectEvent => {
    versions.delete(key);
    const [namespace = '', name = ''] = key.split('/');
    return { type: 'delete', id: { apiVersion: served.apiVersion, kind: served.kind, namespace, name } };
  };

  return {
    count: () => versions.size,
    beginList: () => {
      seen = new Set();
    },
    page: (items) => {
      const changed: ObjectEvent[] = [];
      for (const item of items) {
        const key = keyOf(item);
        seen.add(key);
        const version = versionOf(item);
        if (version === undefined || !versions.has(key) || versions.get(key) !== version) changed.push(set(item));
      }
      return changed;
    },
    endList: () => {
      const gone = [...versions.keys()].filter((key) => !seen.has(key)).map(remove);
      seen = new Set();
      return gone;
    },
    watched: (events) =>
      events.flatMap(({ type, object }): readonly ObjectEvent[] => {
        if (type === 'set') return [set(object)];
        const key = keyOf(object);
        return versions.has(key) ? [remove(key)] : [];
      }),
  };
}

function keyOf(object: JsonObject): string {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const { namespace, name } = metadata;
  return `${typeof namespace === 'string' ? namespace : ''}/${typeof name === 'string' ? name : ''}`;
}
