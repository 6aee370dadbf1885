import type { Pod } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import { type CompiledRule, type Direction, NETWORK_POLICY_TIER } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { FAMILIES } from '../end-addresses.ts';
import { isSelected, traceRule } from '../match.ts';
import { policiesSelecting } from '../selection.ts';
import type { PolicyChange } from './edit.ts';

/** Two states of one cluster. */
interface States {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly changes: readonly PolicyChange[];
}

/**
 * Whether a change may matter to connections between two ends: it isolates one of them anew or no longer, or a rule that came or
 * went may match the other. Where this says no, every port is decided as before, and for the price of a few rules.
 */
export function mayConcern(states: States, source: Endpoint, destination: Endpoint): boolean {
  return states.changes.some((change) =>
    change.directions.some((direction) => {
      const [subject, peer] = direction === 'egress' ? [source, destination] : [destination, source];
      if (subject.kind !== 'pod' || !isSelected(change.after.subject, subject.pod, states.after)) return false;
      if (isIsolated(states.before, subject.pod, direction) !== isIsolated(states.after, subject.pod, direction))
        return true;
      return differingRules(change, direction).some((rule) => mayMatch(rule, { states, peer, destination }));
    }),
  );
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

interface Asked {
  readonly states: States;
  readonly peer: Endpoint;
  readonly destination: Endpoint;
}

function mayMatch(rule: CompiledRule, { states, peer, destination }: Asked): boolean {
  const question = { snapshot: states.after, peer, destination, protocol: 'TCP', port: 1 } as const;
  return FAMILIES.some((family) => traceRule(rule, { ...question, family }).peerMatch !== 'no');
}
