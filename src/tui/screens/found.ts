import { type Finding, isInputFinding } from '../../engine/lint/finding.ts';
import type { LintResult } from '../../engine/lint/lint.ts';
import { remember } from '../../model/memo.ts';
import { findingNamespace } from '../../present/finding-place.ts';
import { NO_FINDINGS, type Tally, tallyOf } from '../../present/finding-tally.ts';
import type { Context } from './content.ts';
import { policyId } from './subjects.ts';

/** Findings by what they are about. */
interface Found {
  readonly byPolicy: ReadonlyMap<string, readonly Finding[]>;
  readonly byNamespace: ReadonlyMap<string, Tally>;
  readonly all: Tally;
}

const known = new WeakMap<LintResult, Found>();

function foundIn(result: LintResult): Found {
  return remember(known, result, () => ({
    byPolicy: grouped(result.findings, aboutPolicy),
    byNamespace: new Map(
      [...grouped(result.findings, findingNamespace)].map(([name, findings]) => [name, tallyOf(findings)]),
    ),
    all: tallyOf(result.findings),
  }));
}

function grouped(
  findings: readonly Finding[],
  keyOf: (finding: Finding) => string | undefined,
): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    if (key !== undefined) remember(groups, key, () => [] as Finding[]).push(finding);
  }
  return groups;
}

/** The id of the policy a finding is about, if it is about one. */
export function aboutPolicy(finding: Finding): string | undefined {
  if (finding.about.kind === 'policy') return policyId(finding.about.policy.ref);
  const object = isInputFinding(finding) ? finding.facts.object : undefined;
  return object === undefined ? undefined : policyId(object);
}

/** How many findings there are; undefined until they have been looked for. */
export function tallyOfAll({ linted }: Context): Tally | undefined {
  return linted && foundIn(linted.result).all;
}

export function findingsOfPolicy(id: string, { linted }: Context): readonly Finding[] | undefined {
  return linted && (foundIn(linted.result).byPolicy.get(id) ?? []);
}

export function tallyOfPolicy(id: string, context: Context): Tally | undefined {
  const findings = findingsOfPolicy(id, context);
  return findings && tallyOf(findings);
}

export function tallyOfNamespace(name: string, { linted }: Context): Tally | undefined {
  return linted && (foundIn(linted.result).byNamespace.get(name) ?? NO_FINDINGS);
}
