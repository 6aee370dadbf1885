import { lintInSteps } from '../engine/lint/lint.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Background } from './background.ts';
import type { Linted } from './state/state.ts';

export interface LookOptions extends Background {
  readonly found: (linted: Linted) => void;
}

/** Looks for findings beside everything else. */
export interface FindingsWatch {
  /** There is a newer snapshot to look at. */
  readonly look: (snapshot: Snapshot) => void;
  readonly stop: () => void;
}

const SOONEST_MS = 150;
/** A cluster that changes all the time is looked at again when ten times as long has passed as looking took. */
const REST = 10;
const SHORTEST_REST_MS = 1000;

/**
 * Lints one snapshot at a time, in slices between which keys are heard, and to its end even when a newer one has come meanwhile: of a
 * busy cluster there would never be a result otherwise.
 */
export function watchFindings({ after, inSlices, found }: LookOptions): FindingsWatch {
  let newest: Snapshot | undefined;
  let known: Snapshot | undefined;
  let cancel: (() => void) | undefined;
  let number = 0;

  const wait = (milliseconds: number, then: () => void): void => {
    cancel = after(milliseconds, () => {
      cancel = undefined;
      then();
    });
  };

  const begin = (): void => {
    if (newest === undefined || newest === known) return;
    const snapshot = newest;
    cancel = inSlices('some-time', lintInSteps(snapshot), (result, spent) => {
      known = snapshot;
      number += 1;
      wait(Math.max(SHORTEST_REST_MS, spent * REST), begin);
      found({ snapshot, result, number });
    });
  };

  return {
    look: (snapshot) => {
      newest = snapshot;
      if (cancel === undefined) wait(SOONEST_MS, begin);
    },
    stop: () => cancel?.(),
  };
}
