/** Work that goes on by small steps, so that whoever has other things to do may stop in between; the last step answers. */
export type InSteps<T> = Generator<undefined, T>;

/** Hears what share of some work is done, from 0 to 1. */
export type Progress = (share: number) => void;

/** The answer, however long it takes. */
export function finished<T>(steps: InSteps<T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
