import type { CellPorts } from '../engine/reachability/matrix.ts';
import type { PairCount } from '../engine/reachability/tally.ts';
import { isNoPort, sameSets } from '../model/ports.ts';
import type { Glyphs } from './glyphs.ts';
import { portSetText } from './rule-text.ts';
import { type Line, type Span, type Style, span } from './spans.ts';

/**
 * How much is open in a cell: `all` every port asked for between all pods; `none` nothing; `some` what is between; `unknown`
 * nothing for sure, and something perhaps; `empty` no two pods.
 */
export type CellState = 'all' | 'some' | 'none' | 'unknown' | 'empty';

/** The state of a cell. */
export function cellState({ pairs, open, all, unknown }: PairCount): CellState {
  if (pairs === 0) return 'empty';
  if (all === pairs) return 'all';
  if (open > 0) return 'some';
  return unknown > 0 ? 'unknown' : 'none';
}

const STYLES: Readonly<Record<CellState, Style>> = {
  all: 'allowed',
  some: 'rules',
  none: 'dim',
  unknown: 'unknown',
  empty: 'dim',
};

/** A cell's sign, two columns wide: a question mark behind it where some of it is not known. */
export function cellSpan(count: PairCount, glyphs: Glyphs): Span {
  const state = cellState(count);
  const signs = {
    all: glyphs.cellAll,
    some: glyphs.cellSome,
    none: glyphs.cellNone,
    unknown: glyphs.unknown,
    empty: ' ',
  };
  const doubt = state === 'some' && count.unknown > 0 ? glyphs.unknown : ' ';
  return { text: `${signs[state]}${doubt}`, style: STYLES[state] };
}

/** What the signs mean, in one line. */
export function matrixLegend(glyphs: Glyphs): Line {
  return [
    span(glyphs.cellAll, 'allowed'),
    span(' all '),
    span(glyphs.cellSome, 'rules'),
    span(' some '),
    span(glyphs.cellNone, 'dim'),
    span(' none '),
    span(glyphs.unknown, 'unknown'),
    span(' not known'),
  ];
}

/** A cell in words: how many pairs of pods may connect. */
export function cellText(count: PairCount): string {
  const { pairs, open, all, unknown } = count;
  if (pairs === 0) return 'no two pods';
  const of = `${counted(pairs)} ${pairs === 1 ? 'pair' : 'pairs'} of pods`;
  const words: Readonly<Record<Exclude<CellState, 'empty'>, string>> = {
    all: `all open, ${of}`,
    some: `some open, ${counted(open)} of ${of}`,
    none: `closed, none of ${of}`,
    unknown: `not known, ${of}`,
  };
  const state = cellState(count);
  const parts = [
    state === 'empty' ? '' : words[state],
    state === 'some' && all > 0 && all < open ? `${counted(all)} on every port` : '',
    state === 'some' && unknown > 0 ? `${counted(unknown)} not known` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** The ports of a cell in words; empty where nothing is open. */
export function cellPortsText({ all, some }: CellPorts): string {
  if (isNoPort(some)) return '';
  if (sameSets(all, some)) return portSetText(all);
  return isNoPort(all)
    ? `between some pods ${portSetText(some)}`
    : `${portSetText(all)}; between some pods ${portSetText(some)}`;
}

function counted(count: number): string {
  return count.toLocaleString('en');
}

/** One cell as data, the names being JSON already: there may be millions. */
export function cellJson(from: string, to: string, count: PairCount): string {
  const { pairs, open, all, unknown } = count;
  const counts = `"pairs":${pairs},"open":${open},"everyPort":${all},"unknown":${unknown}`;
  return `{"from":${from},"to":${to},"state":"${cellState(count)}",${counts}}`;
}

/** One cell as a line of CSV, the names being fields already. */
export function cellCsv(from: string, to: string, count: PairCount): string {
  const { pairs, open, all, unknown } = count;
  return `${from},${to},${cellState(count)},${pairs},${open},${all},${unknown}`;
}

/** The titles over such lines. */
export const CELL_TITLES = 'from,to,state,pairs,open,every_port,unknown';
