import type { PortRanges } from '../../../src/model/ports.ts';

/** Whether the port is in one of the ranges. */
export function contains(ranges: PortRanges, port: number): boolean {
  return ranges.some(([first, last]) => first <= port && port <= last);
}
