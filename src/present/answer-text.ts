import type { CheckAnswer } from '../engine/check.ts';
import { markdownTable, markdownText } from './delimited.ts';
import { decisionGlyph, type Glyphs } from './glyphs.ts';
import { headline, headlineText, shareText } from './headline.ts';
import { type Line, plainText, span } from './spans.ts';
import { explain } from './verdict-text.ts';

/** Where the connection goes: `shop/db:5432/TCP`, `[2001:db8::1]:443/TCP`; without a port the end alone. */
export function destinationOf({ to, port, protocol, pairs }: CheckAnswer): string {
  if (port === undefined) return to.text;
  return `${to.text.includes(':') ? `[${to.text}]` : to.text}:${port}/${protocol ?? pairs[0]?.protocol ?? 'TCP'}`;
}

/** `✗ denied  shop/web → shop/db:5432/TCP`. */
export function verdictLine(answer: CheckAnswer, glyphs: Glyphs): Line {
  const { decision, from } = answer;
  const share = shareText(answer);
  return [
    span(`${decisionGlyph(decision, glyphs)} ${decision}`, decision),
    span(`  ${from.text} ${glyphs.right} ${destinationOf(answer)}`, 'strong'),
    ...(share === undefined ? [] : [span(`  (${share})`, 'dim')]),
  ];
}

/** The whole answer as plain lines, as `check` prints it. */
export function answerText(answer: CheckAnswer, glyphs: Glyphs): string {
  const lines = explain(answer, glyphs).map(({ indent, spans }) => `${'  '.repeat(indent)}${plainText(spans)}`);
  const head = [plainText(verdictLine(answer, glyphs)), plainText(headline(answer))];
  return `${[...head, ...(lines.length === 0 ? [] : ['', ...lines])].join('\n')}\n`;
}

/** The answer for an issue or a chat: the question and the verdict as a table, the explanation as it is printed. */
export function answerMarkdown(answer: CheckAnswer, glyphs: Glyphs): string {
  const { decision, from } = answer;
  const table = markdownTable(['From', 'To', 'Verdict'], [[from.text, destinationOf(answer), decision]]);
  const lines = explain(answer, glyphs).map(({ indent, spans }) => `    ${'  '.repeat(indent)}${plainText(spans)}\n`);
  const trace = lines.length === 0 ? '' : `\n${lines.join('')}`;
  return `${table}\n${markdownText(headlineText(answer))}\n${trace}`;
}
