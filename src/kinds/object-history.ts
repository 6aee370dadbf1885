import type { ObjectEdit, ObjectHistory } from '../model/object-history.ts';
import type { RawObject } from '../model/raw-object.ts';
import { isObject } from './field-reader.ts';
import type { Interner } from './interner.ts';

/**
 * What the server noted of an object's changes, as something to spread into what is kept of it: of `managedFields`, which may be
 * most of an object, only who came last. Nothing where nothing is noted, as in manifests people write.
 */
export function historyIn(raw: RawObject, interner: Interner): { readonly history?: ObjectHistory } {
  const metadata = isObject(raw.value['metadata']) ? raw.value['metadata'] : {};
  const created = timeIn(metadata['creationTimestamp']);
  const written = metadata['generation'];
  const generation = typeof written === 'number' && Number.isInteger(written) && written > 0 ? written : undefined;
  const edit = lastEdit(metadata['managedFields'], interner);
  if (created === undefined && generation === undefined && edit === undefined) return {};
  return { history: { created, generation, edit } };
}

/** Whether a server has made this object, as opposed to somebody who wrote a manifest. */
export function isFromServer(raw: RawObject): boolean {
  if (raw.origin.kind === 'cluster') return true;
  const metadata = isObject(raw.value['metadata']) ? raw.value['metadata'] : {};
  return timeIn(metadata['creationTimestamp']) !== undefined;
}

/** The latest of those that changed more than a subresource: a kubelet that writes the status of a pod edits nothing. */
function lastEdit(managedFields: unknown, interner: Interner): ObjectEdit | undefined {
  if (!Array.isArray(managedFields)) return undefined;
  let last: ObjectEdit | undefined;
  for (const entry of managedFields) {
    if (!isObject(entry) || (entry['subresource'] ?? '') !== '') continue;
    const { manager, time, operation } = entry;
    const at = timeIn(time);
    if (typeof manager !== 'string' || at === undefined || (last !== undefined && at < last.at)) continue;
    const known = operation === 'Apply' || operation === 'Update' ? operation : undefined;
    last = { by: interner.text(manager), at, operation: known };
  }
  return last;
}

/** RFC 3339, as the API server writes times. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function timeIn(value: unknown): number | undefined {
  if (typeof value !== 'string' || !TIME.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
