import type { Labels } from '../../model/labels.ts';

/** What a filter is asked about: the text of a row as it is shown, in lower case, and the labels of what it stands for. */
export interface Filterable {
  readonly text: string;
  readonly labels: Labels | undefined;
}

export type RowFilter = (row: Filterable) => boolean;

/**
 * Reads a filter: a substring in any case; `!text` for rows without it; `key=value`, `key!=value` for labels (several joined by
 * commas), where the rows have labels; `-l` before it is allowed, as in k9s. An empty filter is undefined.
 */
export function readFilter(typed: string): RowFilter | undefined {
  const text = typed.trim();
  if (text === '' || text === '!' || text === '-l') return undefined;
  if (text.startsWith('!')) {
    const inner = readFilter(text.slice(1));
    return inner === undefined ? undefined : (row) => !inner(row);
  }
  const wanted = text.toLowerCase();
  const clauses = readLabelClauses(text.replace(/^-l\s+/, ''));
  return (row) =>
    row.text.includes(wanted) || (clauses !== undefined && row.labels !== undefined && holds(clauses, row.labels));
}

interface LabelClause {
  readonly key: string;
  readonly value: string;
  readonly equal: boolean;
}

function readLabelClauses(text: string): readonly LabelClause[] | undefined {
  const clauses = text.split(',').map((part) => /^\s*([^=!\s]+)\s*(!?)={1,2}\s*(\S*)\s*$/.exec(part));
  if (clauses.some((clause) => clause === null)) return undefined;
  return clauses.map((clause) => ({ key: clause?.[1] ?? '', equal: clause?.[2] === '', value: clause?.[3] ?? '' }));
}

// While a value is being typed, `app=we` already shows app=web: the value is a beginning until it is complete.
function holds(clauses: readonly LabelClause[], labels: Labels): boolean {
  return clauses.every(({ key, value, equal }) => {
    const actual = labels.get(key);
    if (!equal) return actual !== value;
    return actual?.startsWith(value) ?? false;
  });
}
