import { finished, type InSteps } from '../../engine/in-steps.ts';
import type { AxisEntry } from '../../engine/reachability/matrix.ts';
import type { PairCount } from '../../engine/reachability/tally.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { known } from './beside.ts';
import type { Axes } from './matrix-axes.ts';

/** The columns that are seen together: the first one's place among all, and how many. */
export interface SeenColumns {
  readonly first: number;
  readonly count: number;
}

/** What is counted in the cells of a row, in the order of the columns that are seen; undefined while that is being found. */
export type SeenCells = (row: number) => readonly PairCount[] | undefined;

/** So many rows are counted together. */
const ROWS = 32;
/** What costs less than this is counted within a frame: classes looked at, some nanoseconds each. */
const SOON_DONE = 500_000;

type Counted = readonly (readonly PairCount[])[];

const counted = new WeakMap<Axes, Map<string, Counted>>();

/** Counts the cells in sight, some rows at a time. Where that takes longer than a key may wait, it is done beside everything else. */
export function seenCells(axes: Axes, turned: boolean, { first, count }: SeenColumns, snapshot: Snapshot): SeenCells {
  const columns = axes.columns.slice(first, first + count);
  const blocks = counted.get(axes) ?? new Map<string, Counted>();
  counted.set(axes, blocks);
  const blockOf = (number: number): Counted | undefined => {
    const key = `${number} ${turned} ${first} ${count}`;
    const before = blocks.get(key);
    if (before !== undefined) return before;
    const rows = axes.rows.slice(number * ROWS, (number + 1) * ROWS);
    const steps = () => countBlock(axes, turned, rows, columns);
    const found = (value: Counted): Counted => {
      blocks.set(key, value);
      return value;
    };
    if (costOf(rows, columns) < SOON_DONE) return found(finished(steps()));
    return known({ key: `cells ${axes.number} ${key}`, snapshot, steps, found });
  };
  return (row) => blockOf(Math.floor(row / ROWS))?.[row % ROWS];
}

function* countBlock(
  { matrix }: Axes,
  turned: boolean,
  rows: readonly AxisEntry[],
  columns: readonly AxisEntry[],
): InSteps<Counted> {
  const [from, to] = turned ? [columns, rows] : [rows, columns];
  const cellsOf = yield* matrix.rows(from, to);
  const found: (readonly PairCount[])[] = [];
  for (const entry of from) found.push(yield* cellsOf(entry));
  return turned ? rows.map((_, row) => found.flatMap((cells) => cells[row] ?? [])) : found;
}

function costOf(rows: readonly AxisEntry[], columns: readonly AxisEntry[]): number {
  const classesIn = (entries: readonly AxisEntry[]): number =>
    entries.reduce((sum, { members }) => sum + members.length, 0);
  const [down, across] = [classesIn(rows), classesIn(columns)];
  const all = rows[0]?.standing.compiled.classes.length ?? 0;
  return Math.min(down, across) * all + down * across;
}
