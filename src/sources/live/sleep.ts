import type { Clock } from './patience.ts';

/** Notices that the machine was asleep: connections from before may be dead, and nobody says so. */
export interface SleepWatch {
  /** Aborts when the machine has been asleep; asked anew, it is one for what begins now. */
  readonly awake: () => AbortSignal;
  readonly stop: () => void;
}

const BEAT_MS = 5000;
/** A beat that comes so much later than it should was slept through, or the clock was set; either is reason to look again. */
const ASLEEP_MS = 30_000;

/** Calls `onWake` after each sleep, until stopped. */
export function watchForSleep(clock: Clock, onWake: () => void): SleepWatch {
  let awake = new AbortController();
  let last = clock.now();
  let callOff = (): void => undefined;
  const beat = (): void => {
    const now = clock.now();
    if (now - last > BEAT_MS + ASLEEP_MS) {
      const slept = awake;
      awake = new AbortController();
      slept.abort();
      onWake();
    }
    last = now;
    callOff = clock.after(BEAT_MS, beat);
  };
  callOff = clock.after(BEAT_MS, beat);
  return { awake: () => awake.signal, stop: () => callOff() };
}
