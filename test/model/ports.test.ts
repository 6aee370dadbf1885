import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  intersectPorts,
  normalisePorts,
  type PortRange,
  samePorts,
  subtractPorts,
  unitePorts,
} from '../../src/model/ports.ts';

// A small axis keeps collisions likely; the last port of the real axis is the one place where arithmetic may slip.
const AXIS = [...Array.from({ length: 40 }, (_, i) => i + 1), 65534, 65535];

const range = fc
  .tuple(fc.constantFrom(...AXIS), fc.constantFrom(...AXIS))
  .map(([a, b]): PortRange => [Math.min(a, b), Math.max(a, b)]);
const ranges = fc.array(range, { maxLength: 5 });

/** The naive model: ask every port of the axis. */
const holds = (list: readonly PortRange[], port: number): boolean =>
  list.some(([first, last]) => first <= port && port <= last);
const SETTINGS = { seed: 7, numRuns: 500 };

describe('port ranges', () => {
  it('mean the same ports after being put in order', () => {
    fc.assert(
      fc.property(ranges, (list) => AXIS.every((port) => holds(normalisePorts(list), port) === holds(list, port))),
      SETTINGS,
    );
  });

  it('are sorted, disjoint and not adjacent once in order', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const ordered = normalisePorts(list);
        return ordered.every((entry, i) => i === 0 || (ordered[i - 1]?.[1] ?? 0) + 1 < entry[0]);
      }),
      SETTINGS,
    );
  });

  it.each([
    ['union', unitePorts, (a: boolean, b: boolean) => a || b],
    ['intersection', intersectPorts, (a: boolean, b: boolean) => a && b],
    ['difference', subtractPorts, (a: boolean, b: boolean) => a && !b],
  ] as const)('agree with asking port by port: %s', (_name, operation, expected) => {
    fc.assert(
      fc.property(ranges, ranges, (left, right) => {
        const [a, b] = [normalisePorts(left), normalisePorts(right)];
        const result = operation(a, b);
        expect(samePorts(result, normalisePorts(result))).toBe(true);
        return AXIS.every((port) => holds(result, port) === expected(holds(a, port), holds(b, port)));
      }),
      SETTINGS,
    );
  });
});
