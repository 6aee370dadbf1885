import { STYLES } from '../../present/spans.ts';
import { wrap } from '../../present/text.ts';
import { THEMES } from '../colour/palettes.ts';
import { BOUND } from '../keys/dispatch.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { columnNames, TABLE_NAMES } from './table-columns.ts';

const COLUMNS = 100;

/** A settings file that says what holds anyway, with every setting explained. */
export function defaultSettingsText(): string {
  const { theme, ascii, mouse, screenReader, refreshMs } = DEFAULT_SETTINGS;
  return [
    ...comment('Settings of the explorer. What is left out, or cannot be used, has the default that stands here.'),
    ...comment('netpol-tui config --path says where this file belongs, netpol-tui config --check what is wrong in it.'),
    '',
    ...comment(
      `Colours: auto chooses by the terminal's colours and background; ${THEMES.join(', ')}; or a skin below.`,
    ),
    ...comment('NO_COLOR, FORCE_COLOR, COLORTERM and --no-color are heeded whatever stands here.'),
    `theme: ${theme}`,
    '',
    ...comment('Signs outside ASCII: auto goes by the locale and the terminal; true and false decide.'),
    `ascii: ${ascii}`,
    '',
    ...comment('Wheel and clicks. Selecting text with the mouse then takes shift as well, in most terminals.'),
    `mouse: ${mouse}`,
    '',
    ...comment('Lines in order and changes announced, for a screen reader, instead of a drawn screen.'),
    `screenReader: ${screenReader}`,
    '',
    ...comment('Changes of the cluster are drawn at most this often: 50ms to 10s.'),
    `refresh: ${refreshMs}ms`,
    '',
    ...comment('Namespaces behind the keys 1 to 9, in this order; the digits that are left go to the others by name.'),
    'favourites: []',
    '',
    ...comment('Columns of a table, in order: pods: [name, ingress, egress]. There are'),
    ...TABLE_NAMES.flatMap((name) => comment(`  ${name}: ${columnNames(name).join(', ')}`)),
    'columns: {}',
    '',
    ...comment(
      'Keys instead of the usual ones, one or a list: reach-from: [r, alt-r]. Keys are characters, enter, tab,',
    ),
    ...comment(
      'shift-tab, space, esc, up, down, left, right, home, end, pgup, pgdn, backspace, delete, ctrl-x, alt-x.',
    ),
    ...comment('A key that already does something on the same screen is reported, and not given away. There are'),
    ...BOUND.map((binding) =>
      `#   ${binding.id}: ${binding.keys.join(' ').padEnd(24 - binding.id.length)} ${binding.title}`.trimEnd(),
    ),
    'keys: {}',
    '',
    ...comment('Themes of your own: a base, and how some meanings are drawn. For example'),
    '#   skins:',
    '#     prod:',
    '#       base: dark',
    '#       title: bold white on red',
    '#       denied: "bold #ff5f5f"',
    ...comment(
      'Attributes: bold, dim, italic, underline, reverse. Colours: black, red, green, yellow, blue, magenta, cyan, white,',
    ),
    ...comment('bright-red and so on, 0 to 255, "#rrggbb"; "on COLOUR" is behind the text. Meanings:'),
    ...comment(`  ${STYLES.join(', ')}`),
    'skins: {}',
    '',
  ].join('\n');
}

function comment(text: string): readonly string[] {
  const indent = /^ */.exec(text)?.[0] ?? '';
  return wrap(text.trimStart(), COLUMNS - 2 - indent.length).map((line) => `# ${indent}${line}`);
}
