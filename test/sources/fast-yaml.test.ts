import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFast } from '../../src/sources/fast-yaml.ts';
import { readYaml } from '../../src/sources/yaml-document.ts';
import { podYaml, policyYaml } from '../bench/pod-manifest.ts';
import { NASTY_SCALARS, YAML_TEXT } from './yaml-texts.ts';

type Read = { readonly value: unknown } | undefined;

/** The parser of record's value; undefined when it finds something to report. */
function recordOf(text: string): Read {
  const { value, faults, duplicates } = readYaml(text, { file: 'x.yaml', line: 1, column: 1 });
  return faults.length > 0 || duplicates.length > 0 ? undefined : { value };
}

const asJson = (read: Read): string | undefined => read && JSON.stringify(read.value);

describe('the fast reader', () => {
  test('reads what it reads as the parser of record does', () => {
    let taken = 0;
    fc.assert(
      fc.property(YAML_TEXT, (text) => {
        const fast = readFast(text);
        if (fast === undefined) return;
        taken += 1;
        expect(asJson(fast)).toBe(asJson(recordOf(text)));
      }),
      { seed: 20261121, numRuns: 20_000 },
    );
    // A reader that hands everything over would be equal too.
    expect(taken).toBeGreaterThan(3_000);
  });

  test.each(NASTY_SCALARS.map((scalar) => [scalar.length > 40 ? `${scalar.slice(0, 40)}…` : scalar, scalar]))(
    'reads %j so, if at all',
    (_, scalar) => {
      for (const text of [
        `a: ${scalar}\n`,
        `- ${scalar}\n- x\n`,
        `${scalar}: a\n`,
        `a: [${scalar}, b]\n`,
        `a: {b: ${scalar}}\n`,
        `a: ${scalar} # c\n`,
        `a: ${scalar}\n  more\n`,
        `- ${scalar}: a\n`,
      ]) {
        const fast = readFast(text);
        if (fast !== undefined) expect([text, asJson(fast)]).toEqual([text, asJson(recordOf(text))]);
      }
    },
  );

  test.each([
    ['a pod as kubectl prints it', podYaml(7)],
    ['a policy as people write it', policyYaml('web')],
    ['a list', 'items:\n- a: 1\n  b:\n  - c\n  - - d\n-\n  e:\n- f\n'],
    ['indented sequences', 'a:\n  - b: 1\n    c: 2\n  - d\n'],
    ['empty values', 'a:\nb: ""\nc: {}\nd: []\ne: ~\nf:\n  - \n  -\n'],
    ['text in a block', 'a: |\n  one\n    two\n\n  # three\nb: |-\n  four\n\nc: |+\n  five\n\nd: 1\n'],
    [
      'folded text',
      "a: one\n  two\n\n  three\nb: 'one\n  it''s'\nc: \"one \\\n  two\\n\\u00e9\\\"\n\n  three\"\nd: 1\n",
    ],
    ['comments', '# a\na: b # c\n  # d\nb: "#" # e\nc: # f\n  d: e#f\n# g\n'],
    ['quoted keys and keys of many characters', '"a b": 1\n\'c: d\': 2\nf:metadata: 3\nk:{"x":"y"}: 4\n.: 5\n'],
    ['flow collections', 'a: [b, "c d", {e: f, "g": [1, true]}]\nb: { c: d }\nc: [ ]\n'],
    ['other scripts', 'name: café\n日本: "𝒳"\n'],
  ])('does read %s', (_, text) => {
    const fast = readFast(text);
    expect(fast).toBeDefined();
    expect(asJson(fast)).toBe(asJson(recordOf(text)));
  });

  test.each([
    ['anchors', 'a: &x 1\n'],
    ['aliases', 'a: *x\n'],
    ['tags', 'a: !!str 1\n'],
    ['merges', '<<: {a: 1}\n'],
    ['duplicate keys', 'a: 1\na: 2\n'],
    ['keys that are no text', '1: a\n'],
    ['tabs as indentation', 'a:\n\tb: 1\n'],
    ['carriage returns', 'a: 1\r\n'],
    ['control characters', 'a: b\u0007\n'],
    ['endless nesting', `${'- '.repeat(5000)}a\n`],
    ['several documents', 'a: 1\n---\nb: 1\n'],
    ['no document', '# nothing\n'],
  ])('leaves %s to the parser of record', (_, text) => {
    expect(readFast(text)).toBeUndefined();
  });
});
