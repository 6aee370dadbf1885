import type { CompiledPolicy } from '../model/policies.ts';

/** Policies that are in one of two lists and not in the other, as objects: one that was edited is in both. */
export interface ChangedPolicies {
  readonly gone: readonly CompiledPolicy[];
  readonly come: readonly CompiledPolicy[];
}

/** Compares two lists in order of evaluation; what both begin and end with is passed over. */
export function changedPolicies(before: readonly CompiledPolicy[], after: readonly CompiledPolicy[]): ChangedPolicies {
  if (before === after) return { gone: [], come: [] };
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const old = new Set(before.slice(start, before.length - end));
  const come = after.slice(start, after.length - end).filter((policy) => !old.delete(policy));
  return { gone: [...old], come };
}
