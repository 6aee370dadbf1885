import { plainText } from '../../present/spans.ts';
import type { RowFilter } from '../state/row-filter.ts';
import type { Item } from './content.ts';

/** The items that pass; headings and other lines that cannot be selected stay. */
export function filteredItems(items: readonly Item[], passes: RowFilter | undefined): readonly Item[] {
  if (passes === undefined) return items;
  return items.filter((item) => {
    if (item.id === undefined) return true;
    const line = typeof item.line === 'function' ? item.line() : item.line;
    return passes({ text: plainText(line).toLowerCase() });
  });
}
