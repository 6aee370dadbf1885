import type { Pod } from '../../model/cluster-objects.ts';
import { requirementHolds } from '../../model/labels.ts';
import { podsIn } from '../selection.ts';
import { aboutPolicy, type Evidence, finding, forEachPolicy, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';
import { nearestLabel } from './nearest-label.ts';

/** Policies that apply to no pod. Not said of namespaces without pods, where everything does. */
export const selectsNothing: LintRule = forEachPolicy((policy, evidence): readonly LintFinding[] => {
  const select = policy.subject;
  if (select.pods.requirements.length === 0 || evidence.subjectsOf(policy).length > 0) return [];
  const pods = candidates(select.namespaces, evidence);
  if (pods.length === 0) return [];
  // It means pods that have done their work, or such that policies cannot apply to.
  if (pods.some(({ labels }) => select.pods.requirements.every((wanted) => requirementHolds(wanted, labels))))
    return [];
  const nearest = nearestLabel(
    select.pods,
    pods.map(({ key, labels }) => ({ name: key, labels })),
  );
  return [finding('selects-nothing', 'warning', aboutPolicy(policy, ['spec', 'podSelector']), { select, nearest })];
});

function candidates(
  namespaces: Evidence['snapshot']['policies'][number]['subject']['namespaces'],
  { snapshot, podsMeant }: Evidence,
): readonly Pod[] {
  return namespaces.kind === 'named'
    ? podsIn(snapshot, namespaces.name)
    : podsMeant({ namespaces, pods: { requirements: [], text: '<all>' } });
}
