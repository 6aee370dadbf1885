import { type CompiledPolicy, formatPolicy } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Suppression } from '../../model/suppression.ts';
import { isFindingCode } from './codes.ts';
import { aboutPolicy, finding, type LintRule } from './evidence.ts';
import { type Finding, type FindingAbout, isInputFinding, type LintFinding } from './finding.ts';

/** Annotations that suppress nothing: without a reason, or for a code there is not. */
export const suppressionsInvalid: LintRule = function* ({ snapshot }) {
  for (const policy of snapshot.policies)
    yield problemsOf(policy.suppression, aboutPolicy(policy, ['metadata', 'annotations']));
  for (const namespace of snapshot.namespaces.values())
    yield problemsOf(namespace.suppression, { kind: 'namespace', namespace });
};

function problemsOf(suppression: Suppression | undefined, about: FindingAbout): readonly LintFinding[] {
  if (suppression === undefined) return [];
  const unknownCodes = suppression.codes.filter((code) => !isFindingCode(code));
  const reasonMissing = suppression.reason === '';
  if (unknownCodes.length === 0 && !reasonMissing && suppression.codes.length > 0) return [];
  return [finding('suppression-invalid', 'warning', about, { reasonMissing, unknownCodes })];
}

/**
 * Why a finding is left out, for each: the reason given at its policy or at the namespace. Errors are never left out, for what they
 * concern is not part of any answer.
 */
export function suppressionsOf(snapshot: Snapshot): (found: Finding) => string | undefined {
  // Only what was noticed while reading names its policy.
  let policies: ReadonlyMap<string, CompiledPolicy> | undefined;
  const policyNamed = (name: string): CompiledPolicy | undefined => {
    policies ??= new Map(snapshot.policies.map((policy) => [formatPolicy(policy.ref), policy]));
    return policies.get(name);
  };
  const ofNamespace = (name: string | undefined): readonly Suppression[] =>
    [snapshot.namespaces.get(name ?? '')?.suppression].flatMap((entry) => entry ?? []);
  const ofPolicy = (policy: CompiledPolicy): readonly Suppression[] => [
    ...(policy.suppression === undefined ? [] : [policy.suppression]),
    ...ofNamespace(policy.ref.namespace),
  ];
  const suppressionsFor = (found: Finding): readonly Suppression[] => {
    if (found.about.kind === 'namespace') return ofNamespace(found.about.namespace.name);
    if (found.about.kind === 'service') return ofNamespace(found.about.service.namespace);
    if (found.about.kind === 'policy') return ofPolicy(found.about.policy);
    const object = isInputFinding(found) ? found.facts.object : undefined;
    if (object === undefined) return [];
    const policy = policyNamed(formatPolicy({ ...object, namespace: object.namespace || undefined }));
    return policy === undefined ? ofNamespace(object.namespace) : ofPolicy(policy);
  };
  return (found) => {
    if (found.severity === 'error' || found.code === 'suppression-invalid') return undefined;
    return suppressionsFor(found).find(({ codes, reason }) => reason !== '' && codes.includes(found.code))?.reason;
  };
}
