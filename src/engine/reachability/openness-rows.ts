import { remember } from '../../model/memo.ts';
import type { PortSet } from '../../model/ports.ts';
import type { InSteps } from '../in-steps.ts';
import type { Compiled } from './compiled.ts';
import { sideBetween } from './compiled.ts';
import { createOpennessByKind, type OpennessByKind } from './openness-by-kind.ts';
import { pairPlanInSteps } from './pair-plan.ts';
import { isolationBetween, type OnNode } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import { joinedOpenness, type Openness } from './tally.ts';

/** How open it is from a class to each class, by number; of ends that speak for a node, those on another one. */
export type OpennessRow = Uint8Array;

export interface OpennessRows {
  readonly from: (source: PodClass) => OpennessRow;
  /** The same from each class to this one. */
  readonly to: (destination: PodClass) => OpennessRow;
  /** What rows from sources are made of; anew when there are more classes. */
  readonly fromKinds: () => OpennessByKind;
  /** The same for rows to destinations. */
  readonly toKinds: () => OpennessByKind;
  /** Between two classes of which one speaks for its node. */
  readonly onNode: (source: PodClass, destination: PodClass, relation: OnNode) => Openness;
}

/** Rows of each of the two ways that were asked for last are kept; one is as long as there are classes. */
export const MOST_KEPT = 1024;

/**
 * Makes rows for these ports, or all; of classes that are added later too. `leastWide` as in `createWidePeers`; no answer hangs on it.
 */
export function createOpennessRows(compiled: Compiled, asked?: PortSet, leastWide?: number): OpennessRows {
  const openness = joinedOpenness(compiled.tables.ports, compiled.tables.values, asked);
  const fromKinds = keptByCount(compiled, () => createOpennessByKind(compiled, openness, 'egress', leastWide));
  const toKinds = keptByCount(compiled, () => createOpennessByKind(compiled, openness, 'ingress', leastWide));
  const from = keptByClass(compiled, fromKinds);
  const to = keptByClass(compiled, toKinds);
  return {
    from,
    to,
    fromKinds,
    toKinds,
    onNode(source, destination, relation) {
      const out = sideBetween(compiled, source.egress, destination, isolationBetween(destination, relation));
      const into = sideBetween(compiled, destination.ingress, source, isolationBetween(source, relation));
      return openness(out, into, source.reach, destination.reach);
    },
  };
}

const known = new WeakMap<Compiled, OpennessRows>();

/** The rows for all ports. Classes never change, so that what is known of them stays true. */
export function opennessRowsOf(compiled: Compiled): OpennessRows {
  return remember(known, compiled, () => createOpennessRows(compiled));
}

/** Makes by small steps what those rows are made of; else the first of them would make it all in one go. */
export function* prepareRowsInSteps(compiled: Compiled): InSteps<void> {
  yield* pairPlanInSteps(compiled);
  const { fromKinds, toKinds } = opennessRowsOf(compiled);
  yield;
  fromKinds();
  yield;
  toKinds();
  yield;
}

/** Made anew when there are more classes, for what was made before does not know them. */
function keptByCount<T>({ classes }: Compiled, make: () => T): () => T {
  let made: { readonly value: T; readonly classes: number } | undefined;
  return () => {
    if (made?.classes !== classes.length) made = { value: make(), classes: classes.length };
    return made.value;
  };
}

function keptByClass(compiled: Compiled, kindsNow: () => OpennessByKind): (of: PodClass) => OpennessRow {
  const keptNow = keptByCount(compiled, () => new Map<PodClass, OpennessRow>());
  return (of) => {
    const kept = keptNow();
    const known = kept.get(of);
    if (known !== undefined) return known;
    const made = makeRow(compiled, kindsNow(), of);
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(of, made);
    return made;
  };
}

function makeRow({ classes }: Compiled, { kindOf, byKind, putRight }: OpennessByKind, of: PodClass): OpennessRow {
  const made = new Uint8Array(classes.length);
  const common = byKind(of);
  for (let id = 0; id < made.length; id++) made[id] = common[kindOf[id] ?? 0] ?? 0;
  putRight(of, (other, openness) => {
    made[other] = openness;
  });
  return made;
}
