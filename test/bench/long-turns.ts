import { appendFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';

// What a key may have waited for: turns of the event loop that were long, and collections of garbage. For keys-world.ts, told where to write them.

/** Shorter ones no key is late for. */
const LONG_MS = 8;

/** Writes what took long to a file, a line each: when it ended, how long it was, what it was. Must come before what is looked at begins. */
export function noteLongTurns(file: string): void {
  const note = (ended: number, took: number, what: string): void =>
    appendFileSync(file, `${(performance.timeOrigin + ended).toFixed(1)} ${took.toFixed(1)} ${what}\n`);
  const timed = (what: string, run: () => void): void => {
    const began = performance.now();
    run();
    const ended = performance.now();
    if (ended - began >= LONG_MS) note(ended, ended - began, what);
  };
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const original = globalThis[name] as (run: (...given: unknown[]) => void, ...rest: unknown[]) => unknown;
    const noting = (run: (...given: unknown[]) => void, ...rest: unknown[]): unknown => {
      const from = new Error(name).stack
        ?.split('\n')
        .slice(2, 6)
        .map((line) => line.trim().split(' ')[1])
        .join(' < ');
      return original((...given) => timed(`${name} ${from}`, () => run(...given)), ...rest);
    };
    Object.assign(globalThis, { [name]: noting });
  }
  const emit = process.stdin.emit.bind(process.stdin);
  process.stdin.emit = (event: string, ...given: unknown[]): boolean => {
    let heard = false;
    timed(`${event} of standard input`, () => {
      heard = emit(event, ...given);
    });
    return heard;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { startTime, duration } = entry;
      const { kind } = (entry as { detail?: { kind?: number } }).detail ?? {};
      if (duration >= LONG_MS / 2) note(startTime + duration, duration, `collecting garbage, kind ${kind}`);
    }
  }).observe({ entryTypes: ['gc'] });
}
