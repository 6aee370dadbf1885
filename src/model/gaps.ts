import type { NetworkPlugin } from './network-plugin.ts';

/** Objects of this kind may exist that were not read. */
export interface Gap {
  readonly apiVersion: string;
  readonly kind: string;
  /** As permissions name it: `networkpolicies.networking.k8s.io`. */
  readonly resource: string;
  /** The one namespace of which all are known; undefined: none. */
  readonly exceptIn: string | undefined;
  readonly why: GapReason;
}

/**
 * `refused`: the user may not list them. `not-yet`: the list has not come to its end. `failed`: it broke off. `stopped`: somebody
 * stopped the reading of files, and any may be missing.
 */
export type GapReason = 'refused' | 'not-yet' | 'failed' | 'stopped';

/**
 * Whether it may still turn out that nothing enforces policies: agents of network plugins run as DaemonSets, and the list of them has
 * not come to its end. What policies deny until then may be allowed.
 */
export function isEnforcementPending({
  plugin,
  gaps,
}: {
  readonly plugin: NetworkPlugin;
  readonly gaps: readonly Gap[];
}): boolean {
  return plugin.enforces === 'unknown' && gaps.some(({ kind, why }) => kind === 'DaemonSet' && why === 'not-yet');
}

/** Why objects of a core kind (`Namespace`, `Pod`, `Node`) may be missing, in that namespace when one is named; undefined: none are. */
export function gapIn(snapshot: { readonly gaps: readonly Gap[] }, kind: string, namespace?: string): Gap | undefined {
  if (snapshot.gaps.length === 0) return undefined;
  return snapshot.gaps.find((gap) => {
    return gap.apiVersion === 'v1' && gap.kind === kind && (namespace === undefined || gap.exceptIn !== namespace);
  });
}
