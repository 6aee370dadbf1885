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
  if (about.kind === 'policy') return positionIn(about.policy.ref.origin, about.path);
  return positionIn(about.kind === 'service' ? about.service.origin : about.namespace.origin, []);
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
  const { about } = finding;
  if (about.kind === 'policy') return policyWhere(about.policy.ref) ?? '';
  if (about.kind === 'cluster') return '';
  const { origin } = about.kind === 'service' ? about.service : about.namespace;
  return origin.kind === 'file' ? printable(`${origin.file}:${origin.line}`) : '';
}

/** The namespace a finding is about; undefined when it is about the cluster or the input as a whole. */
export function findingNamespace(finding: Finding): string | undefined {
  if (isInputFinding(finding)) return finding.facts.object?.namespace || undefined;
  const { about } = finding;
  if (about.kind === 'cluster') return undefined;
  if (about.kind === 'policy') return about.policy.ref.namespace;
  return about.kind === 'service' ? about.service.namespace : about.namespace.name;
}
