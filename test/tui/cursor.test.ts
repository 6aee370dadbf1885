import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Lines, located, moved, settled, windowTop } from '../../src/tui/state/cursor.ts';
import { open } from './driver.ts';

/** Lines by id; an empty text is a line that cannot be selected. */
function linesOf(...ids: readonly string[]): Lines {
  return { length: ids.length, idAt: (index) => ids[index] || undefined, indexOf: (id) => ids.indexOf(id) };
}

describe('selection by identity', () => {
  const cases: readonly (readonly [
    what: string,
    lines: Lines,
    cursor: { id: string | undefined; index: number },
    index: number,
  ])[] = [
    ['the line where it was', linesOf('a', 'b', 'c'), { id: 'b', index: 1 }, 1],
    ['rows came before it', linesOf('x', 'y', 'a', 'b'), { id: 'b', index: 1 }, 3],
    ['it is gone: the row that took its place', linesOf('a', 'c', 'd'), { id: 'b', index: 1 }, 1],
    ['it was the last and is gone: the last', linesOf('a', 'b'), { id: 'c', index: 2 }, 1],
    ['nothing was selected yet: the first', linesOf('a', 'b'), { id: undefined, index: 0 }, 0],
    ['headings are passed over', linesOf('', 'a', 'b'), { id: undefined, index: 0 }, 1],
    ['a heading took its place: the next row', linesOf('a', '', 'c'), { id: 'b', index: 1 }, 2],
    ['only headings follow: the row before', linesOf('a', '', ''), { id: 'b', index: 2 }, 0],
    ['nothing can be selected', linesOf('', ''), { id: 'b', index: 0 }, -1],
    ['nothing is there', linesOf(), { id: 'b', index: 3 }, -1],
  ];
  test.each(cases)('%s', (_what, lines, cursor, index) => {
    expect(located(lines, cursor)).toBe(index);
  });
});

describe('steps', () => {
  const lines = linesOf('', 'a', '', 'b', 'c', '');
  const cases: readonly (readonly [from: number, by: number, to: number])[] = [
    [1, 1, 3],
    [3, -1, 1],
    [1, -1, 1],
    [4, 1, 4],
    [1, 100, 4],
    [4, -100, 1],
    [1, 2, 3],
  ];
  test.each(cases)('from %i by %i to %i', (from, by, to) => {
    expect(moved(lines, from, by)).toBe(to);
  });
});

describe('window', () => {
  const cases: readonly (readonly [what: string, window: Parameters<typeof windowTop>[0], top: number])[] = [
    ['stays while the selection is seen', { top: 3, index: 5, height: 5, length: 20, first: 0 }, 3],
    ['follows down by as much as needed', { top: 3, index: 8, height: 5, length: 20, first: 0 }, 4],
    ['follows up by as much as needed', { top: 3, index: 2, height: 5, length: 20, first: 0 }, 2],
    ['leaves no empty rows at the end', { top: 18, index: 19, height: 5, length: 20, first: 0 }, 15],
    ['shows what stands above the first row', { top: 2, index: 2, height: 5, length: 20, first: 2 }, 0],
    ['a list that fits does not scroll', { top: 4, index: 4, height: 10, length: 6, first: 0 }, 0],
  ];
  test.each(cases)('%s', (_what, window, top) => {
    expect(windowTop(window)).toBe(top);
  });

  test('the selected line is always inside, and the window inside the lines', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(200),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(300),
        (length, index, height, top) => {
          fc.pre(index < length);
          const shown = windowTop({ top, index, height, length, first: 0 });
          expect(shown).toBeLessThanOrEqual(index);
          expect(shown + height).toBeGreaterThan(index);
          expect(shown).toBeGreaterThanOrEqual(0);
          expect(shown).toBeLessThanOrEqual(Math.max(0, length - height));
        },
      ),
      { seed: 20, numRuns: 500 },
    );
  });

  test('rows that come in above leave the selection on its row of the screen', () => {
    const before = settled({ cursor: { id: 'd', index: 3 }, top: 2 }, linesOf('a', 'b', 'c', 'd', 'e', 'f', 'g'), 3);
    const after = settled(before, linesOf('x', 'y', 'a', 'b', 'c', 'd', 'e', 'f', 'g'), 3);
    expect(after.cursor).toEqual({ id: 'd', index: 5 });
    expect(after.cursor.index - after.top).toBe(before.cursor.index - before.top);
  });
});

describe('while rows still come in', () => {
  const namespaces = (...names: readonly string[]): string =>
    names.map((name) => `{ apiVersion: v1, kind: Namespace, metadata: { name: ${name} } }`).join('\n---\n');
  const reading = { files: 1, objects: 1, done: false };

  test('and no key was pressed, the first row is the selected one', () => {
    const app = open(namespaces('m'), { loading: reading }).resize(80, 24);
    app.worldChanges(namespaces('a', 'm', 'z'), reading);
    expect(app.selected()).toMatch(/\ba\b/);
    app.worldChanges(namespaces('a', 'm', 'z'));
    expect(app.selected()).toMatch(/\ba\b/);
    // And from then on it is that object.
    app.worldChanges(namespaces('a', '0', 'm', 'z'));
    expect(app.selected()).toMatch(/\ba\b/);
  });

  test('what somebody has selected stays so', () => {
    const app = open(namespaces('m', 'n'), { loading: reading }).press('j', 'k');
    app.worldChanges(namespaces('a', 'm', 'n'), reading);
    expect(app.selected()).toMatch(/\bm\b/);
  });
});
