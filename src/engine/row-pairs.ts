import type { Pod } from '../model/cluster-objects.ts';
import type { PairedPods, PairedWorkload } from './paired-pods.ts';
import { nodeRelation } from './reachability/pairs.ts';

type RowPair = readonly [source: PairedPods, destination: PairedPods];

/** The pairs of pods between two workloads that may be treated differently from one another; not of a pod with itself. */
export function pairsInRow(from: PairedWorkload, to: PairedWorkload): readonly RowPair[] {
  const hasHosts = from.hasHosts || to.hasHosts;
  const sources = hasHosts ? from.pairsByNode() : from.pairs;
  const destinations = hasHosts ? to.pairsByNode() : to.pairs;
  const met = new Set<number>();
  const found: RowPair[] = [];
  for (const source of sources) {
    for (const destination of destinations) {
      if (from === to && source === destination && source.isOnePod) continue;
      if (hasHosts && isMet(met, source, destination)) continue;
      found.push([source, destination]);
    }
  }
  return found;
}

function isMet(met: Set<number>, source: PairedPods, destination: PairedPods): boolean {
  const relations =
    nodeNumber(source.before, destination.before) * RELATIONS + nodeNumber(source.after, destination.after);
  const key = meetingKey(source.kind, destination.kind, relations);
  const isKnown = met.has(key);
  met.add(key);
  return isKnown;
}

/** Far more than there can be; the product is still an exact number. */
const MOST_KINDS = 2 ** 24;
const RELATIONS = 4;

/**
 * The same for pods of two kinds that may meet alike. A DaemonSet has a pod on each of thousands of nodes; another pod is on its node or on
 * another one.
 */
export function meetingKey(source: number, destination: number, relations: number): number {
  return (source * MOST_KINDS + destination) * RELATIONS * RELATIONS + relations;
}

/** Whether two pods run on one node, as a number below 4; 0 where one is not there. */
export function nodeNumber(source: Pod | undefined, destination: Pod | undefined): number {
  if (source === undefined || destination === undefined) return 0;
  const onNode = nodeRelation(source, destination);
  return onNode === 'same' ? 1 : onNode === 'other' ? 2 : 3;
}
