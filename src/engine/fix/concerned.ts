import type { Pod } from '../../model/cluster-objects.ts';
import { type Endpoint, podEnd } from '../../model/endpoints.ts';
import { type CompiledRule, type Direction, NETWORK_POLICY_TIER, type Peer } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { FAMILIES } from '../end-addresses.ts';
import { isSelectable, isSelected, peerMatch, selection, traceRule } from '../match.ts';
import { policiesSelecting } from '../selection.ts';
import type { PolicyChange } from './edit.ts';

/** Two states of one cluster, and what was changed. */
export interface ChangedStates {
  readonly before: Snapshot;
  readonly after: Snapshot;
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
      if (isIsolated(states.before, subject.pod, direction) !== isIsolated(states.after, subject.pod, direction))
        return true;
      return differingRules(change, direction).some((rule) => mayMatch(rule, { states, peer, destination }));
    }),
  );
}

/**
 * Whom a change may concern besides the pods it selects, in a direction: a pod for which this says no has the connections it had with each of
 * them. `subjects` are the pods that the changed policies select.
 */
export function otherEndsConcerned(
  states: ChangedStates,
  direction: Direction,
  subjects: readonly Pod[],
): (pod: Pod) => boolean {
  const changes = states.changes.filter(({ directions }) => directions.includes(direction));
  const isolates = subjects.some(
    (pod) => isIsolated(states.before, pod, direction) !== isIsolated(states.after, pod, direction),
  );
  if (isolates) return () => true;
  const rules = changes.flatMap((change) => differingRules(change, direction));
  return (pod) => rules.some(({ peers }) => peers === 'any' || peers.some((peer) => mayBe(peer, pod, states)));
}

function mayBe(peer: Peer, pod: Pod, states: ChangedStates): boolean {
  // Nearly all pods are such, and nearly all peers: no reasons are needed for them.
  if (peer.kind === 'endpoints' && isSelectable(pod)) return selection(peer.select, pod, states.after) !== 'no';
  return matchesSomeFamily(peer, pod, states);
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
  readonly states: ChangedStates;
  readonly peer: Endpoint;
  readonly destination: Endpoint;
}

function matchesSomeFamily(peer: Peer, pod: Pod, { after: snapshot }: ChangedStates): boolean {
  const end = podEnd(pod);
  const question = { snapshot, peer: end, destination: end, protocol: 'TCP', port: 1 } as const;
  return FAMILIES.some((family) => peerMatch(peer, { ...question, family }) !== 'no');
}

function mayMatch(rule: CompiledRule, { states, peer, destination }: Asked): boolean {
  const question = { snapshot: states.after, peer, destination, protocol: 'TCP', port: 1 } as const;
  return FAMILIES.some((family) => traceRule(rule, { ...question, family }).peerMatch !== 'no');
}
