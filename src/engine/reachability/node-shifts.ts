import { eachInSteps, type InSteps } from '../in-steps.ts';
import type { Compiled } from './compiled.ts';
import { type OnNode, outcomeBetween } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';

/** Pairs of two classes whose outcome is not what it would be on different nodes. */
export interface NodeShift {
  readonly source: PodClass;
  readonly destination: PodClass;
  /** The outcome of pods on different nodes, and of these. */
  readonly from: number;
  readonly to: number;
  /** Pairs of different pods. */
  readonly count: number;
}

/**
 * Where one end speaks for its node, isolation does not hold between a pod and its own node, and whether it does is unknown where
 * the node is (semantics §1.11). Classes do not tell nodes apart, so such pairs are counted here. By small steps.
 */
export function* nodeShiftsInSteps(compiled: Compiled, onShift: (shift: NodeShift) => void): InSteps<void> {
  for (const host of compiled.hosts) {
    if (host.pods.size === 0) continue;
    const nodes = countNodes(host);
    yield* eachInSteps(compiled.classes, IN_A_STEP, (other) => {
      if (other.pods.size === 0) return;
      for (const shift of shiftsBetween(compiled, host, nodes, other)) onShift(shift);
    });
  }
}

/** So many classes to a step. */
const IN_A_STEP = 128;

function* shiftsBetween(
  compiled: Compiled,
  host: PodClass,
  nodes: ReadonlyMap<string, number>,
  other: PodClass,
): Generator<NodeShift> {
  // Two classes of hosts meet twice, once from each.
  const ways = other.isSubject ? [[other, host] as const, [host, other] as const] : [[host, other] as const];
  let pairs: PairsOnNode | undefined;
  for (const [source, destination] of ways) {
    const from = outcomeBetween(compiled, source, destination, 'other');
    for (const relation of ['same', 'unknown'] as const) {
      const to = outcomeBetween(compiled, source, destination, relation);
      if (to === from) continue;
      pairs ??= pairsOnNode(host, nodes, other);
      if (pairs[relation] > 0) yield { source, destination, from, to, count: pairs[relation] };
    }
  }
}

type PairsOnNode = Readonly<Record<Exclude<OnNode, 'other'>, number>>;

/** Pods by the name of their node; the empty name where it is not known. */
function countNodes({ pods }: Pick<PodClass, 'pods'>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { nodeName = '' } of pods) counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
  return counts;
}

function pairsOnNode(host: PodClass, nodes: ReadonlyMap<string, number>, other: PodClass): PairsOnNode {
  const homeless = nodes.get('') ?? 0;
  const pairs = { same: 0, unknown: 0 };
  for (const { nodeName } of other.pods) {
    if (nodeName === undefined) pairs.unknown += host.pods.size;
    else {
      pairs.unknown += homeless;
      pairs.same += nodes.get(nodeName) ?? 0;
    }
  }
  if (other !== host) return pairs;
  return { same: pairs.same - selvesIn(host, true), unknown: pairs.unknown - selvesIn(host, false) };
}

/** Pairs of a pod and itself, which do not count; a template stands for several pods. With `placed`, of those on a node or not. */
export function selvesIn({ pods }: PodClass, placed?: boolean): number {
  let selves = 0;
  for (const { state, nodeName } of pods) {
    if (state === 'template') continue;
    if (placed === undefined || placed === (nodeName !== undefined)) selves += 1;
  }
  return selves;
}
