import { differencesInSteps } from '../engine/differences.ts';
import type { Background } from './background.ts';
import { type Comparison, NOTHING_COMPARED, type Sides, sameSides } from './state/comparison.ts';

/** Compares what there is with what would be, beside everything else. */
export interface Comparing {
  /** These two are looked at; undefined: nothing is, and nothing new is begun. */
  readonly look: (sides: Sides | undefined) => void;
  readonly stop: () => void;
}

const PROGRESS_MS = 250;
/** A cluster that changes all the time is compared again when four times as long has passed as comparing took. */
const REST = 4;

/**
 * Works out the differences of one pair at a time, in slices between which keys are heard. To its end where only the cluster has
 * changed meanwhile: of a busy one there would never be a result otherwise. Other edits begin anew at once.
 */
export function compareBeside(
  { after, now, inSlices }: Background,
  changed: (comparison: Comparison) => void,
): Comparing {
  let comparison = NOTHING_COMPARED;
  let wanted: Sides | undefined;
  let begun: Sides | undefined;
  let number = 0;
  let told = 0;
  let cancel: (() => void) | undefined;

  const tell = (next: Comparison): void => {
    comparison = next;
    told = now();
    changed(comparison);
  };
  const onProgress = (done: number, of: number): void => {
    if (now() - told >= PROGRESS_MS) tell({ ...comparison, working: { done, of } });
  };
  const begin = (): void => {
    cancel = undefined;
    if (wanted === undefined || sameSides(wanted, comparison.found)) return;
    const sides = wanted;
    begun = sides;
    told = now();
    cancel = inSlices('awaited', differencesInSteps(sides, { onProgress }), (differences, spent) => {
      number += 1;
      cancel = after(spent * REST, begin);
      tell({ working: undefined, found: { ...sides, differences, number } });
    });
  };
  return {
    look: (sides) => {
      wanted = sides;
      // Snapshots that nobody looks at are not held.
      if (sides === undefined && cancel === undefined) comparison = NOTHING_COMPARED;
      if (sides !== undefined && sides.made !== begun?.made) {
        cancel?.();
        begin();
      } else if (cancel === undefined) begin();
    },
    stop: () => cancel?.(),
  };
}
