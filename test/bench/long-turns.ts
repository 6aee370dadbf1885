import { appendFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';

// What a key may have waited for: turns of the event loop that were long, and collections of garbage. For keys-world.ts, told where to write them.

/** Shorter ones no key is late for. */
const LONG_MS = 8;

/** Writes a line about what took long: when it ended, since the beginning of this process, how long it was, what it was. */
export function noteTurn(file: string, ended: number, took: number, what: string): void {
  appendFileSync(file, `${(performance.timeOrigin + ended).toFixed(1)} ${took.toFixed(1)} ${what}\n`);
}

/** Writes what takes long in this process from now on to a file. Must come before what is looked at begins. */
export function noteLongTurns(file: string): void {
  const timed = <T>(what: string, run: () => T): T => {
    const began = performance.now();
    const answer = run();
    const ended = performance.now();
    if (ended - began >= LONG_MS) noteTurn(file, ended, ended - began, what);
    return answer;
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
  process.stdin.emit = (event: string, ...given: unknown[]): boolean =>
    timed(`${event} of standard input`, () => emit(event, ...given));
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { startTime, duration } = entry;
      const { kind } = (entry as { detail?: { kind?: number } }).detail ?? {};
      if (duration >= LONG_MS / 2) noteTurn(file, startTime + duration, duration, `collecting garbage, kind ${kind}`);
    }
  }).observe({ entryTypes: ['gc'] });
}
