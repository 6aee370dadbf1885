import { finished, type InSteps } from '../../engine/in-steps.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { alreadyCached, cached, keep } from './content.ts';

/**
 * Something a screen shows that takes too long to be found while somebody waits for a key: it is found in steps beside everything else,
 * and the screen is drawn with what it has.
 */
export interface Wish {
  /** Of the snapshot, as in `cached`; the value is kept there. */
  readonly key: string;
  readonly snapshot: Snapshot;
  readonly steps: () => InSteps<unknown>;
  /** Nobody waits for it yet, but somebody soon may. */
  readonly canWait: boolean;
  /** With the value, when it is found. */
  readonly found: (value: unknown) => void;
}

let wishes: Wish[] | undefined;

/** What `run` answers, and what it would have liked to know. */
export function wishing<T>(run: () => T): { readonly value: T; readonly wishes: readonly Wish[] } {
  const before = wishes;
  wishes = [];
  try {
    return { value: run(), wishes };
  } finally {
    wishes = before;
  }
}

/** What `run` answers when all is known that somebody would wait for, however long it takes. */
export function withAllKnown<T>(run: () => T): T {
  for (;;) {
    const wished = wishing(run);
    const awaited = wished.wishes.filter(({ canWait }) => !canWait);
    if (awaited.length === 0) return wished.value;
    for (const { snapshot, key, steps, found } of awaited) {
      const value = finished(steps());
      keep(snapshot, key, value);
      found(value);
    }
  }
}

interface Wanted<T> extends Pick<Wish, 'key' | 'snapshot'> {
  readonly steps: () => InSteps<T>;
  readonly canWait?: boolean;
  readonly found?: (value: T) => void;
}

/** A value of a snapshot, if it is known; else it is wished for. */
export function known<T>({ key, snapshot, steps, canWait = false, found }: Wanted<T>): T | undefined {
  const value = alreadyCached<T>(snapshot, key);
  if (value !== undefined) return value;
  if (wishes?.some((wish) => wish.key === key && wish.snapshot === snapshot) !== true)
    wishes?.push({ key, snapshot, steps, canWait, found: (late) => found?.(late as T) });
  return undefined;
}

/** A value of a snapshot, however long it takes. */
export function knownAtLast<T>({ key, snapshot, steps }: Wanted<T>): T {
  return cached(snapshot, key, () => finished(steps()));
}
