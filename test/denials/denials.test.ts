import { describe, expect, test } from 'vitest';
import { answeredSidesOf } from '../../src/engine/why/answered-side.ts';
import { nearMisses } from '../../src/engine/why/near-misses.ts';
import { ASCII } from '../../src/present/glyphs.ts';
import { headlineText } from '../../src/present/headline.ts';
import { ruleName } from '../../src/present/rule-text.ts';
import { plainText } from '../../src/present/spans.ts';
import { explain } from '../../src/present/verdict-text.ts';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';
import { type Denial, readDenials } from './denials.ts';

const denials = readDenials();

/** What the engine says, in the shape of what is expected; equal to it when it holds. */
function found(denial: Denial): Denial {
  const answer = answerTo(snapshotFromYaml(denial.manifests), { from: denial.from, to: denial.to });
  const pair = answer.pairs.find(({ decision }) => decision === 'denied');
  const sentence = headlineText(answer);
  if (pair === undefined) return { ...denial, name: `${denial.name}: ${answer.decision}, ${sentence}` };
  const text = explain(answer, ASCII)
    .map((line) => plainText(line.spans))
    .join('\n');
  const side = answeredSidesOf(pair).find((answered) => answered.side.direction === denial.side);
  const [nearest] = side === undefined ? [] : nearMisses(side);
  return {
    ...denial,
    nearest: nearest === undefined ? undefined : ruleName(nearest.trace.rule.ref),
    clauses: nearest?.shortfalls.map(({ clause }) => clause) ?? [],
    says: denial.says.map((part) => (sentence.includes(part) ? part : sentence)),
    explains: denial.explains.map((part) => (text.includes(part) ? part : text)),
  };
}

describe('a denial names the rule that comes nearest and what it lacks', () => {
  test.each(denials)('$file: $name', (denial) => {
    expect(found(denial)).toEqual(denial);
  });
});

test('there are cases for every clause, in both directions', () => {
  expect(denials.length).toBeGreaterThanOrEqual(60);
  const clauses = new Set(denials.flatMap((denial) => denial.clauses));
  expect([...clauses].sort()).toEqual(
    [
      'address',
      'except',
      'family',
      'named-port',
      'namespace',
      'namespace-label',
      'node-label',
      'not-a-node',
      'not-a-pod',
      'order',
      'pod-label',
      'policy-type',
      'port',
      'protocol',
      'subject',
      'tier',
    ].sort(),
  );
});
