import type { Snapshot } from '../model/snapshot.ts';

/** What says how policies treat a pod, whoever else is there. */
type Circumstances = Pick<Snapshot, 'namespaces' | 'foreign' | 'gaps'>;

/**
 * Something that does not hang on pods, Services and nodes: made once for all snapshots in which nothing else differs. It is given a
 * snapshot without these, so that what is kept does not keep them.
 */
export function perCircumstances<T>(make: (snapshot: Snapshot) => T): (snapshot: Snapshot) => T {
  const known = new WeakMap<Snapshot['policies'], Circumstances & { readonly made: T }>();
  return (snapshot) => {
    const { policies, namespaces, foreign, gaps } = snapshot;
    const before = known.get(policies);
    if (before?.namespaces === namespaces && before.foreign === foreign && before.gaps === gaps) return before.made;
    const made = make(withoutObjects(snapshot));
    known.set(policies, { namespaces, foreign, gaps, made });
    return made;
  };
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

/** The snapshot without what there is most of. */
export function withoutObjects(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    pods: NOTHING,
    workloads: NOTHING,
    services: NOTHING,
    slices: NOTHING,
    nodes: NOTHING,
    exposures: [],
    diagnostics: [],
  };
}
