import type { Direction } from '../../model/policies.ts';
import type { Compiled } from './compiled.ts';
import type { PodClass } from './pod-classes.ts';
import { createColumnMaker, createRowMaker } from './rows.ts';

/** Outcomes between one class and every class, by number; of ends that speak for a node, those on another one. */
export interface DenseRows {
  /** With the class as the source. */
  readonly from: (source: PodClass) => Int32Array;
  /** With the class as the destination. */
  readonly to: (destination: PodClass) => Int32Array;
}

/** Makes such rows, each once. */
export function createDenseRows(compiled: Compiled): DenseRows {
  const rowOf = createRowMaker(compiled);
  const columnOf = createColumnMaker(compiled);
  const { classes, uses, tables } = compiled;
  const { join } = tables.values;
  const kept = { from: new Map<PodClass, Int32Array>(), to: new Map<PodClass, Int32Array>() };
  const own = new Int32Array(classes.length);
  /** What the class says of each, in `own`; and what each says of it, by profile. */
  const ask = (of: PodClass, direction: Direction): Int32Array => {
    const row = rowOf(of[direction]);
    own.fill(row.base);
    for (let index = 0; index < row.classes.length; index++) own[row.classes[index] ?? 0] = row.values[index] ?? 0;
    const opposite = direction === 'egress' ? 'ingress' : 'egress';
    const theirs = Int32Array.from(uses[opposite].bases);
    const column = columnOf(opposite, of);
    column.profiles.forEach((id, index) => {
      theirs[id] = column.values[index] ?? 0;
    });
    return theirs;
  };
  const make = (of: PodClass, direction: Direction): Int32Array => {
    const theirs = ask(of, direction);
    const made = new Int32Array(classes.length);
    for (let id = 0; id < made.length; id++) {
      const other = classes[id];
      if (other === undefined || other.pods.size === 0) continue;
      const said = own[id] ?? 0;
      made[id] =
        direction === 'egress'
          ? join(said, theirs[other.ingress.id] ?? 0, of.reach, other.reach)
          : join(theirs[other.egress.id] ?? 0, said, other.reach, of.reach);
    }
    return made;
  };
  const remembered = (memo: Map<PodClass, Int32Array>, of: PodClass, direction: Direction): Int32Array => {
    const known = memo.get(of) ?? make(of, direction);
    memo.set(of, known);
    return known;
  };
  return {
    from: (source) => remembered(kept.from, source, 'egress'),
    to: (destination) => remembered(kept.to, destination, 'ingress'),
  };
}
