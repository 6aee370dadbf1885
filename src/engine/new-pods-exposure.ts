import type { Workload } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import type { Direction } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { portsByOutcome } from './class-ports.ts';
import type { InSteps } from './in-steps.ts';
import { NEW_NAMESPACE, type WithNewPods } from './new-pods.ts';
import { combined, type OpenPorts, type PairPorts } from './open-ports.ts';
import { createColumnMaker } from './reachability/columns.ts';
import { type Compiled, sideBetween } from './reachability/compiled.ts';
import { outcomeBetween } from './reachability/pairs.ts';
import type { PodClass } from './reachability/pod-classes.ts';
import type { Profile } from './reachability/profiles.ts';
import { sideValue } from './reachability/side-of-class.ts';

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

/** What a workload may open to new pods, or they to it: parts, and whether there is no place with which nothing is open. */
export interface NewPodsAnswer {
  readonly parts: readonly NewPodsPart[];
  readonly isComplete: boolean;
}

export type NewPodsQuestion = (workload: Workload, direction: Direction) => NewPodsAnswer;

/** The new pods of namespaces that no policy can tell apart. */
interface Newcomer {
  readonly of: PodClass;
  readonly names: string[];
}

/** What one class of pods is to new pods in one direction. */
interface ClassAnswer {
  /** Equal answers have equal numbers. */
  readonly id: number;
  /** By kind of newcomer, for those that have no outcome of their own. */
  readonly common: readonly number[];
  /** By number of the newcomer. */
  readonly own: ReadonlyMap<number, number>;
}

/**
 * Asks about the pods of `withNewPods`, compiled. Most newcomers are known to no selector that matters to a pod, and it to none of
 * theirs: such are told apart by what is in force for them only, in a few kinds; the others are asked about one by one. By small steps.
 */
export function* newPodsQuestionInSteps(
  before: Snapshot,
  compiled: Compiled,
  { pods }: WithNewPods,
): InSteps<NewPodsQuestion> {
  const byClass = new Map<PodClass, Newcomer>();
  for (const [name, { key }] of pods) {
    const of = compiled.classOf.get(key);
    if (of !== undefined) remember(byClass, of, () => ({ of, names: [] })).names.push(name);
  }
  const newcomers = [...byClass.values()];
  yield;
  const saysOf = profileAnswers(compiled, newcomers);
  yield;
  const ingress = classAnswers(compiled, newcomers, saysOf, 'ingress');
  yield;
  const directions = { ingress, egress: classAnswers(compiled, newcomers, saysOf, 'egress') };
  yield;
  const portsOf = portsByOutcome(compiled);
  const known = new Map<string, NewPodsAnswer>();
  return (workload, direction) => {
    const { answerOf, kindOf } = directions[direction];
    const own = new Set(workload.podKeys.flatMap((key) => compiled.classOf.get(key) ?? []));
    const answers = [...own].map(answerOf);
    const key = `${direction} ${workload.namespace} ${answers.map(({ id }) => id).join()}`;
    return remember(known, key, () => {
      const groups = alikeIn(answers, newcomers, kindOf);
      return answerIn(groups, { portsOf, workload, others: before.namespaces.size - 1 });
    });
  };
}

interface ClassAnswers {
  readonly answerOf: (pod: PodClass) => ClassAnswer;
  /** By number of the newcomer, its kind. */
  readonly kindOf: readonly number[];
}

function classAnswers(
  compiled: Compiled,
  newcomers: readonly Newcomer[],
  saysOf: (profile: Profile) => ProfileAnswer,
  direction: Direction,
): ClassAnswers {
  const theirs = direction === 'ingress' ? 'egress' : 'ingress';
  const columnOf = createColumnMaker(compiled);
  const { kindOf, bases } = kindsOf(compiled, newcomers, theirs);
  const byProfile = new Map<number, number[]>();
  newcomers.forEach(({ of }, index) => {
    remember(byProfile, of[theirs].id, () => []).push(index);
  });
  const ids = new Map<string, number>();
  const joined = (own: number, other: number, pod: PodClass, newPod: PodClass): number => {
    const { join } = compiled.tables.values;
    return direction === 'ingress'
      ? join(other, own, newPod.reach, pod.reach)
      : join(own, other, pod.reach, newPod.reach);
  };
  /** Newcomers that one of the two sides knows, in order. */
  const concernedBy = (said: ProfileAnswer, profiles: Iterable<number>): readonly number[] => {
    const found = new Set(said.own.keys());
    for (const id of profiles) for (const index of byProfile.get(id) ?? []) found.add(index);
    return [...found].sort((a, b) => a - b);
  };
  const make = (pod: PodClass): ClassAnswer => {
    const said = saysOf(pod[direction]);
    const common = bases.map(({ value, first }) => joined(said.common, value, pod, first));
    const column = columnOf(theirs, pod);
    const theirValues = new Map(Array.from(column.profiles, (id, index) => [id, column.values[index] ?? 0]));
    const concerned = concernedBy(said, theirValues.keys());
    const own = new Map<number, number>();
    for (const index of concerned) {
      const newPod = newcomers[index]?.of;
      if (newPod === undefined) continue;
      const kind = kindOf[index] ?? 0;
      const other = theirValues.get(newPod[theirs].id) ?? bases[kind]?.value ?? 0;
      const outcome = joined(said.own.get(index) ?? said.common, other, pod, newPod);
      if (outcome !== common[kind]) own.set(index, outcome);
    }
    return numbered(ids, common, own);
  };
  // Which node a pod that does not exist yet will run on is not known: next to a pod on the host's network, it matters.
  const makeForHost = (pod: PodClass): ClassAnswer => {
    const own = new Map<number, number>();
    newcomers.forEach(({ of }, index) => {
      const [source, destination] = direction === 'ingress' ? [of, pod] : [pod, of];
      own.set(index, outcomeBetween(compiled, source, destination, 'unknown'));
    });
    return numbered(ids, [], own);
  };
  const known = new Map<PodClass, ClassAnswer>();
  return { kindOf, answerOf: (pod) => remember(known, pod, () => (pod.isSubject ? make(pod) : makeForHost(pod))) };
}

function numbered(ids: Map<string, number>, common: readonly number[], own: ReadonlyMap<number, number>): ClassAnswer {
  const key = `${common.join()} ${[...own].join(' ')}`;
  return { id: remember(ids, key, () => ids.size), common, own };
}

/** A kind of newcomers: those whose policies say the same about whoever they do not know. */
interface Kind {
  readonly value: number;
  readonly first: PodClass;
}

function kindsOf({ uses }: Compiled, newcomers: readonly Newcomer[], theirs: Direction) {
  const numbers = new Map<string, number>();
  const bases: Kind[] = [];
  const kindOf = newcomers.map(({ of }) => {
    const value = uses[theirs].bases[of[theirs].id] ?? 0;
    return remember(numbers, `${value} ${of.reach}`, () => bases.push({ value, first: of }) - 1);
  });
  return { kindOf, bases };
}

/** What a profile says of newcomers: of those no selector of its rules knows, and of each of the others. */
interface ProfileAnswer {
  readonly common: number;
  readonly own: ReadonlyMap<number, number>;
}

function profileAnswers(compiled: Compiled, newcomers: readonly Newcomer[]): (profile: Profile) => ProfileAnswer {
  const byPeer = new Map<number, number[]>();
  newcomers.forEach(({ of: { matched, perhaps } }, index) => {
    for (const id of [...matched, ...perhaps]) remember(byPeer, id, () => []).push(index);
  });
  const stranger = newcomers[0]?.of;
  const known = new Map<Profile, ProfileAnswer>();
  const make = (profile: Profile): ProfileAnswer => {
    const own = new Map<number, number>();
    for (const id of new Set(profile.rules.flatMap(({ peers }) => peers))) {
      for (const index of byPeer.get(id) ?? []) {
        const of = newcomers[index]?.of;
        if (of !== undefined && !own.has(index)) own.set(index, sideBetween(compiled, profile, of));
      }
    }
    // All of them lie in the same blocks, for where is not known of any.
    const other = { matched: [], perhaps: [], isPod: true, addresses: stranger?.addresses, ports: stranger?.ports };
    const { addresses, ports } = other;
    const common =
      addresses === undefined || ports === undefined
        ? 0
        : sideValue(compiled.tables, profile, { ...other, addresses, ports }, 'denies');
    return { common, own };
  };
  return (profile) => remember(known, profile, () => make(profile));
}

/** Newcomers for which a workload's pods have the same outcomes, in order. */
interface Alike {
  readonly outcomes: readonly number[];
  readonly names: string[];
}

function alikeIn(
  answers: readonly ClassAnswer[],
  newcomers: readonly Newcomer[],
  kindOf: readonly number[],
): readonly Alike[] {
  const byKind: (Alike | undefined)[] = [];
  const alike = new Map<string, Alike>();
  const groupFor = (outcomes: readonly number[]): Alike =>
    remember(alike, outcomes.join(), () => ({ outcomes, names: [] }));
  newcomers.forEach(({ names }, index) => {
    const kind = kindOf[index] ?? 0;
    const isCommon = answers.every(({ own }) => !own.has(index));
    const known = isCommon ? byKind[kind] : undefined;
    const group = known ?? groupFor(answers.map(({ own, common }) => own.get(index) ?? common[kind] ?? 0));
    if (isCommon) byKind[kind] = group;
    group.names.push(...names);
  });
  return [...alike.values()];
}

interface Placing {
  readonly portsOf: (outcome: number) => PairPorts;
  readonly workload: Workload;
  readonly others: number;
}

function answerIn(groups: readonly Alike[], { portsOf, workload, others }: Placing): NewPodsAnswer {
  const perGroup = groups.flatMap(({ outcomes, names }) => {
    const ports = combined(outcomes.map(portsOf));
    return placesOf(names, workload, others).map((where) => ({ where, ports }));
  });
  const parts = perGroup.flatMap(({ where, ports }): NewPodsPart[] => (ports === undefined ? [] : [{ where, ports }]));
  return { parts: alikeTogether(parts), isComplete: parts.length === perGroup.length };
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
