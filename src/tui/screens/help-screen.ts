import { span } from '../../present/spans.ts';
import { pad, width } from '../../present/text.ts';
import { wrapLine } from '../../present/wrap-line.ts';
import { readFilter } from '../state/row-filter.ts';
import type { HelpRow, Screen } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Item, itemContent, type ScreenKind } from './content.ts';

type HelpScreen = Extract<Screen, { at: 'help' }>;

export const helpScreen: ScreenKind<HelpScreen> = {
  title: () => 'Help',
  searches: false,
  above: (_screen, { columns }) =>
    hangingLines(
      [span('Keys of the screen you came from: enter presses one, / filters, esc leaves.', 'dim')],
      columns,
      1,
    ),
  content: ({ rows, view }, { columns }) => {
    const passes = readFilter(view.filter);
    const shown = rows.filter(({ keys, title, group }) => {
      return passes === undefined || passes({ text: `${keys} ${title} ${group}`.toLowerCase() });
    });
    return itemContent(helpItems(shown, columns), {
      total: rows.length,
      empty: [`No key for "${view.filter}".`, 'esc clears the filter.'],
    });
  },
};

function helpItems(rows: readonly HelpRow[], columns: number): readonly Item[] {
  const widest = Math.max(0, ...rows.map(({ keys }) => width(keys)));
  return rows.flatMap((row, i): readonly Item[] => {
    const isFirst = rows[i - 1]?.group !== row.group;
    const heading: readonly Item[] = isFirst
      ? [...(i === 0 ? [] : [{ line: [] }]), { line: [span(` ${row.group}`, 'title')] }]
      : [];
    const why = row.disabled === undefined ? [] : [span(`  (${row.disabled})`, 'dim')];
    const margin = widest + 5;
    const [first = [], ...more] = wrapLine([span(row.title), ...why], Math.max(8, columns - margin - 1));
    const line = [span('   '), span(pad(row.keys, widest), 'key'), span('  '), ...first];
    return [
      ...heading,
      { id: `key/${row.group}/${row.press}`, subject: { kind: 'key', key: row.press }, line },
      ...more.map((rest): Item => ({ line: [span(' '.repeat(margin)), ...rest] })),
    ];
  });
}
