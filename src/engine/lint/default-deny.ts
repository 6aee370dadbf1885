import type { CompiledPolicy } from '../../model/policies.ts';
import { NETWORK_POLICY_TIER } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { namespaceIsolation } from '../isolation.ts';
import { isSelected } from '../match.ts';
import { podsIn, policiesOf } from '../selection.ts';
import { finding, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';

/** The cluster's own namespaces: hardly anybody isolates them, and doing so is for those who know each of their pods. */
const SYSTEM = /^(kube-(system|public|node-lease)|openshift-.*)$/;

/** Namespaces in which a pod that no policy names is open to everybody. */
export const noDefaultDeny: LintRule = ({ snapshot }) => {
  if (snapshot.gaps.length > 0) return [];
  return namespaceIsolation(snapshot).flatMap((isolation): readonly LintFinding[] => {
    const { namespace, subjects, isolatedIngress, isolatedEgress, policies } = isolation;
    if (subjects === 0 || SYSTEM.test(namespace) || isDenied(namespace, snapshot)) return [];
    const facts = {
      namespace,
      subjects,
      openIngress: subjects - isolatedIngress,
      openEgress: subjects - isolatedEgress,
      policies,
    };
    const object = snapshot.namespaces.get(namespace);
    return object === undefined
      ? []
      : [finding('no-default-deny', 'info', { kind: 'namespace', namespace: object }, facts)];
  });
};

function isDenied(namespace: string, snapshot: Snapshot): boolean {
  const isDefault = ({ subject, isolates }: CompiledPolicy): boolean =>
    isolates.includes('ingress') && subject.pods.requirements.length === 0;
  if (policiesOf(snapshot, namespace).some(isDefault)) return true;
  const pods = podsIn(snapshot, namespace);
  return (
    // Policies that are not evaluated may deny by default.
    snapshot.foreign.length > 0 ||
    snapshot.policies.some(
      (policy) =>
        policy.tier.id !== NETWORK_POLICY_TIER.id &&
        policy.rules.some(({ action, ref }) => action === 'deny' && ref.direction === 'ingress') &&
        pods.some((pod) => isSelected(policy.subject, pod, snapshot)),
    )
  );
}
