import type { InSteps } from '../engine/in-steps.ts';

/** Longest without hearing a key, and the pause in which keys are heard: as short as can be where somebody waits. */
const SLICE_MS = 8;
const PAUSE_MS = 4;
const PAUSE_AWAITED_MS = 1;
/** Between slices of what nobody waits for, while somebody presses keys: as long as this has not passed since the last one. */
const PAUSE_BESIDE_KEYS_MS = 100;
const AFTER_KEY_MS = 300;

export interface Clock {
  readonly after: (milliseconds: number, run: () => void) => () => void;
  /** Milliseconds from any beginning. */
  readonly now: () => number;
}

/** Whether somebody waits for the answer, will when they press the next key, or would only like to have it some time. */
export type Urgency = 'awaited' | 'soon' | 'some-time';

const MOST_URGENT_FIRST: readonly Urgency[] = ['awaited', 'soon', 'some-time'];

export interface Background extends Clock {
  /**
   * Does work in slices between which keys are heard: one slice at a time, whoever else has work, and what is awaited first. Answers
   * what calls it off. `spent` is in milliseconds.
   */
  readonly inSlices: <T>(urgency: Urgency, steps: InSteps<T>, done: (answer: T, spent: number) => void) => () => void;
  /** Somebody presses keys: what may come some time makes do with less, and leaves them less garbage to be collected. */
  readonly keyHeard: () => void;
}

/** Works for one slice; answers whether there is more to do. */
type Task = () => boolean;

export function createBackground({ after, now }: Clock): Background {
  const waiting: Readonly<Record<Urgency, Task[]>> = { awaited: [], soon: [], 'some-time': [] };
  let isWorking = false;
  /** Calls off the turn that is to come. */
  let callOff: (() => void) | undefined;
  let lastKeyAt = Number.NEGATIVE_INFINITY;

  const mostUrgent = (): Urgency | undefined => MOST_URGENT_FIRST.find((urgency) => waiting[urgency].length > 0);
  const goOn = (milliseconds: number): void => {
    callOff = mostUrgent() === undefined ? undefined : after(milliseconds, turn);
  };
  const pause = (): number => {
    if (mostUrgent() === 'awaited') return PAUSE_AWAITED_MS;
    return now() - lastKeyAt < AFTER_KEY_MS ? PAUSE_BESIDE_KEYS_MS : PAUSE_MS;
  };
  const turn = (): void => {
    const tasks = waiting[mostUrgent() ?? 'some-time'];
    const task = tasks.shift();
    isWorking = true;
    if (task?.() === true) tasks.push(task);
    isWorking = false;
    goOn(pause());
  };

  return {
    after,
    now,
    inSlices: (urgency, steps, done) => {
      let spent = 0;
      let isCalledOff = false;
      const task: Task = () => {
        const since = now();
        let step = steps.next();
        while (step.done !== true && now() - since < SLICE_MS) step = steps.next();
        spent += now() - since;
        if (step.done === true && !isCalledOff) done(step.value, spent);
        return step.done !== true && !isCalledOff;
      };
      waiting[urgency].push(task);
      // What is awaited does not sit out a pause that was made for something else.
      if (!isWorking && (urgency === 'awaited' || callOff === undefined)) {
        callOff?.();
        goOn(0);
      }
      return () => {
        isCalledOff = true;
        const tasks = waiting[urgency];
        if (tasks.includes(task)) tasks.splice(tasks.indexOf(task), 1);
      };
    },
    keyHeard: () => {
      lastKeyAt = now();
    },
  };
}
