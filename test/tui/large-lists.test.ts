import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finished } from '../../src/engine/in-steps.ts';
import { lazyPart, rowsOfParts } from '../../src/present/rows.ts';
import { cell, type Row, type Rows, type RowsPart } from '../../src/present/tables.ts';
import { rowsWith, rowText, rowTexts, shareMade, textsInSteps } from '../../src/tui/screens/row-texts.ts';
import { readFilter, wordsOnly } from '../../src/tui/state/row-filter.ts';
import { singletons } from '../bench/clusters/hard.ts';
import { snapshotFromYaml } from '../support/snapshot.ts';
import { type Driver, open } from './driver.ts';

/** More pods than are looked through within a frame. */
const MANY = 510;

function pods(number: number, phase = 'Running'): string {
  return Array.from({ length: number }, (_, i) => {
    const name = `${['web', 'db', 'cart'][i % 3]}-${String(i).padStart(3, '0')}`;
    const labels = `{ app: ${['web', 'db', 'cart'][i % 3]} }`;
    return `{ apiVersion: v1, kind: Pod, metadata: { name: ${name}, namespace: ns-${i % 7}, labels: ${labels} }, spec: { nodeName: node-${(i * 7) % 40} }, status: { phase: ${i % 50 === 0 ? phase : 'Running'}, podIP: 10.0.${i >> 8}.${i & 255} } }`;
  }).join('\n---\n');
}

const CLUSTER = pods(MANY);
const names = (app: Driver): readonly string[] =>
  app.rows().flatMap((row) => /^ ns-\d +(\w+-\d+) /.exec(row)?.[1] ?? []);
const at = (app: Driver): string => app.rows()[1] ?? '';

describe('a list of very many rows', () => {
  test('shows what it showed before until a filter has been through all of them, and the letter at once', () => {
    const app = open(CLUSTER, { columns: 120 }).press('0');
    const before = names(app);
    app.press('/').type('db');
    expect(at(app)).toMatch(/\/db/);
    expect(names(app)).toEqual(before);
    app.workEnds();
    expect(at(app)).toContain('170 of 510');
    expect(names(app).every((name) => name.startsWith('db-'))).toBe(true);
    expect(app.type('-004').workEnds().rows()[1]).toContain('1 of 510');
    expect(app.press('esc').workEnds().rows()[1]).toMatch(/ 510$/);
    expect(names(app.press('g'))).toEqual(before);
  });

  test('says nothing of no row before it knows that there is none', () => {
    const app = open(CLUSTER, { columns: 120 }).press('0', '/').type('xyzzy').workEnds();
    expect(app.text()).toContain('No row matches "xyzzy"');
    app.press('backspace', 'backspace', 'backspace', 'backspace', 'backspace').type('web');
    expect(app.text()).not.toContain('No row matches');
    expect(app.workEnds().rows()[1]).toContain('170 of 510');
  });

  test('says how far it has come while texts are made', () => {
    const app = open(CLUSTER, { columns: 120 }).press('0', '/').type('w');
    expect(at(app)).toContain('looking… 0 %');
  });

  test('filters by labels and fields, and without a word', () => {
    const app = open(CLUSTER, { columns: 120 }).press('0', '/');
    expect(app.type('app=cart').workEnds().rows()[1]).toContain('170 of 510');
    expect(app.press('ctrl-u').type('ns:ns-3').workEnds().rows()[1]).toContain('73 of 510');
    expect(app.press('ctrl-u').type('!web !db').workEnds().rows()[1]).toContain('170 of 510');
    expect(app.press('ctrl-u').type('web web-0').workEnds().rows()[1]).toContain('34 of 510');
  });

  test('sorts without losing the selection, the old order shown meanwhile', () => {
    const app = open(CLUSTER, { columns: 120 }).press('0', 'j', 'j', 'j');
    const selected = app.selected();
    const before = names(app);
    app.press('N');
    expect(names(app)).toEqual(before);
    app.workEnds();
    expect(app.selected()).toBe(selected);
    expect(app.press('g').workEnds().selected()).toContain('cart-002');
    expect(app.press('N').workEnds().press('g').selected()).toContain('web-507');
  });

  test('keeps its rows when the cluster changes, until those of now are found', () => {
    const app = open(CLUSTER, { columns: 120 }).press('0', '/').type('pending').workEnds();
    expect(app.text()).toContain('No row matches');
    app.press('esc', 'N').workEnds();
    app.press('/').type('web').workEnds();
    const before = names(app);
    app.worldChanges(pods(MANY, 'Pending'));
    expect(names(app)).toEqual(before);
    expect(at(app)).toMatch(/ 170 of 510$/);
    expect(names(app.workEnds())).toEqual(before);
    expect(app.press('ctrl-u').type('pending').workEnds().rows()[1]).toContain('11 of 510');
  });

  test('is written to a file as it will be, not as it still is', async () => {
    const app = open(CLUSTER, { columns: 120 }).press('0', '/').type('db-001').press('enter', 'ctrl-s');
    await app.idle();
    expect(app.asked.join('\n')).toContain('db-001');
    expect(app.asked.join('\n')).not.toContain('web-000');
  });
});

test('a matrix of very many pods says that they are being compared, and takes no key amiss meanwhile', () => {
  const app = open(CLUSTER, { columns: 120 }).press('m');
  expect(app.text()).toContain('Comparing 510 pods with each other…');
  expect(app.press('esc').text()).not.toContain('Comparing');
  app.press('m', 'j', 'l', 'X', 'enter').workEnds();
  expect(app.rows()[1]).toContain('Matrix(namespaces)');
  expect(app.text()).toContain('ns-6');
  app.press('O').workEnds();
  expect(app.text()).toContain('ns-6');
});

test('a matrix of very many pods stays when the cluster changes, with a mark until what there is now is compared', () => {
  const app = open(CLUSTER, { columns: 120 }).press('m').workEnds();
  const cell = (): string | undefined => app.rows().find((row) => row.includes('ns-0 → ns-0'));
  expect(cell()).toContain('all open');
  const marked = app.rows()[1];
  app.worldChanges(`${CLUSTER}${SEALED}`);
  expect(cell()).toContain('all open');
  expect(app.rows()[1]).not.toBe(marked);
  app.workEnds();
  expect(cell()).toContain('closed');
  expect(app.rows()[1]).toBe(marked);
});

test('how many may connect to a pod among very many is counted between keys, and anew when the cluster changes', () => {
  const app = open(CLUSTER, { columns: 120, rows: 40, namespace: 'ns-0' }).press('enter');
  expect(app.text()).toMatch(/now: counting pods….*now: counting pods…/s);
  app.press('j').workEnds();
  expect(app.text()).toContain('now: 509 of 509 other pods may connect on every port, in 7 namespaces');
  app.worldChanges(`${CLUSTER}${SEALED}`);
  expect(app.text()).toContain('now: 509 of 509 other pods may connect on every port, in 7 namespaces…');
  expect(app.workEnds().text()).toContain('now: none of 509 other pods may connect');
  expect(app.text()).toContain('now: it may connect to 437 of 509 other pods on every port, in 6 namespaces');
});

test('who may reach a Service among very many pods is found between keys', () => {
  const service = `
---
{ apiVersion: v1, kind: Service, metadata: { namespace: ns-0, name: front }, spec: { clusterIP: 10.9.0.1, selector: { app: web }, ports: [{ port: 80 }] } }
`;
  const app = open(`${CLUSTER}${service}${SEALED}`, { columns: 120, rows: 60, namespace: 'ns-1' });
  app.type(':svc').press('enter', '0', 'd');
  expect(app.text()).toContain('comparing pods…');
  app.press('j').workEnds();
  expect(app.text()).not.toContain('comparing pods…');
  expect(app.text()).toMatch(/reached by +nobody/);
});

test('cells of very many kinds of pods are counted between keys when they come into sight, and saved with all of them', async () => {
  const objects = [...singletons(600, 120)].map((object) => JSON.stringify(object));
  const app = open(objects.join('\n---\n'), { columns: 120 }).press('m').workEnds();
  const cells = (): readonly string[] =>
    app.rows().flatMap((row) => /^ n\d +([^→]+)$/.exec(row)?.[1]?.replace(/[[\] ]/g, '') ?? []);
  const counted = cells();
  expect(counted).toHaveLength(5);
  expect(counted.join('')).not.toContain('…');
  app.press('t');
  expect(cells()).toEqual(Array.from({ length: 5 }, () => '…'.repeat(5)));
  expect(app.press('j').text()).toContain('n0 → n1: …');
  expect(cells()).toHaveLength(5);
  app.workEnds();
  const turned = counted.map((_, at) => counted.map((row) => row[at]).join(''));
  expect(cells()).toEqual(turned);
  expect(app.text()).toContain('n0 → n1: closed, none of 14,400 pairs of pods');
  await app.press('t', 't', 'O', 'ctrl-s').idle();
  expect(app.asked.join('\n')).toContain('n0 → n1: closed');
  expect(
    app.asked
      .join('\n')
      .split('\n')
      .filter((line) => /^ n\d/.test(line) && line.includes('…')),
  ).toEqual([]);
});

test('exposure and topology of very many pods are compared between keys too, and stay when the cluster changes', () => {
  for (const [command, open1, shut] of [
    [':exposure ns-0', 'not isolated', '● nothing'],
    [':topology ns-0', 'all ports', 'nothing may connect'],
  ] as const) {
    const app = open(CLUSTER, { columns: 160 }).type(command).press('enter');
    expect(app.text()).toContain('Comparing 510 pods with each other…');
    expect(app.workEnds().text()).toContain(open1);
    app.worldChanges(`${CLUSTER}${SEALED}`);
    expect(app.text()).toContain(open1);
    expect(app.text()).not.toContain(shut);
    expect(app.workEnds().text()).toContain(shut);
    expect(app.press('esc').text()).not.toContain('Comparing');
  }
});

const SEALED = `
---
{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { namespace: ns-0, name: sealed }, spec: { podSelector: {} } }
`;

const words = fc.string({ unit: fc.constantFrom('a', 'b', '-', 'A', '◐', 'İ'), minLength: 1, maxLength: 3 });
const rows = fc.array(fc.array(words, { minLength: 3, maxLength: 3 }), { maxLength: 40 });

test('texts are found wherever one row alone holds them', () => {
  const snapshot = snapshotFromYaml('');
  let key = 0;
  fc.assert(
    fc.property(rows, words, (cells, word) => {
      const columns = ['one', 'two', 'three'].map(
        (id) => ({ id, title: id, align: 'left', minWidth: 1, priority: 0 }) as const,
      );
      const table = {
        columns,
        rows: cells.map(
          (texts, i): Row<number> => ({ id: String(i), subject: i, cells: texts.map((text) => cell(text)) }),
        ),
      };
      const texts = rowTexts(snapshot, String(key++), table);
      finished(textsInSteps(texts));
      expect(shareMade(texts)).toBe(1);
      const plain = cells.map((row) => row.join(' ').toLowerCase());
      expect(plain.map((_text, i) => rowText(texts, i))).toEqual(plain);
      const wanted = word.toLowerCase();
      expect([...finished(rowsWith(texts, wanted))]).toEqual(plain.map((text) => (text.includes(wanted) ? 1 : 0)));
    }),
  );
});

test('of another snapshot only texts of parts that are others are made, and a word is looked for in them only', () => {
  const columns = [{ id: 'one', title: 'one', align: 'left', minWidth: 1, priority: 0 } as const];
  const parts = fc.array(
    fc.record({
      texts: fc.array(words, { maxLength: 4 }),
      later: fc.array(words, { maxLength: 4 }),
      same: fc.boolean(),
    }),
    { maxLength: 8 },
  );
  let key = 0;
  fc.assert(
    fc.property(parts, words, (plan, word) => {
      const asked: string[] = [];
      const part = (texts: readonly string[]): RowsPart<string> =>
        lazyPart(`${key++}/`, texts.length, () =>
          texts.map((text, i) => ({
            id: `${key}/${i}`,
            subject: text,
            cells: [cell(text)],
            cellsInPassing: () => {
              asked.push(text);
              return [cell(text)];
            },
          })),
        );
      const first = plan.map(({ texts }) => part(texts));
      const second = plan.map(({ later, same }, i) => (same ? (first[i] ?? part([])) : part(later)));
      const hitsIn = (rows: Rows<string>): readonly boolean[] => {
        const texts = rowTexts(snapshotFromYaml(''), `words ${key}`, { columns, rows });
        finished(textsInSteps(texts));
        expect(rows.map((_row, i) => rowText(texts, i))).toEqual(rows.map(({ subject }) => subject.toLowerCase()));
        return [...finished(rowsWith(texts, word.toLowerCase()))].map((mark) => mark === 1);
      };
      const hits = (rows: Rows<string>): readonly boolean[] =>
        rows.map(({ subject }) => subject.toLowerCase().includes(word.toLowerCase()));
      expect(hitsIn(rowsOfParts(first))).toEqual(hits(rowsOfParts(first)));
      asked.length = 0;
      expect(hitsIn(rowsOfParts(second))).toEqual(hits(rowsOfParts(second)));
      expect(asked).toEqual(plan.flatMap(({ later, same }) => (same ? [] : later)));
    }),
    { numRuns: 200 },
  );
});

test('a filter that consists of words passes rows that hold them all', () => {
  const typed = fc.string({
    unit: fc.constantFrom('a', 'b', ' ', '"', '!', '=', ':', '-', 'f', 'l', 'A'),
    maxLength: 10,
  });
  fc.assert(
    fc.property(typed, fc.array(words), (filter, texts) => {
      const only = wordsOnly(filter);
      const passes = readFilter(filter);
      if (only === undefined || passes === undefined) return;
      for (const text of texts.map((one) => one.toLowerCase()))
        expect(only.every((word) => text.includes(word))).toBe(passes({ text }));
    }),
    { numRuns: 500 },
  );
});
