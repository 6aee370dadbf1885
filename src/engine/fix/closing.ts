import { type AddressRange, covers, everyAddress } from '../../model/addresses.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import type { CompiledRule, Direction, Peer } from '../../model/policies.ts';
import type { PortSet } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { RuleTrace } from '../../model/verdict.ts';
import type { PairAnswer } from '../check.ts';
import { policiesSelecting } from '../selection.ts';
import { everyPortBut, matchersFor, portsAsked, portsWithout } from './asked-ports.ts';
import type { Edit } from './edit.ts';
import {
  blockPeer,
  blocksOfRange,
  type NamedEnds,
  nameEnds,
  peersFor,
  podsExcept,
  withoutPods,
  withoutRanges,
} from './ends-as-peers.ts';
import { type Candidate, newPolicies } from './opening.ts';
import { distinctRules, editableTraces, peerOf, sidesOf, subjectPods } from './sides.ts';

/** What is to be closed, on one side. */
interface Closing {
  readonly direction: Direction;
  readonly ends: NamedEnds;
  readonly asked: PortSet;
  readonly destinations: readonly Endpoint[];
}

/** Edits that may close these pairs on one side. None is known to work before it was evaluated. */
export function closingCandidates(
  snapshot: Snapshot,
  pairs: readonly PairAnswer[],
  direction: Direction,
): readonly Candidate[] {
  const subjects = subjectPods(pairs, direction);
  const named = nameEnds(
    snapshot,
    pairs.map((pair) => peerOf(pair, direction)),
  );
  if (subjects === undefined || named === undefined) return [];
  const ends = inBothFamilies(named);
  const asked = portsAsked(pairs);
  const closing: Closing = { direction, ends, asked, destinations: pairs.map(({ destination }) => destination) };
  const allowing = distinctRules(
    sidesOf(pairs, direction)
      .flatMap(editableTraces)
      .filter(({ match }) => match !== 'no'),
  );
  const isolating = isolatingPolicies(snapshot, subjects, closing);
  return STYLES.flatMap((style) => {
    const edits = allowing.flatMap((trace) => style(trace, closing));
    return isolating.map((added): Candidate => [...edits, ...added]);
  });
}

// Who closes all of the outside means the addresses of the other family too, which the pods may get.
function inBothFamilies(ends: NamedEnds): NamedEnds {
  const everywhere = [everyAddress('IPv4'), everyAddress('IPv6')];
  const isAll = ends.ranges.some((range) => everywhere.some((all) => covers(range, all)));
  return isAll ? { ...ends, ranges: everywhere } : ends;
}

/** For the pods no policy isolates: policies that do, and keep what else was open. One that does nothing when there are none. */
function isolatingPolicies(snapshot: Snapshot, subjects: readonly Pod[], closing: Closing): readonly Candidate[] {
  const { direction, ends, asked } = closing;
  const open = subjects.filter(
    (pod) => !policiesSelecting(snapshot, pod).some(({ isolates }) => isolates.includes(direction)),
  );
  if (open.length === 0) return [[]];
  const otherPorts = { peers: 'any', ports: everyPortBut(asked) } as const;
  const otherPeers = { peers: peersBut(ends), ports: matchersFor(asked) };
  const keeping = [[otherPorts, otherPeers], [otherPorts], []];
  return keeping.flatMap((rules) =>
    newPolicies(snapshot, open, direction, () => rules.filter(({ peers }) => peers.length > 0), 'limit'),
  );
}

/** Everybody but these. Where these are pods, nobody outside is named, for a block of addresses would let the pods in again. */
function peersBut(ends: NamedEnds): readonly Peer[] {
  if (ends.pods.length > 0) return podsExcept(ends);
  const outside = [everyAddress('IPv4'), everyAddress('IPv6')].flatMap(
    (all) => withoutRanges(everyoneIn(all), ends.ranges) ?? [],
  );
  return [...podsExcept(ends), ...outside];
}

function everyoneIn(all: AddressRange): Extract<Peer, { kind: 'addresses' }> {
  const peer = blockPeer(blocksOfRange(all)[0] ?? '');
  if (peer.kind !== 'addresses') throw new Error('a block of addresses is one');
  return peer;
}

type Style = (trace: RuleTrace, closing: Closing) => readonly Edit[];

/** Takes the peers out of the rule, and gives them back the ports that were not asked for. */
const narrowly: Style = ({ rule }, closing) => {
  const { direction, ends, asked, destinations } = closing;
  const left = rule.peers === 'any' ? peersBut(ends) : rule.peers.flatMap((peer) => peerWithout(peer, ends));
  const rest = portsWithout(rule.ports, asked, destinations);
  const policy = rule.ref.policy;
  const back: readonly Edit[] =
    rest.length === 0
      ? []
      : [{ kind: 'add-rule', policy, direction, peers: peersFor(ends, policy.namespace ?? ''), ports: rest }];
  return [...withPeers(rule, left), ...back];
};

/** Takes out the entries that match; the rule when all do. */
const byEntries: Style = ({ rule, peers, ports }) => {
  if (rule.peers !== 'any' && rule.peers.length > 1) {
    return withPeers(
      rule,
      peers.filter(({ match }) => match === 'no').map(({ peer }) => peer),
    );
  }
  if (rule.ports === 'any') return [{ kind: 'remove-rule', rule: rule.ref }];
  return withPorts(
    rule,
    ports.filter(({ match }) => match === 'no').map(({ matcher }) => matcher),
  );
};

/** Takes the ports out of the rule, for all its peers. */
const byPorts: Style = ({ rule }, { asked, destinations }) =>
  withPorts(rule, portsWithout(rule.ports, asked, destinations));

const whole: Style = ({ rule }) => [{ kind: 'remove-rule', rule: rule.ref }];

const STYLES: readonly Style[] = [narrowly, byEntries, byPorts, whole];

// An empty list would mean everybody, so that a rule without peers goes.
function withPeers(rule: CompiledRule, becomes: readonly Peer[]): readonly Edit[] {
  if (becomes.length === 0) return [{ kind: 'remove-rule', rule: rule.ref }];
  return [{ kind: 'narrow-peers', rule: rule.ref, was: rule.peers, becomes }];
}

function withPorts(rule: CompiledRule, becomes: Extract<CompiledRule['ports'], readonly unknown[]>): readonly Edit[] {
  if (becomes.length === 0) return [{ kind: 'remove-rule', rule: rule.ref }];
  return [{ kind: 'narrow-ports', rule: rule.ref, was: rule.ports, becomes }];
}

function peerWithout(peer: Peer, ends: NamedEnds): readonly Peer[] {
  if (peer.kind === 'endpoints') return withoutPods([peer], ends);
  if (peer.kind !== 'addresses') return [peer];
  const left = withoutRanges(peer, ends.ranges);
  return left === undefined ? [] : [left];
}
