import { filesTitle } from './cli/laid-over.ts';
import type { ObjectsOfFiles } from './cli/services.ts';
import type { LoadRequest } from './load-world.ts';
import type { Diagnostic } from './model/diagnostics.ts';
import type { ObjectEvent } from './model/raw-object.ts';
import type { WhatIf } from './tui/state/what-if.ts';

/** The objects in files and folders. */
export async function objectsIn({ paths, stdin }: LoadRequest): Promise<ObjectsOfFiles> {
  const { readManifests } = await import('./sources/manifests.ts');
  const events: ObjectEvent[] = [];
  const diagnostics: Diagnostic[] = [];
  const { missing, unreadable } = await readManifests({
    paths,
    stdin,
    onBatch: (batch) => {
      events.push(...batch.events);
      diagnostics.push(...batch.diagnostics);
    },
  });
  return { events, diagnostics, unreadable: [...missing, ...unreadable] };
}

/** Files that are looked at over the cluster, as the explorer's first edit in memory; undefined when there are none. */
export async function laidOver(request: LoadRequest): Promise<WhatIf | undefined> {
  if (request.paths.length === 0) return undefined;
  const { events, diagnostics } = await objectsIn(request);
  const files = events.flatMap((event) =>
    event.type === 'set' && event.object.origin.kind === 'file' ? [event.object.origin.file] : [],
  );
  const made = {
    id: 1,
    title: filesTitle(request.paths, events.length),
    name: undefined,
    edits: [{ kind: 'objects', events }],
    written: undefined,
    files: [...new Set(files)],
    remarks: diagnostics,
  } as const;
  return { made: [made], draft: undefined, nextId: 2 };
}
