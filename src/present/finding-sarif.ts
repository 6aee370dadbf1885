import type { Finding } from '../engine/lint/finding.ts';
import type { LintResult } from '../engine/lint/lint.ts';
import type { Severity } from '../model/diagnostics.ts';
import { guideEntries } from './finding-document.ts';
import { findingPosition } from './finding-place.ts';
import { findingText } from './finding-text.ts';
import type { JsonObject } from './json.ts';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** Findings as SARIF 2.1.0, which code hosts show beside the lines. What stands in no file has no location. */
export function lintSarif({ findings, suppressed }: LintResult, version: string): JsonObject {
  const rules = guideEntries().map(({ code, severity, title, why, remedy }) => ({
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: remedy },
    defaultConfiguration: { level: LEVELS[severity] },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'netpol-tui', version, rules } },
        results: [
          ...findings.map((finding) => resultOf(finding)),
          ...suppressed.map(({ finding, reason }) => ({
            ...resultOf(finding),
            suppressions: [{ kind: 'inSource', justification: reason }],
          })),
        ],
      },
    ],
  };
}

function resultOf(finding: Finding): JsonObject {
  const { object, message, remedy } = findingText(finding);
  const position = findingPosition(finding);
  const said = `${object === undefined ? '' : `${object}: `}${message}. To do: ${remedy}`;
  return {
    ruleId: finding.code,
    level: LEVELS[finding.severity],
    message: { text: said },
    locations:
      position === undefined
        ? []
        : [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(position.file) },
                region: { startLine: position.line, startColumn: position.column },
              },
            },
          ],
  };
}
