import type { Pod } from '../../model/cluster-objects.ts';
import { NO_LABELS } from '../../model/labels.ts';
import {
  type CompiledPolicy,
  type CompiledRule,
  type Direction,
  NETWORK_POLICY_TIER,
  type PolicyRef,
} from '../../model/policies.ts';
import type { PortMatcher } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { RuleTrace } from '../../model/verdict.ts';
import type { PairAnswer } from '../check.ts';
import { matchersFor, portsAsked } from './asked-ports.ts';
import { correctionsOf } from './corrections.ts';
import { type Edit, renumbered, ruleOf } from './edit.ts';
import { nameEnds, peersFor } from './ends-as-peers.ts';
import { freeName } from './free-name.ts';
import { selectorFor } from './pod-labels.ts';
import { distinctRules, editableTraces, peerOf, policiesOfAll, sidesOf, subjectPods } from './sides.ts';

/** Edits that are made together, to be proved. */
export type Candidate = readonly Edit[];

// A pod with a thousand rules is not asked about each; the trace begins with what is evaluated first.
const MOST_RULES = 60;

/** Edits that may let these pairs through on one side. None is known to work before it was evaluated. */
export function openingCandidates(
  snapshot: Snapshot,
  pairs: readonly PairAnswer[],
  direction: Direction,
): readonly Candidate[] {
  const subjects = subjectPods(pairs, direction);
  const [first] = sidesOf(pairs, direction);
  if (subjects === undefined || first === undefined) return [];
  const ends = nameEnds(
    snapshot,
    pairs.map((pair) => peerOf(pair, direction)),
  );
  const traces = distinctRules(editableTraces(first)).slice(0, MOST_RULES);
  const peer = peerOf(first.pair, direction);
  const missed = { snapshot, pair: first.pair, peerLabels: peer.kind === 'pod' ? peer.pod.labels : NO_LABELS };
  const policies = policiesOfAll(snapshot, subjects);
  const slips = [
    ...traces.flatMap((trace) => correctionsOf(trace, missed)),
    ...policies.flatMap((policy) => typeEdits(policy, direction)),
  ];
  if (ends === undefined) return slips;
  const ports = matchersFor(portsAsked(pairs));
  const peersIn = (namespace: string | undefined) => peersFor(ends, namespace ?? '');
  return [
    ...slips,
    ...traces.flatMap((trace) => additions(trace, ports, peersIn)),
    ...policies
      .filter(({ isolates }) => isolates.includes(direction))
      .map(
        ({ ref }): Candidate => [{ kind: 'add-rule', policy: ref, direction, peers: peersIn(ref.namespace), ports }],
      ),
    ...newPolicies(snapshot, subjects, direction, (namespace) => [{ peers: peersIn(namespace), ports }]),
  ];
}

function additions(
  { rule, match, peerMatch, portMatch }: RuleTrace,
  ports: readonly PortMatcher[],
  peersIn: (namespace: string | undefined) => Extract<CompiledRule['peers'], readonly unknown[]>,
): readonly Candidate[] {
  if (match === 'yes' || rule.action !== 'accept') return [];
  if (portMatch === 'yes') return [[{ kind: 'add-peers', rule: rule.ref, peers: peersIn(rule.ref.policy.namespace) }]];
  return peerMatch === 'yes' ? [[{ kind: 'add-ports', rule: rule.ref, ports }]] : [];
}

// Rules that stand there and are not in force; and a policy that isolates a direction for which it has no rule, by default or by
// mistake, while the other direction is what it is about.
function typeEdits({ ref, isolates, rules, inert }: CompiledPolicy, direction: Direction): readonly Candidate[] {
  if (inert.some((rule) => rule.ref.direction === direction))
    return [[{ kind: 'add-policy-type', policy: ref, direction }]];
  const isAboutTheOther = rules.length > 0 && rules.every((rule) => rule.ref.direction !== direction);
  return isAboutTheOther && isolates.includes(direction)
    ? [[{ kind: 'remove-policy-type', policy: ref, direction }]]
    : [];
}

type NewRule = Pick<CompiledRule, 'peers' | 'ports'>;

/** A policy of its own for these pods; none when they lie in several namespaces. */
export function newPolicies(
  snapshot: Snapshot,
  subjects: readonly Pod[],
  direction: Direction,
  rulesIn: (namespace: string) => readonly NewRule[],
  word = 'allow',
): readonly Candidate[] {
  const [first] = subjects;
  if (first === undefined || subjects.some(({ namespace }) => namespace !== first.namespace)) return [];
  const { namespace } = first;
  const way = direction === 'ingress' ? 'to' : 'from';
  const ref: PolicyRef = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace,
    name: freeName(snapshot, namespace, `${word}-${way}-${first.workload.name}`),
    origin: { kind: 'implied', by: 'a proposed fix' },
  };
  const policy = renumbered({
    ref,
    tier: NETWORK_POLICY_TIER,
    precedence: 0,
    subject: { namespaces: { kind: 'named', name: namespace }, pods: selectorFor(snapshot, subjects) },
    isolates: [direction],
    rules: rulesIn(namespace).map((rule) => ruleOf(ref, { direction, ...rule })),
    inert: [],
  });
  return [[{ kind: 'new-policy', policy, direction }]];
}
