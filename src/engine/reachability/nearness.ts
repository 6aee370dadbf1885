import type { Pod } from '../../model/cluster-objects.ts';
import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import { type ClassTable, nodesOf } from './class-table.ts';
import type { Compiled } from './compiled.ts';
import type { MovedPod, Mover } from './movers.ts';
import { type OnNode, outcomeBetween } from './pairs.ts';
import type { PodClass } from './pod-classes.ts';

/** Pairs of a mover and pods of one class, for which it matters that they are on one node, or that this is not known. */
export interface NearPairs {
  readonly other: PodClass;
  readonly count: number;
  /** How they were to each other, and how they are. */
  readonly was: OnNode;
  readonly is: OnNode;
  /** They were counted as if they were on different nodes. */
  readonly counted: boolean;
}

/** Who is on whose node. */
export interface Nearness {
  /** Nobody, where neither end speaks for its node: nodes do not matter then. */
  readonly of: (mover: Mover) => Iterable<NearPairs>;
  /** The outcome between one end and the other; `egress`: with the first as the source. */
  readonly between: (
    own: PodClass | undefined,
    other: PodClass,
    relation: OnNode,
    direction: Direction,
  ) => number | undefined;
}

/** The pods of the movers themselves are left out: they are compared with each other. */
export function createNearness(compiled: Compiled, table: ClassTable, movers: readonly Mover[]): Nearness {
  const moving = new Set(movers.flatMap(({ pods }) => pods.flatMap(({ after }) => after ?? [])));
  const joined = new Set(movers.flatMap(({ to }) => to ?? []));
  const known = new Map<Mover, readonly NearPairs[]>();
  const outcomes = new Map<string, number>();
  const nodes = (other: PodClass, names: ReadonlySet<string>): Places => {
    if (!other.isSubject && !joined.has(other)) return { by: nodesOf(table, other), all: other.pods.size };
    return placesOf(other, names, moving);
  };
  const make = (mover: Mover): readonly NearPairs[] => {
    const isHost = mover.from?.isSubject === false || mover.to?.isSubject === false;
    const found: NearPairs[] = [];
    const others = isHost ? compiled.classes : compiled.hosts;
    const stations = stationsOf(mover.pods);
    for (const other of others) {
      if (other.pods.size === 0) continue;
      for (const station of stations) found.push(...pairsAt(station, other, nodes(other, station.names)));
    }
    return found;
  };
  return {
    of: (mover) => remember(known, mover, () => make(mover)),
    between(own, other, relation, direction) {
      if (own === undefined) return undefined;
      const key = `${direction} ${own.id} ${other.id} ${relation}`;
      return remember(outcomes, key, () =>
        direction === 'egress'
          ? outcomeBetween(compiled, own, other, relation)
          : outcomeBetween(compiled, other, own, relation),
      );
    },
  };
}

/** Pods that were on one node and are on another now, or on the same. */
interface Station {
  readonly moved: MovedPod;
  readonly names: ReadonlySet<string>;
  count: number;
}

function stationsOf(pods: readonly MovedPod[]): readonly Station[] {
  const stations = new Map<string, Station>();
  for (const moved of pods) {
    const names = [moved.before, moved.after].map((pod) => (pod === undefined ? undefined : (pod.nodeName ?? '')));
    const station = remember(stations, JSON.stringify(names.map((name) => name ?? null)), () => ({
      moved,
      names: new Set(['', ...names.flatMap((name) => name ?? [])]),
      count: 0,
    }));
    station.count += 1;
  }
  return [...stations.values()];
}

/** Pods of a class, by the name of their node where it was asked for; the empty name where it is not known. */
interface Places {
  readonly by: ReadonlyMap<string, number>;
  readonly all: number;
}

function placesOf({ pods }: PodClass, names: ReadonlySet<string>, moving: ReadonlySet<Pod>): Places {
  const by = new Map<string, number>();
  let all = 0;
  for (const pod of pods) {
    if (moving.has(pod)) continue;
    all += 1;
    const { nodeName = '' } = pod;
    if (names.has(nodeName)) by.set(nodeName, (by.get(nodeName) ?? 0) + 1);
  }
  return { by, all };
}

/** A name that no node has: of all the others. */
const ELSEWHERE = '/';

function* pairsAt({ moved, names, count }: Station, other: PodClass, { by, all }: Places): Generator<NearPairs> {
  let rest = all;
  const at = (name: string, pods: number): NearPairs => ({
    other,
    count: count * pods,
    was: relationTo(moved.before, name),
    is: relationTo(moved.after, name),
    counted: other.isSubject,
  });
  for (const name of names) {
    const pods = by.get(name) ?? 0;
    rest -= pods;
    if (pods > 0) yield at(name, pods);
  }
  if (rest === 0) return;
  const others = at(ELSEWHERE, rest);
  // Of pods that are subjects those elsewhere were counted already, and rightly.
  if (!other.isSubject || others.was !== 'other' || others.is !== 'other') yield others;
}

/** Of a pod that is not there nothing is asked. */
function relationTo(pod: Pod | undefined, name: string): OnNode {
  if (pod === undefined) return 'other';
  if (pod.nodeName === undefined || name === '') return 'unknown';
  return pod.nodeName === name ? 'same' : 'other';
}
