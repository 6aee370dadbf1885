import type { AddressRange, Family, IpAddress } from '../../model/addresses.ts';
import { covers } from '../../model/addresses.ts';
import { remember } from '../../model/memo.ts';
import type { AddressBlock, CompiledPolicy, CompiledRule } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { FAMILIES } from '../end-addresses.ts';
import { isInBlock, isSelectable } from '../match.ts';
import { policiesOf } from '../selection.ts';
import { aboutPeer, type Evidence, finding, forEachRule, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';
import { endpointsInclude } from './inclusion.ts';

interface Known {
  readonly name: string;
  readonly address: IpAddress;
}

/** Blocks that hold nothing but addresses of pods, or of Services: the ones do not stay, the others are never seen by policies. */
export const blocksInCluster: LintRule = function* (evidence) {
  const { snapshot } = evidence;
  const spans = [
    { of: 'services', ...(yield* known(serviceAddresses(snapshot))) },
    { of: 'pods', ...(yield* known(podAddresses(snapshot))) },
  ] as const;
  yield* forEachBlock((policy, rule, block, index): readonly LintFinding[] => {
    for (const { of, addresses, spans: within } of spans) {
      if (!within.some((range) => covers(range, block.cidr))) continue;
      const inside = addresses.filter(({ address }) => isInBlock(block, address));
      if (inside.length === 0) continue;
      const facts = {
        block: block.cidr.text,
        of,
        examples: inside.slice(0, 3).map(({ name }) => name),
        number: inside.length,
      };
      return [finding('block-in-cluster', 'warning', aboutPeer(policy, rule, index), facts)];
    }
    return [];
  })(evidence);
};

function* podAddresses({ pods }: Snapshot): Generator<Known> {
  for (const pod of pods.values()) {
    if (isSelectable(pod)) for (const address of pod.addresses) yield { name: pod.key, address };
  }
}

function* serviceAddresses({ services }: Snapshot): Generator<Known> {
  for (const { key, clusterIPs } of services.values()) for (const address of clusterIPs) yield { name: key, address };
}

/** So many addresses to a step. */
const IN_A_STEP = 4096;

interface KnownAddresses {
  readonly addresses: readonly Known[];
  /** By family, the smallest block that holds all of them. */
  readonly spans: readonly AddressRange[];
}

/** Goes on by small steps, and finds nothing in between. */
function* known(all: Iterable<Known>): Generator<readonly LintFinding[], KnownAddresses> {
  const addresses: Known[] = [];
  const ends = new Map<Family, { lowest: bigint; highest: bigint }>();
  for (const one of all) {
    addresses.push(one);
    const { family, value } = one.address;
    const own = remember(ends, family, () => ({ lowest: value, highest: value }));
    if (value < own.lowest) own.lowest = value;
    if (value > own.highest) own.highest = value;
    if (addresses.length % IN_A_STEP === 0) yield [];
  }
  return { addresses, spans: [...ends].map(([family, own]) => spanOf(family, own)) };
}

function spanOf(
  family: Family,
  { lowest, highest }: { readonly lowest: bigint; readonly highest: bigint },
): AddressRange {
  let size = 1n;
  while (lowest / size !== highest / size) size *= 2n;
  const first = lowest - (lowest % size);
  return { family, first, last: first + size - 1n };
}

/** All of one family for pods that have both: the other half of the world is left out, by mistake as a rule. */
export const oneFamily: LintRule = forEachBlock((policy, rule, { cidr }, index, evidence): readonly LintFinding[] => {
  if (cidr.prefix !== 0 || !isDualStack(policy, evidence)) return [];
  const missing: Family = cidr.family === 'IPv4' ? 'IPv6' : 'IPv4';
  const rules = policiesFor(policy, evidence.snapshot).flatMap((other) => other.rules);
  const hasOther = rules.some(
    ({ ref, peers }) =>
      ref.direction === rule.ref.direction &&
      (peers === 'any' ||
        peers.some(
          (peer) => peer.kind === 'addresses' && peer.block.cidr.family === missing && peer.block.cidr.prefix <= 3,
        )),
  );
  if (hasOther) return [];
  return [finding('one-family', 'warning', aboutPeer(policy, rule, index), { block: cidr.text, missing })];
});

function isDualStack(policy: CompiledPolicy, { subjectsOf }: Evidence): boolean {
  return subjectsOf(policy).some(({ addresses }) =>
    FAMILIES.every((family) => addresses.some((address) => address.family === family)),
  );
}

function policiesFor(policy: CompiledPolicy, snapshot: Snapshot): readonly CompiledPolicy[] {
  return policiesOf(snapshot, policy.ref.namespace ?? '').filter(
    (other) => other === policy || endpointsInclude(other.subject, policy.subject),
  );
}

type LookAtBlock = (
  policy: CompiledPolicy,
  rule: CompiledRule,
  block: AddressBlock,
  index: number,
  evidence: Evidence,
) => readonly LintFinding[];

function forEachBlock(look: LookAtBlock): LintRule {
  return forEachRule((rule, policy, evidence) =>
    rule.peers === 'any'
      ? []
      : rule.peers.flatMap((peer, index) =>
          peer.kind === 'addresses' ? look(policy, rule, peer.block, index, evidence) : [],
        ),
  );
}
