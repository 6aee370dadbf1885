import { type ChangeLog, EMPTY_LOG } from '../../engine/watch/change-log.ts';
import type { KeptPin, Pin } from '../../engine/watch/pins.ts';
import type { Memory } from '../settings/memory.ts';
import type { ClusterSource, WorldSource } from './store.ts';

/** What was seen of one cluster, or one folder, while it was looked at. */
export interface Watching {
  readonly log: ChangeLog;
  readonly pins: readonly Pin[];
  /** Whether the questions that were pinned in earlier runs are among them: they are asked once everything is read. */
  readonly isRecalled: boolean;
  /** Rows that are marked as changed, by `markKey`. */
  readonly marks: ReadonlyMap<string, Mark>;
}

export interface Mark {
  readonly type: 'added' | 'edited';
  /** Milliseconds since 1970. */
  readonly until: number;
}

export const NOTHING_WATCHED: Watching = { log: EMPTY_LOG, pins: [], isRecalled: false, marks: new Map() };

/** How long the row of something that changed is marked. */
export const MARK_MS = 8000;

/** Names mean something in one cluster only. */
export function clusterKey({ connection: { context, server } }: ClusterSource): string {
  return `${context} ${server}`;
}

/** What earlier runs pinned in this cluster. */
export function pinsToRecall(
  { memory, watching }: { readonly memory: Memory; readonly watching: Watching },
  source: WorldSource,
): readonly KeptPin[] {
  if (source.kind !== 'cluster' || watching.isRecalled) return [];
  return memory.pinned.find(({ cluster }) => cluster === clusterKey(source))?.pins ?? [];
}
