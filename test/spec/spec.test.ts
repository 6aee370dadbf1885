import { describe, expect, test } from 'vitest';
import { readYaml } from '../support/naive/read-yaml.ts';
import type { NaiveEnd } from '../support/naive/verdict.ts';
import { naiveTiers } from '../support/naive-tiers/verdict.ts';
import { compareDiagnostics, engineAnswer, snapshotOf } from './engine-half.ts';
import { type Check, readSpecFiles, type SpecFile } from './spec-file.ts';

const files = readSpecFiles();
const now = files.filter((spec) => spec.later === undefined);

describe('the specification files', () => {
  test('every case of semantics §7.1 to §7.6 is stated in one', () => {
    const stated = new Set(files.flatMap((spec) => spec.case));
    const missing = Array.from({ length: 140 }, (_, index) => index + 1).filter((number) => !stated.has(number));
    expect(missing).toEqual([]);
  });

  test('each states its rule once', () => {
    const rules = files.map((spec) => spec.rule);
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
  });

  for (const spec of files) if (spec.later !== undefined) test.todo(`${spec.file}: ${spec.rule} (${spec.later})`);
});

describe('the naive evaluator', () => {
  for (const spec of now) {
    // It validates nothing, and knows neither other engines nor what a newer API may have.
    if (naiveChecks(spec).length === 0 || spec.tags.includes('engine-only')) continue;
    test(`${spec.file}: ${spec.rule}`, () => {
      // What every server refuses is not in force; the evaluator itself validates nothing.
      const ask = naiveTiers(readYaml(spec.loaded ? `${spec.policies}\n---\n${spec.cluster}` : spec.cluster));
      const answers = naiveChecks(spec).map(({ check, source, destination }) => {
        return answer(check, ask({ source, destination, protocol: check.protocol, port: Number(check.port) }));
      });
      expect(answers).toEqual(naiveChecks(spec).map(({ check }) => answer(check, check.verdict)));
    });
  }
});

describe('the engine', () => {
  for (const spec of now) {
    test(`${spec.file}: ${spec.rule}`, () => {
      const snapshot = snapshotOf(spec);
      const { found, wanted } = compareDiagnostics(snapshot, spec.diagnostics ?? []);
      expect(found).toEqual(wanted);
      expect(snapshot.refused.length).toBe(spec.loaded ? 0 : 1);
      if (!spec.loaded) expect(snapshot.policies).toEqual([]);
      expect(spec.checks.map((check) => engineAnswer(snapshot, check))).toEqual(spec.checks);
    });
  }
});

function answer(check: Check, verdict: string): string {
  return `${check.from} -> ${check.to} ${check.protocol}/${check.port} ${verdict}`;
}

/** The checks of a file that need no more than pods, nodes and addresses. */
function naiveChecks(spec: SpecFile) {
  return spec.checks.flatMap((check) => {
    const source = naiveEnd(check.from);
    const destination = naiveEnd(check.to);
    if (source === undefined || destination === undefined || typeof check.port !== 'number') return [];
    return [{ check, source, destination }];
  });
}

function naiveEnd(text: string): NaiveEnd | undefined {
  if (/^[\d.]+$|:/.test(text)) return { address: text };
  if (text.startsWith('node/')) return { node: text.slice('node/'.length) };
  return text.split('/').length === 2 ? { pod: text } : undefined;
}
