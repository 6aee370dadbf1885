import type { InSteps } from '../engine/in-steps.ts';

/** Longest without hearing a key, and the pause in which keys are heard. */
const SLICE_MS = 8;
const PAUSE_MS = 4;

export interface Clock {
  readonly after: (milliseconds: number, run: () => void) => () => void;
  /** Milliseconds from any beginning. */
  readonly now: () => number;
}

/** Whether somebody waits for the answer, or would only like to have it some time. */
export type Urgency = 'awaited' | 'some-time';

export interface Background extends Clock {
  /**
   * Does work in slices between which keys are heard: one slice at a time, whoever else has work, and what is awaited first. Answers
   * what calls it off. `spent` is in milliseconds.
   */
  readonly inSlices: <T>(urgency: Urgency, steps: InSteps<T>, done: (answer: T, spent: number) => void) => () => void;
}

/** Works for one slice; answers whether there is more to do. */
type Task = () => boolean;

export function createBackground({ after, now }: Clock): Background {
  const waiting: Readonly<Record<Urgency, Task[]>> = { awaited: [], 'some-time': [] };
  let isGoing = false;

  const goOn = (milliseconds: number): void => {
    isGoing = waiting.awaited.length + waiting['some-time'].length > 0;
    if (isGoing) after(milliseconds, turn);
  };
  const turn = (): void => {
    const urgency = waiting.awaited.length > 0 ? 'awaited' : 'some-time';
    const task = waiting[urgency].shift();
    if (task?.() === true) waiting[urgency].push(task);
    goOn(PAUSE_MS);
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
      if (!isGoing) goOn(0);
      return () => {
        isCalledOff = true;
        const tasks = waiting[urgency];
        if (tasks.includes(task)) tasks.splice(tasks.indexOf(task), 1);
      };
    },
  };
}
