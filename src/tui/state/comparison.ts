import type { Differences } from '../../engine/differences.ts';
import { summaryOf } from '../../model/live-state.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Screen } from './screens.ts';
import type { World } from './store.ts';
import type { WhatIf } from './what-if.ts';

/** What there is, and what would be. */
export interface Sides {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** The edits that make the difference. */
  readonly made: WhatIf['made'];
}

/** Which connections the edits in memory open and close, as far as that has been worked out. */
export interface Comparison {
  /** How many of the workloads have been compared with all others; undefined while nothing is being compared. */
  readonly working: { readonly done: number; readonly of: number } | undefined;
  /** The last that was worked out to its end. `number` tells one from the next. */
  readonly found: (Sides & { readonly differences: Differences; readonly number: number }) | undefined;
}

export const NOTHING_COMPARED: Comparison = { working: undefined, found: undefined };

export function sameSides(a: Sides | undefined, b: Sides | undefined): boolean {
  return a?.before === b?.before && a?.after === b?.after;
}

/** What is to be compared; undefined where nothing was edited, or not everything is read. */
export function sidesOf({ made }: WhatIf, { snapshot, actual, loading, source }: World): Sides | undefined {
  if (actual === undefined || isBeingRead({ loading, source })) return undefined;
  return { before: actual, after: snapshot, made };
}

/** The same, where somebody looks at it or may come back to it. */
export function sidesSeen(
  { stack, whatIf }: { readonly stack: readonly Screen[]; readonly whatIf: WhatIf },
  world: World,
): Sides | undefined {
  return stack.some(({ at }) => at === 'what-if') ? sidesOf(whatIf, world) : undefined;
}

/** Half of a cluster differs in everything that is not read yet: nothing to look at, and much to work out again and again. */
function isBeingRead({ loading, source }: Pick<World, 'loading' | 'source'>): boolean {
  if (source.kind === 'files') return !loading.done;
  const { kind } = summaryOf(source.connection);
  return kind === 'connecting' || kind === 'syncing';
}
