import { describe, expect, test } from 'vitest';
import { width } from '../../src/present/text.ts';
import { type Driver, open } from './driver.ts';
import { SHOP } from './shop.ts';

const PLACES: Readonly<Record<string, (app: Driver) => Driver>> = {
  namespaces: (app) => app,
  pods: (app) => app.type(':pods').press('enter'),
  'wide pods': (app) => app.type(':pods').press('enter', 'ctrl-w'),
  workloads: (app) => app.type(':workloads').press('enter'),
  pod: (app) => app.type(':pods data').press('enter', 'enter', 'space'),
  policies: (app) => app.type(':policies').press('enter'),
  policy: (app) => app.type(':policies').press('enter', 'enter'),
  services: (app) => app.type(':svc').press('enter'),
  findings: (app) => app.press('L'),
  form: (app) => app.type(':reach shop/').press('enter').type('d'),
  answer: (app) => app.type(':reach shop/web-1 data/db-0:5432').press('enter'),
  describe: (app) => app.press('d'),
  topology: (app) => app.type(':topology shop').press('enter'),
  topic: (app) => app.type(':explain and-or').press('enter'),
  topics: (app) => app.type(':explain').press('enter'),
  help: (app) => app.press('?'),
  filter: (app) => app.press('/').type('a filter that is longer than any screen is wide, and then some more of it'),
  command: (app) =>
    app.type(':reach a-command-line-that-is-longer-than-any-screen-is-wide and-then-some-more-of-it:8080'),
  news: (app) => app.type(':no-such-command-and-a-long-name-that-does-not-fit').press('enter'),
};

const SIZES: readonly (readonly [columns: number, rows: number])[] = [
  [60, 12],
  [80, 24],
  [100, 30],
  [132, 43],
  [200, 50],
  [320, 90],
];

const ANY_ESCAPE = /\u001b\[[0-9;]*m/g;

describe('a frame', () => {
  for (const [columns, rows] of SIZES) {
    test.each(Object.keys(PLACES))(`of ${columns}x${rows} is as large as the terminal: %s`, (name) => {
      const app = open(HOSTILE, { columns, rows });
      PLACES[name]?.(app);
      const frame = app.painted();
      expect(frame).toHaveLength(rows);
      for (const row of frame) {
        const plain = row.replace(ANY_ESCAPE, '');
        expect(width(plain)).toBeLessThanOrEqual(columns);
        // Whatever the input holds, nothing but text and the colours drawn here reaches the terminal.
        expect(plain).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      }
    });
  }

  test.each([
    [59, 24],
    [80, 11],
    [20, 3],
    [1, 1],
  ])('of %ix%i says that it is too small, and q still quits', (columns, rows) => {
    const app = open(SHOP, { columns, rows });
    expect(app.painted()).toHaveLength(rows);
    for (const row of app.rows()) expect(width(row)).toBeLessThanOrEqual(columns);
    expect(app.press('q').asked).toEqual(['quit']);
    expect(app.resize(80, 24).text()).toContain('Namespaces');
  });

  test.each(Object.keys(PLACES))('without colour has attributes only: %s', (name) => {
    const app = open(SHOP, { colour: false });
    PLACES[name]?.(app);
    const codes = app.painted().flatMap((row) => row.match(ANY_ESCAPE) ?? []);
    for (const code of codes) expect(code).toMatch(/^\u001b\[(0|1|4|7)m$/);
  });

  test.each(Object.keys(PLACES))('in ASCII has nothing else: %s', (name) => {
    const app = open(SHOP.replace('ports: [{ port: 5432 }]', 'ports: [{ port: 5432 }, { port: 53, protocol: UDP }]'), {
      ascii: true,
    });
    PLACES[name]?.(app);
    for (const row of app.painted()) expect(row).toMatch(/^[\u0020-\u007e\u001b]*$/);
  });

  test('shows how far reading has come, and what there is already', () => {
    const app = open(SHOP, { loading: { files: 3, objects: 1234, done: false } });
    expect(app.rows()[0]).toContain('reading: 3 files, 1234 objects… ctrl-t stops');
    const large = open(SHOP, { loading: { files: 1, objects: 1234, percent: 34, done: false } });
    expect(large.rows()[0]).toContain('reading 34 %: 1 file, 1234 objects');
    expect(app.text()).toContain('shop');
    const empty = open('', { loading: { files: 0, objects: 0, done: false } });
    expect(empty.text()).toContain('Reading test.yaml');
    expect(empty.worldChanges(SHOP).text()).not.toContain('eading');
  });

  test('ctrl-t stops the reading, and the top line says that this is a part, on a narrow screen too', () => {
    const app = open(SHOP, { loading: { files: 3, objects: 1234, done: false } }).press('ctrl-t');
    expect(app.asked).toEqual(['stop-reading']);
    for (const columns of [60, 100, 200]) {
      const stopped = open(SHOP, { loading: { files: 3, objects: 1234, done: true, stopped: true }, columns });
      expect(stopped.rows()[0]).toContain('read in part');
    }
    expect(open(SHOP).press('ctrl-t').news()).toContain('nothing is being read');
  });

  test('has the selection on one row only, and trailing blanks on no other', () => {
    const frame = open(SHOP).type(':pods').press('enter', 'j').painted();
    expect(frame.filter((row) => row.includes('\u001b[7m'))).toHaveLength(1);
    for (const row of frame.filter((text) => !text.includes('\u001b[7m'))) expect(row).toBe(row.trimEnd());
  });
});

/** The shop with file contents that try to move the cursor, hide text and colour the screen. */
const HOSTILE = `${SHOP}---
apiVersion: v1
kind: Pod
metadata:
  name: "evil\\e[2J\\e]0;owned\\a\\u202e"
  namespace: "shop\\r\\n"
  labels: { "a\\tb": "\\e[31m", app: 日本語日本語日本語 }
spec: { nodeName: "n\\u009b1" }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: "np\\e[31m", namespace: data }
spec:
  podSelector: {}
  "ingr\\ess": []
  ingress: [{ from: [{ podSelector: { matchLabels: { "x\\e[1m": 日本語日本語日本語日本語日本語日本語日本語 } } }] }]
`;
