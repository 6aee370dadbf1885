import { groupOf } from '../model/live-state.ts';
import { foreignKindOf, foreignResources } from './foreign-policies.ts';
import { KINDS, kindName } from './registry.ts';

const evaluated = new Set(KINDS.map(kindName));

/** Every resource that is read where a server has it, as permissions name them; the core group is `''`. */
export const WANTED_RESOURCES: readonly { readonly group: string; readonly plural: string }[] = [
  ...KINDS.map((kind) => ({ group: groupOf(kind), plural: kind.plural })),
  ...foreignResources(),
];

/** How well a kind a server has is understood: 2 evaluated, 1 known to decide and not evaluated, undefined: none of our business. */
export function wantedRank(name: { readonly apiVersion: string; readonly kind: string }): number | undefined {
  if (evaluated.has(kindName(name))) return 2;
  return foreignKindOf(name) === undefined ? undefined : 1;
}
