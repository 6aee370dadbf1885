import type { Diagnostic, Severity } from '../model/diagnostics.ts';
import { diagnosticLines, type FoldedDiagnostic, foldDiagnostics } from '../present/diagnostic-text.ts';
import { span } from '../present/spans.ts';
import { count, enumerate } from '../present/text.ts';
import type { Printer } from './output.ts';

const MOST_SHOWN = 40;
const WORST_FIRST: readonly Severity[] = ['error', 'warning', 'info'];

/**
 * Writes what was found in the input, worst first, equal ones folded. Notes (`info`) only when `verbose`; beyond forty, errors and
 * warnings are counted, unless `verbose`.
 */
export function printDiagnostics(diagnostics: readonly Diagnostic[], printer: Printer, verbose: boolean): void {
  const severities = verbose ? WORST_FIRST : WORST_FIRST.filter((severity) => severity !== 'info');
  const ordered = severities.flatMap((severity) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity),
  );
  const folded = foldDiagnostics(ordered);
  const shown = verbose ? folded : folded.slice(0, MOST_SHOWN);
  for (const entry of shown) printer.lines(diagnosticLines(entry, printer.glyphs));
  if (folded.length > shown.length)
    printer.lines([[span(`… ${hiddenText(folded.slice(shown.length))}; --verbose shows them`, 'dim')]]);
}

function hiddenText(hidden: readonly FoldedDiagnostic[]): string {
  const number = hidden.reduce((sum, entry) => sum + entry.number, 0);
  return `and ${count(number, 'more', 'more')}`;
}

/** `2 errors and 1 warning`; undefined when there is neither. */
export function diagnosticCount(diagnostics: readonly Diagnostic[]): string | undefined {
  const parts = (['error', 'warning'] as const).flatMap((severity) => {
    const number = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return number === 0 ? [] : [count(number, severity)];
  });
  return parts.length === 0 ? undefined : enumerate(parts);
}
