import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVERY_PART, type Parts } from '../../src/model/object-parts.ts';
import { readJson } from '../../src/sources/json-value.ts';
import { beginScan, outlineJson, outlineOf, scanOn } from '../../src/sources/outline-json.ts';
import { createSkimmer, skimJson } from '../../src/sources/skim-json.ts';

const SEED = 20261126;

const KEYS = fc.constantFrom(
  'a',
  'b',
  'items',
  'kind',
  '__proto__',
  'k:{\\"a\\":1}',
  '\\u0061',
  'a\\/b',
  'é',
  '',
  'aaaaaaab',
  'abaaaaab',
);
const SCALARS = fc.constantFrom(
  ...['0', '-0', '1', '80.5', '1e3', '1e999', '-3', '01', '.5', '1.', '+1', 'true', 'false', 'null', 'nul', 'True'],
  ...[
    '""',
    '"x"',
    '"é 𝒳"',
    '"\\n"',
    '"\\ud800"',
    '"\\q"',
    '"\\u12"',
    '"a\tb"',
    '"a\u0001"',
    '"{[\\"]}"',
    '"\\\\"',
    "'a'",
  ],
  '9'.repeat(310),
);
const BLANK = fc.constantFrom('', '', '', ' ', '\n', '\r\n', '\t', '\u00a0', '\f');

/** Texts that are JSON, or nearly. */
const { value: VALUE } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', maxDepth: 4 }, SCALARS, { arbitrary: tie('object'), weight: 2 }, tie('list')),
  list: fc
    .tuple(
      fc.array(tie('value'), { maxLength: 3 }),
      fc.constantFrom(',', ',', ',', ' , ', ',,', ''),
      fc.constantFrom(']', ']', ']', '', '}'),
    )
    .map(([items, comma, close]) => `[${items.join(comma)}${close}`),
  object: fc
    .tuple(
      fc.array(fc.tuple(KEYS, BLANK, fc.constantFrom(':', ':', ':', ''), BLANK, tie('value')), { maxLength: 4 }),
      fc.constantFrom(',', ',', ',', ' , ', ',,'),
      fc.constantFrom('}', '}', '}', '', ']'),
    )
    .map(([entries, comma, close]) => {
      const written = entries.map(([key, before, colon, after, value]) => `"${key}"${before}${colon}${after}${value}`);
      return `{${written.join(comma)}${close}`;
    }),
}));

const OBJECT = fc
  .tuple(fc.constantFrom('Pod', 'Other'), fc.array(fc.tuple(KEYS, VALUE), { maxLength: 3 }), BLANK)
  .map(([kind, entries, blank]) => {
    const more = entries.map(([key, value]) => `,${blank}"${key}":${value}`).join('');
    return `{"apiVersion":"v1",${blank}"kind":"${kind}"${more}}`;
  });

const SOME: Parts = {
  fields: { a: { fields: { b: 'text', a: 'shared' } }, b: { each: { fields: { a: 'all' } } }, items: 'shared' },
};

/** What the JSON parser says; keys that stand twice are for the parser of record, so it gets the number of keys that were written. */
function whole(text: string): { readonly value: unknown } | undefined {
  const bytes = Buffer.from(text);
  const found = outlined(bytes);
  return found === undefined ? undefined : readJson(text, found.whole.keys);
}

function outlined(bytes: Buffer) {
  const steps = outlineJson(bytes, { start: 0, end: bytes.length, line: 1, column: 1 });
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value?.rest === undefined ? step.value?.outline : undefined;
}

function skimmed(text: string, parts: Parts): unknown {
  const bytes = Buffer.from(text);
  const skimmer = createSkimmer(() => ({ ...EVERY_PART, parts }));
  return skimJson(skimmer, bytes, { start: 0, end: bytes.length }, undefined);
}

/** These parts of a value. */
function picked(value: unknown, parts: Parts): unknown {
  if (typeof parts === 'string' || typeof value !== 'object' || value === null) return value;
  if ('each' in parts) return Array.isArray(value) ? value.map((item) => picked(item, parts.each)) : value;
  if (Array.isArray(value)) return value;
  const wanted = new Map(Object.entries(parts.fields));
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const part = wanted.get(key);
    return part === undefined ? [] : [[key, picked(inner, part)]];
  });
  return Object.fromEntries(entries);
}

describe('skimming an object', () => {
  test('gives what the JSON parser gives, or leaves it to others', () => {
    let read = 0;
    fc.assert(
      fc.property(OBJECT, (text) => {
        const all = skimmed(text, 'all');
        if (all === undefined) return;
        read += 1;
        expect(JSON.stringify(all)).toBe(JSON.stringify(whole(text)?.value ?? 'the parser does not read it'));
      }),
      { seed: SEED, numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  test('gives the same of the parts that are read, and hands over for the others too', () => {
    fc.assert(
      fc.property(OBJECT, (text) => {
        const all = skimmed(text, 'all');
        const some = skimmed(text, SOME);
        expect(some === undefined).toBe(all === undefined);
        if (all === undefined || typeof all !== 'object' || all === null) return;
        const { apiVersion, kind } = all as { readonly [key: string]: unknown };
        const rest = picked(all, SOME) as object;
        expect(JSON.stringify(some)).toBe(JSON.stringify({ apiVersion, kind, ...rest }));
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });

  test.each([
    ['a key that stands twice', '{"apiVersion":"v1","kind":"Pod","z":{"a":1,"a":2}}'],
    ['a key that stands twice, spelled otherwise', '{"apiVersion":"v1","kind":"Pod","z":{"a":1,"\\u0061":2}}'],
    ['a kind that comes too late', '{"apiVersion":"v1","z":1,"kind":"Pod"}'],
    ['a number that is infinite', '{"apiVersion":"v1","kind":"Pod","z":1e999}'],
    ['a comma too many', '{"apiVersion":"v1","kind":"Pod","z":[1,]}'],
    ['a control character', '{"apiVersion":"v1","kind":"Pod","z":"a\u0001"}'],
    ['deep nesting', `{"apiVersion":"v1","kind":"Pod","z":${'['.repeat(200)}${']'.repeat(200)}}`],
  ])('leaves %s to the parsers that read all of it', (_what, text) => {
    expect(skimmed(text, { fields: {} })).toBeUndefined();
  });

  test('gives equal parts as one and the same, and texts that differ in a byte as two', () => {
    const skimmer = createSkimmer(() => ({ ...EVERY_PART, parts: { fields: { labels: 'shared' } } }));
    const read = (label: string): unknown => {
      const bytes = Buffer.from(`{"apiVersion":"v1","kind":"Pod","labels":{"app":"${label}"}}`);
      return skimJson(skimmer, bytes, { start: 0, end: bytes.length }, undefined)?.['labels'];
    };
    const labels = Array.from({ length: 3000 }, (_, number) => `web-${number}`);
    const first = labels.map(read);
    expect(labels.every((label, index) => read(label) === first[index])).toBe(true);
    expect(new Set(first).size).toBe(labels.length);
    expect(first[2999]).toEqual({ app: 'web-2999' });
  });
});

describe('the outline of a value that comes in blocks', () => {
  test('is that of the value at once', () => {
    const lists = fc
      .tuple(fc.array(OBJECT, { maxLength: 4 }), BLANK)
      .map(([items, blank]) => `{"items":[${items.join(`,${blank}`)}],"kind":"List"}`);
    fc.assert(
      fc.property(fc.oneof(lists, OBJECT), fc.integer({ min: 1, max: 40 }), (text, size) => {
        const bytes = Buffer.from(text);
        const wanted = outlined(bytes);
        const scan = beginScan({ start: 0, end: bytes.length, line: 1, column: 1 }, bytes[0]);
        let isOver = false;
        for (let from = 0; from < bytes.length && !isOver; from += size) {
          const block = bytes.subarray(from, from + size);
          isOver = scanOn(scan, block, from, from + block.length);
        }
        if (wanted === undefined) return;
        expect(isOver).toBe(true);
        const outline = outlineOf(scan);
        const described = ({ whole: all, items, itemsStart, itemsEnd }: typeof outline) => {
          return [
            all,
            itemsStart,
            itemsEnd,
            Array.from({ length: items?.length ?? 0 }, (_, index) => items?.at(index)),
          ];
        };
        expect(described(outline)).toEqual(described(wanted));
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});
