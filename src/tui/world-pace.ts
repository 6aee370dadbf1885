import type { Clock } from './background.ts';

/** Decides when a world that has changed is shown, so that this does not get in the way of keys. */
export interface WorldPace {
  /** There is another world. */
  readonly changed: () => void;
  readonly keyHeard: () => void;
  readonly stop: () => void;
}

/** Whoever types sees the answers to keys first, and the world when this long no key came, or the screen is so far behind. */
const AFTER_KEY_MS = 150;
const MOST_BEHIND_MS = 1000;
/** Where showing takes long, the next is shown when so many times as long has passed. */
const REST = 4;

/** A world that has changed is shown so many milliseconds later, at the earliest. */
export function createWorldPace({ after, now }: Clock, soonestMs: number, show: () => void): WorldPace {
  let keys = 0;
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  let restMs = soonestMs;
  let callOff: (() => void) | undefined;
  const wait = (milliseconds: number, since: number): void => {
    const before = keys;
    callOff = after(milliseconds, () => {
      callOff = undefined;
      const at = now();
      const isTyped = keys !== before && at - lastKeyAt < AFTER_KEY_MS;
      if (isTyped && at - since < MOST_BEHIND_MS) {
        wait(AFTER_KEY_MS, since);
        return;
      }
      show();
      restMs = Math.max(soonestMs, (now() - at) * REST);
    });
  };
  return {
    changed: () => {
      if (callOff === undefined) wait(restMs, now());
    },
    keyHeard: () => {
      keys += 1;
      lastKeyAt = now();
    },
    stop: () => callOff?.(),
  };
}
