import { assertNever } from '../../model/errors.ts';
import type { CompiledPolicy, CompiledRule, Direction, Peer, PolicyRef, RuleRef } from '../../model/policies.ts';
import { DIRECTIONS, formatPolicy, NETWORK_POLICY_TIER } from '../../model/policies.ts';
import type { PortMatcher } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** One entry of a rule's peers, replaced. */
interface PeerChange {
  readonly rule: RuleRef;
  readonly was: Peer;
  readonly becomes: Peer;
}

/** One entry of a rule's ports, replaced. */
interface PortChange {
  readonly rule: RuleRef;
  readonly was: PortMatcher;
  readonly becomes: PortMatcher;
}

/** One change to one NetworkPolicy, as data. Rules and entries are those of the snapshot it was made for, by identity. */
export type Edit =
  | { readonly kind: 'new-policy'; readonly policy: CompiledPolicy; readonly direction: Direction }
  | {
      readonly kind: 'add-rule';
      readonly policy: PolicyRef;
      readonly direction: Direction;
      readonly peers: CompiledRule['peers'];
      readonly ports: CompiledRule['ports'];
    }
  | { readonly kind: 'add-peers'; readonly rule: RuleRef; readonly peers: readonly Peer[] }
  | { readonly kind: 'add-ports'; readonly rule: RuleRef; readonly ports: readonly PortMatcher[] }
  | ({ readonly kind: 'correct-label-in-peer' } & PeerChange)
  | ({ readonly kind: 'correct-namespace-selector' } & PeerChange)
  | ({ readonly kind: 'correct-port' } & PortChange)
  | ({ readonly kind: 'correct-protocol' } & PortChange)
  /** `policyTypes` gets the direction, and rules written for it come into force. */
  | { readonly kind: 'add-policy-type'; readonly policy: PolicyRef; readonly direction: Direction }
  /** `policyTypes` loses the direction, and the policy no longer isolates it. */
  | { readonly kind: 'remove-policy-type'; readonly policy: PolicyRef; readonly direction: Direction }
  /** The rule's peers without some: entries removed, or narrowed. Never empty, for that would mean everybody. */
  | {
      readonly kind: 'narrow-peers';
      readonly rule: RuleRef;
      readonly was: CompiledRule['peers'];
      readonly becomes: readonly Peer[];
    }
  /** The rule's ports without some. Never empty, for that would mean every port. */
  | {
      readonly kind: 'narrow-ports';
      readonly rule: RuleRef;
      readonly was: CompiledRule['ports'];
      readonly becomes: readonly PortMatcher[];
    }
  | { readonly kind: 'remove-rule'; readonly rule: RuleRef };

/** The policy an edit changes, or makes. */
export function policyOfEdit(edit: Edit): PolicyRef {
  if (edit.kind === 'new-policy') return edit.policy.ref;
  return 'rule' in edit ? edit.rule.policy : edit.policy;
}

/** The direction an edit is about. */
export function directionOfEdit(edit: Edit): Direction {
  return 'rule' in edit ? edit.rule.direction : edit.direction;
}

/** One policy before and after some edits; `before` is undefined for a new one. */
export interface PolicyChange {
  readonly before: CompiledPolicy | undefined;
  readonly after: CompiledPolicy;
  readonly directions: readonly Direction[];
}

/** What some edits make of the policies they concern, each policy once. Throws when a policy is not in the snapshot. */
export function changesOf(snapshot: Snapshot, edits: readonly Edit[]): readonly PolicyChange[] {
  const byPolicy = new Map<string, Edit[]>();
  for (const edit of edits) {
    const key = formatPolicy(policyOfEdit(edit));
    byPolicy.set(key, [...(byPolicy.get(key) ?? []), edit]);
  }
  return [...byPolicy].map(([key, own]): PolicyChange => {
    const made = own.find((edit) => edit.kind === 'new-policy');
    const before = made === undefined ? snapshot.policies.find(({ ref }) => formatPolicy(ref) === key) : undefined;
    const start = made?.policy ?? before;
    if (start === undefined) throw new Error(`an edit of ${key}, which is not there`);
    const after = renumbered(own.reduce(applied, start));
    return {
      before,
      after,
      directions: DIRECTIONS.filter((direction) => own.some((e) => directionOfEdit(e) === direction)),
    };
  });
}

/** A snapshot in which these policies are as the changes make them. The one given stays as it is. */
export function snapshotAfter(snapshot: Snapshot, changes: readonly PolicyChange[]): Snapshot {
  const replaced = snapshot.policies.map((policy) => changes.find(({ before }) => before === policy)?.after ?? policy);
  const added = changes.flatMap(({ before, after }) => (before === undefined ? [after] : []));
  const place = replaced.findIndex(({ tier }) => tier.order > NETWORK_POLICY_TIER.order);
  const end = place === -1 ? replaced.length : place;
  return { ...snapshot, policies: [...replaced.slice(0, end), ...added, ...replaced.slice(end)] };
}

function applied(policy: CompiledPolicy, edit: Edit): CompiledPolicy {
  switch (edit.kind) {
    case 'new-policy':
      return policy;
    case 'add-rule':
      return { ...policy, rules: [...policy.rules, ruleOf(policy.ref, edit)] };
    case 'add-peers':
      return withRule(policy, edit.rule, (rule) => ({
        ...rule,
        peers: rule.peers === 'any' ? 'any' : [...rule.peers, ...edit.peers],
      }));
    case 'add-ports':
      return withRule(policy, edit.rule, (rule) => ({
        ...rule,
        ports: rule.ports === 'any' ? 'any' : [...rule.ports, ...edit.ports],
      }));
    case 'correct-label-in-peer':
    case 'correct-namespace-selector':
      return withRule(policy, edit.rule, (rule) => ({ ...rule, peers: swapped(rule.peers, edit.was, edit.becomes) }));
    case 'correct-port':
    case 'correct-protocol':
      return withRule(policy, edit.rule, (rule) => ({ ...rule, ports: swapped(rule.ports, edit.was, edit.becomes) }));
    case 'narrow-peers':
      return withRule(policy, edit.rule, (rule) => ({ ...rule, peers: edit.becomes }));
    case 'narrow-ports':
      return withRule(policy, edit.rule, (rule) => ({ ...rule, ports: edit.becomes }));
    case 'remove-rule':
      return { ...policy, rules: policy.rules.filter(({ ref }) => ref !== edit.rule) };
    case 'add-policy-type':
      return withDirections(policy, [...policy.isolates, edit.direction]);
    case 'remove-policy-type':
      return withDirections(
        policy,
        policy.isolates.filter((direction) => direction !== edit.direction),
      );
    default:
      return assertNever(edit);
  }
}

/** A rule that stands last in its policy until the policy's rules are counted again. */
export function ruleOf(
  policy: PolicyRef,
  { direction, peers, ports }: { direction: Direction; peers: CompiledRule['peers']; ports: CompiledRule['ports'] },
): CompiledRule {
  return {
    ref: { policy, direction, index: -1, name: undefined, path: ['spec', direction] },
    action: 'accept',
    peers,
    ports,
  };
}

function withRule(policy: CompiledPolicy, ref: RuleRef, change: (rule: CompiledRule) => CompiledRule): CompiledPolicy {
  return { ...policy, rules: policy.rules.map((rule) => (rule.ref === ref ? change(rule) : rule)) };
}

function swapped<T>(entries: 'any' | readonly T[], was: T, becomes: T): 'any' | readonly T[] {
  return entries === 'any' ? 'any' : entries.map((entry) => (entry === was ? becomes : entry));
}

function withDirections(policy: CompiledPolicy, directions: readonly Direction[]): CompiledPolicy {
  const isolates = DIRECTIONS.filter((direction) => directions.includes(direction));
  const all = [...policy.rules, ...policy.inert];
  return {
    ...policy,
    isolates,
    rules: all.filter(({ ref }) => isolates.includes(ref.direction)),
    inert: all.filter(({ ref }) => !isolates.includes(ref.direction)),
  };
}

/** Rules in the order and with the numbers a reader of the written policy gives them. */
export function renumbered(policy: CompiledPolicy): CompiledPolicy {
  const counted = (rules: readonly CompiledRule[], directions: readonly Direction[]): readonly CompiledRule[] =>
    directions.flatMap((direction) =>
      rules
        .filter(({ ref }) => ref.direction === direction)
        .map((rule, index) =>
          rule.ref.index === index ? rule : { ...rule, ref: { ...rule.ref, index, path: ['spec', direction, index] } },
        ),
    );
  return { ...policy, rules: counted(policy.rules, policy.isolates), inert: counted(policy.inert, DIRECTIONS) };
}
