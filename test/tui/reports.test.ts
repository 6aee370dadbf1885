import fc from 'fast-check';
import { expect, test } from 'vitest';
import { separateReports } from '../../src/tui/terminal/reports.ts';

const BACKGROUND = '\u001b]11;rgb:1111/2222/3333\u001b\\';
const ATTRIBUTES = '\u001b[?64;1;2c';

function fed(pieces: readonly string[]) {
  let rest = '';
  let keys = '';
  const kinds: string[] = [];
  for (const piece of pieces) {
    const separated = separateReports(rest, piece);
    rest = separated.rest;
    keys += separated.keys;
    kinds.push(...separated.reports.map(({ kind }) => kind));
  }
  return { keys: keys + rest, kinds };
}

test('an answer that arrives among keys, in any pieces, is never typed', () => {
  const stream = `j${BACKGROUND}k${ATTRIBUTES}\u001b[A\u001b[<64;10;5Mx\u001b[<0;3;4Mé`;
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(stream.length), { maxLength: 8 }), (cuts) => {
      // A piece that ends behind an escape alone: that is a key until more is known, and no terminal cuts there.
      const at = cuts.filter((cut) => stream[cut - 1] !== '\u001b').sort((a, b) => a - b);
      const pieces = [...at, stream.length].map((end, i) => stream.slice(at[i - 1] ?? 0, end));
      expect(fed(pieces)).toEqual({
        keys: 'jk\u001b[Axé',
        kinds: ['background', 'attributes', 'mouse', 'mouse'],
      });
    }),
  );
});

test('places of the mouse are counted from 0, releases and other buttons are nothing', () => {
  const { reports, keys } = separateReports('', '\u001b[<0;1;1M\u001b[<0;1;1m\u001b[<2;5;5M\u001b[<65;8;9M');
  expect(reports).toEqual([
    { kind: 'mouse', button: 'left', column: 0, row: 0 },
    { kind: 'mouse', button: 'wheel-down', column: 7, row: 8 },
  ]);
  expect(keys).toBe('');
});

test('keys that begin like a report are keys', () => {
  for (const key of ['\u001b', '\u001b[A', '\u001bx', '\u001b[5~', '\u001b[200~pasted\u001b[201~'])
    expect(separateReports('', key)).toEqual({ keys: key, reports: [], rest: '' });
});

test('what never ends was typed', () => {
  const long = `\u001b]11;${'x'.repeat(300)}`;
  expect(separateReports('', long)).toEqual({ keys: long, reports: [], rest: '' });
});
