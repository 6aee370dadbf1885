import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVERY_PART, type Parts } from '../../src/model/object-parts.ts';
import { emptyObject } from '../../src/sources/json-object.ts';
import { readJson } from '../../src/sources/json-value.ts';
import { createSkimmer, type Skimmer, skimJson } from '../../src/sources/skim-json.ts';

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
const NUMBERS = fc.constantFrom('1E5', '1e', '1e+', '-', '-01', '0.50', '1.e3', '2147483648', '12345678901');
const BLANK = fc.constantFrom('', '', '', ' ', '\n', '\r\n', '\t', '\u00a0', '\f');

/** Texts that are JSON, or nearly. */
const { value: VALUE } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    SCALARS,
    NUMBERS,
    { arbitrary: tie('object'), weight: 2 },
    tie('list'),
  ),
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
  fields: {
    a: { fields: { b: 'text', a: 'shared' } },
    b: { each: { fields: { a: 'shared', b: 'shared' } } },
    é: { each: { fields: { a: 'all' } } },
    items: 'shared',
  },
};

function skimmerOf(parts: Parts): Skimmer {
  return createSkimmer(() => ({ ...EVERY_PART, parts }));
}

/** What is skimmed of a text that is one object. */
function skimmed(text: string, parts: Parts, skimmer = skimmerOf(parts)): unknown {
  const bytes = Buffer.from(text);
  const object = skimJson(skimmer, bytes, 0, undefined);
  return object === undefined || skimmer.reading.at < bytes.length ? undefined : object;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return 'the parser does not read it';
  }
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
    const skimmer = skimmerOf('all');
    fc.assert(
      fc.property(OBJECT, (text) => {
        const all = skimmed(text, 'all', skimmer);
        if (all === undefined) return;
        read += 1;
        // Keys that stand twice are not for this parser: it leaves them out, too.
        expect(JSON.stringify(all)).toBe(JSON.stringify(readJson(text)?.value ?? 'the parser does not read it'));
      }),
      { seed: SEED, numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  test('gives the same of the parts that are read, whatever was read before, and no more texts are left to others', () => {
    let read = 0;
    const skimmer = skimmerOf(SOME);
    fc.assert(
      fc.property(OBJECT, (text) => {
        const some = skimmed(text, SOME, skimmer);
        if (some === undefined) {
          expect(skimmed(text, 'all')).toBeUndefined();
          return;
        }
        read += 1;
        const all = parsed(text) as { readonly [key: string]: unknown };
        const { apiVersion, kind } = all;
        // Key by key: that of the parser inherits from an object.
        const wanted = Object.assign(emptyObject(), { apiVersion, kind }, picked(all, SOME));
        expect(JSON.stringify(some)).toBe(JSON.stringify(wanted));
      }),
      { seed: SEED, numRuns: 6_000 },
    );
    expect(read).toBeGreaterThan(1_000);
  });

  test('is as strict in what nobody reads', () => {
    const valid = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      z: { deep: [{ a: 'x"y', b: -1.5e3, c: [true, false, null, {}, []] }], more: 'é' },
    });
    expect(skimmed(valid, { fields: {} })).toEqual({ apiVersion: 'v1', kind: 'Pod' });
    const bytes = [...valid];
    const others = [...'{}[]",:x\\0 \n', ''];
    for (const [at] of bytes.entries()) {
      for (const other of others) {
        const text = [...bytes.slice(0, at), other, ...bytes.slice(at + 1)].join('');
        if (skimmed(text, { fields: {} }) === undefined) continue;
        expect(parsed(text), text).not.toBe('the parser does not read it');
      }
    }
  });

  test.each([
    ['a key that stands twice', '{"apiVersion":"v1","kind":"Pod","z":{"a":1,"a":2}}', 'all'],
    ['a key that stands twice, spelled otherwise', '{"apiVersion":"v1","kind":"Pod","z":{"a":1,"\\u0061":2}}', 'all'],
    ['a field that stands twice', '{"apiVersion":"v1","kind":"Pod","a":{},"a":{}}', SOME],
    ['a field that may be spelled otherwise', '{"apiVersion":"v1","kind":"Pod","\\u0061":{}}', SOME],
    ['a kind that stands twice', '{"apiVersion":"v1","kind":"Pod","a":{},"kind":"Pod"}', SOME],
    ['a kind that comes too late', '{"apiVersion":"v1","z":1,"kind":"Pod"}', SOME],
    ['a number that is infinite', '{"apiVersion":"v1","kind":"Pod","z":1e999}', 'all'],
    ['a comma too many', '{"apiVersion":"v1","kind":"Pod","z":[1,]}', SOME],
    ['a control character', '{"apiVersion":"v1","kind":"Pod","z":"a\u0001"}', SOME],
    ['deep nesting', `{"apiVersion":"v1","kind":"Pod","z":${'['.repeat(200)}${']'.repeat(200)}}`, SOME],
    ['deep nesting that is read', `{"apiVersion":"v1","kind":"Pod","z":${'['.repeat(200)}${']'.repeat(200)}}`, 'all'],
  ] as const)('leaves %s to the parsers that read all of it', (_what, text, parts) => {
    expect(skimmed(text, parts)).toBeUndefined();
  });

  test('is not troubled by a key that stands twice where nobody reads', () => {
    expect(skimmed('{"apiVersion":"v1","kind":"Pod","z":{"x":1,"x":2},"a":{"b":"c"}}', SOME)).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      a: { b: 'c' },
    });
  });

  test('gives equal parts as one and the same, and texts that differ in a byte as two', () => {
    const skimmer = skimmerOf({ fields: { labels: 'shared' } });
    const read = (label: string): unknown => {
      const bytes = Buffer.from(`{"apiVersion":"v1","kind":"Pod","labels":{"app":"${label}"}}`);
      return skimJson(skimmer, bytes, 0, undefined)?.['labels'];
    };
    const labels = Array.from({ length: 3000 }, (_, number) => `web-${number}`);
    const first = labels.map(read);
    expect(labels.every((label, index) => read(label) === first[index])).toBe(true);
    expect(new Set(first).size).toBe(labels.length);
    expect(first[2999]).toEqual({ app: 'web-2999' });
  });

  test('gives a list of which the same is read as one, though more in it differs', () => {
    const skimmer = skimmerOf({ fields: { conditions: { each: { fields: { type: 'shared', status: 'shared' } } } } });
    const read = (time: string, status: string): unknown => {
      const conditions = [
        { time, status: 'True', type: 'Scheduled' },
        { time, status, type: 'Ready' },
      ];
      const bytes = Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', conditions }));
      return skimJson(skimmer, bytes, 0, undefined)?.['conditions'];
    };
    const first = read('1', 'True');
    expect(read('2', 'True')).toBe(first);
    const other = read('3', 'False');
    expect(other).toEqual([
      { status: 'True', type: 'Scheduled' },
      { status: 'False', type: 'Ready' },
    ]);
    expect(first).toEqual([
      { status: 'True', type: 'Scheduled' },
      { status: 'True', type: 'Ready' },
    ]);
  });
});
