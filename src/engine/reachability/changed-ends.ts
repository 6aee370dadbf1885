import type { Direction } from '../../model/policies.ts';
import type { AskedPolicy, AskedRule } from './asked-rules.ts';
import type { Compiled } from './compiled.ts';
import type { PodClass } from './pod-classes.ts';
import type { Profile } from './profiles.ts';

/**
 * The classes to which one profile may say something else than the other, by number, each once; undefined where that may be more than
 * `most`. Both must be in force for the same pods.
 */
export function changedEnds(
  compiled: Compiled,
  before: Profile,
  after: Profile,
  most: number,
): readonly number[] | undefined {
  if (before === after) return [];
  const { bases } = compiled.uses[before.direction];
  // What allows is united, so that nothing but the rules of other policies can make a difference, and only where they match. With
  // tiers, a rule that comes first may make way for one that says the same to all.
  if (!isUnion(before) || !isUnion(after) || bases[before.id] !== bases[after.id]) return undefined;
  const ends = new Set<number>();
  for (const id of endsThatMayDiffer(compiled, before, after)) {
    ends.add(id);
    if (ends.size > most) return undefined;
  }
  return [...ends];
}

function* endsThatMayDiffer(compiled: Compiled, before: Profile, after: Profile): Generator<number> {
  for (const rule of rulesOfOne(before, after)) yield* endsOf(compiled, rule);
  if (before.byAnyDestination || after.byAnyDestination) for (const { id } of compiled.withPorts) yield id;
}

function isUnion({ isUnion, doubts }: Profile): boolean {
  return isUnion && doubts.length === 0;
}

/** Rules of policies that are in force in one of them only. */
function rulesOfOne(before: Profile, after: Profile): readonly AskedRule[] {
  const [old, now] = [new Set(before.policies), new Set(after.policies)];
  const only = (policies: readonly AskedPolicy[], others: ReadonlySet<AskedPolicy>, direction: Direction) =>
    policies.flatMap((asked) => (others.has(asked) ? [] : asked.rules[direction]));
  return [...only(before.policies, now, before.direction), ...only(after.policies, old, after.direction)];
}

function* endsOf({ tables, addressUnknown }: Compiled, { peers, hasBlocks }: AskedRule): Generator<number> {
  for (const id of peers) {
    const entry = tables.peers.entry(id);
    yield* entry?.matched ?? [];
    yield* entry?.perhaps ?? [];
  }
  if (hasBlocks) for (const { id } of addressUnknown) yield id;
}

/** The same pods to the rules of everybody else: only what is in force for themselves changed. */
export function isRenewed(from: PodClass | undefined, to: PodClass | undefined): boolean {
  if (from === to) return true;
  return (
    from !== undefined &&
    to !== undefined &&
    from.matched === to.matched &&
    from.perhaps === to.perhaps &&
    from.addresses === to.addresses &&
    from.ports === to.ports
  );
}
