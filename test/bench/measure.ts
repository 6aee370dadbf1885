import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** One figure of a run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'us' | 'x' | 'MB' | 'count' | 'exponent' | 'ratio' | '/s';
  /** What the goal asks for, when there is one. */
  readonly goal?: { readonly number: number; readonly least?: number; readonly most?: number };
}

/**
 * Milliseconds of processor time that this thread has used. Not the clock: on a machine that others use too it would say how long one
 * waited for them.
 */
export function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * Megabytes of the heap that something still holds. All garbage is collected first, however the program was started: what an earlier case
 * left would be counted before, be collected in between, and make the difference too small, or less than nothing.
 */
export function keptHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('there is no way to collect garbage');
  // What a weak map held is found to be garbage by the first, and what only that held by the second.
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}

/** Milliseconds of work, or by another clock, that each of so many runs took, the last result with them. */
export function timed<T>(
  runs: number,
  run: () => T,
  clock: () => number = worked,
): { readonly result: T; readonly times: readonly number[] } {
  const times: number[] = [];
  let result: T | undefined;
  for (let index = 0; index < runs; index++) {
    const began = clock();
    result = run();
    times.push(clock() - began);
  }
  if (result === undefined) throw new Error('nothing was run');
  return { result, times };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that so large a part of the values does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** The slope of the line through the points on double logarithmic paper: cost grows with size to this power. */
export function exponent(points: readonly { readonly size: number; readonly cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const above = mean((point) => (point.x - x) * (point.y - y));
  return above / mean((point) => (point.x - x) ** 2);
}

/** Whether a figure meets its goal; undefined where it has none. */
export function meets({ value, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  return value >= (goal.least ?? Number.NEGATIVE_INFINITY) && value <= (goal.most ?? Number.POSITIVE_INFINITY);
}

/** A line for a person. */
export function figureLine(figure: Figure): string {
  const { name, value, unit, goal } = figure;
  const met = meets(figure);
  const limit = goal?.least === undefined ? `<= ${goal?.most}` : `>= ${goal.least}`;
  const verdict = goal === undefined ? '' : `goal ${goal.number}: ${limit} ${met === true ? 'pass' : 'MISS'}`;
  return `${name.padEnd(58)} ${shown(value).padStart(14)} ${unit.padEnd(8)} ${verdict}`.trimEnd();
}

function shown(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}
