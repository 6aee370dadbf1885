import type { CheckAnswer } from '../../src/engine/check.ts';
import type { Diagnostic } from '../../src/model/diagnostics.ts';
import type { Protocol } from '../../src/model/ports.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { ASCII } from '../../src/present/glyphs.ts';
import { headlineText } from '../../src/present/headline.ts';
import { plainText } from '../../src/present/spans.ts';
import { explain } from '../../src/present/verdict-text.ts';
import { answerTo, snapshotFromYaml } from '../support/snapshot.ts';
import type { Check, ExpectedDiagnostic, SpecFile } from './spec-file.ts';

/** The policies come first, so that their line numbers are those of the file's `policies` text. */
export function snapshotOf(spec: SpecFile): Snapshot {
  return snapshotFromYaml(`${spec.policies}\n---\n${spec.cluster}`);
}

/** The checks, each with what the engine answers in its place; equal to the expected when it holds. */
export function engineAnswer(snapshot: Snapshot, check: Check): Check {
  const { from, to, port, protocol } = check;
  const answer = answerTo(snapshot, {
    from,
    to,
    ...(port === undefined ? {} : { port, protocol: protocol as Protocol }),
  });
  const text = [headlineText(answer), ...explain(answer, ASCII).map((line) => plainText(line.spans))].join('\n');
  const reasons = reasonsOf(answer);
  const reasonHolds = check.reason === undefined || reasons.includes(check.reason);
  return {
    ...check,
    verdict: answer.decision,
    says: check.says.map((part) => (text.includes(part) ? part : text)),
    silent: check.silent.map((part) => (text.includes(part) ? text : part)),
    reason: reasonHolds ? check.reason : reasons.join(', '),
  };
}

function reasonsOf(answer: CheckAnswer): readonly string[] {
  const flows = answer.pairs.filter((pair) => pair.decision === answer.decision).flatMap((pair) => pair.flow ?? []);
  return flows.flatMap(({ verdict }) =>
    [verdict.egress, verdict.ingress].map((side) => `${side.direction} ${side.reason.kind}`),
  );
}

/**
 * The errors and the warnings that a file expects against those there are, as text. Warnings and notes that no file asks about
 * are passed over; errors never are.
 */
export function compareDiagnostics(snapshot: Snapshot, expected: readonly ExpectedDiagnostic[]) {
  const wanted = expected.map(expectedText);
  const asked = (diagnostic: Diagnostic) =>
    diagnostic.severity === 'error' || wanted.includes(diagnosticText(diagnostic));
  return { found: snapshot.diagnostics.filter(asked).map(diagnosticText).sort(), wanted: [...wanted].sort() };
}

function expectedText({ severity, code, path, line }: ExpectedDiagnostic): string {
  return `${severity} ${code} ${path ?? ''} line ${line ?? '-'}`;
}

function diagnosticText({ severity, code, path, position }: Diagnostic): string {
  return `${severity} ${code} ${path ?? ''} line ${position?.line ?? '-'}`;
}
