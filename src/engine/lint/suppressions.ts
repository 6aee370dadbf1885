import type { Snapshot } from '../../model/snapshot.ts';
import type { Suppression } from '../../model/suppression.ts';
import { isFindingCode } from './codes.ts';
import { aboutPolicy, finding, type LintRule } from './evidence.ts';
import { type Finding, type FindingAbout, isInputFinding, type LintFinding } from './finding.ts';

/** Annotations that suppress nothing: without a reason, or for a code there is not. */
export const suppressionsInvalid: LintRule = ({ snapshot }) => [
  ...snapshot.policies.flatMap((policy) =>
    problemsOf(policy.suppression, aboutPolicy(policy, ['metadata', 'annotations'])),
  ),
  ...[...snapshot.namespaces.values()].flatMap((namespace) =>
    problemsOf(namespace.suppression, { kind: 'namespace', namespace }),
  ),
];

function problemsOf(suppression: Suppression | undefined, about: FindingAbout): readonly LintFinding[] {
  if (suppression === undefined) return [];
  const unknownCodes = suppression.codes.filter((code) => !isFindingCode(code));
  const reasonMissing = suppression.reason === '';
  if (unknownCodes.length === 0 && !reasonMissing && suppression.codes.length > 0) return [];
  return [finding('suppression-invalid', 'warning', about, { reasonMissing, unknownCodes })];
}

/**
 * Why a finding is left out: the reason given at its policy or at the namespace. Errors are never left out, for what they concern is
 * not part of any answer.
 */
export function suppressedBecause(found: Finding, snapshot: Snapshot): string | undefined {
  if (found.severity === 'error' || found.code === 'suppression-invalid') return undefined;
  return suppressionsFor(found, snapshot).find(({ codes, reason }) => reason !== '' && codes.includes(found.code))
    ?.reason;
}

function suppressionsFor(found: Finding, snapshot: Snapshot): readonly Suppression[] {
  const ofNamespace = (name: string | undefined): readonly Suppression[] =>
    [snapshot.namespaces.get(name ?? '')?.suppression].flatMap((entry) => entry ?? []);
  if (found.about.kind === 'namespace') return ofNamespace(found.about.namespace.name);
  if (found.about.kind === 'policy') {
    const { policy } = found.about;
    return [...(policy.suppression === undefined ? [] : [policy.suppression]), ...ofNamespace(policy.ref.namespace)];
  }
  const object = isInputFinding(found) ? found.facts.object : undefined;
  const policy = snapshot.policies.find(
    ({ ref }) => ref.kind === object?.kind && ref.name === object.name && (ref.namespace ?? '') === object.namespace,
  );
  return policy?.suppression === undefined ? ofNamespace(object?.namespace) : [policy.suppression];
}
