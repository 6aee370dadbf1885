import { span } from '../../present/spans.ts';
import { pad, width } from '../../present/text.ts';
import { readFilter } from '../state/row-filter.ts';
import type { HelpRow, Screen } from '../state/screens.ts';
import { type Item, itemContent, type ScreenKind } from './content.ts';

type HelpScreen = Extract<Screen, { at: 'help' }>;

export const helpScreen: ScreenKind<HelpScreen> = {
  title: () => 'Help',
  searches: false,
  above: () => [[span(' Keys of the screen you came from: enter presses one, / filters, esc goes back.', 'dim')]],
  content: ({ rows, view }) => {
    const passes = readFilter(view.filter);
    const shown = rows.filter(({ keys, title, group }) => {
      return passes === undefined || passes({ text: `${keys} ${title} ${group}`.toLowerCase() });
    });
    return itemContent(helpItems(shown), {
      total: rows.length,
      empty: [`No key for "${view.filter}".`, 'esc clears the filter.'],
    });
  },
};

function helpItems(rows: readonly HelpRow[]): readonly Item[] {
  const widest = Math.max(0, ...rows.map(({ keys }) => width(keys)));
  return rows.flatMap((row, i): readonly Item[] => {
    const isFirst = rows[i - 1]?.group !== row.group;
    const heading: readonly Item[] = isFirst
      ? [...(i === 0 ? [] : [{ line: [] }]), { line: [span(` ${row.group}`, 'title')] }]
      : [];
    const why = row.disabled === undefined ? [] : [span(`  (${row.disabled})`, 'dim')];
    const line = [span('   '), span(pad(row.keys, widest), 'key'), span(`  ${row.title}`), ...why];
    return [...heading, { id: `key/${row.group}/${row.press}`, subject: { kind: 'key', key: row.press }, line }];
  });
}
