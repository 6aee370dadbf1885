import { describe, expect, test } from 'vitest';
import { readSettingsText } from '../../src/sources/personal-files.ts';
import { BOUND } from '../../src/tui/keys/dispatch.ts';
import { readMemory, remembered } from '../../src/tui/settings/memory.ts';
import { readSettings } from '../../src/tui/settings/read-settings.ts';
import { DEFAULT_SETTINGS } from '../../src/tui/settings/settings.ts';
import { defaultSettingsText } from '../../src/tui/settings/settings-text.ts';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

const read = async (text: string) => readSettings(await readSettingsText(text, 'config.yaml'));
const problemsOf = async (text: string) =>
  (await read(text)).problems.map(({ line, message }) => `${line}: ${message}`);

test('what is printed as the defaults is read as the defaults', async () => {
  expect(await read(defaultSettingsText())).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
});

test('the printed file names every key, and uncommented its examples hold', async () => {
  const text = defaultSettingsText();
  for (const { id } of BOUND) expect(text).toContain(`#   ${id}: `);
  const skin = text.slice(text.indexOf('#   skins:')).split('\n').slice(0, 5);
  expect(await problemsOf(skin.map((line) => line.slice(4)).join('\n'))).toEqual([]);
});

describe('every setting', () => {
  test('is read', async () => {
    const { settings, problems } = await read(`theme: prod
ascii: true
mouse: true
screenReader: true
refresh: 0.5s
favourites: [data, shop]
columns: { pods: [name, ip] }
keys: { reach-from: alt-r, help: [alt-h, "?"] }
skins: { prod: { base: light, title: bold white on red } }
`);
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      theme: 'prod',
      ascii: true,
      mouse: true,
      screenReader: true,
      refreshMs: 500,
      favourites: ['data', 'shop'],
      columns: new Map([['pods', ['name', 'ip']]]),
      keys: new Map([
        ['reach-from', ['alt-r']],
        ['help', ['alt-h', '?']],
      ]),
      skins: new Map([['prod', { base: 'light', styles: { title: 'bold white on red' } }]]),
    });
  });

  test.each([
    ['theme: drak', '1: theme: there is no theme "drak"; there are auto, dark'],
    ['theme: darker', 'perhaps dark'],
    ['\nmouse: maybe', '2: mouse: true or false'],
    ['refresh: 5', '1: refresh: a time from 50ms to 10s'],
    ['refresh: 1h', '1: refresh: a time'],
    ['them: dark', '1: them: there is no such setting; perhaps theme'],
    ['columns:\n  pods: [name, adress]', '2: columns.pods: there is no column "adress"'],
    ['columns: { nodes: [name] }', 'there is no such setting'],
    ['keys:\n  fly: f', '2: keys.fly: nothing has this name'],
    ['keys:\n  reach-from: ctrl-c', '2: keys.reach-from: ctrl-c cannot be given to anything else'],
    ['keys:\n  reach-from: f13', '2: keys.reach-from: "f13" is not a key'],
    ['skins:\n  a:\n    denied: blod red', '3: skins.a.denied: "blod" is neither a colour nor an attribute'],
    ['skins: { a: { base: sun } }', 'there is no theme "sun"'],
    ['- a\n- b', '1: a mapping of names to values'],
    ['a: [', '1: this is not YAML'],
    ['mouse: true\nmouse: false', '2: mouse stands here twice'],
  ])('%j is refused with its line', async (text, problem) => {
    expect((await problemsOf(text)).join('\n')).toContain(problem);
  });

  test('an empty file, and one of comments, is no file at all', async () => {
    expect(await read('')).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
    expect(await read('# nothing yet\n')).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
  });
});

describe('keys', () => {
  test('one that is taken on the same screen stays with what it did', async () => {
    const { settings, problems } = await read('keys: { reach-from: d }');
    expect(problems).toEqual([{ line: 1, message: expect.stringContaining('d is already "describe" (describe)') }]);
    expect(settings.keys.size).toBe(0);
  });

  test('two may change places', async () => {
    expect((await read('keys: { reach-from: d, describe: r }')).problems).toEqual([]);
  });

  test('two that are given the same new key are reported once', async () => {
    expect(await problemsOf('keys: { reach-from: alt-r, describe: alt-r }')).toHaveLength(1);
  });

  test('do what they were bound to; help and footer show them', () => {
    const app = open(SHOP, { settings: { keys: new Map([['reach-from', ['alt-r'] as const]]) } });
    expect(app.press('2').text()).toContain('<alt-r> reach from');
    expect(app.press('alt-r').text()).toContain('FROM');
    const keys = new Map([['reach-from', ['alt-r'] as const]]);
    const help = open(SHOP, { rows: 60, settings: { keys } }).press('2', '?');
    expect(help.rows().find((row) => row.includes('reach: from'))).toMatch(/^ +alt-r +reach: from/);
  });
});

test('favourites stand behind the first digits', () => {
  const app = open(SHOP, { settings: { favourites: ['shop', 'nowhere'] } });
  expect(app.press('1').text()).toContain('Pods(shop)');
  expect(app.press('2').text()).toContain('Pods(data)');
});

test('columns are those that were chosen, in that order', () => {
  const app = open(SHOP, {
    columns: 200,
    settings: { columns: new Map([['pods', ['ip', 'name', 'labels'] as const]]) },
  });
  expect(app.press('2').rows()[2]).toMatch(/^ IP +NAME +LABELS$/);
  expect(app.rows()[3]).toMatch(/^ 10\.0\.0\.3 +cart-1 +app=cart$/);
});

describe('memory', () => {
  test('whatever is not as it was written is forgotten', () => {
    const nothing = readMemory(undefined);
    expect(readMemory('rubbish')).toEqual(nothing);
    expect(readMemory({ history: { command: ['pods', 7], filter: 'x' }, background: 'red', hintsSeen: 1 })).toEqual({
      ...nothing,
      history: { command: ['pods'], filter: [] },
    });
  });

  test('a line that comes again moves to the front', () => {
    expect(remembered(['a', 'b', 'c'], ' b ')).toEqual(['b', 'a', 'c']);
    expect(remembered(['a'], '  ')).toEqual(['a']);
  });
});
