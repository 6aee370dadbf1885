import type { ObjectEvent, RawObject } from '../model/raw-object.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Folder, type FoldOptions, folderFrom } from './fold.ts';
import { idOf } from './object-records.ts';
import type { LabelChanges, Labelled } from './relabelled.ts';

/** A change that is made in memory only. */
export type WhatIfEdit =
  /** Objects as they would be, or without them. */
  | { readonly kind: 'objects'; readonly events: readonly ObjectEvent[] }
  | { readonly kind: 'labels'; readonly of: readonly Labelled[]; readonly changes: LabelChanges };

/**
 * The snapshot as it would be after these edits, one after the other; the one given stays as it is. Throws when the snapshot was not
 * made by a folder.
 */
export function whatIf(snapshot: Snapshot, edits: readonly WhatIfEdit[], options: FoldOptions = {}): Snapshot {
  const folder = folderFrom(snapshot, options);
  const { defaultNamespace = 'default' } = options;
  for (const edit of edits) {
    if (edit.kind === 'objects') folder.apply(edit.events.flatMap((event) => instead(event, defaultNamespace)));
    else for (const labelled of edit.of) relabel(folder, labelled, edit.changes);
  }
  return folder.snapshot();
}

/** An object that is laid over another takes its place: nothing was written twice. */
function instead(event: ObjectEvent, defaultNamespace: string): readonly ObjectEvent[] {
  if (event.type === 'delete') return [event];
  return [{ type: 'delete', id: idOf(event.object, defaultNamespace) }, event];
}

function relabel(folder: Folder, labelled: Labelled, changes: LabelChanges): void {
  if (folder.relabel(labelled, changes) || labelled.kind !== 'Namespace') return;
  // A namespace that is only implied has no object yet.
  folder.apply([{ type: 'set', object: namespaceObject(labelled.name) }]);
  folder.relabel(labelled, changes);
}

function namespaceObject(name: string): RawObject {
  return {
    value: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    origin: { kind: 'implied', by: 'what-if' },
    duplicateKeys: [],
  };
}
