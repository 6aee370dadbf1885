import { plainText } from '../../present/spans.ts';
import { printable } from '../../present/text.ts';
import type { RowFilter } from '../state/row-filter.ts';
import type { Item } from './content.ts';

/** The items that pass; headings and other lines that cannot be selected stay, as long as there is something under them. */
export function filteredItems(items: readonly Item[], passes: RowFilter | undefined): readonly Item[] {
  if (passes === undefined) return items;
  const kept = items.filter((item) => {
    if (item.id === undefined) return true;
    const line = typeof item.line === 'function' ? item.line() : item.line;
    return passes({ text: plainText(line).toLowerCase() });
  });
  return kept.some(({ id }) => id !== undefined) ? kept : [];
}

/** What is said where no item passes. */
export function nothingMatches(filter: string): readonly string[] {
  return filter === '' ? [] : [`No line matches "${printable(filter)}".`, 'esc clears the filter.'];
}
