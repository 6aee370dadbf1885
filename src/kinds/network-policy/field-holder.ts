import type { Direction } from '../../model/policies.ts';
import type { FieldPath } from '../../model/raw-object.ts';
import type { RawSelector } from '../label-selector.ts';
import type { RawPolicyPort } from '../policy-ports.ts';
import type { RawPeer, RawRule, RawSpec } from './policy-shape.ts';
import { rulesOf } from './policy-shape.ts';

/** What of a policy a field stands in, with all that is needed to say what the policy does without that field. */
export type Holder =
  | { readonly kind: 'root' | 'metadata' | 'spec' | 'ip-block' | 'elsewhere' }
  | RuleHolder
  | PeerHolder
  | { readonly kind: 'port'; readonly entry: RawPolicyPort }
  | SelectorHolder;

export interface RuleHolder {
  readonly kind: 'rule';
  readonly rule: RawRule;
  readonly direction: Direction;
}

export interface PeerHolder {
  readonly kind: 'peer';
  readonly rule: RawRule;
  readonly direction: Direction;
  readonly peer: RawPeer;
}

export interface SelectorHolder {
  readonly kind: 'selector';
  readonly selector: RawSelector;
  /** Whose it is. */
  readonly of: { readonly kind: 'policy' } | { readonly kind: 'peer'; readonly peer: RawPeer };
}

const ELSEWHERE: Holder = { kind: 'elsewhere' };

/** Finds what the path leads to. Unknown fields are met only inside known ones, so a step that leads nowhere ends the search. */
export function holderOf(path: FieldPath, spec: RawSpec): Holder {
  const [top, second, ...rest] = path;
  if (top === undefined) return { kind: 'root' };
  if (top === 'metadata') return { kind: 'metadata' };
  if (second === undefined) return { kind: 'spec' };
  if (second === 'podSelector') return selectorHolder(rest, { selector: spec.podSelector, of: { kind: 'policy' } });
  return second === 'ingress' || second === 'egress' ? inRules(rest, second, spec) : ELSEWHERE;
}

function inRules([index, part, partIndex, ...rest]: FieldPath, direction: Direction, spec: RawSpec): Holder {
  const rule = rulesOf(spec, direction)[Number(index)];
  if (rule === undefined) return ELSEWHERE;
  if (part === undefined) return { kind: 'rule', rule, direction };
  if (part === 'ports') {
    const entry = rule.ports[Number(partIndex)];
    return entry === undefined ? ELSEWHERE : { kind: 'port', entry };
  }
  const peer = rule.peers[Number(partIndex)];
  return peer === undefined ? ELSEWHERE : inPeer(rest, { kind: 'peer', rule, direction, peer });
}

function inPeer([field, ...rest]: FieldPath, holder: PeerHolder): Holder {
  if (field === undefined) return holder;
  if (field === 'ipBlock') return { kind: 'ip-block' };
  const { peer } = holder;
  const selector = field === 'podSelector' ? peer.podSelector : peer.namespaceSelector;
  return selectorHolder(rest, { selector, of: { kind: 'peer', peer } });
}

function selectorHolder(
  rest: FieldPath,
  found: { readonly selector: RawSelector | undefined; readonly of: SelectorHolder['of'] },
): Holder {
  if (rest.length > 0 || found.selector === undefined) return ELSEWHERE;
  return { kind: 'selector', selector: found.selector, of: found.of };
}
