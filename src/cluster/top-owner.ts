import { guessedOwner } from '../kinds/core/guessed-owner.ts';
import type { DecodedWorkload } from '../kinds/decoded.ts';
import type { Pod, WorkloadRef } from '../model/cluster-objects.ts';
import { workloadKey } from '../model/cluster-objects.ts';

/** Owners are few levels deep; a longer chain is a circle that somebody wrote. */
const DEEPEST = 8;

/** The top-most owner known of a pod: by the objects between, or where they are missing by how controllers name things. */
export function topOwnerOf(
  { controller, workload, labels }: Pod,
  workloads: ReadonlyMap<string, DecodedWorkload>,
): WorkloadRef {
  if (controller === undefined || workloads.size === 0) return workload;
  const top = topOf(controller, workloads);
  if (top === controller && !workloads.has(workloadKey(top))) return workload;
  return workloads.has(workloadKey(top)) ? top : guessedOwner(top, labels);
}

/** Follows a workload's own owners. */
export function topOf(ref: WorkloadRef, workloads: ReadonlyMap<string, DecodedWorkload>): WorkloadRef {
  let top = ref;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const above = workloads.get(workloadKey(top))?.controller;
    if (above === undefined) return top;
    top = above;
  }
  return ref;
}
