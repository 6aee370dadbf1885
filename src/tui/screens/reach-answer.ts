import { type CheckAnswer, type CheckProblem, check, isProblem } from '../../engine/check.ts';
import { decisionGlyph } from '../../present/glyphs.ts';
import { headlineText } from '../../present/headline.ts';
import { problemText } from '../../present/problem-text.ts';
import { type Line, span } from '../../present/spans.ts';
import { linkedTo } from '../../present/trace-lines.ts';
import { type ExplainedLine, explain, ruleToLookAt } from '../../present/verdict-text.ts';
import type { ReachForm } from '../state/screens.ts';
import { hangingLines } from '../view/hanging-lines.ts';
import { type Context, cached, type Item } from './content.ts';
import { ruleSubject } from './rule-rows.ts';
import { policyById, policyId } from './subjects.ts';

/** The answer to what the form asked last; undefined when nothing was asked yet. */
export function answerTo(form: ReachForm, context: Context): CheckAnswer | CheckProblem | undefined {
  const { asked } = form;
  if (asked === undefined) return undefined;
  const namespace = lookupNamespace(context);
  return cached(context.snapshot, `check ${namespace} ${asked.from} ${asked.to}`, () =>
    check(context.snapshot, asked, namespace),
  );
}

/** Where unqualified names are looked up. */
export function lookupNamespace({ namespace }: Pick<Context, 'namespace'>): string {
  return namespace ?? 'default';
}

/** Glyph, word and the sentence a person can act on. */
export function verdictLines(answer: CheckAnswer | CheckProblem, context: Context): readonly Line[] {
  const { columns } = context;
  if (isProblem(answer)) return hangingLines([span(problemText(answer), 'error')], columns, 1);
  const { decision, noEndpoints } = answer;
  const isEmpty = noEndpoints !== undefined && noEndpoints !== 'endpoint-pods-not-read';
  const word = isEmpty ? 'NOTHING TO CONNECT TO' : decision.toUpperCase();
  const style = isEmpty ? 'warning' : decision;
  const sentence: Line = [
    span(`${decisionGlyph(decision, context.glyphs)} ${word}  `, style),
    span(headlineText(answer)),
  ];
  return hangingLines(sentence, columns, 1);
}

/** Both sides' traces as lines; those that speak of a policy or a rule can be opened. */
export function answerItems(answer: CheckAnswer | CheckProblem, context: Context): readonly Item[] {
  if (isProblem(answer)) return problemItems(answer);
  const key = `explained ${context.columns} ${context.glyphs.allowed} ${lookupNamespace(context)} ${answer.query.from} ${answer.query.to}`;
  return cached(context.snapshot, key, () =>
    leadingToRule(explain(answer, context.glyphs), answer).flatMap((line, index) =>
      explainedItems(line, index, context),
    ),
  );
}

// The cursor begins on the first line: enter there is "show me".
function leadingToRule([first, ...others]: readonly ExplainedLine[], answer: CheckAnswer): readonly ExplainedLine[] {
  if (first === undefined) return others;
  return [{ ...linkedTo(ruleToLookAt(answer)), ...first }, ...others];
}

function explainedItems(line: ExplainedLine, index: number, context: Context): readonly Item[] {
  const subject = linkOf(line, context);
  return hangingLines(line.spans, context.columns, 1 + line.indent * 2).map((piece, i): Item => {
    return {
      id: `trace/${index}/${i}`,
      line: piece,
      ...(subject === undefined ? {} : { subject }),
      ...(line.topic === undefined ? {} : { topic: line.topic }),
    };
  });
}

function linkOf({ link }: ExplainedLine, { snapshot }: Context): Item['subject'] {
  if (link === undefined) return undefined;
  const id = policyId(link.policy);
  const { rule } = link;
  if (rule === undefined) return { kind: 'policy', id };
  const policy = policyById(snapshot, id);
  const compiled = policy?.rules.find(({ ref }) => ref.direction === rule.direction && ref.index === rule.index);
  return compiled === undefined ? { kind: 'policy', id } : ruleSubject(compiled);
}

function problemItems(problem: CheckProblem): readonly Item[] {
  if (problem.problem !== 'endpoint' || problem.error.suggestions.length === 0) return [];
  return [
    { line: [span(' Alike in the input:', 'title')] },
    ...problem.error.suggestions.map((text): Item => ({ id: `alike/${text}`, line: [span(`   ${text}`)] })),
  ];
}
