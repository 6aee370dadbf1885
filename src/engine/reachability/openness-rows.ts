import type { PortSet } from '../../model/ports.ts';
import type { Compiled } from './compiled.ts';
import { sideBetween } from './compiled.ts';
import { isolationBetween, type OnNode } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import { createColumnMaker, createRowMaker } from './rows.ts';
import { joinedOpenness, type Openness } from './tally.ts';

/** How open it is from a class to each class, by number; of ends that speak for a node, those on another one. */
export type OpennessRow = Uint8Array;

export interface OpennessRows {
  readonly from: (source: PodClass) => OpennessRow;
  /** Between two classes of which one speaks for its node. */
  readonly onNode: (source: PodClass, destination: PodClass, relation: OnNode) => Openness;
}

/** Rows that were asked for last are kept; one is as long as there are classes. */
const MOST_KEPT = 1024;

/** Makes rows for these ports, or all. */
export function createOpennessRows(compiled: Compiled, asked?: PortSet): OpennessRows {
  const { classes, uses, tables } = compiled;
  const openness = joinedOpenness(tables.ports, tables.values, asked);
  const rowOf = createRowMaker(compiled);
  const columnOf = createColumnMaker(compiled);
  const profiles = Int32Array.from(classes, ({ ingress }) => ingress.id);
  const reaches = Uint8Array.from(classes, ({ reach }) => reach);
  const ingress = Int32Array.from(uses.ingress.bases);
  const egress = new Int32Array(classes.length);
  const kept = new Map<PodClass, OpennessRow>();
  const make = (source: PodClass): OpennessRow => {
    const row = rowOf(source.egress);
    egress.fill(row.base);
    row.classes.forEach((id, index) => {
      egress[id] = row.values[index] ?? 0;
    });
    const column = columnOf('ingress', source);
    column.profiles.forEach((id, index) => {
      ingress[id] = column.values[index] ?? 0;
    });
    const made = new Uint8Array(classes.length);
    for (let id = 0; id < made.length; id++) {
      made[id] = openness(egress[id] ?? 0, ingress[profiles[id] ?? 0] ?? 0, source.reach, reaches[id] ?? 0);
    }
    for (const id of column.profiles) ingress[id] = uses.ingress.bases[id] ?? 0;
    return made;
  };
  return {
    from(source) {
      const known = kept.get(source);
      if (known !== undefined) return known;
      const made = make(source);
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(source, made);
      return made;
    },
    onNode(source, destination, relation) {
      const out = sideBetween(compiled, source.egress, destination, isolationBetween(destination, relation));
      const into = sideBetween(compiled, destination.ingress, source, isolationBetween(source, relation));
      return openness(out, into, source.reach, destination.reach);
    },
  };
}
