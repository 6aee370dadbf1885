import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../src/present/json.ts';
import { yamlText } from '../../src/present/yaml-text.ts';

// JSON has no -0, and YAML would keep it.
const json = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));
const word = fc.constantFrom(
  'yes',
  'NO',
  'on',
  'null',
  '~',
  '1e3',
  '0x1f',
  '010',
  '1:30',
  '.inf',
  '- a',
  'a: b',
  '#c',
  '',
  ' x ',
  '\u0085',
  '2024-01-01',
  '<<',
);
const awkward = fc.dictionary(word, fc.oneof(word, fc.array(word)));

test.each(['1.1', '1.2'] as const)('what is written as YAML %s reads back as it was', (version) => {
  const options = { version, schema: version === '1.1' ? ('yaml-1.1' as const) : ('core' as const), merge: false };
  const readsBack = (value: Json): void => {
    expect(parse(yamlText(value), options)).toEqual(value);
  };
  fc.assert(fc.property(json, readsBack), { seed: 11 });
  fc.assert(fc.property(awkward, readsBack), { seed: 12 });
});

test('reads like kubectl', () => {
  expect(
    yamlText({ from: 'shop/web', ports: [[1, 2]], none: [], rules: [{ at: 'a.yaml:3', left: undefined, on: true }] }),
  ).toBe(
    [
      'from: shop/web',
      'ports:',
      '  - - 1',
      '    - 2',
      'none: []',
      'rules:',
      '  - at: "a.yaml:3"',
      '    "on": true',
      '',
    ].join('\n'),
  );
});
