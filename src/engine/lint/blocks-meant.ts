import type { AddressRange, Family, IpAddress } from '../../model/addresses.ts';
import { covers } from '../../model/addresses.ts';
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
  const ranges = [
    { of: 'services', known: serviceAddresses(snapshot) },
    { of: 'pods', known: podAddresses(snapshot) },
  ] as const;
  const spans = ranges.map(({ of, known }) => ({
    of,
    known,
    spans: FAMILIES.flatMap((family) => spanOf(known, family)),
  }));
  yield* forEachBlock((policy, rule, block, index): readonly LintFinding[] => {
    for (const { of, known, spans: within } of spans) {
      if (!within.some((range) => covers(range, block.cidr))) continue;
      const inside = known.filter(({ address }) => isInBlock(block, address));
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

function podAddresses({ pods }: Snapshot): readonly Known[] {
  return [...pods.values()]
    .filter(isSelectable)
    .flatMap(({ key, addresses }) => addresses.map((address) => ({ name: key, address })));
}

function serviceAddresses({ services }: Snapshot): readonly Known[] {
  return [...services.values()].flatMap(({ key, clusterIPs }) => clusterIPs.map((address) => ({ name: key, address })));
}

/** The smallest block that holds all of them. */
function spanOf(known: readonly Known[], family: Family): readonly AddressRange[] {
  const values = known
    .filter(({ address }) => address.family === family)
    .map(({ address }) => address.value)
    .sort((a, b) => (a < b ? -1 : 1));
  const [lowest] = values;
  const highest = values.at(-1);
  if (lowest === undefined || highest === undefined) return [];
  let size = 1n;
  while (lowest / size !== highest / size) size *= 2n;
  const first = lowest - (lowest % size);
  return [{ family, first, last: first + size - 1n }];
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
