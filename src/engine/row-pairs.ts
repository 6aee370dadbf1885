import type { Pod } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import type { PairedPods, PairedWorkload } from './paired-pods.ts';
import { nodeRelation } from './reachability/pairs.ts';

type RowPair = readonly [source: PairedPods, destination: PairedPods];

/** The pairs of pods between two workloads that may be treated differently from one another; not of a pod with itself. */
export function pairsInRow(from: PairedWorkload, to: PairedWorkload): readonly RowPair[] {
  const isItself = (source: PairedPods, destination: PairedPods): boolean =>
    from === to && source === destination && source.isOnePod;
  if (from.hasHosts || to.hasHosts) return meetings(from.pairsByNode(), standOf(to), isItself);
  return from.pairs.flatMap((source) =>
    to.pairs.flatMap((destination): readonly RowPair[] =>
      isItself(source, destination) ? [] : [[source, destination]],
    ),
  );
}

/** Of pairs that meet alike one: those of the same two kinds, on one node or not, before and after. */
function meetings(
  sources: readonly PairedPods[],
  destinations: Stand,
  isItself: (source: PairedPods, destination: PairedPods) => boolean,
): readonly RowPair[] {
  const found = new Map<number, RowPair>();
  const meet = (source: PairedPods, destination: PairedPods): void => {
    const relations =
      nodeNumber(source.before, destination.before) * RELATIONS + nodeNumber(source.after, destination.after);
    const key = meetingKey(source.kind, destination.kind, relations);
    if (!found.has(key)) found.set(key, [source, destination]);
  };
  for (const source of sources) {
    const near = destinations.nearTo(source);
    for (const destination of near) if (!isItself(source, destination)) meet(source, destination);
    // All others of a kind are on other nodes, before and after: one stands for them.
    for (const ofKind of destinations.kinds) {
      const far = ofKind.find((destination) => !near.has(destination) && !isItself(source, destination));
      if (far !== undefined) meet(source, far);
    }
  }
  return [...found.values()];
}

/** Where the pods of a workload stand: a DaemonSet has one on each of thousands of nodes. */
interface Stand {
  readonly kinds: readonly (readonly PairedPods[])[];
  /** Those that are on its node before or after, or of which that is not known. */
  readonly nearTo: (pair: PairedPods) => ReadonlySet<PairedPods>;
}

const stands = new WeakMap<PairedWorkload, Stand>();

function standOf(workload: PairedWorkload): Stand {
  return remember(stands, workload, () => {
    const pairs = workload.pairsByNode();
    const onNode = { before: Map.groupBy(pairs, nodeBefore), after: Map.groupBy(pairs, nodeAfter) };
    const unknown = [...(onNode.before.get(UNKNOWN) ?? []), ...(onNode.after.get(UNKNOWN) ?? [])];
    return {
      kinds: [...Map.groupBy(pairs, ({ kind }) => kind).values()],
      nearTo: (pair) =>
        new Set([
          ...(onNode.before.get(nodeBefore(pair)) ?? []),
          ...(onNode.after.get(nodeAfter(pair)) ?? []),
          ...unknown,
        ]),
    };
  });
}

/** No names of nodes. */
const UNKNOWN = '?';
const ABSENT = '-';

function nodeBefore({ before }: PairedPods): string {
  return before === undefined ? ABSENT : (before.nodeName ?? UNKNOWN);
}

function nodeAfter({ after }: PairedPods): string {
  return after === undefined ? ABSENT : (after.nodeName ?? UNKNOWN);
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
