import type { InSteps, Progress } from '../../engine/in-steps.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { count } from '../../present/text.ts';
import { known, knownAtLast } from './beside.ts';
import { alreadyCached, type Content, type Context, itemContent, keep } from './content.ts';
import { type Carried, SHOWN_BEFORE } from './shown-rows.ts';

/** What comes of comparing pods with each other. */
export interface Compared<T> {
  readonly value: T;
  /** It is of the snapshot before: what is in this one is being compared. */
  readonly isOfBefore: boolean;
}

interface Comparison<T> {
  /** Of the snapshot, as in `cached`. */
  readonly key: string;
  readonly snapshot: Snapshot;
  readonly steps: (onProgress: Progress) => InSteps<T>;
  /** Whether it can be done while somebody waits for a key; where it is not said, that hangs on how many pods there are. */
  readonly isSoonDone?: boolean;
}

/** So many pods are compared within a frame. */
const FEW = 500;

/**
 * What comparing gives. Where many pods have not been compared yet, they are beside everything else; until then it is what was found in
 * the snapshot before, or undefined where that was not shown.
 */
export function compared<T>({ key, snapshot, steps, isSoonDone = false }: Comparison<T>): Compared<T> | undefined {
  const keepShown = (value: T): void =>
    keep(snapshot, SHOWN_BEFORE + key, { value, of: snapshot, seenIn: snapshot } satisfies Shown<T>);
  const wanted = { key, snapshot, steps: () => withShare(key, snapshot, steps), found: keepShown };
  const value = isSoonDone || snapshot.pods.size <= FEW ? knownAtLast(wanted) : known(wanted);
  if (value !== undefined) {
    keepShown(value);
    return { value, isOfBefore: false };
  }
  const before = alreadyCached<Shown<T>>(snapshot, SHOWN_BEFORE + key);
  if (before === undefined) return undefined;
  keep(snapshot, SHOWN_BEFORE + key, { ...before, seenIn: snapshot } satisfies Shown<T>);
  return { value: before.value, isOfBefore: true };
}

interface Shown<T> extends Carried {
  readonly value: T;
}

const SHARE = 'share of ';

function* withShare<T>(key: string, snapshot: Snapshot, steps: Comparison<T>['steps']): InSteps<T> {
  keep(snapshot, SHARE + key, 0);
  return yield* steps((share) => keep(snapshot, SHARE + key, share));
}

/** What stands where there is nothing to show before pods have been compared: how far that has come. */
export function comparingContent(key: string, { snapshot, glyphs }: Context): Content {
  const share = alreadyCached<number>(snapshot, SHARE + key);
  const done = share === undefined ? '' : ` ${Math.floor(share * 100)} %`;
  const text = `Comparing ${count(snapshot.pods.size, 'pod')} with each other${glyphs.ellipsis}${done}`;
  return itemContent([], { empty: [text, 'This screen is filled when that is done; esc leaves.'] });
}

/** The mark of lines that are of the snapshot before. */
export function pendingOf({ isOfBefore }: Pick<Compared<unknown>, 'isOfBefore'>): Pick<Content, 'pending'> {
  return isOfBefore ? { pending: { share: undefined } } : {};
}
