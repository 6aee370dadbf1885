import type { Finding } from '../engine/lint/finding.ts';
import type { LintResult } from '../engine/lint/lint.ts';
import type { Severity } from '../model/diagnostics.ts';
import { findingPosition } from './finding-place.ts';
import { findingText } from './finding-text.ts';
import type { Glyphs } from './glyphs.ts';
import { positionText } from './rule-text.ts';
import { type Line, span } from './spans.ts';
import { count, enumerate } from './text.ts';

/** A finding as lines: severity, code and place, what it is, why it matters, what to do. */
function findingLines(
  finding: Finding,
  glyphs: Glyphs,
  { why = true }: { readonly why?: boolean } = {},
): readonly Line[] {
  const { severity, code } = finding;
  const { object, message, why: reason, remedy } = findingText(finding);
  const position = findingPosition(finding);
  return [
    [
      span(`${glyphs[severity]} ${severity}`, severity),
      span(` ${code}`, 'strong'),
      ...(object === undefined ? [] : [span(' '), span(object, 'policy')]),
      ...(position === undefined ? [] : [span(` (${positionText(position)})`, 'dim')]),
    ],
    [span(`    ${message}`)],
    ...(why ? [[span('    why: ', 'dim'), span(reason)]] : []),
    [span('    to do: ', 'dim'), span(remedy)],
  ];
}

/** Findings under each other; why something matters is said once for each code. */
export function allFindingLines(findings: readonly Finding[], glyphs: Glyphs): readonly Line[] {
  const said = new Set<string>();
  return findings.flatMap((finding) => {
    const { why } = findingText(finding);
    const isNew = !said.has(why);
    said.add(why);
    return findingLines(finding, glyphs, { why: isNew });
  });
}

const NOUNS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** `1 error, 5 warnings and 4 notes; 1 suppressed`. */
export function findingCounts({ findings, suppressed }: LintResult): string {
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [count(number, NOUNS[severity])];
  });
  const found = parts.length === 0 ? 'nothing found' : enumerate(parts);
  return suppressed.length === 0 ? found : `${found}; ${suppressed.length} suppressed`;
}
