import { beforeEach, expect, test } from 'vitest';
import { createWorldPace } from '../../src/tui/world-pace.ts';

let time = 0;
let waiting: { at: number; run: () => void }[] = [];
let shown: number[] = [];
let showingTakes = 0;

beforeEach(() => {
  [time, waiting, shown, showingTakes] = [0, [], [], 0];
});

function open() {
  return createWorldPace(
    {
      now: () => time,
      after: (milliseconds, run) => {
        const entry = { at: time + milliseconds, run };
        waiting.push(entry);
        return () => {
          waiting = waiting.filter((other) => other !== entry);
        };
      },
    },
    100,
    () => {
      shown.push(time);
      time += showingTakes;
    },
  );
}

/** Lets time pass, a key being pressed every so many milliseconds. */
function pass(milliseconds: number, keyEvery?: { readonly ms: number; readonly press: () => void }): void {
  const end = time + milliseconds;
  let nextKey = keyEvery === undefined ? Number.POSITIVE_INFINITY : time + keyEvery.ms;
  while (time < end) {
    time += 10;
    if (time >= nextKey && keyEvery !== undefined) {
      keyEvery.press();
      nextKey += keyEvery.ms;
    }
    const due = waiting.filter(({ at }) => at <= time);
    waiting = waiting.filter(({ at }) => at > time);
    for (const { run } of due) run();
  }
}

test('many changes are shown at once, a tenth of a second after the first', () => {
  const pace = open();
  for (let i = 0; i < 9; i++) pace.changed();
  pass(500);
  expect(shown).toEqual([100]);
});

test('while keys come it waits, and not for longer than a second', () => {
  const pace = open();
  pace.changed();
  pass(300, { ms: 40, press: pace.keyHeard });
  expect(shown).toEqual([]);
  pass(2000, { ms: 40, press: pace.keyHeard });
  expect(shown).toEqual([1000]);
});

test('once no key comes it is shown', () => {
  const pace = open();
  pace.changed();
  pass(200, { ms: 40, press: pace.keyHeard });
  pass(200);
  expect(shown).toHaveLength(1);
});

test('where showing takes long, four times as long passes before the next', () => {
  showingTakes = 500;
  const pace = open();
  pace.changed();
  pass(100);
  expect(shown).toEqual([100]);
  pace.changed();
  pass(1900);
  expect(shown).toEqual([100]);
  pass(200);
  expect(shown).toHaveLength(2);
});

test('nothing is shown after the end', () => {
  const pace = open();
  pace.changed();
  pace.stop();
  pass(500);
  expect(shown).toEqual([]);
});
