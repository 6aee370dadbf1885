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

  test('is as good as the JSON parser, and says so where that does not read it', () => {
    let read = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        LIST,
        fc.nat(),
        fc.constantFrom('', '{', '}', '[', ']', ',', ':', '"', '\\', '1', ' '),
        (list, at, other) => {
          const place = at % list.text.length;
          const text = list.text.slice(0, place) + other + list.text.slice(place + 1);
          const { events, diagnostics } = readManifestText(text, 'x');
          const parsed = parsedObjects(text);
          if (parsed === undefined) {
            refused += 1;
            // YAML takes a comma behind the last item, and more.
            const isYaml = readYaml(text, { file: 'x', line: 1, column: 1 }).faults.length === 0;
            expect(diagnostics.length > 0 || isYaml, text).toBe(true);
          } else if (diagnostics.length === 0) {
            read += 1;
            const objects = events.flatMap((event) => (event.type === 'set' ? [event.object.value] : []));
            expect(JSON.stringify(objects)).toBe(JSON.stringify(parsed));
          }
        },
      ),
      { seed: 20261126, numRuns: 1_500 },
    );
    expect(read).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(200);
  });

  test.each([
    ['in front', { apiVersion: 'v1', kind: 'PodList', metadata: { list: [1] }, items: [{}, { spec: {} }] }],
    ['behind', { items: [{}, { spec: {} }], metadata: { list: [']'] }, kind: 'PodList', apiVersion: 'v1' }],
    ['on both sides', { apiVersion: 'v1', items: [{}, { spec: {} }], kind: 'PodList' }],
  ])('gives items the kind that the list has %s', (_where, list) => {
    const long = JSON.stringify({ ...list, more: 'x'.repeat(5000) });
    for (const text of [
      JSON.stringify(list),
      JSON.stringify(list, null, 2),
      long,
      `${long}\n${JSON.stringify(list)}`,
    ]) {
      const { events, diagnostics } = readManifestText(text, 'x');
      expect(diagnostics).toEqual([]);
      expect(new Set(events.map((event) => event.type === 'set' && event.object.value['kind']))).toEqual(
        new Set(['Pod']),
      );
    }
  });

  test('is read whole where something is odd around the items', () => {
    const items = '[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}]';
    const objects = (text: string) => readManifestText(text, 'x').events.length;
    expect(objects(`{"kind":"List","items":${items}}`)).toBe(1);
    // An object of a kind of its own, whose items are its own affair.
    expect(readManifestText(`{"apiVersion":"v1","kind":"Other","items":${items}}`, 'x').events).toMatchObject([
      { object: { value: { kind: 'Other' } } },
    ]);
    expect(readManifestText(`{"apiVersion":"v1","items":${items},"kind":"Other"}`, 'x').events).toMatchObject([
      { object: { value: { kind: 'Other' } } },
    ]);
    // The last of two counts.
    expect(
      readManifestText(`{"kind":"List","items":${items},"kind":"Other","apiVersion":"v1"}`, 'x').events,
    ).toMatchObject([{ object: { value: { kind: 'Other' } } }]);
    expect(objects(`{"kind":"List","items":${items},"items":[]}`)).toBe(0);
    expect(readManifestText(`{"kind":"List","items":${items}} x`, 'x').diagnostics).toHaveLength(1);
    expect(readManifestText(`{"kind":"List","items":${items}`, 'x').diagnostics).toHaveLength(1);
  });
});

/** The objects in a text as the JSON parser reads it; undefined when it does not. */
function parsedObjects(text: string): readonly unknown[] | undefined {
  try {
    const value = JSON.parse(text) as { readonly kind?: unknown; readonly items?: unknown };
    const isList = typeof value.kind === 'string' && value.kind.endsWith('List') && Array.isArray(value.items);
    return isList ? (value.items as readonly unknown[]) : [value];
  } catch {
    return undefined;
  }
}
