import type { Pod } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import { subtractSets } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { InSteps } from './in-steps.ts';
import type { PairPorts } from './open-ports.ts';
import { type Compiled, compileInSteps } from './reachability/compiled.ts';
import { nodeRelation, outcomeBetween } from './reachability/pairs.ts';

/** The ports between two pods; undefined where classes do not tell. */
export type PortsByClass = (source: Pod, destination: Pod) => PairPorts | undefined;

/** The ports between pods by class of pods: as asking with reasons says, without them. By small steps. */
export function* portsByClassInSteps(snapshot: Snapshot): InSteps<PortsByClass> {
  if (snapshot.plugin.enforces === 'no') return () => undefined;
  const compiled = yield* compileInSteps(snapshot);
  const portsOf = portsByOutcome(compiled);
  return (source, destination) => {
    const outcome = outcomeOfPods(compiled, source, destination);
    return outcome === undefined ? undefined : portsOf(outcome);
  };
}

/** The number of what the one may open to the other; undefined where it is not told by their classes alone. */
export function outcomeOfPods(compiled: Compiled, source: Pod, destination: Pod): number | undefined {
  const [from, to] = [compiled.classOf.get(source.key), compiled.classOf.get(destination.key)];
  if (from === undefined || to === undefined) return undefined;
  if (from.isSubject && to.isSubject) return outcomeBetween(compiled, from, to);
  // One that speaks for its node and stands for several: on which nodes the others run is not said.
  if (source.key === destination.key) return undefined;
  return outcomeBetween(compiled, from, to, nodeRelation(source, destination));
}

/** By outcome, its ports: always the same object. */
export function portsByOutcome({ tables: { ports, values } }: Compiled): (outcome: number) => PairPorts {
  const known = new Map<number, PairPorts>();
  return (outcome) =>
    remember(known, outcome, () => {
      const { allowed, possible } = values.outcome(outcome);
      const open = ports.setOf(allowed);
      return { allowed: open, unknown: subtractSets(ports.setOf(possible), open) };
    });
}

/** Whether compiling these takes less time than asking with reasons about so many pairs of workloads. */
export function isWorthCompiling(snapshots: readonly Snapshot[], pairs: number): boolean {
  return pairs * COSTS_OF_READING > snapshots.reduce((sum, { pods, policies }) => sum + pods.size + policies.length, 0);
}

/** With reasons a pair takes some 50 to 90 microseconds, a pod or a policy about 10 to compile; some of that is margin. */
const COSTS_OF_READING = 4;
