import { STYLES, type Style } from '../../present/spans.ts';
import { type Skin, themeNamed } from '../colour/choose-theme.ts';
import { THEMES } from '../colour/palettes.ts';
import { readPen } from '../colour/pen.ts';
import { readKeys } from './read-keys.ts';
import { DEFAULT_SETTINGS, type Settings, type TableName } from './settings.ts';
import {
  booleanIn,
  entriesIn,
  hintFor,
  type SettingsDocument,
  type SettingsField,
  type SettingsProblem,
  textIn,
  textsIn,
  wholeOf,
} from './settings-fields.ts';
import { columnNames, TABLE_NAMES } from './table-columns.ts';

export interface SettingsRead {
  readonly settings: Settings;
  /** In the order of the file. */
  readonly problems: readonly SettingsProblem[];
}

const NAMES = ['theme', 'ascii', 'mouse', 'screenReader', 'refresh', 'favourites', 'columns', 'keys', 'skins'];

/** Reads the settings of one person. What is wrong with a setting is said with its line, and its default holds. */
export function readSettings(document: SettingsDocument): SettingsRead {
  const problems: SettingsProblem[] = document.fault === undefined ? [] : [document.fault];
  const whole = wholeOf(document, problems);
  const fields = new Map(entriesIn(whole, NAMES));
  const field = (name: string): SettingsField => fields.get(name) ?? whole.entry(name);
  const skins = skinsIn(field('skins'));
  const settings: Settings = {
    skins,
    theme: themeIn(field('theme'), skins) ?? DEFAULT_SETTINGS.theme,
    ascii: asciiIn(field('ascii')) ?? DEFAULT_SETTINGS.ascii,
    mouse: booleanIn(field('mouse')) ?? DEFAULT_SETTINGS.mouse,
    screenReader: booleanIn(field('screenReader')) ?? DEFAULT_SETTINGS.screenReader,
    refreshMs: durationIn(field('refresh')) ?? DEFAULT_SETTINGS.refreshMs,
    favourites: (textsIn(field('favourites')) ?? DEFAULT_SETTINGS.favourites).slice(0, MOST_FAVOURITES),
    columns: columnsIn(field('columns')),
    keys: readKeys(field('keys')),
  };
  return { settings, problems: problems.toSorted((a, b) => a.line - b.line) };
}

const MOST_FAVOURITES = 9;

function asciiIn(field: SettingsField): boolean | 'auto' | undefined {
  if (field.value === 'auto') return 'auto';
  if (field.value === undefined || typeof field.value === 'boolean') return field.value;
  return field.refuse('auto, true or false');
}

function themeIn(field: SettingsField, skins: ReadonlyMap<string, Skin>): string | undefined {
  const name = textIn(field);
  if (name === undefined || name === 'auto' || skins.has(name)) return name;
  const known = ['auto', ...THEMES, ...skins.keys()];
  return themeNamed(name) ?? field.refuse(`there is no theme "${name}"${hintFor(name, known)}`);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000 };
const REFRESH = { least: 50, most: 10_000 };

function durationIn(field: SettingsField): number | undefined {
  const { value } = field;
  if (value === undefined) return undefined;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(String(value)) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN);
  const isFit = milliseconds >= REFRESH.least && milliseconds <= REFRESH.most;
  return isFit ? milliseconds : field.refuse('a time from 50ms to 10s');
}

function columnsIn(field: SettingsField): Settings['columns'] {
  const columns = new Map<TableName, readonly string[]>();
  for (const [name, entry] of entriesIn(field, TABLE_NAMES)) {
    const table = TABLE_NAMES.find((known) => known === name);
    const wanted = textsIn(entry);
    if (table === undefined || wanted === undefined) continue;
    const known = columnNames(table);
    const unknown = wanted.filter((column) => !known.includes(column));
    for (const column of unknown) entry.refuse(`there is no column "${column}"${hintFor(column, known)}`);
    const kept = wanted.filter((column) => known.includes(column));
    if (kept.length > 0) columns.set(table, kept);
  }
  return columns;
}

function skinsIn(field: SettingsField): ReadonlyMap<string, Skin> {
  return new Map(entriesIn(field).map(([name, entry]) => [name, skinIn(entry)]));
}

function skinIn(field: SettingsField): Skin {
  const styles: Partial<Record<Style, string>> = {};
  let base: Skin['base'] = 'auto';
  for (const [name, entry] of entriesIn(field, ['base', ...STYLES])) {
    const words = textIn(entry);
    const style = STYLES.find((known) => known === name);
    if (words === undefined) continue;
    if (style === undefined) base = baseIn(entry, words);
    else {
      const pen = readPen(words);
      if (typeof pen === 'string') entry.refuse(`"${pen}" is neither a colour nor an attribute; ${PEN_FORMS}`);
      else styles[style] = words;
    }
  }
  return { base, styles };
}

const PEN_FORMS = 'there are bold, dim, italic, underline, reverse, red to bright-cyan, 0 to 255, "#rrggbb", on COLOUR';

function baseIn(field: SettingsField, name: string): Skin['base'] {
  const theme = themeNamed(name);
  if (theme === undefined && name !== 'auto')
    field.refuse(`there is no theme "${name}"${hintFor(name, ['auto', ...THEMES])}`);
  return theme ?? 'auto';
}
