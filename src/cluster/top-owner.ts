import type { DecodedWorkload } from '../kinds/decoded.ts';
import type { Pod, WorkloadRef } from '../model/cluster-objects.ts';
import { workloadKey } from '../model/cluster-objects.ts';

/** The label a Deployment puts on its ReplicaSets and their pods; the ReplicaSet's name ends with its value. */
const HASH_LABEL = 'pod-template-hash';

/** Jobs of a CronJob are named for the minute (formerly second) they were due, which has at least eight digits. */
const SCHEDULED_JOB = /^(.+)-\d{8,10}$/;

/** Owners are few levels deep; a longer chain is a circle that somebody wrote. */
const DEEPEST = 8;

/** The top-most owner known of a pod: by the objects between, or where they are missing by how controllers name things. */
export function topOwnerOf(pod: Pod, workloads: ReadonlyMap<string, DecodedWorkload>): WorkloadRef {
  const top = topOf(pod.workload, workloads);
  return workloads.has(workloadKey(top)) ? top : guessedOwner(top, pod);
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

function guessedOwner(ref: WorkloadRef, pod: Pod): WorkloadRef {
  if (ref.kind === 'ReplicaSet') {
    const hash = pod.labels.get(HASH_LABEL);
    if (hash !== undefined && hash !== '' && ref.name.length > hash.length + 1 && ref.name.endsWith(`-${hash}`)) {
      return { ...ref, kind: 'Deployment', name: ref.name.slice(0, -hash.length - 1) };
    }
  }
  const scheduled = ref.kind === 'Job' ? SCHEDULED_JOB.exec(ref.name)?.[1] : undefined;
  return scheduled === undefined ? ref : { ...ref, kind: 'CronJob', name: scheduled };
}
