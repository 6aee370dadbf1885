import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countLines, windowOf } from '../../src/sources/counted-lines.ts';

const TEXT = fc
  .array(fc.constantFrom('a', ' ', '\n', '\n\n', '\r\n', '\u000b', '\u008a', 'é', '€', '😀', '"name": "x",', '    '), {
    maxLength: 60,
  })
  .map((pieces) => pieces.join(''));

/** Line and column of the place behind this text, as an editor shows them. */
function placeBehind(text: string): { readonly line: number; readonly column: number } {
  const lines = text.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

test('lines and columns are those of the text, however far is counted at once and wherever the bytes lie', () => {
  fc.assert(
    fc.property(TEXT, fc.array(fc.nat(20), { maxLength: 20 }), fc.nat(7), fc.nat(100), (text, steps, offset, base) => {
      const bytes = Buffer.concat([Buffer.alloc(offset, '\n'), Buffer.from(text), Buffer.from('\n\n\n\n')]).subarray(
        offset,
        offset + Buffer.byteLength(text),
      );
      const window = windowOf(bytes, base, true);
      const place = { at: base, line: 1, lineStart: base };
      let at = 0;
      for (const step of [...steps, bytes.length]) {
        at = Math.min(bytes.length, at + step);
        // Not within a character.
        while (at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
        countLines(place, window, base + at);
        expect({ line: place.line, column: place.at - place.lineStart + 1 }).toEqual(
          placeBehind(bytes.toString('utf8', 0, at)),
        );
      }
    }),
    { seed: 20261126, numRuns: 2_000 },
  );
});
