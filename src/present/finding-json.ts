import type { Finding } from '../engine/lint/finding.ts';
import type { LintResult } from '../engine/lint/lint.ts';
import { findingNamespace, findingPath, findingPosition } from './finding-place.ts';
import { findingText } from './finding-text.ts';
import type { JsonObject } from './json.ts';

/** Findings as data; `suppressed` with the reasons given. */
export function lintJson({ findings, suppressed }: LintResult): JsonObject {
  return {
    findings: findings.map(findingJson),
    suppressed: suppressed.map(({ finding, reason }) => ({ ...findingJson(finding), reason })),
  };
}

function findingJson(finding: Finding): JsonObject {
  const { code, severity } = finding;
  const { object, message, why, remedy } = findingText(finding);
  const position = findingPosition(finding);
  const path = findingPath(finding);
  return {
    code,
    severity,
    namespace: findingNamespace(finding),
    object,
    path: path === '' ? undefined : path,
    file: position?.file,
    line: position?.line,
    column: position?.column,
    message,
    why,
    remedy,
  };
}
