import { type AddressRange, everyAddress, type Family } from '../model/addresses.ts';
import type { Pod, Workload } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import { namespacesOf, partOf } from '../model/namespaced-map.ts';
import type { Direction } from '../model/policies.ts';
import { ALL_PORTS, intersectSets, NO_PORTS, type PortSet, uniteSets } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { FAMILIES } from './end-addresses.ts';
import { finished, type InSteps, type Progress } from './in-steps.ts';
import { withNewPodsInSteps } from './new-pods.ts';
import { type NewPodsPart, newPodsQuestionInSteps } from './new-pods-exposure.ts';
import type { OpenPorts } from './open-ports.ts';
import { outsidePieces } from './outside-pieces.ts';
import { compileInSteps } from './reachability/compiled.ts';
import type { PodClass } from './reachability/pod-classes.ts';
import type { Profile } from './reachability/profiles.ts';
import { policyListsInSteps } from './selection.ts';

/** What a workload is open to that is not part of the cluster: the outside, and pods that somebody may start tomorrow. */
export interface WorkloadExposure {
  readonly workload: Workload;
  readonly ingress: DirectionExposure;
  readonly egress: DirectionExposure;
}

export interface DirectionExposure {
  readonly direction: Direction;
  /** How many kinds of pods it has that policies can tell apart, nodes aside; none when all have finished. */
  readonly kinds: number;
  /** Whether some policy isolates all of its pods in this direction, or some of them, or none. */
  readonly isolated: 'all' | 'some' | 'none';
  readonly outside: Openness<OutsidePart>;
  readonly newPods: Openness<NewPodsPart>;
}

/** How open it is to a world of several parts. Parts with which nothing is allowed or unknown are left out. */
export interface Openness<Part> {
  /** Open between all pods and the whole world: every address of some family, or new pods wherever they are. */
  readonly everywhere: PortSet;
  /** Open between some pods and some part of the world at least, `everywhere` included. */
  readonly somewhere: PortSet;
  /** Undecided for some pods and some part. */
  readonly unknown: PortSet;
  readonly parts: readonly Part[];
}

/** Addresses outside that are treated alike, disjoint and in order, of one family. */
export interface OutsidePart {
  readonly family: Family;
  readonly ranges: readonly AddressRange[];
  /** Whether these are all addresses of the family. */
  readonly whole: boolean;
  readonly ports: OpenPorts;
}

/** The exposure of each workload, of one namespace or all, by namespace and name. */
export function exposureOf(snapshot: Snapshot, namespace?: string): readonly WorkloadExposure[] {
  return finished(exposureInSteps(snapshot, namespace));
}

/** The same by small steps. */
export function* exposureInSteps(
  snapshot: Snapshot,
  namespace?: string,
  onProgress: Progress = () => undefined,
): InSteps<readonly WorkloadExposure[]> {
  const ask = yield* questionsInSteps(snapshot, (done) => onProgress(done / 2));
  const workloads = yield* workloadsInOrder(snapshot, namespace);
  const found: WorkloadExposure[] = [];
  for (const workload of workloads) {
    onProgress((1 + found.length / workloads.length) / 2);
    yield;
    const ingress = ask(workload, 'ingress');
    yield;
    found.push({ workload, ingress, egress: ask(workload, 'egress') });
  }
  return found;
}

type Question = (workload: Workload, direction: Direction) => DirectionExposure;

const known = new WeakMap<Snapshot, Question>();

/**
 * What is asked of a workload is asked of its classes: to the outside, pods are alike as soon as the same policies select them, so
 * that few questions are left of thousands.
 */
function* questionsInSteps(snapshot: Snapshot, onProgress: Progress): InSteps<Question> {
  const before = known.get(snapshot);
  if (before !== undefined) return before;
  const extended = yield* withNewPodsInSteps(snapshot);
  yield;
  const compiled = yield* compileInSteps(extended.snapshot, onProgress);
  const newPods = yield* newPodsQuestionInSteps(snapshot, compiled, extended);
  yield* policyListsInSteps(snapshot);
  const outside = outsideQuestion(snapshot);
  const ask: Question = (workload, direction) => {
    const classes = [...new Set(workload.podKeys.flatMap((key) => compiled.classOf.get(key) ?? []))];
    const { parts, isComplete } = newPods(workload, direction);
    return {
      direction,
      kinds: classes.length,
      isolated: isolationOf(classes.map((one) => one[direction])),
      outside: outside(classes, direction),
      newPods: { everywhere: isComplete ? inAll(parts) : NO_PORTS, ...somewhereIn(parts) },
    };
  };
  known.set(snapshot, ask);
  return ask;
}

function isolationOf(profiles: readonly Profile[]): DirectionExposure['isolated'] {
  const isolated = profiles.filter(({ tiers }) => tiers.some(({ isolates }) => isolates));
  if (isolated.length === 0) return 'none';
  return isolated.length === profiles.length ? 'all' : 'some';
}

export type OutsideQuestion = (classes: readonly PodClass[], direction: Direction) => Openness<OutsidePart>;

/** Asks about one pod of each class; classes with the same policies in force and the same families are asked about once. */
export function outsideQuestion(snapshot: Snapshot): OutsideQuestion {
  const answers = new Map<string, Openness<OutsidePart>>();
  return (classes, direction) => {
    const byKind = new Map<string, PodClass>();
    for (const one of classes) {
      const { isSubject, reach, addresses } = one;
      byKind.set(`${one[direction].id} ${isSubject} ${reach} ${addresses.unknown}`, one);
    }
    const key = `${direction} ${[...byKind.keys()].sort().join()}`;
    return remember(answers, key, () => {
      const pods = [...byKind.values()].flatMap(({ pods: [first] }) => first ?? []);
      return outsideOpenness(snapshot, pods, direction);
    });
  };
}

function outsideOpenness(snapshot: Snapshot, pods: readonly Pod[], direction: Direction): Openness<OutsidePart> {
  const perFamily = FAMILIES.map((family) => outsideParts(snapshot, pods, direction, family));
  return {
    everywhere: perFamily.map(everywhereIn).reduce(uniteSets, NO_PORTS),
    ...somewhereIn(perFamily.flat()),
  };
}

function outsideParts(
  snapshot: Snapshot,
  pods: readonly Pod[],
  direction: Direction,
  family: Family,
): readonly OutsidePart[] {
  const every = everyAddress(family);
  return outsidePieces(snapshot, pods, every, direction).map(({ ranges, ports }) => {
    return { family, ranges, whole: sizeOf(ranges) === sizeOf([every]), ports };
  });
}

/** What is open to all addresses of the family these parts are of. */
function everywhereIn(parts: readonly OutsidePart[]): PortSet {
  const [first] = parts;
  if (first === undefined) return NO_PORTS;
  const covered = sizeOf(parts.flatMap(({ ranges }) => ranges));
  return covered === sizeOf([everyAddress(first.family)]) ? inAll(parts) : NO_PORTS;
}

function sizeOf(ranges: readonly AddressRange[]): bigint {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

function inAll(parts: readonly { readonly ports: OpenPorts }[]): PortSet {
  return parts.map(({ ports }) => ports.allowed).reduce(intersectSets, ALL_PORTS);
}

function somewhereIn<Part extends { readonly ports: OpenPorts }>(
  parts: readonly Part[],
): Omit<Openness<Part>, 'everywhere'> {
  return {
    somewhere: parts.flatMap(({ ports }) => [ports.allowed, ports.partial]).reduce(uniteSets, NO_PORTS),
    unknown: parts.map(({ ports }) => ports.unknown).reduce(uniteSets, NO_PORTS),
    parts,
  };
}

/** So many namespaces to a step. */
const SORTED_IN_A_STEP = 64;

/** By namespace and name; those of one namespace, if it is given. */
function* workloadsInOrder({ workloads }: Snapshot, namespace: string | undefined): InSteps<readonly Workload[]> {
  const names = namespace === undefined ? [...namespacesOf(workloads)].sort() : [namespace];
  const sorted: Workload[] = [];
  for (const [place, name] of names.entries()) {
    if (place % SORTED_IN_A_STEP === 0) yield;
    sorted.push(...[...partOf(workloads, name).values()].sort(byName));
  }
  return sorted;
}

function byName(a: Workload, b: Workload): number {
  return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}
