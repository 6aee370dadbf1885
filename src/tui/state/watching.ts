import { type ChangeLog, EMPTY_LOG } from '../../engine/watch/change-log.ts';
import type { Pin } from '../../engine/watch/pins.ts';

/** What was seen of one cluster, or one folder, while it was looked at. */
export interface Watching {
  readonly log: ChangeLog;
  readonly pins: readonly Pin[];
  /** Rows that are marked as changed, by `markKey`. */
  readonly marks: ReadonlyMap<string, Mark>;
}

export interface Mark {
  readonly type: 'added' | 'edited';
  /** Milliseconds since 1970. */
  readonly until: number;
}

export const NOTHING_WATCHED: Watching = { log: EMPTY_LOG, pins: [], marks: new Map() };

/** How long the row of something that changed is marked. */
export const MARK_MS = 8000;
