import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import type { Compiled } from './compiled.ts';
import type { PodClass } from './pod-classes.ts';

/**
 * What is asked of every class when a pod moves, in columns by number of the class: going through so many objects would take ten times
 * as long. Columns are longer than there are classes, and become others when they have to grow.
 */
export interface ClassTable {
  /** Classes that are in it. */
  count: number;
  /** Pods in it; none where they speak for their node. Written by `weigh`. */
  weight: Int32Array;
  /** Numbers of the classes of which it was written since somebody emptied this. */
  readonly reweighed: Set<number>;
  reach: Uint8Array;
  readonly profile: Record<Direction, Int32Array>;
  /** By place: the classes of the namespace. */
  readonly ofPlace: PodClass[][];
  /** Of classes that speak for nodes: pods by the name of their node, the empty name where it is not known. */
  readonly nodes: Map<PodClass, ReadonlyMap<string, number>>;
}

const tables = new WeakMap<Compiled, ClassTable>();

/** The table of what was compiled, with all classes there are by now. */
export function classTable(compiled: Compiled): ClassTable {
  const table = remember(tables, compiled, emptyTable);
  const { classes } = compiled;
  if (classes.length > table.weight.length) grow(table, classes.length * 2);
  for (; table.count < classes.length; table.count++) {
    const own = classes[table.count];
    if (own !== undefined) enter(table, own);
  }
  return table;
}

/** To be told of every class that got pods or lost some. */
export function recount(table: ClassTable, changed: Iterable<PodClass>): void {
  for (const own of changed) {
    if (own.isSubject) weigh(table, own.id, own.pods.size);
    else table.nodes.delete(own);
  }
}

/** Says how many pods a class is counted with. */
export function weigh({ weight, reweighed }: ClassTable, id: number, pods: number): void {
  weight[id] = pods;
  reweighed.add(id);
}

function emptyTable(): ClassTable {
  return {
    count: 0,
    weight: new Int32Array(0),
    reweighed: new Set(),
    reach: new Uint8Array(0),
    profile: { ingress: new Int32Array(0), egress: new Int32Array(0) },
    ofPlace: [],
    nodes: new Map(),
  };
}

function grow(table: ClassTable, length: number): void {
  const { weight, reach, profile } = table;
  table.weight = longer(weight, new Int32Array(length));
  table.reach = longer(reach, new Uint8Array(length));
  profile.ingress = longer(profile.ingress, new Int32Array(length));
  profile.egress = longer(profile.egress, new Int32Array(length));
}

function longer<A extends Int32Array | Uint8Array>(column: A, empty: A): A {
  empty.set(column);
  return empty;
}

function enter({ weight, reach, profile, ofPlace }: ClassTable, own: PodClass): void {
  weight[own.id] = own.isSubject ? own.pods.size : 0;
  reach[own.id] = own.reach;
  profile.ingress[own.id] = own.ingress.id;
  profile.egress[own.id] = own.egress.id;
  const others = ofPlace[own.place] ?? [];
  others.push(own);
  ofPlace[own.place] = others;
}

/** Pods of a class by the name of their node. */
export function nodesOf({ nodes }: ClassTable, own: PodClass): ReadonlyMap<string, number> {
  return remember(nodes, own, () => {
    const counts = new Map<string, number>();
    for (const { nodeName = '' } of own.pods) counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
    return counts;
  });
}
