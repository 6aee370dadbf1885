import { likeness } from '../../engine/likeness.ts';
import type { Labels } from '../../model/labels.ts';

/** What a filter is asked about. */
export interface Filterable {
  /** The row as it is shown, in lower case. */
  readonly text: string;
  /** What else is known of it; asked only where the filter needs it. */
  readonly facts?: () => RowFacts;
}

export interface RowFacts {
  /** Labels of what it stands for. */
  readonly labels: Labels | undefined;
  /** What the row is called, in lower case, where it is called something. */
  readonly name: string | undefined;
  /** Its values in a field, as a person would write them, in lower case; undefined where there is no such field. */
  readonly field: (name: string) => readonly string[] | undefined;
}

export type RowFilter = (row: Filterable) => boolean;

/**
 * The pieces of text, in lower case, in which a filter consists, where it is nothing else: rows pass that hold them all. Undefined where it
 * asks for more.
 */
export function wordsOnly(typed: string): readonly string[] | undefined {
  const text = typed.trim();
  if (/^-[lf](\s|$)/.test(text)) return undefined;
  const words = termsOf(text).map(wordOf);
  return words.every((word) => word !== undefined) ? words.filter((word) => word !== '') : undefined;
}

/**
 * Reads a filter. Words must all hold, each in any case: a piece of the text; `key=value` and `key!=value` for labels, several joined
 * by commas; `field:value` for what a column says; `"two words"` as they stand; `!` before any of them for rows without. `-l` makes a
 * selector of the whole: a key alone must be there. `-f` looks for the characters of a name in order. Undefined when nothing is asked.
 */
export function readFilter(typed: string): RowFilter | undefined {
  const text = typed.trim();
  const [, mode, rest = ''] = /^-([lf])(?:\s+(.*))?$/.exec(text) ?? [];
  if (mode === 'f') return fuzzy(rest);
  if (mode === 'l') return all(rest.split(/[,\s]+/).map(readSelectorTerm));
  return all(termsOf(text).map(readTerm));
}

function termsOf(text: string): readonly string[] {
  return text.match(/!?"[^"]*"?|\S+/g) ?? [];
}

function wordOf(term: string): string | undefined {
  if (term.startsWith('!')) return undefined;
  const quoted = quotedText(term);
  if (quoted !== undefined) return quoted.toLowerCase();
  const wanted = term.toLowerCase();
  return labelTerm(term) === undefined && fieldTerm(wanted) === undefined ? wanted : undefined;
}

function quotedText(term: string): string | undefined {
  return /^"([^"]*)"?$/.exec(term)?.[1];
}

function all(terms: readonly (RowFilter | undefined)[]): RowFilter | undefined {
  const asked = terms.filter((term) => term !== undefined);
  if (asked.length === 0) return undefined;
  return (row) => asked.every((holds) => holds(row));
}

function not(term: RowFilter | undefined): RowFilter | undefined {
  return term && ((row) => !term(row));
}

function fuzzy(typed: string): RowFilter | undefined {
  const wanted = typed.trim().toLowerCase();
  return wanted === '' ? undefined : (row) => likeness(row.facts?.().name ?? row.text, wanted) !== undefined;
}

function readTerm(term: string): RowFilter | undefined {
  if (term.startsWith('!')) return not(readTerm(term.slice(1)));
  const quoted = quotedText(term);
  const wanted = (quoted ?? term).toLowerCase();
  if (wanted === '') return undefined;
  const inText: RowFilter = (row) => row.text.includes(wanted);
  if (quoted !== undefined) return inText;
  const precise = labelTerm(term) ?? fieldTerm(wanted);
  // What looks like a label may stand in the text as it is.
  return precise === undefined ? inText : (row) => inText(row) || precise(row);
}

/** A part of a selector as kubectl has it: `key`, `!key`, `key=value`, `key!=value`. */
function readSelectorTerm(term: string): RowFilter | undefined {
  if (term === '' || term === '!') return undefined;
  if (term.startsWith('!')) return (row) => row.facts?.().labels?.has(term.slice(1)) !== true;
  return labelTerm(term) ?? ((row) => row.facts?.().labels?.has(term) === true);
}

function labelTerm(term: string): RowFilter | undefined {
  const parts = term.split(',');
  const clauses = parts.flatMap((part) => readClause(part) ?? []);
  if (clauses.length < parts.length) return undefined;
  return ({ facts }) => {
    const labels = facts?.().labels;
    return labels !== undefined && clauses.every((clause) => labelHolds(labels, clause));
  };
}

interface LabelClause {
  readonly key: string;
  readonly value: string;
  readonly equal: boolean;
}

function readClause(part: string): LabelClause | undefined {
  const [, key, not, value = ''] = /^([^=!:\s]+)(!?)={1,2}(\S*)$/.exec(part) ?? [];
  return key === undefined ? undefined : { key, value, equal: not === '' };
}

// While a value is being typed, `app=we` already shows app=web: the value is a beginning until it is complete.
function labelHolds(labels: Labels, { key, value, equal }: LabelClause): boolean {
  const actual = labels.get(key);
  return equal ? (actual?.startsWith(value) ?? false) : actual !== value;
}

function fieldTerm(term: string): RowFilter | undefined {
  const [, name = '', value = ''] = /^([a-z][a-z-]*):(.*)$/.exec(term) ?? [];
  if (name === '') return undefined;
  return (row) =>
    row
      .facts?.()
      .field(name)
      ?.some((actual) => actual.includes(value)) ?? false;
}
