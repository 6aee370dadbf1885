import type { Endpoint } from '../model/endpoints.ts';
import { gapIn } from '../model/gaps.ts';
import type { Peer } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Unknown } from '../model/verdict.ts';
import type { RuleQuestion } from './match.ts';

/** Named ports are looked up on pods; an address may be that of one that was not read. */
export function podBehind(end: Endpoint, snapshot: Snapshot): readonly Unknown[] {
  const gap = gapIn(snapshot, 'Pod');
  if (gap === undefined || end.kind !== 'address') return [];
  return [{ kind: 'not-readable', missing: { what: 'pod-at', address: end.address.text }, gap, otherwise: undefined }];
}

/** Selectors are in doubt where the object they look at was not read. */
export function whatWasNotRead(kind: Peer['kind'], { peer, snapshot }: RuleQuestion): Unknown | undefined {
  if (kind !== 'endpoints' && kind !== 'nodes') return undefined;
  if (peer.kind === 'address') {
    const [what, gap] =
      kind === 'nodes'
        ? (['node-at', gapIn(snapshot, 'Node')] as const)
        : (['pod-at', gapIn(snapshot, 'Pod')] as const);
    const missing = { what, address: peer.address.text };
    return gap === undefined ? undefined : { kind: 'not-readable', missing, gap, otherwise: undefined };
  }
  const gap = kind === 'endpoints' ? gapIn(snapshot, 'Namespace') : undefined;
  if (peer.kind !== 'pod' || gap === undefined) return undefined;
  const missing = { what: 'namespace-labels', namespace: peer.pod.namespace } as const;
  return { kind: 'not-readable', missing, gap, otherwise: undefined };
}
