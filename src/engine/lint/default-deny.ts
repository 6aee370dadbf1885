import type { Namespace } from '../../model/cluster-objects.ts';
import type { CompiledPolicy, PolicyRef } from '../../model/policies.ts';
import { NETWORK_POLICY_TIER } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { effectiveOf } from '../effective.ts';
import { isolationIn } from '../isolation.ts';
import { isSelected } from '../match.ts';
import { podsIn, policiesOf } from '../selection.ts';
import { finding, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';

/** The cluster's own namespaces: hardly anybody isolates them, and doing so is for those who know each of their pods. */
const SYSTEM = /^(kube-(system|public|node-lease)|openshift-.*)$/;

/** Namespaces in which a pod that no policy names is open to everybody. */
export const noDefaultDeny: LintRule = function* ({ snapshot }) {
  if (snapshot.gaps.length > 0) return;
  for (const namespace of [...snapshot.namespaces.values()].sort((a, b) => (a.name < b.name ? -1 : 1)))
    yield lookAt(namespace, snapshot);
};

function lookAt(object: Namespace, snapshot: Snapshot): readonly LintFinding[] {
  if (SYSTEM.test(object.name) || isDenied(object.name, snapshot)) return [];
  const { subjects, isolatedIngress, isolatedEgress, policies } = isolationIn(snapshot, object.name);
  if (subjects === 0) return [];
  const facts = {
    namespace: object.name,
    subjects,
    openIngress: subjects - isolatedIngress,
    openEgress: subjects - isolatedEgress,
    policies,
    soleIsolators: soleIsolators(object.name, snapshot),
  };
  return [finding('no-default-deny', 'info', { kind: 'namespace', namespace: object }, facts)];
}

/** Policies without which some pod would be open for ingress, because no other isolates it. */
function soleIsolators(namespace: string, snapshot: Snapshot): readonly PolicyRef[] {
  const sole = podsIn(snapshot, namespace).flatMap((pod) => {
    const [only, ...others] = effectiveOf(snapshot, pod).ingress.isolatedBy;
    return only === undefined || others.length > 0 ? [] : [only];
  });
  return [...new Set(sole)];
}

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
