import { foreignGroups, foreignKindOf } from './foreign-policies.ts';
import { KINDS, kindName } from './registry.ts';

const evaluated = new Set(KINDS.map(kindName));

/** API groups in which a server may have kinds that are understood; the core group is `''`. */
export const WANTED_GROUPS: ReadonlySet<string> = new Set([
  ...KINDS.map(({ apiVersion }) => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '')),
  ...foreignGroups(),
]);

/** How well a kind a server has is understood: 2 evaluated, 1 known to decide and not evaluated, undefined: none of our business. */
export function wantedRank(name: { readonly apiVersion: string; readonly kind: string }): number | undefined {
  if (evaluated.has(kindName(name))) return 2;
  return foreignKindOf(name) === undefined ? undefined : 1;
}
