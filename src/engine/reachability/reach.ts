import type { Pod } from '../../model/cluster-objects.ts';
import { remember } from '../../model/memo.ts';
import { DIRECTIONS, type Direction } from '../../model/policies.ts';
import type { PortSet } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { InSteps, Progress } from '../in-steps.ts';
import type { Compiled } from './compiled.ts';
import { createOpennessRows, type OpennessRows, opennessRowsOf, prepareRowsInSteps } from './openness-rows.ts';
import { pairPlanInSteps } from './pair-plan.ts';
import type { OnNode } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';
import { standingInSteps, standingNow } from './reachability.ts';
import { ALL, type Openness, SOME, UNKNOWN } from './tally.ts';

/** With how many other pods some pods may have connections of one direction, for the ports asked for. */
export interface ReachTotals {
  /** Other pods there are; those of the group are others to each other. */
  readonly pods: number;
  /** Of these, with at least one of the group something is open. */
  readonly open: number;
  /** With all of the group everything is. */
  readonly all: number;
  /** With none of them something is open for sure, and with one perhaps. */
  readonly perhaps: number;
  /** Namespaces of those with which something is open. */
  readonly namespaces: number;
}

/** Who can reach the pods, and what they reach. */
export type Reach = Readonly<Record<Direction, ReachTotals>>;

export interface ReachOptions {
  readonly asked?: PortSet | undefined;
  readonly onProgress?: Progress;
}

/**
 * Counts who may connect to some pods, and to whom they may, by small steps. Others are added up class by class; only where a pod
 * speaks for its node is it asked about by itself.
 */
export function* reachInSteps(
  snapshot: Snapshot,
  pods: readonly Pod[],
  { asked, onProgress }: ReachOptions = {},
): InSteps<Reach> {
  for (;;) {
    const standing = yield* standingInSteps(snapshot, onProgress);
    const { compiled } = standing;
    const group = groupOf(compiled, pods);
    yield* asked === undefined ? prepareRowsInSteps(compiled) : pairPlanInSteps(compiled);
    const rows = asked === undefined ? opennessRowsOf(compiled) : createOpennessRows(compiled, asked);
    yield;
    const found = { ingress: NOBODY, egress: NOBODY };
    for (const direction of DIRECTIONS) found[direction] = yield* totalsOf({ compiled, rows, group, direction });
    // Where it was taken on to another snapshot meanwhile, pods are in other classes.
    if (standingNow(snapshot) === standing) return found;
  }
}

const NOBODY: ReachTotals = { pods: 0, open: 0, all: 0, perhaps: 0, namespaces: 0 };

/** Those of the pods that are of one class. */
interface Target {
  readonly of: PodClass;
  readonly pods: Set<Pod>;
  /** By the name of their node; the empty name where it is not known. */
  readonly nodes: Map<string, number>;
}

type Group = ReadonlyMap<PodClass, Target>;

function groupOf({ classOf }: Compiled, pods: readonly Pod[]): Group {
  const group = new Map<PodClass, Target>();
  for (const pod of pods) {
    const of = classOf.get(pod.key);
    if (of === undefined) continue;
    const target = remember(group, of, () => ({ of, pods: new Set(), nodes: new Map() }));
    target.pods.add(pod);
    const { nodeName = '' } = pod;
    target.nodes.set(nodeName, (target.nodes.get(nodeName) ?? 0) + 1);
  }
  return group;
}

interface Counting {
  readonly compiled: Compiled;
  readonly rows: OpennessRows;
  readonly group: Group;
  readonly direction: Direction;
}

/** So many pods, asked about one by one, to a step. */
const IN_A_STEP = 256;

function* totalsOf(counting: Counting): InSteps<ReachTotals> {
  const { compiled, group } = counting;
  const tally = createTally();
  const isByClass = [...group.keys()].every(({ isSubject }) => isSubject);
  if (isByClass) {
    const together = yield* opennessTogether(counting);
    for (const of of compiled.classes) {
      if (of.isSubject) tally.add(of, together[of.id] ?? 0, of.pods.size - (group.get(of)?.pods.size ?? 0));
    }
  }
  yield* askOneByOne(counting, isByClass, tally);
  return tally.totals();
}

/** Pods of which classes say too little: those of the group, and where one speaks for its node. */
function* askOneByOne(counting: Counting, isByClass: boolean, tally: Tally): InSteps<void> {
  const { compiled, group } = counting;
  const askOne = opennessOfOne(counting);
  let asked = 0;
  const classes = isByClass ? [...group.keys(), ...compiled.hosts] : compiled.classes;
  for (const of of classes) {
    for (const pod of isByClass && of.isSubject ? (group.get(of)?.pods ?? NO_PODS) : of.pods) {
      const openness = askOne(pod, of);
      if (openness !== undefined) tally.add(of, openness, 1);
      asked += 1;
      if (asked % IN_A_STEP === 0) yield;
    }
  }
}

interface Tally {
  readonly add: (of: PodClass, openness: Openness, pods: number) => void;
  readonly totals: () => ReachTotals;
}

function createTally(): Tally {
  const sums = { pods: 0, open: 0, all: 0, perhaps: 0 };
  const places = new Set<number>();
  return {
    add({ place }, openness, pods) {
      if (pods === 0) return;
      sums.pods += pods;
      if ((openness & SOME) !== 0) {
        sums.open += pods;
        places.add(place);
      }
      if ((openness & ALL) !== 0) sums.all += pods;
      if ((openness & (SOME | UNKNOWN)) === UNKNOWN) sums.perhaps += pods;
    },
    totals: () => ({ ...sums, namespaces: places.size }),
  };
}

const NO_PODS: ReadonlySet<Pod> = new Set();

/** How open it is between a pod of each class and the group. */
function* opennessTogether({ compiled, rows, group, direction }: Counting): InSteps<Uint8Array> {
  const found = new Uint8Array(compiled.classes.length).fill(ALL);
  for (const of of group.keys()) {
    const row = direction === 'ingress' ? rows.to(of) : rows.from(of);
    for (let id = 0; id < found.length; id++) found[id] = joined(found[id] ?? 0, row[id] ?? 0);
    yield;
  }
  return found;
}

/** Something with one of them is something, everything with each of them everything. */
function joined(a: Openness, b: Openness): Openness {
  return (a & b & ALL) | ((a | b) & (SOME | UNKNOWN));
}

/** How open it is between one pod and the group; undefined where it is the group. */
function opennessOfOne({ rows, group, direction }: Counting): (pod: Pod, of: PodClass) => Openness | undefined {
  const known = new Map<string, Openness>();
  const between = (other: PodClass, target: PodClass, relation: OnNode): Openness => {
    if (other.isSubject && target.isSubject)
      return (direction === 'ingress' ? rows.to(target)[other.id] : rows.from(target)[other.id]) ?? 0;
    const [source, destination] = direction === 'ingress' ? [other, target] : [target, other];
    return remember(known, `${other.id} ${target.id} ${relation}`, () => rows.onNode(source, destination, relation));
  };
  return (pod, of) => {
    let openness: Openness | undefined;
    for (const target of group.values()) {
      for (const relation of relationsOf(pod, of, target))
        openness = joined(openness ?? ALL, between(of, target.of, relation));
    }
    return openness;
  };
}

/** How others of the group are placed beside the pod; none where it is all there is of it. A template stands for several pods. */
function relationsOf(pod: Pod, of: PodClass, { of: target, pods, nodes }: Target): readonly OnNode[] {
  const self = pods.has(pod) && pod.state !== 'template' ? 1 : 0;
  const others = pods.size - self;
  if (others === 0) return [];
  if (of.isSubject && target.isSubject) return ['other'];
  if (pod.nodeName === undefined) return ['unknown'];
  const same = (nodes.get(pod.nodeName) ?? 0) - self;
  const unknown = nodes.get('') ?? 0;
  const placed = { same, unknown, other: others - same - unknown };
  return (['same', 'unknown', 'other'] as const).filter((relation) => placed[relation] > 0);
}
