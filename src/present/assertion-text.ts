import type { AssertionResult, Expected } from '../engine/assertions.ts';
import type { CheckAnswer } from '../engine/check.ts';
import type { Protocol } from '../model/ports.ts';
import { checkJson } from './answer-json.ts';
import { decisionGlyph, type Glyphs } from './glyphs.ts';
import { headlineText } from './headline.ts';
import type { JsonObject } from './json.ts';
import { problemText } from './problem-text.ts';
import { type Line, plainText, type Style, span } from './spans.ts';
import { count, enumerate, printable } from './text.ts';
import { explain } from './verdict-text.ts';
import { xmlText } from './xml-text.ts';
import { yamlText } from './yaml-text.ts';

/** A question that was asked, and the verdict it had or is to have. */
export interface AskedVerdict {
  readonly from: string;
  /** Without a port. */
  readonly to: string;
  readonly port: number | string | undefined;
  readonly protocol: Protocol | undefined;
  readonly verdict: Expected;
  readonly name?: string;
  readonly reason?: string;
}

/** The question and verdict of an answer, as an assertion says them. */
export function askedVerdict(answer: CheckAnswer): AskedVerdict {
  const { from, to, port, decision, pairs } = answer;
  const protocol = port === undefined ? undefined : answer.protocol;
  const isPartly = decision === 'denied' && pairs.some((pair) => pair.decision === 'allowed');
  return { from: from.text, to: to.text, port, protocol, verdict: isPartly ? 'partly' : decision };
}

/**
 * A file for `netpol-tui test` that expects these verdicts (docs/assertions.md). One verdict makes a file too; several are listed in
 * order.
 */
export function assertionsText(asked: readonly AskedVerdict[]): string {
  return yamlText({ assertions: asked.map(assertionObject) });
}

/** One assertion as data. */
function assertionObject({ name, from, to, port, protocol, verdict, reason }: AskedVerdict): JsonObject {
  return { name, from, to, port, protocol, expect: verdict, reason };
}

/** `web reaches the database`; without a name, the question. */
function assertionTitle({ assertion }: AssertionResult): string {
  return printable(assertion.name ?? questionText(assertion));
}

function questionText({ from, to, port, protocol }: AssertionResult['assertion']): string {
  const end = port !== undefined && to.includes(':') ? `[${to}]` : to;
  const wanted = port === undefined ? '' : `:${port}${protocol === undefined ? '' : `/${protocol}`}`;
  return `${from} to ${end}${wanted}`;
}

/** What was expected and what is; empty where it holds. */
function assertionMessage(result: AssertionResult): string {
  if (result.outcome === 'holds') return '';
  const { expect } = result.assertion;
  if (result.outcome === 'cannot be asked') return `cannot be asked: ${problemText(result.problem)}`;
  const { answer } = result;
  const open = answer.pairs.filter(({ decision }) => decision === 'allowed').length;
  const some =
    expect === 'denied' && answer.decision === 'denied' && open > 0
      ? `${open} of ${count(answer.pairs.length, 'connection')} ${open === 1 ? 'is' : 'are'} allowed`
      : `is ${answer.decision}`;
  return `expected ${expect}, ${some}: ${headlineText(answer)}`;
}

/** Where it is written: `tests.yaml:12`. */
function assertionPlace({ assertion: { file, line } }: AssertionResult): string {
  return printable(`${file}:${line}`);
}

const STYLES: Readonly<Record<AssertionResult['outcome'], Style>> = {
  holds: 'allowed',
  fails: 'denied',
  unknown: 'unknown',
  'cannot be asked': 'error',
};

/** One line where it holds; where it does not, what is expected, why, and how the verdict comes about. */
export function assertionLines(result: AssertionResult, glyphs: Glyphs): readonly (readonly [indent: number, Line])[] {
  const { outcome, assertion } = result;
  const title: Line = [
    span(`${signOf(outcome, glyphs)} ${outcome}`, STYLES[outcome]),
    span(`  ${assertionTitle(result)}`, 'strong'),
    ...(outcome === 'holds' ? [] : [span(`  (${assertionPlace(result)})`, 'dim')]),
  ];
  if (outcome === 'holds') return [[0, title]];
  const question = assertion.name === undefined ? [] : [[2, [span(questionText(assertion))]] as const];
  const why = assertion.reason === undefined ? [] : [[2, [span(`why it is expected: ${assertion.reason}`)]] as const];
  const lines = outcome === 'cannot be asked' ? [] : explain(result.answer, glyphs);
  return [
    [0, title],
    ...question,
    [2, [span(assertionMessage(result))]],
    ...why,
    ...lines.map(({ indent, spans }) => [indent + 2, spans] as const),
  ];
}

function signOf(outcome: AssertionResult['outcome'], glyphs: Glyphs): string {
  switch (outcome) {
    case 'holds':
      return decisionGlyph('allowed', glyphs);
    case 'fails':
      return decisionGlyph('denied', glyphs);
    case 'unknown':
      return glyphs.unknown;
    case 'cannot be asked':
      return glyphs.error;
  }
}

/** `12 assertions: 10 hold, 1 fails and 1 unknown`. */
export function assertionCounts(results: readonly AssertionResult[]): string {
  const number = (outcome: AssertionResult['outcome']): number => results.filter((r) => r.outcome === outcome).length;
  const [holds, fails, unknown, unasked] = [
    number('holds'),
    number('fails'),
    number('unknown'),
    number('cannot be asked'),
  ];
  const parts = [
    holds === 0 ? undefined : `${holds} ${holds === 1 ? 'holds' : 'hold'}`,
    fails === 0 ? undefined : `${fails} ${fails === 1 ? 'fails' : 'fail'}`,
    unknown === 0 ? undefined : `${unknown} unknown`,
    unasked === 0 ? undefined : `${unasked} cannot be asked`,
  ].flatMap((part) => part ?? []);
  return `${count(results.length, 'assertion')}: ${enumerate(parts)}`;
}

/** The results as data. */
export function assertionsJson(results: readonly AssertionResult[]): JsonObject {
  const number = (outcome: AssertionResult['outcome']): number => results.filter((r) => r.outcome === outcome).length;
  return {
    holds: number('holds'),
    fails: number('fails'),
    unknown: number('unknown'),
    cannotBeAsked: number('cannot be asked'),
    assertions: results.map((result) => {
      const { name, from, to, port, protocol, expect, reason, file, line } = result.assertion;
      return {
        name,
        file,
        line,
        expect,
        outcome: result.outcome,
        message: result.outcome === 'holds' ? undefined : assertionMessage(result),
        reason,
        ...(result.outcome === 'cannot be asked'
          ? { from, to, port, protocol }
          : { answer: checkJson(result.answer, result.outcome === 'holds' ? 'brief' : 'full') }),
      };
    }),
  };
}

/** The results as JUnit XML, a suite for each file, as CI systems read it. */
export function assertionsJunit(results: readonly AssertionResult[], glyphs: Glyphs): string {
  const files = [...new Set(results.map(({ assertion }) => assertion.file))];
  const suites = files.map((file) => {
    const own = results.filter(({ assertion }) => assertion.file === file);
    return `  <testsuite name="${xmlText(file)}" ${junitCounts(own)}>\n${own.map((r) => testCase(r, glyphs)).join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="netpol-tui" ${junitCounts(results)}>\n${suites.join('')}</testsuites>\n`;
}

function junitCounts(results: readonly AssertionResult[]): string {
  const failures = results.filter(({ outcome }) => outcome === 'fails' || outcome === 'unknown').length;
  const errors = results.filter(({ outcome }) => outcome === 'cannot be asked').length;
  return `tests="${results.length}" failures="${failures}" errors="${errors}"`;
}

function testCase(result: AssertionResult, glyphs: Glyphs): string {
  const { assertion, outcome } = result;
  const { file, line } = assertion;
  const head = `    <testcase name="${xmlText(assertionTitle(result))}" classname="${xmlText(file)}" file="${xmlText(file)}" line="${line}"`;
  if (outcome === 'holds') return `${head}/>\n`;
  const tag = outcome === 'cannot be asked' ? 'error' : 'failure';
  const text = assertionLines(result, glyphs)
    .slice(1)
    .map(([indent, spans]) => `${' '.repeat(indent)}${plainText(spans)}`)
    .join('\n');
  const message = xmlText(assertionMessage(result));
  return `${head}>\n      <${tag} type="${outcome}" message="${message}">${xmlText(text)}</${tag}>\n    </testcase>\n`;
}
