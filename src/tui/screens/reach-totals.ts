import { reachInSteps } from '../../engine/reachability/reach.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import type { Direction } from '../../model/policies.ts';
import { reachLine } from '../../present/reach-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { compared } from './compared.ts';
import type { Context } from './content.ts';

/**
 * How many pods may connect to these, or these to how many. Where there are very many pods it is counted beside everything else; `key`
 * names these.
 */
export function reachTotals(key: string, pods: readonly Pod[], direction: Direction, context: Context): Line {
  const { snapshot, glyphs } = context;
  const found = compared({
    key: `totals of ${key}`,
    snapshot,
    steps: (onProgress) => reachInSteps(snapshot, pods, { onProgress }),
  });
  if (found === undefined) return [span(`now: counting pods${glyphs.ellipsis}`, 'dim')];
  return [...reachLine(direction, found.value[direction]), ...(found.isOfBefore ? [span(glyphs.ellipsis, 'dim')] : [])];
}
