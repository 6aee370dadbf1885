import type { ObjectName } from '../engine/watch/object-changes.ts';
import type { Labels } from '../model/labels.ts';
import type { JsonObject } from './json.ts';

/** As much of an object as is needed to edit its labels. */
export function labelObject({ kind, namespace, name }: ObjectName, labels: Labels): JsonObject {
  return { apiVersion: 'v1', kind, metadata: { name, namespace, labels: Object.fromEntries(labels) } };
}
