import type { AddressRange } from '../model/addresses.ts';
import type { Workload } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import { intersectSets } from '../model/ports.ts';
import type { DifferenceRow } from './difference-rows.ts';
import type { ListEnd, ListEnds, ListFilter } from './list.ts';

/** Ends that were chosen, as `ListFilter` has them looked up; those that are left out are all. */
export interface Narrowing extends Pick<ListFilter, 'ports'> {
  readonly from?: ListEnds;
  readonly to?: ListEnds;
}

/** What of a row concerns these ends and ports: none or one. */
export function narrowedRow(row: DifferenceRow, { from, to, ports }: Narrowing): readonly DifferenceRow[] {
  const source = narrowedEnd(row.from, from);
  const destination = narrowedEnd(row.to, to);
  if (source === undefined || destination === undefined) return [];
  if (ports === undefined) return [{ from: source, to: destination, differences: row.differences }];
  const differences = row.differences.map(({ opened, closed, inDoubt }) => ({
    opened: intersectSets(opened, ports),
    closed: intersectSets(closed, ports),
    inDoubt: intersectSets(inDoubt, ports),
  }));
  return [{ from: source, to: destination, differences }];
}

function narrowedEnd(end: ListEnd, chosen: ListEnds | undefined): ListEnd | undefined {
  if (chosen === undefined) return end;
  if (end.kind === 'workload') return chosenKeys(chosen).has(end.workload.key) ? end : undefined;
  const ranges = end.ranges.flatMap((range) => chosen.ranges.flatMap((wanted) => common(range, wanted)));
  return ranges.length === 0 ? undefined : { kind: 'outside', ranges };
}

/** Those of the workloads that may be in a row. */
export function chosenOf<T extends { readonly workload: Workload }>(
  all: readonly T[],
  chosen: ListEnds | undefined,
): readonly T[] {
  return chosen === undefined ? all : all.filter(({ workload }) => chosenKeys(chosen).has(workload.key));
}

// Of two snapshots each has workloads of its own, under the same keys.
const keys = new WeakMap<ListEnds, ReadonlySet<string>>();

function chosenKeys(chosen: ListEnds): ReadonlySet<string> {
  return remember(keys, chosen, () => new Set(chosen.workloads.map(({ key }) => key)));
}

function common(a: AddressRange, b: AddressRange): readonly AddressRange[] {
  const [later, earlier] = [a.first < b.first ? b : a, a.last < b.last ? a : b];
  if (a.family !== b.family || later.first > earlier.last) return [];
  return [{ family: a.family, first: later.first, last: earlier.last }];
}

/** Whether at least one end is in the namespace; where none is named, every row is wanted. */
export function concerns(
  { from, to }: { readonly from: ListEnd; readonly to: ListEnd },
  namespace: string | undefined,
): boolean {
  if (namespace === undefined) return true;
  return [from, to].some((end) => end.kind === 'workload' && end.workload.namespace === namespace);
}
