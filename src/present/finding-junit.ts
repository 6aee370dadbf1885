import type { Finding } from '../engine/lint/finding.ts';
import { isAtLeast, type LintResult } from '../engine/lint/lint.ts';
import type { Severity } from '../model/diagnostics.ts';
import { findingPosition } from './finding-place.ts';
import { findingText } from './finding-text.ts';
import { xmlText } from './xml-text.ts';

/**
 * Findings as JUnit XML, as CI systems read it: a case for each. Those from the severity on that fails are failures, milder ones pass
 * with what they say as output, and those left out by an annotation are skipped with its reason. Without any there is one that passes.
 */
export function lintJunit({ findings, suppressed }: LintResult, failOn: Severity): string {
  const cases = [
    ...findings.map((finding) => findingCase(finding, failOn)),
    ...suppressed.map(
      ({ finding, reason }) => `${opening(finding)}>\n      <skipped message="${xmlText(reason)}"/>\n    </testcase>\n`,
    ),
  ];
  const body = cases.length === 0 ? ['    <testcase name="nothing found" classname="lint"/>\n'] : cases;
  const failures = findings.filter(({ severity }) => isAtLeast(severity, failOn)).length;
  const counts = `tests="${body.length}" failures="${failures}" errors="0" skipped="${suppressed.length}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="netpol-tui lint" ${counts}>\n  <testsuite name="lint" ${counts}>\n${body.join('')}  </testsuite>\n</testsuites>\n`;
}

function findingCase(finding: Finding, failOn: Severity): string {
  const { severity } = finding;
  const { message, why, remedy } = findingText(finding);
  const text = xmlText(`${message}\nwhy: ${why}\nto do: ${remedy}`);
  const said = isAtLeast(severity, failOn)
    ? `<failure type="${severity}" message="${xmlText(message)}">${text}</failure>`
    : `<system-out>${xmlText(severity)}: ${text}</system-out>`;
  return `${opening(finding)}>\n      ${said}\n    </testcase>\n`;
}

function opening(finding: Finding): string {
  const { object } = findingText(finding);
  const position = findingPosition(finding);
  const place = position === undefined ? '' : ` file="${xmlText(position.file)}" line="${position.line}"`;
  return `    <testcase name="${xmlText([finding.code, object ?? ''].join(' ').trim())}" classname="lint.${finding.code}"${place}`;
}
