import { type Finding, isInputFinding } from '../engine/lint/finding.ts';
import type { FieldPath, Position } from '../model/raw-object.ts';
import { formatPath, positionIn } from '../model/raw-object.ts';
import { policyWhere, positionText } from './rule-text.ts';
import { printable } from './text.ts';

/** Where a finding is written, to the line of the field. May read the document again. */
export function findingPosition(finding: Finding): Position | undefined {
  if (isInputFinding(finding)) return finding.facts.position;
  const { about } = finding;
  if (about.kind === 'cluster') return undefined;
  return about.kind === 'policy'
    ? positionIn(about.policy.ref.origin, about.path)
    : positionIn(about.namespace.origin, []);
}

/** The API's path of the field; empty when the object as a whole is meant. */
export function findingPath(finding: Finding): string {
  if (isInputFinding(finding)) return finding.facts.path ?? '';
  const path: FieldPath = finding.about.kind === 'policy' ? finding.about.path : [];
  return formatPath(path);
}

/** `policies.yaml:12` for the object a finding is about. Cheap: of a policy the line on which it begins. */
export function findingWhere(finding: Finding): string {
  if (isInputFinding(finding)) {
    const { position } = finding.facts;
    return position === undefined ? '' : positionText(position);
  }
  if (finding.about.kind === 'policy') return policyWhere(finding.about.policy.ref) ?? '';
  if (finding.about.kind === 'cluster') return '';
  const { origin } = finding.about.namespace;
  return origin.kind === 'file' ? printable(`${origin.file}:${origin.line}`) : '';
}

/** The namespace a finding is about; undefined when it is about the cluster or the input as a whole. */
export function findingNamespace(finding: Finding): string | undefined {
  if (isInputFinding(finding)) return finding.facts.object?.namespace || undefined;
  if (finding.about.kind === 'cluster') return undefined;
  return finding.about.kind === 'policy' ? finding.about.policy.ref.namespace : finding.about.namespace.name;
}
