import * as fc from 'fast-check';
import { createFolder } from '../../src/cluster/fold.ts';
import type { KindState, ServedKind } from '../../src/model/live-state.ts';
import type { ObjectEvent } from '../../src/model/raw-object.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Json } from './naive/objects.ts';

const TIERS = 'policy.networking.k8s.io/v1alpha1';
/** The kinds of which it is said how much was read. */
export const KINDS = [
  { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false },
  { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false },
  { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', plural: 'networkpolicies', namespaced: true },
  { apiVersion: TIERS, kind: 'AdminNetworkPolicy', plural: 'adminnetworkpolicies', namespaced: false },
  { apiVersion: TIERS, kind: 'BaselineAdminNetworkPolicy', plural: 'baselineadminnetworkpolicies', namespaced: false },
] as const satisfies readonly ServedKind[];

/** How much of a kind is read: everything, nothing, or what is in namespace `n1`. */
export type Reading = 'all' | 'none' | 'n1';

/** The snapshot of a cluster of which so much of each of `KINDS` was read. */
export function seen(objects: readonly Json[], read: readonly Reading[]): Snapshot {
  const folder = createFolder();
  const readingOf = (kind: unknown): Reading => read[KINDS.findIndex((served) => served.kind === kind)] ?? 'all';
  const events = objects.filter((object) => isSeen(object, readingOf(object['kind'])));
  folder.apply(
    events.map((value): ObjectEvent => {
      return { type: 'set', object: { value, origin: { kind: 'cluster', context: 'random' }, duplicateKeys: [] } };
    }),
  );
  const kinds = KINDS.map((served) => stateOf(served, readingOf(served.kind)));
  folder.setCoverage({ context: 'random', server: '', kinds, unavailable: [], problem: undefined });
  return folder.snapshot();
}

function isSeen({ kind, metadata }: Json, reading: Reading): boolean {
  if (reading !== 'n1') return reading === 'all';
  const { name, namespace } = metadata as Json;
  return kind === 'Namespace' ? name === 'n1' : namespace === 'n1';
}

function stateOf(served: ServedKind, reading: Reading): KindState {
  const base = { served, objects: 0, problem: undefined, since: undefined };
  if (reading === 'none') return { ...base, phase: 'refused', onlyIn: undefined, listed: false };
  return { ...base, phase: 'live', onlyIn: reading === 'all' ? undefined : 'n1', listed: true };
}

/** How much of each of `KINDS` is read. */
export const randomReading: fc.Arbitrary<readonly Reading[]> = fc.tuple(
  ...KINDS.map(({ kind, namespaced }) =>
    fc.constantFrom<Reading>('all', 'all', 'none', ...(namespaced || kind === 'Namespace' ? (['n1'] as const) : [])),
  ),
);
