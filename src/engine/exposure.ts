import { type AddressRange, everyAddress, type Family } from '../model/addresses.ts';
import type { Pod, Workload } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import type { Direction } from '../model/policies.ts';
import { ALL_PORTS, intersectSets, NO_PORTS, type PortSet, subtractSets, uniteSets } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { effectiveOf } from './effective.ts';
import { FAMILIES } from './end-addresses.ts';
import { combined, identitiesIn, type OpenPorts, outsideRows, type PairPorts } from './list.ts';
import { NEW_NAMESPACE, withNewPods } from './new-pods.ts';
import { type Compiled, compile } from './reachability/compiled.ts';
import { outcomeBetween } from './reachability/pairs.ts';
import type { PodClass } from './reachability/pod-classes.ts';

/** What a workload is open to that is not part of the cluster: the outside, and pods that somebody may start tomorrow. */
export interface WorkloadExposure {
  readonly workload: Workload;
  readonly ingress: DirectionExposure;
  readonly egress: DirectionExposure;
}

export interface DirectionExposure {
  readonly direction: Direction;
  /** How many kinds of pods it has that policies can tell apart; none when all have finished. */
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

/** Pods without labels that do not exist yet, by where they would be started. */
export interface NewPodsPart {
  readonly where: NewPodsPlace;
  readonly ports: OpenPorts;
}

export type NewPodsPlace =
  | { readonly kind: 'own-namespace' }
  /** Other namespaces that exist and are treated alike, by name, out of how many. */
  | { readonly kind: 'other-namespaces'; readonly names: readonly string[]; readonly of: number }
  /** One that does not exist yet and has no labels. */
  | { readonly kind: 'new-namespace' };

/** The exposure of each workload, of one namespace or all, by namespace and name. */
export function exposureOf(snapshot: Snapshot, namespace?: string): readonly WorkloadExposure[] {
  const newPods = newPodsQuestion(snapshot);
  return [...snapshot.workloads.values()]
    .filter((workload) => namespace === undefined || workload.namespace === namespace)
    .sort(byName)
    .map((workload) => {
      const ask = (direction: Direction): DirectionExposure =>
        directionExposure({ snapshot, newPods }, workload, direction);
      return { workload, ingress: ask('ingress'), egress: ask('egress') };
    });
}

interface Questions {
  readonly snapshot: Snapshot;
  readonly newPods: NewPodsQuestion;
}

function directionExposure(
  { snapshot, newPods }: Questions,
  workload: Workload,
  direction: Direction,
): DirectionExposure {
  const pods = identitiesIn(snapshot, workload).map(({ representative }) => representative);
  return {
    direction,
    kinds: pods.length,
    isolated: isolationOf(snapshot, pods, direction),
    outside: outsideOpenness(snapshot, workload, direction),
    newPods: newPods(workload, direction),
  };
}

function isolationOf(snapshot: Snapshot, pods: readonly Pod[], direction: Direction): DirectionExposure['isolated'] {
  const isolated = pods.filter((pod) => {
    const effective = effectiveOf(snapshot, pod);
    return effective.subject && effective[direction].isolated;
  });
  if (isolated.length === 0) return 'none';
  return isolated.length === pods.length ? 'all' : 'some';
}

function outsideOpenness(snapshot: Snapshot, workload: Workload, direction: Direction): Openness<OutsidePart> {
  const perFamily = FAMILIES.map((family) => outsideParts(snapshot, { workload, direction, family }));
  return {
    everywhere: perFamily.map(everywhereIn).reduce(uniteSets, NO_PORTS),
    ...somewhereIn(perFamily.flat()),
  };
}

function outsideParts(
  snapshot: Snapshot,
  {
    workload,
    direction,
    family,
  }: { readonly workload: Workload; readonly direction: Direction; readonly family: Family },
): readonly OutsidePart[] {
  const every = everyAddress(family);
  return outsideRows(snapshot, workload, every, direction).flatMap(({ from, to, ...ports }): OutsidePart[] => {
    const outside = direction === 'ingress' ? from : to;
    if (outside.kind !== 'outside') return [];
    return [{ family, ranges: outside.ranges, whole: sizeOf(outside.ranges) === sizeOf([every]), ports }];
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

type NewPodsQuestion = (workload: Workload, direction: Direction) => Openness<NewPodsPart>;

const asked = new WeakMap<Snapshot, NewPodsQuestion>();

/** Asks about the pods of `withNewPods`; those that no policy can tell apart are asked about once. */
function newPodsQuestion(before: Snapshot): NewPodsQuestion {
  return remember(asked, before, () => {
    const { snapshot, pods } = withNewPods(before);
    const compiled = compile(snapshot);
    const groups = new Map<PodClass, string[]>();
    for (const [name, { key }] of pods) {
      const group = compiled.classOf.get(key);
      if (group !== undefined) remember(groups, group, () => [] as string[]).push(name);
    }
    const portsOf = portsByOutcome(compiled);
    return (workload, direction) => {
      const own = [...new Set(workload.podKeys.flatMap((key) => compiled.classOf.get(key) ?? []))];
      const alike = new Map<string, NewPodsGroup>();
      for (const [newPod, names] of groups) {
        const outcomes = own.map((pod) => outcomeWith(compiled, { newPod, pod, direction }));
        remember(alike, outcomes.join(), () => ({ outcomes, names: [] as string[] })).names.push(...names);
      }
      const perGroup = [...alike.values()].flatMap(({ outcomes, names }) => {
        const ports = combined(outcomes.map(portsOf));
        return placesOf(names, workload, before.namespaces.size - 1).map((where) => ({ where, ports }));
      });
      const parts = perGroup.flatMap(({ where, ports }): NewPodsPart[] =>
        ports === undefined ? [] : [{ where, ports }],
      );
      const everywhere = parts.length === perGroup.length ? inAll(parts) : NO_PORTS;
      return { everywhere, ...somewhereIn(alikeTogether(parts)) };
    };
  });
}

interface NewPodsGroup {
  readonly outcomes: readonly number[];
  readonly names: string[];
}

/** Which node a pod that does not exist yet will run on is not known: next to a pod on the host's network, it matters. */
function outcomeWith(
  compiled: Compiled,
  { newPod, pod, direction }: { readonly newPod: PodClass; readonly pod: PodClass; readonly direction: Direction },
): number {
  const [source, destination] = direction === 'ingress' ? [newPod, pod] : [pod, newPod];
  return outcomeBetween(compiled, source, destination, 'unknown');
}

function portsByOutcome({ tables: { ports, values } }: Compiled): (outcome: number) => PairPorts {
  const known = new Map<number, PairPorts>();
  return (outcome) =>
    remember(known, outcome, () => {
      const { allowed, possible } = values.outcome(outcome);
      const open = ports.setOf(allowed);
      return { allowed: open, unknown: subtractSets(ports.setOf(possible), open) };
    });
}

/** A group of namespaces as the workload sees it: its own, a new one and others are different places. */
function placesOf(names: readonly string[], { namespace }: Workload, others: number): readonly NewPodsPlace[] {
  const existing = names.filter((name) => name !== namespace && name !== NEW_NAMESPACE);
  return [
    ...(names.includes(namespace) ? [{ kind: 'own-namespace' } as const] : []),
    ...(existing.length === 0 ? [] : [{ kind: 'other-namespaces', names: existing, of: others } as const]),
    ...(names.includes(NEW_NAMESPACE) ? [{ kind: 'new-namespace' } as const] : []),
  ];
}

const PLACES: readonly NewPodsPlace['kind'][] = ['own-namespace', 'new-namespace', 'other-namespaces'];

/** One part for all other namespaces with the same ports; the own namespace first. */
function alikeTogether(parts: readonly NewPodsPart[]): readonly NewPodsPart[] {
  const joined = new Map<string, NewPodsPart>();
  for (const part of parts) {
    const id = `${part.where.kind} ${JSON.stringify(part.ports)}`;
    const before = joined.get(id);
    joined.set(id, before === undefined ? part : { ...part, where: bothPlaces(before.where, part.where) });
  }
  return [...joined.values()].sort((a, b) => PLACES.indexOf(a.where.kind) - PLACES.indexOf(b.where.kind));
}

function bothPlaces(a: NewPodsPlace, b: NewPodsPlace): NewPodsPlace {
  if (a.kind !== 'other-namespaces' || b.kind !== 'other-namespaces') return a;
  return { ...a, names: [...a.names, ...b.names].sort() };
}

function byName(a: Workload, b: Workload): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}
