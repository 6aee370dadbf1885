import type { Workload } from '../../model/cluster-objects.ts';
import type { Direction } from '../../model/policies.ts';
import { eachInSteps, type InSteps } from '../in-steps.ts';
import { podsOf, podsSelectedBy, workloadOf } from '../selection.ts';
import { type ChangedStates, otherEndsConcerned } from './concerned.ts';

/** Who may be concerned in one direction. */
export interface ConcernedSide {
  readonly subjects: ReadonlySet<Workload>;
  /** With whom their connections may differ, in the order of all workloads. */
  readonly others: ReadonlySet<Workload>;
}

/** So many workloads are looked at in a step. */
const LOOKED_AT_IN_A_STEP = 64;

/** Looks through all workloads, by small steps. */
export function* sideInSteps(comparison: ChangedStates, direction: Direction): InSteps<ConcernedSide> {
  const { before } = comparison;
  const changes = comparison.changes.filter(({ directions }) => directions.includes(direction));
  const pods = changes.flatMap((change) => podsSelectedBy(before, change.after));
  const subjects = new Set(pods.flatMap((pod) => workloadOf(before, pod) ?? []));
  const others = new Set<Workload>();
  if (subjects.size === 0) return { subjects, others };
  const isConcerned = otherEndsConcerned({ ...comparison, changes }, direction, pods);
  yield;
  yield* eachInSteps(before.workloads.values(), LOOKED_AT_IN_A_STEP, (workload) => {
    if (podsOf(before, workload).some(isConcerned)) others.add(workload);
  });
  return { subjects, others };
}

/** With whom connections from this workload may differ. */
export function partnersOf(from: Workload, egress: ConcernedSide, ingress: ConcernedSide): Iterable<Workload> {
  const byIngress = ingress.others.has(from) ? ingress.subjects : NOBODY;
  return egress.subjects.has(from) ? new Set([...egress.others, ...byIngress]) : byIngress;
}

const NOBODY: ReadonlySet<Workload> = new Set();
