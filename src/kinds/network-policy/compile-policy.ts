import { ALL } from '../../model/labels.ts';
import type { CompiledPolicy, CompiledRule, Direction, NamespaceScope, Peer, PolicyRef } from '../../model/policies.ts';
import { DIRECTIONS, NETWORK_POLICY_TIER } from '../../model/policies.ts';
import type { Interner } from '../interner.ts';
import { compileIpBlock } from '../ip-block.ts';
import type { RawSelector } from '../label-selector.ts';
import { compileSelector } from '../label-selector.ts';
import { compilePolicyPort } from '../policy-ports.ts';
import type { RawPeer, RawSpec } from './policy-shape.ts';
import { directionsOf, rulesOf } from './policy-shape.ts';

interface Setting {
  readonly ref: PolicyRef;
  readonly namespace: string;
  readonly interner: Interner;
}

/** The neutral form of a policy that validation has accepted. */
export function compilePolicy(spec: RawSpec, setting: Setting): CompiledPolicy {
  const isolates = directionsOf(spec);
  const compiled = (directions: readonly Direction[]): readonly CompiledRule[] =>
    directions.flatMap((direction) => compileRules(spec, direction, setting));
  return {
    ref: setting.ref,
    tier: NETWORK_POLICY_TIER,
    precedence: 0,
    subject: {
      namespaces: { kind: 'named', name: setting.namespace },
      // A missing podSelector is an empty one here, and selects every pod of the namespace (semantics §1.1).
      pods: spec.podSelector === undefined ? ALL : interned(spec.podSelector, setting),
    },
    isolates,
    rules: compiled(isolates),
    inert: compiled(DIRECTIONS.filter((direction) => !isolates.includes(direction))),
  };
}

function compileRules(spec: RawSpec, direction: Direction, setting: Setting): readonly CompiledRule[] {
  return rulesOf(spec, direction).map(({ peers, ports }, index) => ({
    ref: { policy: setting.ref, direction, index, name: undefined, path: ['spec', direction, index] },
    action: 'accept',
    // Missing, null and empty lists of peers mean any peer at all, of ports any port of any protocol (semantics §1.1).
    peers: peers.length === 0 ? 'any' : peers.map((peer) => compilePeer(peer, setting)),
    ports: ports.length === 0 ? 'any' : ports.map(compilePolicyPort),
  }));
}

/** Selectors in one peer are joined by and; a missing namespaceSelector is the policy's own namespace (semantics §1.4). */
function compilePeer(peer: RawPeer, setting: Setting): Peer {
  if (peer.ipBlock !== undefined) {
    const compiled = compileIpBlock(peer.ipBlock);
    // Validation lets only blocks through that compile; should one slip by, its match is unknown and not guessed.
    return compiled === undefined ? { kind: 'unsupported', feature: 'ipBlock' } : { kind: 'addresses', ...compiled };
  }
  const namespaces: NamespaceScope =
    peer.namespaceSelector === undefined
      ? { kind: 'named', name: setting.namespace }
      : { kind: 'matching', selector: interned(peer.namespaceSelector, setting) };
  const pods = peer.podSelector === undefined ? ALL : interned(peer.podSelector, setting);
  return { kind: 'endpoints', select: { namespaces, pods } };
}

function interned(selector: RawSelector, { interner }: Setting): ReturnType<typeof compileSelector> {
  return interner.selector(compileSelector(selector));
}
