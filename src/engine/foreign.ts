import type { Endpoint } from '../model/endpoints.ts';
import type { ForeignPolicy, ForeignSelection } from '../model/foreign-policies.ts';
import { gapIn } from '../model/gaps.ts';
import { remember } from '../model/memo.ts';
import type { CompiledPolicy, Direction } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { SideVerdict, Unknown } from '../model/verdict.ts';
import { isSelectable, selection } from './match.ts';
import { policiesMaybeSelecting } from './selection.ts';

/** A policy that is not evaluated and applies to one end of a connection, or may. */
export interface ForeignMatch {
  readonly policy: ForeignPolicy;
  readonly selects: 'yes' | 'maybe';
}

/** One connection as one side sees it. */
interface SideEnds {
  readonly snapshot: Snapshot;
  readonly subject: Endpoint;
  readonly peer: Endpoint;
}

/**
 * A side's verdict, made unknown where a policy that is not evaluated could change it. What can only deny does not change a denial.
 * Not for traffic that nothing can block.
 */
export function withForeignPolicies(side: SideVerdict, ends: SideEnds): SideVerdict {
  const changing = foreignOn(side.direction, ends).filter(
    ({ policy }) => (policy.effect === 'any' || side.decision !== 'denied') && !isDecidedBefore(side, policy),
  );
  const unread = unreadAbout(side, ends);
  if (changing.length === 0 && unread.length === 0) return side;
  const end = side.direction === 'egress' ? 'source' : 'destination';
  const because = changing.map(({ policy, selects }): Unknown => {
    const { gap } = policy.unread ?? {};
    if (gap !== undefined)
      return { kind: 'not-readable', missing: { what: 'policies', end }, gap, otherwise: side.decision };
    return { kind: 'foreign-policy', policy: policy.ref, selects, end, otherwise: side.decision };
  });
  const before = side.reason.kind === 'unknown' ? side.reason.because : [];
  return { ...side, decision: 'unknown', reason: { kind: 'unknown', because: [...because, ...unread, ...before] } };
}

/** Whether the tiers before those of policies that were not read have decided. */
function isDecidedBefore({ decision, reason, trace }: SideVerdict, { unread }: ForeignPolicy): boolean {
  return unread !== undefined && isDecidedBeforeTier({ decision, reason, trace }, unread.tierOrder);
}

function isDecidedBeforeTier(
  { decision, reason, trace }: Pick<SideVerdict, 'decision' | 'reason' | 'trace'>,
  tierOrder: number | undefined,
): boolean {
  const last = trace.at(-1);
  if (last === undefined || tierOrder === undefined || decision === 'unknown') return false;
  return (reason.kind === 'rule' || reason.kind === 'isolated') && last.tier.order < tierOrder;
}

/** What else was not read and may make this side decide otherwise: a namespace's labels, a pod behind an address. */
function unreadAbout(side: SideVerdict, { snapshot, subject }: SideEnds): readonly Unknown[] {
  if (snapshot.gaps.length === 0) return [];
  const otherwise = side.decision;
  if (subject.kind === 'address') {
    const gap = gapIn(snapshot, 'Pod');
    const missing = { what: 'pod-at', address: subject.address.text } as const;
    return gap === undefined ? [] : [{ kind: 'not-readable', missing, gap, otherwise }];
  }
  const gap = gapIn(snapshot, 'Namespace');
  if (subject.kind !== 'pod' || gap === undefined) return [];
  const { namespace } = subject.pod;
  const concerned = maybeConcerned(snapshot, subject, side.direction).filter(
    (policy) => !isDecidedBeforeTier(side, policy.tier.order),
  );
  if (concerned.length === 0) return [];
  return [{ kind: 'not-readable', missing: { what: 'namespace-labels', namespace }, gap, otherwise }];
}

/** Policies that concern the direction and may select the subject: it hangs on labels of a namespace that was not read. */
function maybeConcerned(snapshot: Snapshot, subject: Endpoint, direction: Direction): readonly CompiledPolicy[] {
  if (subject.kind !== 'pod' || gapIn(snapshot, 'Namespace') === undefined) return [];
  return policiesMaybeSelecting(snapshot, subject.pod).filter(
    (policy) => policy.isolates.includes(direction) || policy.rules.some(({ ref }) => ref.direction === direction),
  );
}

/** Policies not evaluated that may decide on connections of this pod in some direction. */
export function foreignSelecting(snapshot: Snapshot, subject: Endpoint, direction: Direction): readonly ForeignMatch[] {
  return candidates(snapshot, subject).flatMap((policy) =>
    strongest(
      policy,
      policy.selections.filter((selection) => selection.directions.includes(direction)),
      { snapshot, subject },
    ),
  );
}

function foreignOn(direction: Direction, { snapshot, subject, peer }: SideEnds): readonly ForeignMatch[] {
  const peerIsPod = peer.kind === 'pod' && isSelectable(peer.pod);
  return candidates(snapshot, subject).flatMap((policy) => {
    const concerned = policy.selections.filter(
      ({ directions, peers }) => directions.includes(direction) && (peers === 'any' || !peerIsPod),
    );
    return strongest(policy, concerned, { snapshot, subject });
  });
}

function strongest(
  policy: ForeignPolicy,
  selections: readonly ForeignSelection[],
  ends: Pick<SideEnds, 'snapshot' | 'subject'>,
): readonly ForeignMatch[] {
  const matches = selections.map((selection) => selectionMatches(selection, ends));
  if (matches.includes('yes')) return [{ policy, selects: 'yes' }];
  return matches.includes('maybe') ? [{ policy, selects: 'maybe' }] : [];
}

function selectionMatches(
  { pods, certain, hosts }: ForeignSelection,
  { snapshot, subject }: Pick<SideEnds, 'snapshot' | 'subject'>,
): 'yes' | 'maybe' | 'no' {
  const isHost = subject.kind === 'node' || (subject.kind === 'pod' && subject.pod.hostNetwork);
  if (isHost) return hosts ? 'maybe' : 'no';
  if (subject.kind !== 'pod' || pods === undefined || !isSelectable(subject.pod)) return 'no';
  const match = selection(pods, subject.pod, snapshot);
  if (match === 'no') return 'no';
  return certain && match === 'yes' ? 'yes' : 'maybe';
}

interface Index {
  readonly byNamespace: ReadonlyMap<string, readonly ForeignPolicy[]>;
  readonly everywhere: readonly ForeignPolicy[];
}

const indexes = new WeakMap<Snapshot['foreign'], Index>();

function candidates(snapshot: Snapshot, subject: Endpoint): readonly ForeignPolicy[] {
  if (snapshot.foreign.length === 0) return [];
  const { byNamespace, everywhere } = remember(indexes, snapshot.foreign, () => makeIndex(snapshot.foreign));
  const own = subject.kind === 'pod' ? (byNamespace.get(subject.pod.namespace) ?? []) : [];
  return [...own, ...everywhere];
}

function makeIndex(policies: readonly ForeignPolicy[]): Index {
  const byNamespace = new Map<string, ForeignPolicy[]>();
  const everywhere: ForeignPolicy[] = [];
  for (const policy of policies) {
    const names = policy.selections.map(({ pods, hosts }) => {
      return hosts || pods?.namespaces.kind !== 'named' ? undefined : pods.namespaces.name;
    });
    const [first] = names;
    if (first !== undefined && names.every((name) => name === first)) {
      remember(byNamespace, first, () => [] as ForeignPolicy[]).push(policy);
    } else if (names.length > 0) everywhere.push(policy);
  }
  return { byNamespace, everywhere };
}

/** What may be in force for a side besides the policies that are evaluated, without the names. */
export interface Doubt {
  readonly effect: ForeignPolicy['effect'];
  /** Connections it is about. */
  readonly peers: ForeignSelection['peers'];
  /** What was decided before this tier stands; undefined: nothing does. */
  readonly tierOrder: number | undefined;
}

/** Everything that makes `withForeignPolicies` doubt an answer about this subject, whatever the other end; each kind once. */
export function doubtsAbout(snapshot: Snapshot, subject: Endpoint, direction: Direction): readonly Doubt[] {
  const found = new Map<string, Doubt>();
  const add = (doubt: Doubt): void => {
    found.set(`${doubt.effect} ${doubt.peers} ${doubt.tierOrder}`, doubt);
  };
  for (const { effect, selections, unread } of candidates(snapshot, subject)) {
    for (const selection of selections) {
      if (!selection.directions.includes(direction)) continue;
      if (selectionMatches(selection, { snapshot, subject }) === 'no') continue;
      add({ effect, peers: selection.peers, tierOrder: unread?.tierOrder });
    }
  }
  for (const policy of maybeConcerned(snapshot, subject, direction)) {
    add({ effect: 'any', peers: 'any', tierOrder: policy.tier.order });
  }
  return [...found.values()];
}
