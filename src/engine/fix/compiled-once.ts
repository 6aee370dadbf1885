import type { Snapshot } from '../../model/snapshot.ts';
import {
  type DifferenceByClass,
  differenceOfSides,
  type SideByClass,
  sideByClassInSteps,
} from '../class-differences.ts';
import { isWorthCompiling } from '../class-ports.ts';
import type { InSteps } from '../in-steps.ts';
import type { States } from '../paired-pods.ts';

/** A state that is compiled once, if at all, however often it is asked for. */
export interface CompiledOnce {
  readonly inSteps: () => InSteps<SideByClass>;
  readonly isThere: () => boolean;
}

/** To be handed to every comparison with this state, and let go with them: it is large. */
export function compiledOnce(snapshot: Snapshot): CompiledOnce {
  let made: SideByClass | undefined;
  return {
    *inSteps() {
      made ??= yield* sideByClassInSteps(snapshot);
      return made;
    },
    isThere: () => made !== undefined,
  };
}

/** What differs, by class, where there are so many pairs of workloads that it pays to compile both states. */
export function* byClassInSteps(
  { before, after, compiledBefore = compiledOnce(before) }: States & { readonly compiledBefore?: CompiledOnce },
  pairs: number,
): InSteps<DifferenceByClass | undefined> {
  const toCompile = compiledBefore.isThere() ? [after] : [before, after];
  if (!isWorthCompiling(toCompile, pairs)) return undefined;
  return differenceOfSides(yield* compiledBefore.inSteps(), yield* sideByClassInSteps(after));
}
