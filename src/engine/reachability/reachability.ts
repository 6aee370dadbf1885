import { remember } from '../../model/memo.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { InSteps, Progress } from '../in-steps.ts';
import { advance } from './advance.ts';
import { type Compiled, compile, compileInSteps } from './compiled.ts';

/**
 * A snapshot in numbers, for as long as it is that: what is compiled is taken on to other snapshots, and should it ever come back to this
 * one, its pods are in other classes, and it stands for it anew.
 */
export interface Standing {
  readonly compiled: Compiled;
}

const known = new WeakMap<Snapshot, Standing>();

/** What was compiled last, as long as its snapshot is there. */
let latest: WeakRef<Compiled> | undefined;

/**
 * The snapshot in numbers. Made once and gone with it; where it is a step from the one that was asked about last, what was made for
 * that is taken on to it, and made anew should that be asked about again.
 */
export function standingOf(snapshot: Snapshot): Standing {
  return remember(known, snapshot, () => {
    const compiled = steppedTo(snapshot) ?? compile(snapshot);
    latest = new WeakRef(compiled);
    return { compiled };
  });
}

/** What was compiled of the snapshot. */
export function compiledOf(snapshot: Snapshot): Compiled {
  return standingOf(snapshot).compiled;
}

/**
 * The same by small steps, for whoever has keys to hear meanwhile. Where another snapshot is asked about in between, what is made
 * here stays right for its own.
 */
export function* standingInSteps(snapshot: Snapshot, onProgress?: Progress): InSteps<Standing> {
  if (!known.has(snapshot)) {
    const compiled = steppedTo(snapshot) ?? (yield* compileInSteps(snapshot, onProgress));
    if (!known.has(snapshot)) {
      known.set(snapshot, { compiled });
      latest = new WeakRef(compiled);
    }
  }
  return standingOf(snapshot);
}

/** Whether the snapshot in numbers is at hand. */
export function standingNow(snapshot: Snapshot): Standing | undefined {
  return known.get(snapshot);
}

function steppedTo(snapshot: Snapshot): Compiled | undefined {
  const before = latest?.deref();
  if (before === undefined) return undefined;
  known.delete(before.snapshot);
  return advance(before, snapshot) === undefined ? undefined : before;
}
