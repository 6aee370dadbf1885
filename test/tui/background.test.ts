import { describe, expect, test } from 'vitest';
import type { InSteps } from '../../src/engine/in-steps.ts';
import { createBackground } from '../../src/tui/background.ts';
import { slowClock } from './slow-clock.ts';

function* turnsOf(name: string, many: number, log: string[]): InSteps<string> {
  for (let step = 0; step < many; step++) {
    log.push(name);
    yield;
  }
  return name;
}

/** What stands several times in a row, once. */
function runs(log: readonly string[]): readonly string[] {
  return log.filter((name, i) => name !== log[i - 1]);
}

describe('work beside everything else', () => {
  test('takes turns, one slice in each', () => {
    const clock = slowClock();
    const { inSlices } = createBackground(clock);
    const log: string[] = [];
    const answers: string[] = [];
    inSlices('awaited', turnsOf('a', 9, log), (answer) => answers.push(answer));
    inSlices('awaited', turnsOf('b', 9, log), (answer) => answers.push(answer));
    clock.turns(1);
    expect(runs(log)).toEqual(['a']);
    clock.turns();
    expect(runs(log).join('')).toMatch(/^(ab)+$/);
    expect(runs(log).length).toBeGreaterThan(4);
    expect(answers).toEqual(['a', 'b']);
    expect(clock.turns()).toBe(0);
  });

  test('does what is awaited first, then what soon may be, and what may come some time after it', () => {
    const clock = slowClock();
    const { inSlices } = createBackground(clock);
    const log: string[] = [];
    inSlices('some-time', turnsOf('later', 9, log), () => undefined);
    clock.turns(1);
    inSlices('soon', turnsOf('soon', 9, log), () => undefined);
    clock.turns(1);
    inSlices('awaited', turnsOf('now', 9, log), () => undefined);
    clock.turns();
    expect(runs(log)).toEqual(['later', 'soon', 'now', 'soon', 'later']);
  });

  test('while keys are pressed, what may come some time pauses for longer, and what is awaited does not', () => {
    const pauses: number[] = [];
    const clock = slowClock();
    const { inSlices, keyHeard } = createBackground({
      ...clock,
      after: (milliseconds, run) => {
        pauses.push(milliseconds);
        return clock.after(milliseconds, run);
      },
    });
    inSlices('some-time', turnsOf('later', 20, []), () => undefined);
    clock.turns(2);
    keyHeard();
    clock.turns(2);
    inSlices('awaited', turnsOf('now', 9, []), () => undefined);
    const turns = clock.turns();
    const [longest] = [...new Set(pauses)].sort((a, b) => b - a);
    expect(pauses.map((pause) => (pause === longest ? 'long' : pause === 0 ? 'none' : 'short')).slice(0, 7)).toEqual([
      ...['none', 'short', 'short', 'long', 'long', 'none', 'short'],
    ]);
    expect([turns > 0, clock.turns()]).toEqual([true, 0]);
  });

  test('work that begins in the middle of other work goes on with it, one turn at a time', () => {
    const clock = slowClock();
    const { inSlices } = createBackground(clock);
    inSlices('awaited', turnsOf('a', 1, []), () => {
      inSlices('awaited', turnsOf('b', 100, []), () => undefined);
    });
    clock.turns(2);
    // No second turn is put off beside it.
    expect(clock.waiting()).toBe(1);
  });

  test('what is called off goes no further, and answers nothing, even from within', () => {
    const clock = slowClock();
    const { inSlices } = createBackground(clock);
    const log: string[] = [];
    const answers: string[] = [];
    const callOff = inSlices('awaited', turnsOf('a', 100, log), (answer) => answers.push(answer));
    clock.turns(1);
    callOff();
    const steppedTo = log.length;
    let offItself: () => void = () => undefined;
    const steps = (function* (): InSteps<string> {
      yield;
      offItself();
      return 'b';
    })();
    offItself = inSlices('awaited', steps, (answer) => answers.push(answer));
    clock.turns();
    expect([log.length, answers]).toEqual([steppedTo, []]);
  });

  test('an answer may begin the next work', () => {
    const clock = slowClock();
    const { inSlices } = createBackground(clock);
    const answers: string[] = [];
    inSlices('awaited', turnsOf('a', 1, []), (first) => {
      answers.push(first);
      inSlices('awaited', turnsOf('b', 1, []), (second) => answers.push(second));
    });
    clock.turns();
    expect(answers).toEqual(['a', 'b']);
  });
});
