import type { Direction } from '../../model/policies.ts';
import type { ClassTable } from './class-table.ts';
import type { ColumnMaker } from './columns.ts';
import { type Compiled, sideBetween } from './compiled.ts';
import { NOTHING_GATHERED } from './gathering.ts';
import { type Joins, OPEN, WIDTH } from './joins.ts';
import type { PodClass } from './pod-classes.ts';
import type { RowMaker } from './rows.ts';

/** Outcomes between one class and any other; of ends that speak for a node, those on another one. */
export interface Lens {
  /**
   * From now on it is about this class, as the source (`egress`) or the destination (`ingress`); undefined: about none. `few`: not many
   * others will be asked about, and each is worked out for itself.
   */
  readonly look: (of: PodClass | undefined, direction: Direction, others: 'all' | 'few') => void;
  /** With the class of this number as the other end; undefined where it is about none. */
  readonly outcome: (id: number) => number | undefined;
  /** Pods of other classes to which, or from which, something is open; none where it is about none. After `all`. */
  readonly sumOpen: () => number;
}

/** What a lens is made of. */
export interface Optics {
  readonly compiled: Compiled;
  readonly table: ClassTable;
  readonly rowOf: RowMaker;
  readonly columnOf: ColumnMaker;
  readonly joins: Joins;
}

/** What stands in scratch space where nothing is said but the base. */
const UNSAID = -1;

/** Turning it to another class costs what that class and others say beside their bases. */
export function createLens({ compiled, table, rowOf, columnOf, joins }: Optics): Lens {
  const { join, isOpen } = joins;
  /** By class: what the one looked at says. */
  let said = new Int32Array(0);
  /** By profile: what others say about it, or else of whoever they do not know. */
  const heard = { ingress: new Int32Array(0), egress: new Int32Array(0) };
  const taken = { ingress: 0, egress: 0 };
  let named: Int32Array = NOTHING_GATHERED;
  let hearing: Int32Array = NOTHING_GATHERED;
  let of: PodClass | undefined;
  let own: Direction = 'egress';
  let base = 0;
  let isWhole = true;

  const forget = (): void => {
    for (const id of named) said[id] = UNSAID;
    const opposite = oppositeOf(own);
    const bases = compiled.uses[opposite].bases;
    for (const id of hearing) heard[opposite][id] = bases[id] ?? 0;
    named = NOTHING_GATHERED;
    hearing = NOTHING_GATHERED;
  };
  const makeRoom = (opposite: Direction): void => {
    if (said.length < table.weight.length) said = new Int32Array(table.weight.length).fill(UNSAID);
    takeBases(opposite, compiled.profiles[opposite].all.length);
  };
  /** Those of profiles that are there never change. */
  const takeBases = (opposite: Direction, count: number): void => {
    if (heard[opposite].length < count) heard[opposite] = longer(heard[opposite], count * 2);
    const { bases } = compiled.uses[opposite];
    for (let id = taken[opposite]; id < count; id++) heard[opposite][id] = bases[id] ?? 0;
    taken[opposite] = count;
  };
  const lookAtAll = (at: PodClass, opposite: Direction): void => {
    makeRoom(opposite);
    const row = rowOf(at[own]);
    ({ base } = row);
    named = row.classes;
    for (let index = 0; index < row.classes.length; index++) said[row.classes[index] ?? 0] = row.values[index] ?? 0;
    const column = columnOf(opposite, at);
    hearing = column.profiles;
    for (let index = 0; index < column.profiles.length; index++)
      heard[opposite][column.profiles[index] ?? 0] = column.values[index] ?? 0;
  };
  const workedOut = (at: PodClass, id: number): number | undefined => {
    const other = compiled.classes[id];
    if (other === undefined) return undefined;
    const [first, second] = own === 'egress' ? [at, other] : [other, at];
    const egress = sideBetween(compiled, first.egress, second);
    return join(egress, sideBetween(compiled, second.ingress, first), first.reach, second.reach);
  };
  const lookedUp = (at: PodClass, id: number): number => {
    const opposite = oppositeOf(own);
    const mine = said[id] ?? UNSAID;
    const ownSide = mine === UNSAID ? base : mine;
    const otherSide = heard[opposite][table.profile[opposite][id] ?? 0] ?? 0;
    const reach = table.reach[id] ?? 0;
    return own === 'egress' ? join(ownSide, otherSide, at.reach, reach) : join(otherSide, ownSide, reach, at.reach);
  };
  return {
    look(at, direction, others) {
      forget();
      of = at;
      own = direction;
      isWhole = others === 'all';
      if (at !== undefined && isWhole) lookAtAll(at, oppositeOf(own));
    },
    outcome(id) {
      if (of === undefined) return undefined;
      return isWhole ? lookedUp(of, id) : workedOut(of, id);
    },
    sumOpen() {
      if (of === undefined) return 0;
      const at = of;
      const opposite = oppositeOf(own);
      const open = REACHES.map((reach) =>
        own === 'egress' ? joins.open(at.reach, reach) : joins.open(reach, at.reach),
      );
      if (open.every((table) => table !== undefined))
        return sumOf({ table, said, base, heard: heard[opposite], profile: table.profile[opposite], open, own });
      let sum = 0;
      for (let id = 0; id < table.count; id++) {
        const pods = table.weight[id] ?? 0;
        if (pods > 0 && isOpen(lookedUp(at, id))) sum += pods;
      }
      return sum;
    },
  };
}

function oppositeOf(direction: Direction): Direction {
  return direction === 'egress' ? 'ingress' : 'egress';
}

/** Everything that `Reachable` can be. */
const REACHES = [0, 1, 2, 3, 4, 5, 6, 7];

interface Summing {
  readonly table: ClassTable;
  readonly said: Int32Array;
  readonly base: number;
  readonly heard: Int32Array;
  readonly profile: Int32Array;
  /** By what the other end's addresses mean. */
  readonly open: readonly Uint8Array[];
  readonly own: Direction;
}

/** Goes through all classes after every pod that comes or goes, so that nothing here is made, called or looked up. */
function sumOf({ table, said, base, heard, profile, open, own }: Summing): number {
  const { weight, reach, count } = table;
  const [mine, theirs] = own === 'egress' ? [WIDTH, 1] : [1, WIDTH];
  let sum = 0;
  for (let id = 0; id < count; id++) {
    const pods = weight[id] as number;
    if (pods === 0) continue;
    const say = said[id] as number;
    const place = (say === UNSAID ? base : say) * mine + (heard[profile[id] as number] as number) * theirs;
    if (open[reach[id] as number]?.[place] === OPEN) sum += pods;
  }
  return sum;
}

function longer(values: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const made = new Int32Array(length);
  made.set(values);
  return made;
}
