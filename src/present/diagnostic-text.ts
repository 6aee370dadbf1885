import type { Diagnostic } from '../model/diagnostics.ts';
import type { Glyphs } from './glyphs.ts';
import { positionText } from './rule-text.ts';
import { type Line, span } from './spans.ts';
import { count, printable } from './text.ts';

/** `policies.yaml:12:7`, or the object when it stands in no file. */
export function diagnosticWhere({ position, object }: Diagnostic): string | undefined {
  if (position !== undefined) return positionText(position, true);
  if (object === undefined) return undefined;
  return printable(`${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`);
}

/** A diagnostic, and how many others say the same elsewhere. */
export interface FoldedDiagnostic {
  readonly diagnostic: Diagnostic;
  /** At least 1. */
  readonly number: number;
}

/** Equal diagnostics as one with their number, in order of first appearance. Places do not make a difference, fields' indices neither. */
export function foldDiagnostics(diagnostics: readonly Diagnostic[]): readonly FoldedDiagnostic[] {
  const folded = new Map<string, { diagnostic: Diagnostic; number: number }>();
  for (const diagnostic of diagnostics) {
    const { severity, code, message, path } = diagnostic;
    const key = [severity, code, message, path?.replace(/\[\d+\]/g, '[]')].join('\n');
    const known = folded.get(key);
    if (known === undefined) folded.set(key, { diagnostic, number: 1 });
    else known.number++;
  }
  return [...folded.values()];
}

/** The lines of one diagnostic: severity, place, field and message; below it the strict and lenient outcome and what to do. */
export function diagnosticLines({ diagnostic, number }: FoldedDiagnostic, glyphs: Glyphs): readonly Line[] {
  const { severity, path, message, object, strict, lenient, remedy, position } = diagnostic;
  const where = diagnosticWhere(diagnostic);
  const named =
    object === undefined || position === undefined
      ? ''
      : `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}: `;
  const more = number === 1 ? [] : [span(` (and ${count(number - 1, 'more', 'more')} like it)`, 'dim')];
  const first: Line = [
    span(`${glyphs[severity]} ${severity}`, severity),
    ...(where === undefined ? [] : [span(` ${where}`, 'strong')]),
    span(`: ${named}`),
    ...(path === undefined || message.includes(path) ? [] : [span(path, 'code'), span(': ')]),
    span(message),
    ...more,
  ];
  const details = [
    ['a strict API server', strict],
    ['evaluated as', lenient],
    ['to do', remedy],
  ] as const;
  return [
    first,
    ...details.flatMap(([label, text]): Line[] =>
      text === undefined ? [] : [[span(`    ${label}: `, 'dim'), span(text)]],
    ),
  ];
}
