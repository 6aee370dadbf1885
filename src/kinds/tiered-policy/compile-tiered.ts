import type { ForeignPolicy, ForeignSelection } from '../../model/foreign-policies.ts';
import { ANY_POD } from '../../model/foreign-policies.ts';
import type { CompiledPolicy, CompiledRule, Direction, Peer, PolicyRef } from '../../model/policies.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import type { PortMatcher } from '../../model/ports.ts';
import { formatPath } from '../../model/raw-object.ts';
import type { Interner } from '../interner.ts';
import { compileEndpoints, compilePeer } from './tiered-peers.ts';
import type { NewerEntries } from './tiered-problems.ts';
import type { RawTieredPolicy, RawTieredRule, TieredForm } from './tiered-shape.ts';
import { PEER_FIELD } from './tiered-shape.ts';

export interface CompileSetting<P> {
  readonly ref: PolicyRef;
  readonly form: TieredForm<P>;
  readonly interner: Interner;
  readonly newer: NewerEntries;
}

export type CompiledTiered =
  | { readonly kind: 'policy'; readonly policy: CompiledPolicy }
  /** What it does cannot be told: its subject is a selector nobody can read, or it asks for ports in a way not known here. */
  | { readonly kind: 'foreign'; readonly foreign: ForeignPolicy };

/** The neutral form of a policy that validation has let pass. */
export function compileTiered<P>(policy: RawTieredPolicy<P>, setting: CompileSetting<P>): CompiledTiered {
  const { ref, form, newer, interner } = setting;
  const subject = compileEndpoints(policy.subject ?? {}, interner);
  const hasNewerPorts = [...newer].some((path) => path.includes(`.${form.portsField}[`));
  if (subject === undefined) return unreadable(ref, ANY_POD);
  if (hasNewerPorts) return unreadable(ref, { ...ANY_POD, pods: subject, certain: true });
  const rules = DIRECTIONS.flatMap((direction) =>
    policy.rules[direction].map((rule, index) => compileRule(rule, { direction, index, setting })),
  );
  // Being its subject denies nothing by itself: only rules do (semantics §4.5).
  return { kind: 'policy', policy: { ref, ...form.standing(policy), subject, isolates: [], rules, inert: [] } };
}

function unreadable(ref: PolicyRef, selection: ForeignSelection): CompiledTiered {
  return { kind: 'foreign', foreign: { ref, effect: 'any', selections: [selection] } };
}

function compileRule<P>(
  rule: RawTieredRule<P>,
  at: { readonly direction: Direction; readonly index: number; readonly setting: CompileSetting<P> },
): CompiledRule {
  const { direction, index, setting } = at;
  const { ref: policy, form, interner, newer } = setting;
  const path = ['spec', direction, index];
  const ref = { policy, direction, index, name: rule.name === '' ? undefined : rule.name, path };
  const action = form.actions.get(rule.action ?? '') ?? 'deny';
  const ports = compilePorts(rule.ports ?? [], form);
  const peers = rule.peers ?? [];
  if (peers.some((_, place) => newer.has(formatPath([...path, PEER_FIELD[direction], place])))) {
    // Fail closed: whom a newer API lets in is not guessed, and whom it shuts out is everybody (semantics §4.3).
    return action === 'accept'
      ? { ref, action, peers: [], ports }
      : { ref, action: 'deny', peers: 'any', ports: 'any' };
  }
  return { ref, action, peers: peers.flatMap((peer): readonly Peer[] => compilePeer(peer, interner)), ports };
}

function compilePorts<P>(entries: readonly P[], form: TieredForm<P>): CompiledRule['ports'] {
  if (entries.length === 0) return 'any';
  return entries.flatMap((entry): readonly PortMatcher[] => {
    const reading = form.port(entry);
    return reading.kind === 'matcher' ? [reading.matcher] : [];
  });
}
