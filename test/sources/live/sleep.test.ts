import { expect, test } from 'vitest';
import type { Clock } from '../../../src/sources/live/patience.ts';
import { watchForSleep } from '../../../src/sources/live/sleep.ts';

/** A clock that is set by hand: `pass` lets a beat come after so many seconds. */
function handClock() {
  let now = 0;
  let next: (() => void) | undefined;
  const clock: Clock = {
    now: () => now,
    random: () => 0,
    after: (_, run) => {
      next = run;
      return () => {
        next = undefined;
      };
    },
  };
  const pass = (seconds: number): void => {
    now += seconds * 1000;
    next?.();
  };
  return { clock, pass, isTicking: () => next !== undefined };
}

test('a beat that comes far too late was slept through; what began before is over, what begins after is not', () => {
  const { clock, pass, isTicking } = handClock();
  let wakes = 0;
  const sleep = watchForSleep(clock, () => {
    wakes += 1;
  });
  const before = sleep.awake();
  pass(5);
  pass(20);
  expect([before.aborted, wakes]).toEqual([false, 0]);
  pass(3600);
  expect([before.aborted, sleep.awake().aborted, wakes]).toEqual([true, false, 1]);
  pass(5);
  expect(wakes).toBe(1);
  sleep.stop();
  expect(isTicking()).toBe(false);
});
