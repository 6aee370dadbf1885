import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { lazyPattern, lazySegmenter, PLAIN } from '../../scripts/bundled/plain-text.mjs';

const real = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const plainCharacters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((character) =>
  PLAIN.test(character),
);
const neverMade = (): Intl.Segmenter => {
  throw new Error('plain text needs no segmenter');
};

function clusters(segmenter: Pick<Intl.Segmenter, 'segment'>, text: string): readonly [string, number][] {
  return Array.from(segmenter.segment(text), ({ segment, index }) => [segment, index]);
}

test('what tables are drawn with is plain', () => {
  expect('shop/web → db:5432 │ ✓ ✗ · – … ▲ ▼ ─ █ é').toMatch(PLAIN);
});

test.each([
  '\n',
  '\u001b[1m',
  'e\u0301',
  '\u00ad',
  '\u200d',
  '\ufe0f',
  '漢',
  'あ',
  '😀',
  '\u231a',
  '\u25fe',
  '\u3000',
  '\u2028',
])('%j is not plain', (text) => expect(text).not.toMatch(PLAIN));

test('every plain character takes one column', () => {
  expect(plainCharacters.filter((character) => stringWidth(character) !== 1)).toEqual([]);
  expect(plainCharacters.length).toBeGreaterThan(1000);
});

test('plain text is cut into the clusters and takes the columns that the real segmenter finds', () => {
  const plainText = fc.string({ unit: fc.constantFrom(...plainCharacters) });
  fc.assert(
    fc.property(plainText, (text) => {
      expect(clusters(lazySegmenter(neverMade), text)).toEqual(clusters(real, text));
      expect(stringWidth(text)).toBe(text.length);
    }),
    { seed: 1 },
  );
});

test('plain clusters are found by position as in the real segmenter', () => {
  const segments = lazySegmenter(neverMade).segment('a│b');
  expect([0, 1, 2, 3].map((index) => segments.containing(index)?.segment)).toEqual(
    [0, 1, 2, 3].map((index) => real.segment('a│b').containing(index)?.segment),
  );
});

test('any other text goes to the real segmenter, which is made once', () => {
  let made = 0;
  const lazy = lazySegmenter(() => {
    made += 1;
    return real;
  });
  expect(clusters(lazy, 'e\u0301👨‍👩‍👧')).toEqual(clusters(real, 'e\u0301👨‍👩‍👧'));
  expect(clusters(lazy, '漢字')).toEqual(clusters(real, '漢字'));
  expect(made).toBe(1);
});

test('a lazy pattern answers as the pattern does', () => {
  const lazy = lazyPattern(() => /^\p{RGI_Emoji}$/v);
  expect([lazy.test('👩‍🚀'), lazy.test('a'), lazy.test('⌚')]).toEqual([true, false, true]);
});
