import type { InSteps } from '../in-steps.ts';
import { countCell, countOnNodes, type Member, sharedPods } from './cell-count.ts';
import type { Compiled } from './compiled.ts';
import type { OpennessByKind } from './openness-by-kind.ts';
import type { OpennessRows } from './openness-rows.ts';
import type { PodClass } from './pod-classes.ts';
import { KINDS, type PairCount, pairCount } from './tally.ts';

/** Pods by class, as a row or a column of a matrix has them. */
type Members = readonly Member[];

/** All cells of a row of a matrix, in the order of its columns, by small steps. */
export type CellRow = (from: Members) => InSteps<readonly PairCount[]>;

/** So many classes to a step. */
const IN_A_STEP = 16;

/** Rows of few columns, looked up in rows of openness to these. */
export function* rowsOfFew(rows: OpennessRows, columns: readonly Members[]): InSteps<CellRow> {
  for (const [index, { of }] of columns.flat().entries()) {
    rows.to(of);
    if (index % IN_A_STEP === 0) yield;
  }
  return function* (from) {
    const cells: PairCount[] = [];
    for (const to of columns) {
      cells.push(countCell(rows, 'to', from, to));
      yield;
    }
    return cells;
  };
}

/**
 * Rows of many columns, counted as all pairs are: what a kind of source has with each column is added up once, and then those pairs
 * are put right of which more is known. The cost of a row follows the columns and what is put right, not the classes in its cells.
 */
export function* rowsOfMany(compiled: Compiled, rows: OpennessRows, columns: readonly Members[]): InSteps<CellRow> {
  let row: RowCounter | undefined;
  let classes = -1;
  yield;
  return function* (from) {
    if (row === undefined || classes !== compiled.classes.length) {
      row = createRowCounter(compiled, rows, columns);
      classes = compiled.classes.length;
      yield;
    }
    const counting = row;
    const counts = new Float64Array(columns.length * KINDS);
    for (const [index, source] of from.entries()) {
      counting(source, counts);
      if (index % IN_A_STEP === IN_A_STEP - 1) yield;
    }
    return columns.map((_, column) => pairCount(counts, column * KINDS));
  };
}

/** Adds what the pods have with each column. */
type RowCounter = (source: Member, counts: Float64Array) => void;

function createRowCounter(compiled: Compiled, rows: OpennessRows, columns: readonly Members[]): RowCounter {
  const lines = rows.fromKinds();
  const { seats, hosts, all } = seatsOf(columns, compiled.classes.length);
  const startOf = createStarts(lines, seats, columns.length);
  const addSubject = (source: Member, counts: Float64Array): void => {
    const { of, count } = source;
    const { places, pods } = startOf(of);
    for (let index = 0; index < places.length; index++) add(counts, places[index] ?? 0, (pods[index] ?? 0) * count);
    const common = lines.byKind(of);
    let own = common[lines.kindOf[of.id] ?? 0] ?? 0;
    lines.putRight(of, (other, open) => {
      const before = common[lines.kindOf[other] ?? 0] ?? 0;
      if (other === of.id) own = open;
      if (before === open) return;
      for (let seat = seats.first[other] ?? 0; seat < (seats.first[other + 1] ?? 0); seat++) {
        const place = (seats.columns[seat] ?? 0) * KINDS;
        const pairs = (seats.pods[seat] ?? 0) * count;
        add(counts, place + before, -pairs);
        add(counts, place + open, pairs);
      }
    });
    // A pod and itself are no pair.
    for (let seat = seats.first[of.id] ?? 0; seat < (seats.first[of.id + 1] ?? 0); seat++) {
      const member = seats.members[seat];
      const { placed, homeless } = member === undefined ? NOBODY : sharedPods(source, member);
      add(counts, (seats.columns[seat] ?? 0) * KINDS + own, -placed - homeless);
    }
  };
  return (source, counts) => {
    if (source.of.isSubject) addSubject(source, counts);
    for (const { column, member } of source.of.isSubject ? hosts : all)
      countOnNodes(rows, source, member, (open, pairs) => add(counts, column * KINDS + open, pairs));
  };
}

function add(counts: Float64Array, place: number, pairs: number): void {
  counts[place] = (counts[place] ?? 0) + pairs;
}

const NOBODY = { placed: 0, homeless: 0 };

interface Seated {
  readonly column: number;
  readonly member: Member;
}

/** Where classes are on the axis, those that speak for no node: class by class, and where each begins. */
interface Seats {
  readonly first: Int32Array;
  readonly classes: Int32Array;
  readonly columns: Int32Array;
  readonly pods: Float64Array;
  readonly members: readonly Member[];
}

function seatsOf(columns: readonly Members[], classes: number) {
  const all = columns.flatMap((members, column) => members.map((member): Seated => ({ column, member })));
  const subjects = all.filter(({ member }) => member.of.isSubject).sort((a, b) => a.member.of.id - b.member.of.id);
  const first = new Int32Array(classes + 1);
  for (const { member } of subjects) first[member.of.id + 1] = (first[member.of.id + 1] ?? 0) + 1;
  for (let id = 0; id < classes; id++) first[id + 1] = (first[id + 1] ?? 0) + (first[id] ?? 0);
  const seats: Seats = {
    first,
    classes: Int32Array.from(subjects, ({ member }) => member.of.id),
    columns: Int32Array.from(subjects, ({ column }) => column),
    pods: Float64Array.from(subjects, ({ member }) => member.count),
    members: subjects.map(({ member }) => member),
  };
  return { seats, hosts: all.filter(({ member }) => !member.of.isSubject), all };
}

/** What one pod of a kind of sources has with each column by wide selectors only: places in a row of counts, and pods. */
interface Start {
  readonly places: Int32Array;
  readonly pods: Float64Array;
}

/** So many places are kept, about 50 MB; what comes after is made each time. */
const MOST_PLACES = 4_000_000;

function createStarts(lines: OpennessByKind, seats: Seats, columns: number): (of: PodClass) => Start {
  const known = new Map<Uint8Array, Start>();
  let kept = 0;
  const sums = new Float64Array(columns * KINDS);
  const make = (common: Uint8Array): Start => {
    sums.fill(0);
    for (let seat = 0; seat < seats.classes.length; seat++) {
      const open = common[lines.kindOf[seats.classes[seat] ?? 0] ?? 0] ?? 0;
      const place = (seats.columns[seat] ?? 0) * KINDS + open;
      sums[place] = (sums[place] ?? 0) + (seats.pods[seat] ?? 0);
    }
    const places: number[] = [];
    for (let place = 0; place < sums.length; place++) if (sums[place] !== 0) places.push(place);
    return { places: Int32Array.from(places), pods: Float64Array.from(places, (place) => sums[place] ?? 0) };
  };
  return (of) => {
    const common = lines.byKind(of);
    const before = known.get(common);
    if (before !== undefined) return before;
    const made = make(common);
    if (kept + made.places.length <= MOST_PLACES) {
      kept += made.places.length;
      known.set(common, made);
    }
    return made;
  };
}
