import { remember } from '../../model/memo.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { InSteps } from '../in-steps.ts';
import { advance } from './advance.ts';
import { type Compiled, compile, compileInSteps } from './compiled.ts';

const known = new WeakMap<Snapshot, Compiled>();

/** What was compiled last, as long as its snapshot is there. */
let latest: WeakRef<Compiled> | undefined;

/**
 * The snapshot in numbers. Made once and gone with it; where it is a step from the one that was asked about last, what was made for
 * that is taken on to it, and made anew should that be asked about again.
 */
export function compiledOf(snapshot: Snapshot): Compiled {
  return remember(known, snapshot, () => {
    const made = steppedTo(snapshot) ?? compile(snapshot);
    latest = new WeakRef(made);
    return made;
  });
}

/**
 * The same by small steps, for whoever has keys to hear meanwhile. Where another snapshot is asked about in between, what is made
 * here stays right for its own.
 */
export function* compiledInSteps(snapshot: Snapshot): InSteps<Compiled> {
  if (!known.has(snapshot)) {
    const made = steppedTo(snapshot) ?? (yield* compileInSteps(snapshot));
    if (!known.has(snapshot)) {
      known.set(snapshot, made);
      latest = new WeakRef(made);
    }
  }
  return compiledOf(snapshot);
}

function steppedTo(snapshot: Snapshot): Compiled | undefined {
  const before = latest?.deref();
  if (before === undefined) return undefined;
  known.delete(before.snapshot);
  return advance(before, snapshot) === undefined ? undefined : before;
}
