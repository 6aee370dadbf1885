import { createFolder } from '../../../src/cluster/fold.ts';
import type { ObjectEvent } from '../../../src/model/raw-object.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Json } from '../../support/naive/objects.ts';

/** A plain object as a cluster's event. */
export function setEvent(value: Json): ObjectEvent {
  return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'bench' }, duplicateKeys: [] } };
}

/** The snapshot of these objects. They are decoded as they come and not kept. */
export function snapshotOf(objects: Iterable<Json>): Snapshot {
  const folder = createFolder();
  for (const value of objects) folder.apply([setEvent(value)]);
  return folder.snapshot();
}
