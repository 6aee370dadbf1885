import type { Direction } from '../../model/policies.ts';
import { type ClassKinds, createClassKinds } from './class-kinds.ts';
import { type ClassTable, classTable } from './class-table.ts';
import { type ColumnMaker, createPassingColumnMaker, keptColumn } from './columns.ts';
import { type Compiled, sideBetween } from './compiled.ts';
import { NOTHING_GATHERED } from './gathering.ts';
import { createJoins, type Joins } from './joins.ts';
import type { PodClass } from './pod-classes.ts';
import { createPassingRowMaker, keptRow, type RowMaker } from './rows.ts';
import { opennessOf } from './tally.ts';

/** Outcomes between one class and any other; of ends that speak for a node, those on another one. */
export interface Lens {
  /**
   * From now on it is about this class, as the source (`egress`) or the destination (`ingress`); undefined: about none. `few`: not many
   * others will be asked about, and each is worked out for itself.
   */
  readonly look: (of: PodClass | undefined, direction: Direction, others: 'all' | 'few') => void;
  /** With the class of this number as the other end; undefined where it is about none. */
  readonly outcome: (id: number) => number | undefined;
  /** With most classes of each kind; undefined where it is about none. After `all`. */
  readonly usual: () => readonly number[] | undefined;
  /** Every class with which the outcome is another than with most of its kind, and some with which it is not; one may come twice. After `all`. */
  readonly eachUnusual: (run: (id: number) => void) => void;
}

/** What a lens is made of. */
export interface Optics {
  readonly compiled: Compiled;
  readonly table: ClassTable;
  readonly kinds: ClassKinds;
  /** Without wide selectors. */
  readonly rowOf: RowMaker;
  readonly columnOf: ColumnMaker;
  readonly joins: Joins;
}

/** Goes along with what is compiled, as long as it is told to. `leastWide` as in `createWidePeers`; no outcome hangs on it. */
export function createOptics(compiled: Compiled, leastWide?: number): Optics {
  const table = classTable(compiled);
  const { ports, values } = compiled.tables;
  const joins = createJoins(values, opennessOf(ports, values));
  const kinds = createClassKinds(compiled, { table, joins, leastWide });
  const rowOf = createPassingRowMaker(compiled, kinds.wide);
  const columnOf = createPassingColumnMaker(compiled, kinds.wide);
  return {
    compiled,
    table,
    kinds,
    joins,
    rowOf: (profile) => keptRow(rowOf(profile)),
    columnOf: (direction, other) => keptColumn(columnOf(direction, other)),
  };
}

/** What stands in scratch space where only wide selectors say something. */
const UNSAID = -1;

/** Turning it to another class costs what that class and others say by other selectors than wide ones. */
export function createLens({ compiled, table, kinds, rowOf, columnOf, joins: { join } }: Optics): Lens {
  /** By class: what the one looked at says. */
  let said = new Int32Array(0);
  /** By profile: what others say about it. */
  const heard = { ingress: new Int32Array(0), egress: new Int32Array(0) };
  let named: Int32Array = NOTHING_GATHERED;
  let hearing: Int32Array = NOTHING_GATHERED;
  let usual: readonly number[] | undefined;
  let of: PodClass | undefined;
  let own: Direction = 'egress';

  const forget = (): void => {
    for (const id of named) said[id] = UNSAID;
    for (const id of hearing) heard[oppositeOf(own)][id] = UNSAID;
    named = NOTHING_GATHERED;
    hearing = NOTHING_GATHERED;
    usual = undefined;
  };
  const lookAtAll = (at: PodClass, opposite: Direction): void => {
    said = withRoom(said, table.weight.length);
    heard[opposite] = withRoom(heard[opposite], compiled.profiles[opposite].all.length);
    usual = (own === 'egress' ? kinds.sources : kinds.destinations).outcomes(at);
    const row = rowOf(at[own]);
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
  /** What the class that is looked at says about another, and what profiles of others say about it. */
  const says = (at: PodClass, id: number): number => {
    const value = said[id] ?? UNSAID;
    return value === UNSAID ? kinds.wide.said(own, at[own].id, id) : value;
  };
  const hears = (at: PodClass, profile: number): number => {
    const value = heard[oppositeOf(own)][profile] ?? UNSAID;
    return value === UNSAID ? kinds.wide.said(oppositeOf(own), profile, at.id) : value;
  };
  const lookedUp = (at: PodClass, usually: readonly number[], id: number): number => {
    const profile = table.profile[oppositeOf(own)][id] ?? 0;
    if (said[id] === UNSAID && heard[oppositeOf(own)][profile] === UNSAID) {
      const { kindOf } = own === 'egress' ? kinds.destinations : kinds.sources;
      return usually[kindOf[id] ?? 0] ?? 0;
    }
    const reach = table.reach[id] ?? 0;
    return own === 'egress'
      ? join(says(at, id), hears(at, profile), at.reach, reach)
      : join(hears(at, profile), says(at, id), reach, at.reach);
  };
  return {
    look(at, direction, others) {
      forget();
      of = at;
      own = direction;
      if (at !== undefined && others === 'all') lookAtAll(at, oppositeOf(own));
    },
    outcome(id) {
      if (of === undefined) return undefined;
      return usual === undefined ? workedOut(of, id) : lookedUp(of, usual, id);
    },
    usual: () => usual,
    eachUnusual(run) {
      for (const id of named) run(id);
      const { members } = compiled.uses[oppositeOf(own)];
      for (const profile of hearing) for (const { id } of members[profile] ?? []) run(id);
    },
  };
}

function oppositeOf(direction: Direction): Direction {
  return direction === 'egress' ? 'ingress' : 'egress';
}

/** Of scratch space in which nothing stands. */
function withRoom(values: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  return values.length >= length ? values : new Int32Array(length * 2).fill(UNSAID);
}
