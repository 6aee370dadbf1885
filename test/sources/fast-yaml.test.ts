import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFast } from '../../src/sources/fast-yaml.ts';
import { readYaml } from '../../src/sources/yaml-document.ts';
import { YAML_TEXT } from './yaml-texts.ts';

const BEGIN = { file: 'x.yaml', line: 1, column: 1 };

/** The parser of record's value; undefined when it finds something to report. */
function recordOf(text: string): { readonly value: unknown } | undefined {
  const { value, faults, duplicates } = readYaml(text, BEGIN);
  return faults.length > 0 || duplicates.length > 0 ? undefined : { value };
}

const asJson = (read: { readonly value: unknown } | undefined): string | undefined =>
  read && JSON.stringify(read.value);

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
      { seed: 20261121, numRuns: Number(process.env['FAST_YAML_RUNS'] ?? 20_000) },
    );
    // A reader that hands everything over would be equal too.
    expect(taken).toBeGreaterThan(3_000);
  });
});
