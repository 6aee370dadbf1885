import type { Binding } from './binding.ts';

type Keys = ReadonlyMap<string, readonly [string, ...string[]]>;

const rebound = new WeakMap<Keys, readonly Binding[]>();

/** The bindings with the keys a person gave them. */
export function withKeys(bindings: readonly Binding[], keys: Keys): readonly Binding[] {
  if (keys.size === 0) return bindings;
  const known = rebound.get(keys);
  if (known?.length === bindings.length) return known;
  const changed = bindings.map((binding): Binding => {
    const own = keys.get(binding.id);
    if (own === undefined) return binding;
    const { shown: _shown, ...rest } = binding;
    return { ...rest, keys: own };
  });
  rebound.set(keys, changed);
  return changed;
}

export interface KeyConflict {
  /** The binding that was given the key, */
  readonly id: string;
  readonly key: string;
  /** and the one that has it on one of the same screens. */
  readonly other: Binding;
}

/** Keys given to the bindings of `changed` that mean something else on one of their screens already; one for each binding. */
export function keyConflicts(bindings: readonly Binding[], changed: ReadonlySet<string>): readonly KeyConflict[] {
  return bindings.flatMap((binding): readonly KeyConflict[] => {
    if (!changed.has(binding.id)) return [];
    for (const key of binding.keys) {
      const other = bindings.find((candidate) => {
        // Of two that were both changed, the later one in the table is reported.
        const isLater = changed.has(candidate.id) && bindings.indexOf(candidate) > bindings.indexOf(binding);
        return candidate !== binding && !isLater && candidate.keys.includes(key) && meet(binding, candidate);
      });
      if (other !== undefined) return [{ id: binding.id, key, other }];
    }
    return [];
  });
}

function meet(a: Binding, b: Binding): boolean {
  return a.screens === undefined || b.screens === undefined || a.screens.some((screen) => b.screens?.includes(screen));
}
