import { remember } from '../../model/memo.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Compiled, compile } from './compiled.ts';

const known = new WeakMap<Snapshot, Compiled>();

/** The snapshot in numbers; made once, and gone with it. */
export function compiledOf(snapshot: Snapshot): Compiled {
  return remember(known, snapshot, () => compile(snapshot));
}
