import { type Column, createPassingColumnMaker, keptColumn } from './columns.ts';
import type { Compiled } from './compiled.ts';
import type { PodClass } from './pod-classes.ts';
import type { Profile } from './profiles.ts';
import { createPassingRowMaker, keptRow, type Row } from './rows.ts';
import { createWidePeers, type WidePeers } from './wide-peers.ts';

/**
 * What counting all pairs needs to know about classes and profiles, whatever ports are asked for and however many pods a class has.
 * Rows and columns are made when they are asked for and kept as long as all of them together are small.
 */
export interface PairPlan {
  readonly wide: WidePeers;
  /** What an egress profile says by other selectors than wide ones. Holds until the next is asked for. */
  readonly rowOf: (profile: Profile) => Row;
  /** What ingress profiles say about a source by other selectors than wide ones. Holds until the next is asked for. */
  readonly columnOf: (source: PodClass) => Column;
  /** Classes by their ingress profile, one profile after the other, and where each begins. */
  readonly members: Int32Array;
  readonly firstMember: Int32Array;
}

/** So many places in rows and columns are kept, 32 MB; what comes after is made each time. */
const MOST_PLACES = 4_000_000;

const plans = new WeakMap<Compiled, { readonly made: PairPlan; readonly size: string }>();

/**
 * The plan of what is compiled, made again when something was added to it. `leastWide` as in `createWidePeers`; with it, the plan is
 * made anew.
 */
export function pairPlanOf(compiled: Compiled, leastWide?: number): PairPlan {
  if (leastWide !== undefined) return makePlan(compiled, leastWide);
  const known = plans.get(compiled);
  const size = sizeOf(compiled);
  if (known?.size === size) return known.made;
  const made = makePlan(compiled, undefined);
  plans.set(compiled, { made, size });
  return made;
}

// Classes, profiles and selectors are never taken away, and what one is never changes.
function sizeOf({ classes, profiles, tables }: Compiled): string {
  const { ingress, egress } = profiles;
  return [classes, ingress.all, egress.all, tables.peers.entries].map(({ length }) => length).join(' ');
}

function makePlan(compiled: Compiled, leastWide: number | undefined): PairPlan {
  const wide = createWidePeers(compiled, leastWide);
  const makeRow = createPassingRowMaker(compiled, wide);
  const makeColumn = createPassingColumnMaker(compiled, wide);
  const rows: (Row | undefined)[] = [];
  const columns: (Column | undefined)[] = [];
  let places = 0;
  const hasRoomFor = (more: number): boolean => {
    if (places + more > MOST_PLACES) return false;
    places += more;
    return true;
  };
  return {
    wide,
    rowOf(profile) {
      const known = rows[profile.id];
      if (known !== undefined) return known;
      const made = makeRow(profile);
      if (hasRoomFor(made.classes.length)) rows[profile.id] = keptRow(made);
      return made;
    },
    columnOf(source) {
      const known = columns[source.id];
      if (known !== undefined) return known;
      const made = makeColumn('ingress', source);
      if (hasRoomFor(made.profiles.length)) columns[source.id] = keptColumn(made);
      return made;
    },
    ...membersInARow(compiled),
  };
}

// Walked so often that objects cost too much.
function membersInARow({ uses }: Compiled): Pick<PairPlan, 'members' | 'firstMember'> {
  const all = uses.ingress.members;
  const firstMember = new Int32Array(all.length + 1);
  all.forEach((members, profile) => {
    firstMember[profile + 1] = (firstMember[profile] ?? 0) + members.length;
  });
  return { members: Int32Array.from(all.flatMap((members) => members.map(({ id }) => id))), firstMember };
}
