/** Time, as far as a source needs it; tests hand in one that does not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  /** Runs something later; answers what calls it off. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
}

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before the attempt after `failures` failed ones: doubling, with half of it left to chance. */
export function backoffMs(failures: number, random: () => number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return whole / 2 + random() * (whole / 2);
}

/** Waits that a person can cut short. */
export interface Patience {
  /** Resolves after that time, when hurried, or when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly hurry: () => void;
}

export function createPatience(clock: Clock): Patience {
  const waiting = new Set<() => void>();
  return {
    wait: (milliseconds, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (signal.aborted) resolve();
      const callOff = clock.after(milliseconds, resolve);
      waiting.add(resolve);
      const abort = (): void => resolve();
      signal.addEventListener('abort', abort, { once: true });
      return promise.finally(() => {
        callOff();
        signal.removeEventListener('abort', abort);
        waiting.delete(resolve);
      });
    },
    hurry: () => {
      for (const resolve of [...waiting]) resolve();
    },
  };
}
