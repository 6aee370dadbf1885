import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import { createPassingColumnMaker } from './columns.ts';
import type { Compiled } from './compiled.ts';
import { pairPlanOf } from './pair-plan.ts';
import type { PodClass } from './pod-classes.ts';
import { createPassingRowMaker, type Row } from './rows.ts';
import type { JoinedOpenness, Openness } from './tally.ts';
import type { WidePeers } from './wide-peers.ts';

/**
 * How open it is between a class and each other one, in short. By wide selectors there are few kinds of classes, so what one kind has
 * with another is worked out once; then those classes are put right that some other selector of one of the two sides knows.
 *
 * Of what is compiled now: to be made anew when there are more classes. Ends that speak for a node are taken to be on another one.
 */
export interface OpennessByKind {
  /** By class as the other end, the number of its kind. */
  readonly kindOf: Int32Array;
  /** By kind of the other end, how open it is. Always the same array for classes that are of one kind themselves. */
  readonly byKind: (of: PodClass) => Uint8Array;
  /** Tells of each class of which more is known than its kind how open it is, once. */
  readonly putRight: (of: PodClass, tell: Tell) => void;
}

type Tell = (other: number, openness: Openness) => void;

/**
 * `direction`: in which the class that is asked about has its say: `egress` for what is open from it, `ingress` for to it. `leastWide`
 * as in `createWidePeers`; no answer hangs on it.
 */
export function createOpennessByKind(
  compiled: Compiled,
  openness: JoinedOpenness,
  direction: Direction,
  leastWide?: number,
): OpennessByKind {
  const { classes, uses } = compiled;
  const { wide } = pairPlanOf(compiled, leastWide);
  const [rowOf, columnOf] = [createPassingRowMaker(compiled, wide), createPassingColumnMaker(compiled, wide)];
  const isSource = direction === 'egress';
  const opposite = isSource ? 'ingress' : 'egress';
  const { kindOf, firsts } = kindsOf(compiled, wide, opposite);
  const profiles = Int32Array.from(classes, (one) => one[opposite].id);
  const reaches = Uint8Array.from(classes, ({ reach }) => reach);
  const joined = (own: number, other: number, of: PodClass, reach: number): Openness =>
    isSource ? openness(own, other, of.reach, reach) : openness(other, own, reach, of.reach);
  /** By profile of others, what it says about the class in hand; -1 where it knows that by wide selectors only. */
  const heard = new Int32Array(uses[opposite].members.length).fill(-1);
  /** By class, the question that last named it. */
  const namedIn = new Uint32Array(classes.length);
  let questions = 0;
  const tellRow = (of: PodClass, row: Row, tell: Tell): void => {
    for (let index = 0; index < row.classes.length; index++) {
      const other = row.classes[index] ?? 0;
      const profile = profiles[other] ?? 0;
      const known = heard[profile] ?? -1;
      const said = known < 0 ? wide.said(opposite, profile, of.id) : known;
      namedIn[other] = questions;
      tell(other, joined(row.values[index] ?? 0, said, of, reaches[other] ?? 0));
    }
  };
  const tellOthers = (of: PodClass, profile: number, said: number, tell: Tell): void => {
    for (const { id, reach } of uses[opposite].members[profile] ?? []) {
      if (namedIn[id] !== questions) tell(id, joined(wide.said(direction, of[direction].id, id), said, of, reach));
    }
  };
  const begun = new Map<number, Uint8Array>();
  return {
    kindOf,
    byKind: (of) =>
      remember(begun, kindKey(wide, direction, of), () =>
        Uint8Array.from(firsts, (first) => {
          const own = wide.said(direction, of[direction].id, first.id);
          return joined(own, wide.said(opposite, first[opposite].id, of.id), of, first.reach);
        }),
      ),
    putRight(of, tell) {
      questions += 1;
      const { profiles: knowing, values } = columnOf(opposite, of);
      for (let index = 0; index < knowing.length; index++) heard[knowing[index] ?? 0] = values[index] ?? 0;
      tellRow(of, rowOf(of[direction]), tell);
      for (let index = 0; index < knowing.length; index++) {
        tellOthers(of, knowing[index] ?? 0, values[index] ?? 0, tell);
        heard[knowing[index] ?? 0] = -1;
      }
    },
  };
}

/** Numbers of kinds as other ends, and of each some class. */
function kindsOf({ classes }: Compiled, wide: WidePeers, theirs: Direction) {
  const firsts: PodClass[] = [];
  const numbers = new Map<number, number>();
  const kindOf = Int32Array.from(classes, (one) =>
    remember(numbers, kindKey(wide, theirs, one), () => firsts.push(one) - 1),
  );
  return { kindOf, firsts };
}

/** What wide selectors make of a class: the group of its profile, what it is to those of the other direction, how it is reached. */
function kindKey({ groups, ends }: WidePeers, direction: Direction, one: PodClass): number {
  const end = ends[direction === 'ingress' ? 'egress' : 'ingress'][one.id] ?? 0;
  return ((groups[direction][one[direction].id] ?? 0) * MOST_ENDS + end) * MOST_REACHES + one.reach;
}

// Far more than there can be; the product is still an exact number.
const MOST_ENDS = 2 ** 24;
const MOST_REACHES = 8;
