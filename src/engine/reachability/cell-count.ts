import type { Pod } from '../../model/cluster-objects.ts';
import { remember } from '../../model/memo.ts';
import type { OpennessRows } from './openness-rows.ts';
import type { OnNode } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import { KINDS, type Openness, type PairCount, pairCount } from './tally.ts';

/** Pods of one class on an axis of a matrix. */
export interface Member {
  readonly of: PodClass;
  readonly pods: readonly Pod[];
  readonly count: number;
}

/** Which rows cells are counted by: those from sources, or those to destinations. */
export type Along = 'from' | 'to';

/** Counts the pairs between the pods of one entry and of another. */
export function countCell(rows: OpennessRows, along: Along, from: readonly Member[], to: readonly Member[]): PairCount {
  const counts = new Float64Array(KINDS);
  const add: AddPairs = (open, pairs) => {
    counts[open] = (counts[open] ?? 0) + pairs;
  };
  for (const source of from) {
    for (const destination of to) {
      if (!source.of.isSubject || !destination.of.isSubject) countOnNodes(rows, source, destination, add);
      else {
        const open =
          (along === 'from' ? rows.from(source.of)[destination.of.id] : rows.to(destination.of)[source.of.id]) ?? 0;
        const { placed, homeless } = sharedPods(source, destination);
        add(open, source.count * destination.count - placed - homeless);
      }
    }
  }
  return pairCount(counts);
}

/** Pods that are on both sides: a pod and itself are no pair. A template stands for several pods. */
export interface SharedPods {
  readonly placed: number;
  readonly homeless: number;
}

/** The pods of two members that are the same, those whose node is not known apart. */
export function sharedPods(source: Member, destination: Member): SharedPods {
  if (source.of !== destination.of) return NOBODY;
  const own = new Set(source.pods);
  const shared = { placed: 0, homeless: 0 };
  for (const pod of destination.pods) {
    if (!own.has(pod) || pod.state === 'template') continue;
    if (pod.nodeName === undefined) shared.homeless += 1;
    else shared.placed += 1;
  }
  return shared;
}

const NOBODY: SharedPods = { placed: 0, homeless: 0 };

/** Takes so many pairs that are so open. */
export type AddPairs = (openness: Openness, pairs: number) => void;

/** The pairs of two members of which one speaks for its node, by whether they are on one. */
export function countOnNodes(rows: OpennessRows, source: Member, destination: Member, add: AddPairs): void {
  const pairs = source.count * destination.count;
  const [from, to] = [nodesOf(source), nodesOf(destination)];
  const homeless = { from: from.get('') ?? 0, to: to.get('') ?? 0 };
  let same = 0;
  for (const [node, count] of from) if (node !== '') same += count * (to.get(node) ?? 0);
  const unknown = homeless.from * destination.count + homeless.to * source.count - homeless.from * homeless.to;
  const selves = sharedPods(source, destination);
  const addOn = (relation: OnNode, count: number): void => {
    if (count !== 0) add(rows.onNode(source.of, destination.of, relation), count);
  };
  addOn('same', same - selves.placed);
  addOn('unknown', unknown - selves.homeless);
  addOn('other', pairs - same - unknown);
}

const nodes = new WeakMap<Member, ReadonlyMap<string, number>>();

/** Pods by the name of their node; the empty name where it is not known. */
function nodesOf(member: Member): ReadonlyMap<string, number> {
  return remember(nodes, member, () => {
    const counts = new Map<string, number>();
    for (const { nodeName = '' } of member.pods) counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
    return counts;
  });
}
