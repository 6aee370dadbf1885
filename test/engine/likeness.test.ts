import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { likeness, mostAlike } from '../../src/engine/likeness.ts';

describe('how a name is like what was typed', () => {
  test('prefix before word start before inside before characters in order', () => {
    const names = ['shop/my-web', 'shop/cobweb', 'shop/web-1', 'shop/w-e-b', 'data/db'];
    expect(mostAlike(names, 'web', 9)).toEqual(['shop/web-1', 'shop/my-web', 'shop/cobweb', 'shop/w-e-b']);
  });

  test('among characters in order, the closer together the better', () => {
    expect(mostAlike(['a/check-x-out', 'a/checkout'], 'chkt', 9)).toEqual(['a/checkout', 'a/check-x-out']);
  });

  test('every word must fit; nothing typed fits everything', () => {
    expect(mostAlike(['shop/web', 'data/web', 'shop/db'], 'shop web', 9)).toEqual(['shop/web']);
    expect(mostAlike(['b', 'a'], '', 9)).toEqual(['b', 'a']);
  });

  test('no more than asked for, in any case of letters', () => {
    expect(mostAlike(['x1', 'x2', 'x3'], 'X', 2)).toEqual(['x1', 'x2']);
  });

  test('a name fits exactly when it holds the characters in order, close enough', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (name, typed) => {
        let rest = typed;
        for (const character of name) if (rest.startsWith(character)) rest = rest.slice(1);
        expect(likeness(name, typed) !== undefined).toBe(rest === '');
      }),
    );
  });

  test('what fits more letters fits fewer', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', ' '), maxLength: 12 });
    const long = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', 'x'), maxLength: 60 });
    fc.assert(
      fc.property(long, text, (name, typed) => {
        for (let end = typed.length; end > 0; end -= 1) {
          if (likeness(name, typed.slice(0, end).trim()) === undefined) continue;
          expect(likeness(name, typed.slice(0, end - 1).trim())).toBeDefined();
        }
      }),
      { seed: 11, numRuns: 3_000 },
    );
  });
});
