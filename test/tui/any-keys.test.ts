import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { width } from '../../src/present/text.ts';
import type { Json } from '../support/naive/objects.ts';
import { randomServiceScenario } from '../support/random-services.ts';
import { randomTieredCluster } from '../support/random-tiers.ts';
import { type Driver, open } from './driver.ts';

// Whatever is pressed, on whatever cluster: nothing fails, the frame has the terminal's size, and no word is one of the language this is
// written in.

const RUNS = 25;
const STEPS = 120;

const KEYS = [
  ...'jjkgGrRmMNLCPpdyeunxc0129?!-[]/:fFWSKAotwaq',
  ...['enter', 'enter', 'esc', 'tab', 'shift-tab', 'left', 'right', 'up', 'down', 'home', 'end', 'space', 'backspace'],
  ...['ctrl-w', 'ctrl-d', 'ctrl-u', 'ctrl-f', 'ctrl-r'],
];
const LINES = [
  ...[
    ':pods',
    ':workloads',
    ':policies',
    ':svc',
    ':exposure',
    ':matrix',
    ':findings',
    ':topology',
    ':pins',
    ':changes',
  ],
  ...[':reach default/pod0 n1/pod1:80', ':ns n1', ':explain tiers', ':what-if', ':copy json', ':export csv', ':report'],
  ...['/pod', '/!a', '/-f pd', '/-l k=a', '/ns:n1'],
];

type Step = (app: Driver, worlds: readonly string[]) => Driver | Promise<Driver>;

const step: fc.Arbitrary<{ readonly name: string; readonly take: Step }> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(...KEYS).map((key) => ({ name: key, take: (app: Driver) => app.press(key) })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...LINES)
      .map((line) => ({ name: line, take: (app: Driver) => app.type(line).press('enter') })),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.tuple(fc.integer({ min: 20, max: 200 }), fc.integer({ min: 5, max: 60 })).map(([columns, rows]) => ({
        name: `${columns}x${rows}`,
        take: (app: Driver) => app.resize(columns, rows),
      })),
      fc.constantFrom(0, 1).map((place) => ({
        name: `world ${place}`,
        take: (app: Driver, worlds: readonly string[]) => app.worldChanges(worlds[place] ?? ''),
      })),
      fc.constant({ name: 'time', take: (app: Driver) => app.timePasses(5000) }),
      fc.constant({ name: 'work', take: (app: Driver) => app.workEnds() }),
      fc.constant({ name: 'idle', take: (app: Driver) => app.idle() }),
    ),
  },
);

const cluster = randomServiceScenario(1, randomTieredCluster).map(({ objects }) => written(objects));
const journey = fc.record({
  worlds: fc.tuple(cluster, cluster),
  steps: fc.array(step, { minLength: STEPS, maxLength: STEPS }),
  ascii: fc.boolean(),
});

test('no keys in any order make a screen fail or leave its frame', async () => {
  for (const { worlds, steps, ascii } of fc.sample(journey, { seed: 77, numRuns: RUNS })) {
    const editor = (text: string) => (text.length % 2 === 0 ? undefined : text.replace('80', '81'));
    let app = open(worlds[0], { columns: 100, rows: 30, ascii, sources: { 'test.yaml': worlds[0] }, editor });
    const taken: string[] = [];
    for (const { name, take } of steps) {
      taken.push(name);
      app = await take(app, worlds);
      const { columns, rows } = app.state().size;
      const shown = app.rows();
      expect([shown.length, shown.filter((row) => width(row) > columns)], taken.join(' ')).toEqual([rows, []]);
      expect(app.text(), taken.join(' ')).not.toMatch(/\bundefined\b|\bNaN\b|\[object /);
    }
  }
});

function written(objects: readonly Json[]): string {
  return objects.map((object) => stringify(object)).join('---\n');
}
