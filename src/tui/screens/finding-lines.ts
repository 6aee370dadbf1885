import { findingWhere } from '../../present/finding-place.ts';
import { findingText } from '../../present/finding-text.ts';
import { type Line, span } from '../../present/spans.ts';
import type { Subject } from '../state/screens.ts';
import { hangingLines, headedLines } from '../view/hanging-lines.ts';
import type { Context } from './content.ts';

// Message, reason and remedy in full; on a low terminal the rows are worth more.
const LOWEST = 20;
const HIGH = 36;

export function rowsBelowFindings({ rows }: Context): number {
  if (rows < LOWEST) return 0;
  return rows < HIGH ? 8 : 11;
}

/** The finding that is selected: what, why it matters, what to do. */
export function linesOfFinding(subject: Subject | undefined, { columns, glyphs }: Context): readonly Line[] {
  if (subject?.kind !== 'finding') return [];
  const { finding } = subject;
  const { object, message, why, remedy } = findingText(finding);
  const where = findingWhere(finding);
  const head: Line = [
    span(`${glyphs[finding.severity]} ${finding.code}`, finding.severity),
    ...(object === undefined ? [] : [span('  '), span(object, 'policy')]),
    ...(where === '' ? [] : [span(`  ${where}`, 'dim')]),
  ];
  const said = [
    ['found: ', message],
    ['to do: ', remedy],
    ['why:   ', why],
  ] as const;
  const body = said.flatMap(([name, text]) => headedLines([span(` ${name}`, 'dim')], [span(text)], columns - 1));
  return [[], ...hangingLines(head, columns, 1), ...body];
}
