import type { Snapshot } from '../../model/snapshot.ts';
import { isEditable } from './sides.ts';

/** A name of a NetworkPolicy like the one wanted that none of the namespace has yet. */
export function freeName(snapshot: Snapshot, namespace: string, wanted: string): string {
  const base = wanted.toLowerCase().slice(0, 200);
  const taken = new Set([
    ...snapshot.policies.filter(({ ref }) => isEditable(ref) && ref.namespace === namespace).map(({ ref }) => ref.name),
    ...snapshot.refused.filter(({ id }) => id.namespace === namespace).map(({ id }) => id.name),
  ]);
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}
