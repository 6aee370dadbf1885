import type { InSteps } from '../../engine/in-steps.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { positionOfRow } from '../../present/rows.ts';
import type { Table } from '../../present/tables.ts';
import type { View } from '../state/screens.ts';
import { known, knownAtLast } from './beside.ts';
import { alreadyCached, type Content, type Context, cachedKeys, forget, keep } from './content.ts';
import { allPositions, orderInSteps, orderKey, type Positions } from './row-order.ts';
import { rowTexts, shareMade, textsInSteps } from './row-texts.ts';
import { type TableSource, tableOf } from './table-source.ts';

/** Rows of a table, of this snapshot or of one before. */
export interface Shown<T> {
  readonly table: Table<T>;
  /** Positions of the rows that are shown. */
  readonly order: Positions;
  /** What was asked for, as a key. */
  readonly asked: string;
  readonly of: Snapshot;
  /** The last snapshot in place of which it was shown. */
  readonly seenIn: Snapshot;
}

export type ShownNow<T> = Shown<T> & Pick<Content, 'pending'>;

/** So many rows are looked through, and put in order, within one frame. */
const FEW = 500;

/** The rows that are shown, in their order; those of before where that is not found yet. */
export function shownRows<T>(source: TableSource<T>, view: View, context: Context): ShownNow<T> {
  const { snapshot } = context;
  const table = tableOf(source, context);
  const asked = { source, table, view, context };
  const key = orderKey(asked);
  const keepShown = (shown: Shown<T>): Shown<T> => {
    keep(snapshot, SHOWN_BEFORE + source.key, shown);
    return shown;
  };
  const now = (order: Positions): Shown<T> => keepShown({ table, order, asked: key, of: snapshot, seenIn: snapshot });
  const wanted = { key, snapshot, steps: () => orderInSteps(asked), found: now };
  const isAsItIs = view.sort === undefined && view.filter === '' && !context.problemsOnly;
  const order = isAsItIs || table.rows.length <= FEW ? knownAtLast(wanted) : known(wanted);
  if (order !== undefined) {
    if (table.rows.length > FEW) readySoon(source, table, context);
    return now(order);
  }
  const before = alreadyCached<Shown<T>>(snapshot, SHOWN_BEFORE + source.key);
  const stale: Shown<T> =
    before === undefined
      ? { table, order: allPositions(table.rows.length), asked: '', of: snapshot, seenIn: snapshot }
      : keepShown({ ...before, seenIn: snapshot });
  // Of a cluster that changes the answer is always a moment old.
  if (stale.asked === key) return stale;
  const share = view.filter === '' ? 1 : shareMade(rowTexts(snapshot, source.key, table));
  return { ...stale, pending: { share: share === 1 ? undefined : share } };
}

/** Made while nothing else is to be done: texts, which the first letter of a filter needs. */
function readySoon<T>(source: TableSource<T>, table: Table<T>, { snapshot }: Context): void {
  const texts = rowTexts(snapshot, source.key, table);
  const steps = function* (): InSteps<boolean> {
    yield* textsInSteps(texts);
    return true;
  };
  known({ key: `texts made ${source.key}`, snapshot, canWait: true, steps });
}

/** Where among the rows that are shown one stands; -1 where it does not. */
export function indexAmong<T>({ table, order }: Shown<T>, id: string): number {
  const position = positionOfRow(table.rows, id);
  return position < 0 ? -1 : order.indexOf(position);
}

/** Begins the keys under which it is kept what was shown last. */
export const SHOWN_BEFORE = 'shown ';

/** What was shown of one snapshot is shown of the next, until it is found there. What nobody looks at goes. */
export function carryShown(from: Snapshot, to: Snapshot): void {
  for (const key of cachedKeys(from).filter((name) => name.startsWith(SHOWN_BEFORE))) {
    const shown = alreadyCached<Carried>(from, key);
    if (shown?.seenIn === from && alreadyCached<Carried>(to, key)?.of !== to) keep(to, key, shown);
    // A snapshot that serves on while newer ones are looked through would keep one that is older still, and so on without end.
    if (from !== to && shown?.of !== from) forget(from, key);
  }
}

/** What is kept under `SHOWN_BEFORE`. */
export type Carried = Pick<Shown<unknown>, 'of' | 'seenIn'>;
