import type { Direction } from '../../model/policies.ts';
import type { PortSet } from '../../model/ports.ts';
import { type ColumnMaker, createColumnMaker } from './columns.ts';
import type { Compiled } from './compiled.ts';
import { sideBetween } from './compiled.ts';
import { isolationBetween, type OnNode } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import { createRowMaker, type RowMaker } from './rows.ts';
import { type JoinedOpenness, joinedOpenness, type Openness } from './tally.ts';

/** How open it is from a class to each class, by number; of ends that speak for a node, those on another one. */
export type OpennessRow = Uint8Array;

export interface OpennessRows {
  readonly from: (source: PodClass) => OpennessRow;
  /** The same from each class to this one. */
  readonly to: (destination: PodClass) => OpennessRow;
  /** Between two classes of which one speaks for its node. */
  readonly onNode: (source: PodClass, destination: PodClass, relation: OnNode) => Openness;
}

/** Rows of each of the two ways that were asked for last are kept; one is as long as there are classes. */
export const MOST_KEPT = 1024;

/** Makes rows for these ports, or all; of classes that are added later too. */
export function createOpennessRows(compiled: Compiled, asked?: PortSet): OpennessRows {
  const openness = joinedOpenness(compiled.tables.ports, compiled.tables.values, asked);
  const rowOf = createRowMaker(compiled);
  const columnOf = createColumnMaker(compiled);
  const from = keptByClass(compiled, () => makerOf(compiled, { rowOf, columnOf, openness, direction: 'egress' }));
  const to = keptByClass(compiled, () => makerOf(compiled, { rowOf, columnOf, openness, direction: 'ingress' }));
  return {
    from,
    to,
    onNode(source, destination, relation) {
      const out = sideBetween(compiled, source.egress, destination, isolationBetween(destination, relation));
      const into = sideBetween(compiled, destination.ingress, source, isolationBetween(source, relation));
      return openness(out, into, source.reach, destination.reach);
    },
  };
}

type OpennessRowMaker = (of: PodClass) => OpennessRow;

/** Made anew when there are more classes, for those of before are too short. */
function keptByClass({ classes }: Compiled, makerNow: () => OpennessRowMaker): OpennessRowMaker {
  const kept = new Map<PodClass, OpennessRow>();
  let make = makerNow();
  let length = classes.length;
  return (of) => {
    if (classes.length !== length) {
      kept.clear();
      make = makerNow();
      length = classes.length;
    }
    const known = kept.get(of);
    if (known !== undefined) return known;
    const made = make(of);
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(of, made);
    return made;
  };
}

interface Making {
  readonly rowOf: RowMaker;
  readonly columnOf: ColumnMaker;
  readonly openness: JoinedOpenness;
  /** The way in which the class that is asked about has its say: `egress` for rows from it, `ingress` for rows to it. */
  readonly direction: Direction;
}

function makerOf({ classes, uses }: Compiled, { rowOf, columnOf, openness, direction }: Making): OpennessRowMaker {
  const isSource = direction === 'egress';
  const opposite = isSource ? 'ingress' : 'egress';
  const profiles = Int32Array.from(classes, (one) => one[opposite].id);
  const reaches = Uint8Array.from(classes, ({ reach }) => reach);
  /** What it says about each class, and by profile what others say about it. */
  const said = new Int32Array(classes.length);
  const heard = Int32Array.from(uses[opposite].bases);
  return (of) => {
    const row = rowOf(of[direction]);
    said.fill(row.base);
    row.classes.forEach((id, index) => {
      said[id] = row.values[index] ?? 0;
    });
    const column = columnOf(opposite, of);
    column.profiles.forEach((id, index) => {
      heard[id] = column.values[index] ?? 0;
    });
    const made = new Uint8Array(classes.length);
    for (let id = 0; id < made.length; id++) {
      const [own, other, reach] = [said[id] ?? 0, heard[profiles[id] ?? 0] ?? 0, reaches[id] ?? 0];
      made[id] = isSource ? openness(own, other, of.reach, reach) : openness(other, own, reach, of.reach);
    }
    for (const id of column.profiles) heard[id] = uses[opposite].bases[id] ?? 0;
    return made;
  };
}
