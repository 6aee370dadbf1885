import type { Pod } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import { NO_PORTS, type PortSet, sameSets, subtractSets } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { outcomeOfPods } from './class-ports.ts';
import { type Difference, NO_DIFFERENCE } from './difference-rows.ts';
import type { InSteps, Progress } from './in-steps.ts';
import type { PairedPods, States } from './paired-pods.ts';
import { compileInSteps } from './reachability/compiled.ts';

/** A pod as it was and as it is; one may not be there. */
export type Then = Pick<PairedPods, 'before' | 'after'>;

/** What differs between two kinds of pods; undefined where reasons have to be compared, which classes do not have. */
export type DifferenceByClass = (source: Then, destination: Then) => Difference | undefined;

/**
 * The differences between pods, told by classes of pods: the same as asking with reasons, at a small part of the cost and of the
 * garbage once both sides are compiled. By small steps.
 */
export function* differenceByClassInSteps({ before, after }: States, onProgress: Progress): InSteps<DifferenceByClass> {
  const was = yield* sideByClassInSteps(before, (share) => onProgress(share / 2));
  const is = yield* sideByClassInSteps(after, (share) => onProgress((1 + share) / 2));
  return differenceOfSides(was, is);
}

/** Two states as their classes tell what differs. */
export function differenceOfSides(was: SideByClass, is: SideByClass): DifferenceByClass {
  const known = new Map<number, Difference>();
  return (source, destination) => {
    const left = was.outcome(source.before, destination.before);
    const right = is.outcome(source.after, destination.after);
    if (left === undefined || right === undefined) return undefined;
    return remember(known, left * FACTOR + right, () => differenceOfPorts(was.allowed(left), is.allowed(right)));
  };
}

// Numbers of outcomes are small; a pair of them is one number that is exact.
const FACTOR = 2 ** 24;

/** Where an end is not there nothing is connected, which has the number of no outcome. */
const NOBODY = 2 ** 24 - 1;

/** A state, compiled. */
export interface SideByClass {
  /** The number of what is allowed, undefined where it is not known for every port. */
  readonly outcome: (source: Pod | undefined, destination: Pod | undefined) => number | undefined;
  readonly allowed: (outcome: number) => PortSet;
}

/** A state as its classes tell what is allowed, by small steps; where nothing enforces policies they tell nothing. */
export function* sideByClassInSteps(snapshot: Snapshot, onProgress: Progress = () => undefined): InSteps<SideByClass> {
  if (snapshot.plugin.enforces === 'no') return { outcome: () => undefined, allowed: () => NO_PORTS };
  const compiled = yield* compileInSteps(snapshot, onProgress);
  const { tables } = compiled;
  return {
    outcome: (source, destination) => {
      if (source === undefined || destination === undefined) return NOBODY;
      const outcome = outcomeOfPods(compiled, source, destination);
      if (outcome === undefined) return undefined;
      const { allowed, possible } = tables.values.outcome(outcome);
      return allowed === possible ? outcome : undefined;
    },
    allowed: (outcome) => (outcome === NOBODY ? NO_PORTS : tables.ports.setOf(tables.values.outcome(outcome).allowed)),
  };
}

function differenceOfPorts(was: PortSet, is: PortSet): Difference {
  if (sameSets(was, is)) return NO_DIFFERENCE;
  return { opened: subtractSets(is, was), closed: subtractSets(was, is), inDoubt: NO_PORTS };
}
