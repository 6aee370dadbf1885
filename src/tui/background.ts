import type { InSteps } from '../engine/in-steps.ts';

/** Longest without hearing a key, and the pause in which keys are heard. */
const SLICE_MS = 8;
const PAUSE_MS = 4;

export interface Clock {
  readonly after: (milliseconds: number, run: () => void) => () => void;
  /** Milliseconds from any beginning. */
  readonly now: () => number;
}

/** Does work in slices between which keys are heard. Answers what calls it off. `spent` is in milliseconds. */
export function inSlices<T>(
  { after, now }: Clock,
  steps: InSteps<T>,
  done: (answer: T, spent: number) => void,
): () => void {
  let spent = 0;
  let cancel = after(0, function slice() {
    const since = now();
    let step = steps.next();
    while (step.done !== true && now() - since < SLICE_MS) step = steps.next();
    spent += now() - since;
    if (step.done === true) done(step.value, spent);
    else cancel = after(PAUSE_MS, slice);
  });
  return () => cancel();
}
