import { readPort, readProtocol } from '../../engine/endpoint-syntax.ts';
import { onlyPort } from '../../engine/list.ts';
import {
  type AskedPorts,
  type AxisEntry,
  type AxisOf,
  axisOf,
  compareInSteps,
  isCompared,
  type Matrix,
  type MatrixNeeds,
  matrixOf,
} from '../../engine/reachability/matrix.ts';
import type { PortSet } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { printable } from '../../present/text.ts';
import { workloadText } from '../../present/workload-text.ts';
import { readFilter } from '../state/row-filter.ts';
import type { Screen } from '../state/screens.ts';
import { type Compared, compared } from './compared.ts';
import { cached } from './content.ts';

type MatrixScreen = Extract<Screen, { at: 'matrix' }>;

/** The ports that `443` or `443/TCP` means; undefined where it is none. */
export function portsIn(text: string): PortSet | undefined {
  const [portText = '', protocolText] = text.split('/');
  const port = readPort(portText);
  const protocol = protocolText === undefined ? undefined : readProtocol(protocolText);
  if (typeof port !== 'number' || (protocolText !== undefined && protocol === undefined)) return undefined;
  return onlyPort(port, protocol);
}

function askedPorts(port: string | undefined): AskedPorts | undefined {
  const ports = port === undefined ? undefined : portsIn(port);
  return port === undefined || ports === undefined ? undefined : { ports, key: port };
}

function matrixIn(snapshot: Snapshot, port: string | undefined): Matrix {
  return cached(snapshot, `matrix ${port ?? ''}`, () => matrixOf(snapshot, askedPorts(port)));
}

/** What stands on the two axes as they are seen, filtered and in order, and who counts what is between. */
export interface Axes {
  /** Of all axes that were made. */
  readonly number: number;
  readonly matrix: Matrix;
  /** Sources, or destinations where the matrix is turned. */
  readonly rows: readonly AxisEntry[];
  readonly columns: readonly AxisEntry[];
  /** Before the filter. */
  readonly allRows: number;
  readonly allColumns: number;
}

/**
 * The axes of a screen; made once for what they depend on. Where many pods have not been compared yet, they are beside everything
 * else.
 */
export function axesOf(screen: MatrixScreen, snapshot: Snapshot): Compared<Axes> | undefined {
  const needs: MatrixNeeds = { asked: askedPorts(screen.port), totals: screen.view.sort?.column === 'open' };
  return compared({
    key: axesKey(screen),
    snapshot,
    isSoonDone: isCompared(snapshot, needs),
    *steps(onProgress) {
      yield* compareInSteps(snapshot, needs, onProgress);
      return makeAxes(screen, snapshot);
    },
  });
}

/** Names the axes of a screen. */
export function axesKey({ of, port, turned, view }: MatrixScreen): string {
  const ends = of.by === 'namespace' ? '' : `${of.from} ${of.to}`;
  const order = view.sort === undefined ? '' : `${view.sort.column} ${view.sort.descending}`;
  return `axes ${ends} ${port ?? ''} ${turned} ${order} ${view.filter}`;
}

let made = 0;

function makeAxes({ of, port, turned, view }: MatrixScreen, snapshot: Snapshot): Axes {
  const sources = entriesOf(snapshot, of.by === 'namespace' ? of : { by: 'workload', namespace: of.from });
  const destinations = entriesOf(snapshot, of.by === 'namespace' ? of : { by: 'workload', namespace: of.to });
  const matrix = matrixIn(snapshot, port);
  const filter = readAxesFilter(view.filter);
  const ordered = (entries: readonly AxisEntry[], open: (entry: AxisEntry) => number): readonly AxisEntry[] => {
    if (view.sort?.column !== 'open') return view.sort?.descending === true ? entries.toReversed() : entries;
    const sign = view.sort.descending ? 1 : -1;
    const shares = new Map(entries.map((entry) => [entry, open(entry)]));
    return entries.toSorted((a, b) => sign * ((shares.get(a) ?? 0) - (shares.get(b) ?? 0)));
  };
  const from = ordered(sources, (entry) => share(matrix.from(entry)));
  const to = ordered(destinations, (entry) => share(matrix.to(entry)));
  const [rows, columns] = turned ? [to, from] : [from, to];
  const passing = (entries: readonly AxisEntry[], text: string): readonly AxisEntry[] => {
    const passes = readFilter(text);
    if (passes === undefined) return entries;
    return entries.filter((entry) => passes({ text: entryName(entry, snapshot).toLowerCase() }));
  };
  made += 1;
  return {
    number: made,
    matrix,
    rows: passing(rows, filter.rows),
    columns: passing(columns, filter.columns),
    allRows: rows.length,
    allColumns: columns.length,
  };
}

function entriesOf(snapshot: Snapshot, of: AxisOf): readonly AxisEntry[] {
  const key = of.by === 'namespace' ? 'axis' : `axis ${of.namespace}`;
  return cached(snapshot, key, () => axisOf(snapshot, of));
}

function share({ open, pairs }: { readonly open: number; readonly pairs: number }): number {
  return pairs === 0 ? 0 : open / pairs;
}

/** `shop > db`: a filter for the rows, and one for the columns; without a sign it is for the rows. */
function readAxesFilter(text: string): { readonly rows: string; readonly columns: string } {
  const [rows = '', columns = ''] = text.split('>', 2);
  return { rows: rows.trim(), columns: columns.trim() };
}

/** What an entry is called on its axis: the namespace, or the workload without its namespace. */
export function entryName({ key }: AxisEntry, snapshot: Snapshot): string {
  const workload = snapshot.workloads.get(key);
  if (workload === undefined) return printable(key);
  return workload.kind === 'Pod' ? printable(workload.name) : workloadText(workload);
}
