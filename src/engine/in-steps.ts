/** Work that goes on by small steps, so that whoever has other things to do may stop in between; the last step answers. */
export type InSteps<T> = Generator<undefined, T>;

/** Hears what share of some work is done, from 0 to 1. */
export type Progress = (share: number) => void;

/** Does something for each, so many to a step; `onStep` hears how many are done. */
export function* eachInSteps<T>(
  all: Iterable<T>,
  inAStep: number,
  run: (one: T) => void,
  onStep: (done: number) => void = () => undefined,
): InSteps<void> {
  let done = 0;
  for (const one of all) {
    run(one);
    done += 1;
    if (done % inAStep > 0) continue;
    onStep(done);
    yield;
  }
}

/** The answer, however long it takes. */
export function finished<T>(steps: InSteps<T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
