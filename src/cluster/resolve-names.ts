import type { Cidr, IpAddress } from '../model/addresses.ts';
import { parseCidr } from '../model/addresses.ts';
import type { CompiledPolicy, CompiledRule, Peer } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What domain names stand for, by name; a name may be a wildcard, `*.example.com`. */
export type DomainAddresses = ReadonlyMap<string, readonly IpAddress[]>;

type DomainPeer = Extract<Peer, { readonly kind: 'unsupported' }> & { readonly domainName: string };

/**
 * The snapshot with the domain names of rules replaced by these addresses. A wildcard is known altogether when it is given itself;
 * of one that is not, the names under it that are given match, and others may (semantics §4.3).
 */
export function resolveDomainNames(snapshot: Snapshot, addresses: DomainAddresses): Snapshot {
  if (addresses.size === 0) return snapshot;
  const known = new Map([...addresses].map(([name, list]) => [plain(name), list]));
  return { ...snapshot, policies: snapshot.policies.map((policy) => resolvedPolicy(policy, known)) };
}

function resolvedPolicy(policy: CompiledPolicy, known: DomainAddresses): CompiledPolicy {
  if (!policy.rules.some(namesDomains)) return policy;
  return { ...policy, rules: policy.rules.map((rule) => resolvedRule(rule, known)) };
}

function resolvedRule(rule: CompiledRule, known: DomainAddresses): CompiledRule {
  if (rule.peers === 'any' || !namesDomains(rule)) return rule;
  return { ...rule, peers: rule.peers.flatMap((peer) => (isDomain(peer) ? resolvedPeer(peer, known) : [peer])) };
}

function namesDomains({ peers }: CompiledRule): boolean {
  return peers !== 'any' && peers.some(isDomain);
}

function isDomain(peer: Peer): peer is DomainPeer {
  return peer.kind === 'unsupported' && peer.domainName !== undefined;
}

function resolvedPeer(peer: DomainPeer, known: DomainAddresses): readonly Peer[] {
  const name = plain(peer.domainName);
  const given = known.get(name);
  if (given !== undefined) return addressPeers(name, given);
  if (!name.startsWith('*.')) return [peer];
  const under = [...known].filter(([other]) => !other.startsWith('*.') && other.endsWith(name.slice(1)));
  return [...under.flatMap(([other, list]) => addressPeers(other, list)), peer];
}

function addressPeers(name: string, addresses: readonly IpAddress[]): readonly Peer[] {
  return addresses.map((address): Peer => {
    const cidr = single(address);
    return { kind: 'addresses', block: { cidr, except: [] }, text: `${name} (${cidr.text})` };
  });
}

function single({ family, value, text }: IpAddress): Cidr {
  const prefix = family === 'IPv4' ? 32 : 128;
  const written = `${text}/${prefix}`;
  return parseCidr(written) ?? { family, first: value, last: value, prefix, text: written, oddities: [] };
}

/** Names are compared without regard to case, and to the dot that may end them. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
