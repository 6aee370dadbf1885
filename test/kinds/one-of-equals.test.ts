import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOfText, oneOfEquals } from '../../src/kinds/one-of-equals.ts';

interface Named {
  readonly name: string;
}

it('gives equal values one object, and others never, however few numbers there are to tell them by', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 })), fc.constantFrom(1, 2, 7, 2 ** 31), (names, numbers) => {
      const one = oneOfEquals<Named>({
        hashOf: ({ name }) => Math.abs(hashOfText(name)) % numbers,
        areEqual: (a, b) => a.name === b.name,
      });
      const given = new Map(names.map((name) => [name, one({ name })]));
      for (const [name, first] of given) {
        expect(first.name).toBe(name);
        expect(one({ name })).toBe(first);
      }
      expect(new Set(given.values()).size).toBe(given.size);
    }),
    { seed: 3, numRuns: 300 },
  );
});
