import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readManifestText } from '../../src/sources/manifest-text.ts';
import { readYaml } from '../../src/sources/yaml-document.ts';

const NAMES = fc.constantFrom('a', 'items', 'kind', '__proto__', 'constructor', 'x"y', '\\', '{', '[', 'é', '');
const TEXTS = fc.oneof(fc.string(), fc.constantFrom('"', '\\"', '\\', '{"items":[', ']', '}', ',', ':', '\n', '日本'));
const { value: VALUE } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    TEXTS,
    fc.constantFrom(0, -0, 1, 80.5, 1e21, -3, true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(NAMES, tie('value'), { maxKeys: 3 }),
  ),
}));

const LIST = fc
  .tuple(
    fc.array(fc.dictionary(NAMES, VALUE, { maxKeys: 3 }), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(undefined, 1, 4),
    fc.dictionary(fc.constantFrom('metadata', 'other', '['), VALUE, { maxKeys: 2 }),
  )
  .map(([specs, space, more]) => {
    const items = specs.map((spec, at) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${at}` }, spec }));
    return { items, text: JSON.stringify({ apiVersion: 'v1', ...more, items, kind: 'List' }, null, space) };
  });

describe('a JSON list read item by item', () => {
  test('gives the objects that were written, each with its line and its places', () => {
    fc.assert(
      fc.property(LIST, ({ items, text }) => {
        const { events, diagnostics } = readManifestText(text, 'x');
        expect(diagnostics).toEqual([]);
        const objects = events.flatMap((event) => (event.type === 'set' ? [event.object] : []));
        expect(JSON.stringify(objects.map(({ value }) => value))).toBe(JSON.stringify(items));
        const record = readYaml(text, { file: 'x', line: 1, column: 1 });
        for (const [at, { origin }] of objects.entries()) {
          if (origin.kind !== 'file') throw new Error('not from a file');
          expect(origin.line).toBe(record.locate(['items', at]).line);
          for (const path of [['kind'], ['metadata', 'name'], ['spec'], ['spec', 'items'], ['spec', 'a', 0]]) {
            expect(origin.locate(path)).toEqual(record.locate(['items', at, ...path]));
          }
        }
      }),
      { seed: 20261121, numRuns: 1_000 },
    );
  });
});
