import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { drawn, mayFramesStay } from '../../src/tui/terminal/drawing.ts';
import { rowChange } from '../../src/tui/terminal/row-change.ts';
import { type EmulatedScreen, emulatedScreen } from '../support/emulated-screen.ts';
import { stockInk } from '../support/stock-ink.tsx';
import { type Driver, open } from './driver.ts';
import { SHOP } from './shop.ts';

const emulators: { dispose: () => void }[] = [];
afterEach(() => {
  for (const { dispose } of emulators.splice(0)) dispose();
});

function screenOf(columns: number, rows: number): EmulatedScreen {
  const screen = emulatedScreen(columns, rows);
  emulators.push(screen);
  return screen;
}

describe('a row', () => {
  const COLUMNS = 20;
  const pen = fc.constantFrom('', '1', '7', '31', '1;38;5;120', '48;5;2');
  const piece = fc.tuple(pen, fc.string({ unit: fc.constantFrom('a', 'b', ' ', '│', '✓'), maxLength: 8 }));
  const plain = fc.array(piece, { maxLength: 5 });
  const wide = fc.array(fc.tuple(pen, fc.constantFrom('漢字', 'e\u0301', 'x', ' ', 'שלום')), { maxLength: 4 });
  const row = fc.oneof({ weight: 4, arbitrary: plain }, wide).map((pieces) => {
    let left = COLUMNS;
    let text = '';
    for (const [codes, content] of pieces) {
      const fits = content.length * 2 <= left ? content : /^[ -~│✓]*$/.test(content) ? content.slice(0, left) : '';
      left -= /^[ -~│✓]*$/.test(fits) ? fits.length : fits.length * 2;
      text += codes === '' ? fits : `\u001b[${codes}m${fits}\u001b[0m`;
    }
    return text;
  });

  test('shows after a change what it shows when it is drawn on an empty screen', async () => {
    const changed = screenOf(COLUMNS, 2);
    let before: string | undefined;
    await fc.assert(
      fc.asyncProperty(row, async (after) => {
        changed.write(rowChange(before, after, 1));
        before = after;
        const fresh = screenOf(COLUMNS, 2);
        fresh.write(`\u001b[2;1H${after}`);
        expect(await changed.cells()).toEqual(await fresh.cells());
      }),
      { numRuns: 100 },
    );
  });

  test('costs only what differs', () => {
    expect(rowChange('same', 'same', 3)).toBe('');
    expect(rowChange('pods 4 of 9', 'pods 5 of 9', 3)).toBe('\u001b[4;6H5');
    expect(rowChange('a long text', 'a', 0)).toBe('\u001b[1;2H\u001b[K');
    expect(rowChange('a   ', 'a', 0)).toBe('');
    expect(rowChange('\u001b[31mno\u001b[0m way', '\u001b[32mno\u001b[0m way', 0)).toBe(
      '\u001b[1;1H\u001b[32mno\u001b[m',
    );
  });
});

/** One person's walk through the screens. */
const WALKS: Readonly<Record<string, readonly string[]>> = {
  'down and up a list': ['2', 'j', 'j', 'k', 'G', 'g', 'j'],
  'a filter and a sort': ['2', '/', 'w', 'e', 'b', 'enter', 'N', 'N', 'I', 'esc', '!', '!'],
  'in and out of a pod and a policy': [
    '2',
    'G',
    'enter',
    'j',
    'tab',
    'j',
    'd',
    'j',
    'esc',
    'esc',
    ':',
    'p',
    'o',
    'l',
    'enter',
    'enter',
    'j',
    'y',
  ],
  'a question': ['2', 'r', 'tab', 'd', 'a', 't', 'a', '/', 'enter', 'j', 'esc', 'x', 'esc'],
  'a matrix, findings, help': ['m', 'j', 'l', 'enter', 'esc', 'esc', 'L', 'j', 'enter', 'esc', '?', 'j', 'j', 'esc'],
};

const WIDE = `${SHOP}
---
apiVersion: v1
kind: Pod
metadata: { name: web-3, namespace: shop, labels: { app: 漢字, e\u0301: שלום } }
spec: { nodeName: 名前, containers: [{ name: web, image: web }] }
status: { phase: 走っている, podIP: 10.0.0.9 }
`;

describe.each([
  ['the shop', SHOP, 100, 30],
  ['names in wide, joined and right-to-left letters', WIDE, 80, 24],
] as const)('drawn as Ink draws it: %s', (_name, manifests, columns, rows) => {
  test.each(Object.entries(WALKS))('%s', async (_walk, keys) => {
    const app = open(manifests, { columns, rows });
    const { ours, inks, settled } = both(app, columns, rows);
    for (const key of ['', ...keys]) {
      if (key !== '') app.press(key);
      await settled();
      expect(await ours.cells(), `after ${key}`).toEqual(await inks.cells());
    }
  });
});

test('drawn as Ink draws it after the size has changed', async () => {
  const app = open(SHOP, { columns: 100, rows: 30 });
  const { ours, inks, ink, drawing, settled } = both(app, 100, 30);
  app.press('2', 'j');
  await settled();
  for (const [columns, rows] of [
    [80, 24],
    [120, 40],
    [40, 8],
    [90, 20],
  ] as const) {
    for (const screen of [ours, inks]) {
      // What was written before is on the screen before it changes.
      await screen.cells();
      screen.resize(columns, rows);
    }
    ink.resize(columns, rows, () => {
      drawing.anew();
      app.resize(columns, rows);
    });
    await settled();
    app.press('j');
    await settled();
    expect(await ours.cells(), `at ${columns}x${rows}`).toEqual(await inks.cells());
  }
});

test('nothing is drawn while the terminal is somebody else’s, and everything afterwards', async () => {
  const app = open(SHOP, { columns: 80, rows: 24 });
  const written: string[] = [];
  const drawing = drawn(app.session, { write: (text) => written.push(text), framesStay: false });
  expect(written).toHaveLength(1);
  drawing.rest();
  app.press('2');
  drawing.anew();
  await app.idle();
  expect(written).toHaveLength(1);
  drawing.goOn();
  await app.idle();
  const screen = screenOf(80, 24);
  screen.write(written[1] ?? '');
  expect((await screen.cells()).join('\n')).toContain('Pods(shop)');
});

test('where frames stay, what comes next begins on a line of its own, and nowhere else is anything written for it', () => {
  const app = open(SHOP, { columns: 80, rows: 24 });
  for (const framesStay of [true, false]) {
    const written: string[] = [];
    const drawing = drawn(app.session, { write: (text) => written.push(text), framesStay });
    drawing.rest();
    drawing.rest();
    expect(written.slice(1)).toEqual(framesStay ? ['\u001b[24;1H\r\n'] : []);
  }
  expect(mayFramesStay({ STY: '4711.pts-0.host', TERM: 'screen' })).toBe(true);
  expect(mayFramesStay({ TMUX: '/tmp/tmux-0/default,1,0', TERM: 'screen-256color' })).toBe(false);
  expect(mayFramesStay({ STY: '', TERM: 'xterm-256color' })).toBe(false);
});

test('what changes in one turn is drawn at once, and nothing where nothing has changed', async () => {
  const app = open(SHOP, { columns: 80, rows: 24 });
  const written: string[] = [];
  drawn(app.session, { write: (text) => written.push(text), framesStay: false });
  app.press('2').press('j').press('k');
  await app.idle();
  expect(written).toHaveLength(2);
  app.press('k');
  await app.idle();
  expect(written).toHaveLength(2);
});

/** The driver's session drawn by us and by Ink. */
function both(app: Driver, columns: number, rows: number) {
  const ours = screenOf(columns, rows);
  const inks = screenOf(columns, rows);
  const drawing = drawn(app.session, { write: ours.write, framesStay: false });
  const ink = stockInk(app.session, { columns, rows }, inks.write);
  emulators.push({ dispose: ink.stop });
  return { ours, inks, ink, drawing, settled: ink.settled };
}
