import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { span } from '../../src/present/spans.ts';
import { cell } from '../../src/present/tables.ts';
import {
  cut,
  cutMiddle,
  cutStart,
  enumerate,
  fit as fitted,
  printable,
  toAscii,
  width,
  wrap,
} from '../../src/present/text.ts';

describe('printable', () => {
  test.each([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\u009b2J', '\\x9b2J'],
    ['user\u202Etxt.yaml', 'user\\u202etxt.yaml'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['half\ud800', 'half\\ud800'],
    ['名前 🙂 é', '名前 🙂 é'],
  ])('%j is shown as %j', (text, shown) => expect(printable(text)).toBe(shown));

  test('leaves nothing that acts on a terminal', () => {
    const acts = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => !acts.test(printable(text))),
      { seed: 1 },
    );
  });
});

test('whatever becomes a span or a cell is fit to be shown', () => {
  expect([span('\u001b[2J').text, cell('\u001b[2J').text]).toEqual(['\\x1b[2J', '\\x1b[2J']);
});

describe('widths', () => {
  test.each([
    ['checkout', 5, 'chec…'],
    ['checkout', 8, 'checkout'],
    ['名前空間', 5, '名前…'],
    ['名前空間', 4, '名…'],
    ['checkout', 1, 'c'],
    ['checkout', 0, ''],
  ])('%s in %i columns is %s', (text, columns, shown) => expect(cut(text, columns)).toBe(shown));

  test('a cut never splits a cluster of characters', () => expect(cut('👩‍👩‍👧x', 2, '')).toBe('👩‍👩‍👧'));

  test('fit is exactly as wide as asked, whatever the text', () => {
    const text = fc.string({ unit: 'grapheme' }).map(printable);
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 30 }), (shown, columns) => width(fitted(shown, columns)) === columns),
      { seed: 2 },
    );
  });

  test('numbers stand right', () => expect(fitted('42', 5, { align: 'right' })).toBe('   42'));
});

describe('wrap', () => {
  test('breaks at blanks', () => expect(wrap('isolated by default-deny', 12)).toEqual(['isolated by', 'default-deny']));
  test('breaks a word that is longer than the line', () =>
    expect(wrap('a kubernetes.io/name', 8)).toEqual(['a', 'kubernet', 'es.io/na', 'me']));
  test('puts what is wider than the line onto a line of its own', () =>
    expect(wrap('a 名前 b', 1)).toEqual(['a', '名', '前', 'b']));
});

test('enumerate names the first few', () => {
  expect(enumerate(['a', 'b', 'c'])).toBe('a, b and c');
  expect(enumerate(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
});

test('toAscii keeps widths of what it knows and leaves nothing else', () => {
  expect(toAscii('TCP 80 · a → b… é')).toBe('TCP 80 ; a > b~ ?');
});

describe('cut elsewhere than at the end', () => {
  test.each([
    ['policies/shop.yaml:12', 30, 'policies/shop.yaml:12'],
    ['policies/shop.yaml:12', 13, '…shop.yaml:12'],
    ['日本/日本.yaml:3', 9, '….yaml:3'],
    ['e\u0301e\u0301e\u0301', 2, '…e\u0301'],
    ['abc', 0, ''],
  ])('at its beginning %s in %i columns is %s', (text, columns, shown) => {
    expect(cutStart(text, columns, '…')).toBe(shown);
  });

  test.each([
    ['storefront-7c9d5b6f48-4tq8z', 27, 'storefront-7c9d5b6f48-4tq8z'],
    ['storefront-7c9d5b6f48-4tq8z', 16, 'storefro…8-4tq8z'],
    ['日本日本日本', 9, '日本…日本'],
    ['abcdef', 2, 'a…'],
  ])('in its middle %s in %i columns is %s', (text, columns, shown) => {
    expect(cutMiddle(text, columns, '…')).toBe(shown);
  });
});
