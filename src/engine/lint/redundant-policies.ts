import type { AddressRange } from '../../model/addresses.ts';
import { everyAddress } from '../../model/addresses.ts';
import type { Pod } from '../../model/cluster-objects.ts';
import type { Endpoint } from '../../model/endpoints.ts';
import type { Labels } from '../../model/labels.ts';
import { remember } from '../../model/memo.ts';
import type { CompiledPolicy, CompiledRule, Direction } from '../../model/policies.ts';
import { NETWORK_POLICY_TIER } from '../../model/policies.ts';
import {
  ALL_PORTS,
  mapProtocols,
  NO_PORTS,
  normalisePorts,
  type PortMatcher,
  type PortRange,
  type PortSet,
  PROTOCOLS,
  subtractPorts,
  uniteSets,
} from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { FAMILIES } from '../end-addresses.ts';
import { blocksOf } from '../identities.ts';
import { isSelectable, peersMatch } from '../match.ts';
import { policiesOf, policiesSelecting } from '../selection.ts';
import { aboutPolicy, type Evidence, finding, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';
import { endpointsInclude } from './inclusion.ts';

/**
 * NetworkPolicies without which every side would decide as it does: others isolate the same pods, whatever pods there will be, and
 * let through everything that these let through now. All that are found may be removed together.
 */
export const redundantPolicies: LintRule = function* (evidence) {
  const { snapshot } = evidence;
  if (snapshot.gaps.length > 0) return;
  const removed = new Set<CompiledPolicy>();
  for (const policy of [...snapshot.policies].reverse()) {
    const by = isCandidate(policy, evidence) ? yield* whatStandsIn(policy, evidence, removed) : undefined;
    if (by !== undefined) removed.add(policy);
    yield by === undefined ? [] : [redundantFinding(policy, by, evidence)];
  }
};

function redundantFinding(
  policy: CompiledPolicy,
  by: readonly CompiledPolicy[],
  { subjectsOf }: Evidence,
): LintFinding {
  return finding('policy-redundant', 'info', aboutPolicy(policy), { by, pods: subjectsOf(policy).length });
}

// A peer that means nobody now is a matter of its own, and no proof of anything.
function isCandidate(policy: CompiledPolicy, evidence: Evidence): boolean {
  if (policy.tier.id !== NETWORK_POLICY_TIER.id || evidence.subjectsOf(policy).length === 0) return false;
  return policy.rules.every(({ peers }) => {
    if (peers === 'any') return true;
    return peers.every((peer) => peer.kind !== 'endpoints' || evidence.podsMeant(peer.select).length > 0);
  });
}

/** Goes on by small steps: one policy may let in thousands of sorts of pods. Finds nothing in between. */
type Looking<T> = Generator<readonly LintFinding[], T>;

function* whatStandsIn(
  policy: CompiledPolicy,
  evidence: Evidence,
  removed: ReadonlySet<CompiledPolicy>,
): Looking<readonly CompiledPolicy[] | undefined> {
  const { snapshot } = evidence;
  const others = policiesOf(snapshot, policy.ref.namespace ?? '').filter(
    (other) => other !== policy && !removed.has(other) && other.tier.id === policy.tier.id,
  );
  const isolating = policy.isolates.map((direction) =>
    others.find((other) => isolatesAsWell(other, policy, direction)),
  );
  if (isolating.includes(undefined)) return undefined;
  const standing = new Set(isolating.flatMap((other) => other ?? []));
  const inForce = new Set(others);
  const rules = [...others, policy].flatMap((other) => other.rules);
  for (const subject of yield* unlike(evidence.subjectsOf(policy), rules)) {
    const selecting = policiesSelecting(snapshot, subject).filter((other) => inForce.has(other));
    const by = yield* coveredBy(policy, selecting, { snapshot, subject, evidence });
    if (by === undefined) return undefined;
    for (const other of by) standing.add(other);
  }
  return [...standing];
}

function isolatesAsWell(other: CompiledPolicy, policy: CompiledPolicy, direction: Direction): boolean {
  if (!other.isolates.includes(direction) || !endpointsInclude(other.subject, policy.subject)) return false;
  // Denying by default is said in a policy of its own, and is to stay true when others go.
  const isDefault = policy.rules.length === 0 && policy.subject.pods.requirements.length === 0;
  return !isDefault || other.rules.length === 0;
}

/** Those of the others that let this pod do what the policy lets it do; undefined when something is left. */
function* coveredBy(
  policy: CompiledPolicy,
  others: readonly CompiledPolicy[],
  setting: Setting,
): Looking<readonly CompiledPolicy[] | undefined> {
  const directions = new Set(policy.rules.map(({ ref }) => ref.direction));
  const rulesOf = (other: CompiledPolicy, direction: Direction): readonly CompiledRule[] =>
    other.rules.filter(({ ref }) => ref.direction === direction);
  for (const rule of policy.rules) {
    const beside = others.flatMap((other) => rulesOf(other, rule.ref.direction));
    if (!(yield* isCovered(rule, beside, setting))) return undefined;
  }
  return others.filter((other) => [...directions].some((direction) => rulesOf(other, direction).length > 0));
}

interface Setting {
  readonly snapshot: Snapshot;
  readonly subject: Pod;
  readonly evidence: Evidence;
}

/** Whether the others let this pod do all that the rule does, with each kind of pod and with every address. */
function* isCovered(rule: CompiledRule, others: readonly CompiledRule[], setting: Setting): Looking<boolean> {
  const direction = rule.ref.direction;
  const peers = [...(yield* podPeers(rule, others, setting)), ...outsidePeers(rule, others)];
  for (const [index, peer] of peers.entries()) {
    const wanted = portsOpened([rule], peer, direction, setting);
    if (wanted === undefined) return false;
    const left = portsOpened(others, peer, direction, setting) ?? NO_PORTS;
    if (!PROTOCOLS.every((protocol) => subtractPorts(wanted[protocol], left[protocol]).length === 0)) return false;
    if (index % PEERS_A_STEP === PEERS_A_STEP - 1) yield [];
  }
  return true;
}

const PEERS_A_STEP = 64;

function* podPeers(
  rule: CompiledRule,
  others: readonly CompiledRule[],
  { evidence }: Setting,
): Looking<readonly Endpoint[]> {
  const pods = yield* unlike(evidence.podsBehind(rule.peers), [rule, ...others]);
  return pods.map((pod): Endpoint => ({ kind: 'pod', pod }));
}

const sorts = new WeakMap<readonly Pod[], Map<string, readonly Pod[]>>();

/** One pod of each sort that these rules may tell apart. Replicas share their labels; ports and addresses count where rules ask for them. */
function* unlike(pods: readonly Pod[], rules: readonly CompiledRule[]): Looking<readonly Pod[]> {
  const byName = rules.some(({ ports }) => ports !== 'any' && ports.some(({ kind }) => kind === 'named'));
  const byAddress = rules.some(({ peers }) => peers !== 'any' && peers.some(({ kind }) => kind !== 'endpoints'));
  const ofPods = remember(sorts, pods, () => new Map<string, readonly Pod[]>());
  const key = `${byName} ${byAddress}`;
  const known = ofPods.get(key);
  if (known !== undefined) return known;
  const found = yield* findUnlike(pods, { byName, byAddress });
  ofPods.set(key, found);
  return found;
}

interface ToldApart {
  readonly byName: boolean;
  readonly byAddress: boolean;
}

const PODS_A_STEP = 256;

function* findUnlike(pods: readonly Pod[], { byName, byAddress }: ToldApart): Looking<readonly Pod[]> {
  const numbers = new Map<Labels, number>();
  const found = new Map<string, Pod>();
  for (const [index, pod] of pods.entries()) {
    if (index % PODS_A_STEP === PODS_A_STEP - 1) yield [];
    const { labels, namespace, hostNetwork, ports, addresses, addressKnown, nodeName } = pod;
    const key = [
      namespace,
      remember(numbers, labels, () => numbers.size),
      hostNetwork,
      byName ? ports.map(({ name, protocol, port }) => `${name}:${port}/${protocol}`).join() : '',
      byAddress ? `${addresses.map(({ text }) => text).join()} ${addressKnown} ${nodeName}` : familiesText(pod),
    ].join(' ');
    remember(found, key, () => pod);
  }
  return [...found.values()];
}

function familiesText({ addresses }: Pod): string {
  return [...new Set(addresses.map(({ family }) => family))].join();
}

/** Pieces of the address space in which no block begins or ends. Only where the rule speaks of addresses. */
function outsidePeers(rule: CompiledRule, others: readonly CompiledRule[]): readonly Endpoint[] {
  if (rule.peers !== 'any' && rule.peers.every(({ kind }) => kind === 'endpoints')) return [];
  const blocks = [rule, ...others].flatMap(blocksOf);
  return FAMILIES.flatMap((family) => {
    const whole = everyAddress(family);
    const starts = new Set<bigint>([whole.first]);
    for (const block of blocks) {
      if (block.family !== family) continue;
      starts.add(block.first);
      if (block.last < whole.last) starts.add(block.last + 1n);
    }
    const sorted = [...starts].sort((a, b) => (a < b ? -1 : 1));
    return sorted.map((first, i): Endpoint => {
      const range: AddressRange = { family, first, last: (sorted[i + 1] ?? whole.last + 1n) - 1n };
      return { kind: 'range', range };
    });
  });
}

/** Ports these rules open between the pod and this peer; undefined when it cannot be told whether one matches. */
function portsOpened(
  rules: readonly CompiledRule[],
  peer: Endpoint,
  direction: Direction,
  { snapshot, subject }: Setting,
): PortSet | undefined {
  const destination: Endpoint = direction === 'ingress' ? { kind: 'pod', pod: subject } : peer;
  let open = NO_PORTS;
  for (const rule of rules) {
    const matches = familiesOf(peer).map((family) => peersMatch(rule, { snapshot, peer, family }));
    if (matches.includes('unknown')) return undefined;
    // A pod with two families is let in by one of them only: that is more than the others may do.
    if (matches.includes('yes') && matches.includes('no')) return undefined;
    if (matches.includes('yes')) open = uniteSets(open, portsAt(rule.ports, destination));
  }
  return open;
}

function familiesOf(peer: Endpoint): readonly ('IPv4' | 'IPv6')[] {
  if (peer.kind === 'range') return [peer.range.family];
  if (peer.kind !== 'pod' || peer.pod.addresses.length === 0) return FAMILIES;
  return FAMILIES.filter((family) => peer.pod.addresses.some((address) => address.family === family));
}

function portsAt(ports: CompiledRule['ports'], destination: Endpoint): PortSet {
  if (ports === 'any') return ALL_PORTS;
  const ranges = ports.map((matcher) => ({ matcher, numbers: numbersOf(matcher, destination) }));
  return mapProtocols((protocol) =>
    normalisePorts(
      ranges.flatMap(({ numbers }) => numbers.filter((entry) => entry.protocol === protocol).map(rangeOf)),
    ),
  );
}

interface Numbers {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

function rangeOf({ first, last }: Numbers): PortRange {
  return [first, last];
}

function numbersOf(matcher: PortMatcher, destination: Endpoint): readonly Numbers[] {
  switch (matcher.kind) {
    case 'protocol':
      return [{ protocol: matcher.protocol, first: 1, last: 65535 }];
    case 'range':
      return [matcher];
    case 'named':
      if (destination.kind !== 'pod' || !isSelectable(destination.pod)) return [];
      return destination.pod.ports
        .filter(
          ({ name, protocol }) =>
            name === matcher.name && (matcher.protocol === 'any' || matcher.protocol === protocol),
        )
        .map(({ protocol, port }) => ({ protocol, first: port, last: port }));
  }
}
