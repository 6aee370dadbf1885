import type { Pod } from '../../model/cluster-objects.ts';
import { type Endpoint, podEnd } from '../../model/endpoints.ts';
import { type CompiledRule, type Direction, NETWORK_POLICY_TIER } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { FAMILIES } from '../end-addresses.ts';
import { isSelected, peersMatch } from '../match.ts';
import type { States } from '../paired-pods.ts';
import { policiesSelecting } from '../selection.ts';
import type { PolicyChange } from './edit.ts';

/** Two states of one cluster, and what was changed. */
export interface ChangedStates extends States {
  readonly changes: readonly PolicyChange[];
}

/**
 * Whether a change may matter to connections between two ends: it isolates one of them anew or no longer, or a rule that came or
 * went may match the other. Where this says no, every port is decided as before, and for the price of a few rules.
 */
export function mayConcern(states: ChangedStates, source: Endpoint, destination: Endpoint): boolean {
  return states.changes.some((change) =>
    change.directions.some((direction) => {
      const [subject, peer] = direction === 'egress' ? [source, destination] : [destination, source];
      if (subject.kind !== 'pod' || !isSelected(change.after.subject, subject.pod, states.after)) return false;
      if (isolationDiffers(states, subject.pod, direction)) return true;
      return differingRules(change, direction).some((rule) => mayMatch(rule, peer, states.after));
    }),
  );
}

/**
 * Whom a change may concern besides the pods it selects, in a direction: a pod for which this says no has the connections it had with each of
 * them. `subjects` are the pods that the policies changed in this direction select; `states` has those changes and no others.
 */
export function otherEndsConcerned(
  states: ChangedStates,
  direction: Direction,
  subjects: readonly Pod[],
): (pod: Pod) => boolean {
  if (subjects.some((pod) => isolationDiffers(states, pod, direction))) return () => true;
  const rules = states.changes.flatMap((change) => differingRules(change, direction));
  return (pod) => rules.some((rule) => mayMatch(rule, podEnd(pod), states.after));
}

function isolationDiffers({ before, after }: ChangedStates, pod: Pod, direction: Direction): boolean {
  return isIsolated(before, pod, direction) !== isIsolated(after, pod, direction);
}

function isIsolated(snapshot: Snapshot, pod: Pod, direction: Direction): boolean {
  return policiesSelecting(snapshot, pod).some(
    ({ tier, isolates }) => tier.id === NETWORK_POLICY_TIER.id && isolates.includes(direction),
  );
}

function differingRules({ before, after }: PolicyChange, direction: Direction): readonly CompiledRule[] {
  const was = before?.rules ?? [];
  const gone = was.filter((rule) => !after.rules.includes(rule));
  const come = after.rules.filter((rule) => !was.includes(rule));
  return [...gone, ...come].filter(({ ref }) => ref.direction === direction);
}

function mayMatch(rule: CompiledRule, peer: Endpoint, snapshot: Snapshot): boolean {
  return FAMILIES.some((family) => peersMatch(rule, { snapshot, peer, family }) !== 'no');
}
