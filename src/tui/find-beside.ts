import { finished } from '../engine/in-steps.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Background } from './background.ts';
import type { Wish } from './screens/beside.ts';
import { keep } from './screens/content.ts';

/** Finds beside everything else what the screen would like to know, one thing at a time. */
export interface Finder {
  /** What is wished for now: whatever is no more, is left. */
  readonly look: (wishes: readonly Wish[]) => void;
  /** Finds all that somebody waits for now, however long it takes. */
  readonly finish: () => void;
  readonly stop: () => void;
}

interface Finding {
  readonly wish: Wish;
  callOff: () => void;
}

/** What nobody waits for begins when nothing else was wished for so long, and then when ten times as long has passed as the last took. */
const SOONEST_MS = 300;
const REST = 10;
/** So often one sees how far it has come. */
const PROGRESS_MS = 250;

/** `found` is told of the snapshot about which something was found; `progressed` that finding it goes on. */
export function openFinder(
  { after, now, inSlices }: Background,
  hearers: { readonly found: (about: Snapshot) => void; readonly progressed: () => void },
): Finder {
  let wished: readonly Wish[] = [];
  let finding: Finding | undefined;
  let restUntil = Number.NEGATIVE_INFINITY;

  const settle = ({ snapshot, key, found }: Wish, value: unknown): void => {
    keep(snapshot, key, value);
    found(value);
  };

  const begin = (wish: Wish): void => {
    const begun: Finding = { wish, callOff: () => undefined };
    finding = begun;
    const work = (): void => {
      begun.callOff = inSlices(wish.canWait ? 'soon' : 'awaited', wish.steps(), (value, spent) => {
        finding = undefined;
        settle(wish, value);
        if (wish.canWait) restUntil = now() + spent * REST;
        else hearers.found(wish.snapshot);
      });
    };
    if (wish.canWait) begun.callOff = after(Math.max(SOONEST_MS, restUntil - now()), work);
    else work();
  };

  const watch = (begun: Finding): void => {
    after(PROGRESS_MS, () => {
      if (finding !== begun) return;
      hearers.progressed();
      watch(begun);
    });
  };

  return {
    look: (wishes) => {
      wished = wishes;
      const next = wishes.find(({ canWait }) => !canWait) ?? wishes[0];
      // Of a snapshot that is old by now it is found all the same: of a busy cluster nothing ever would be otherwise.
      if (finding !== undefined && finding.wish.key === next?.key) return;
      finding?.callOff();
      finding = undefined;
      if (next === undefined) return;
      begin(next);
      if (finding !== undefined && !next.canWait) watch(finding);
    },
    finish: () => {
      const awaited = wished.filter(({ canWait }) => !canWait);
      if (awaited.length === 0) return;
      finding?.callOff();
      finding = undefined;
      for (const wish of awaited) settle(wish, finished(wish.steps()));
      for (const { snapshot } of awaited) hearers.found(snapshot);
    },
    stop: () => finding?.callOff(),
  };
}
