import type { WorkloadRef } from '../../model/cluster-objects.ts';
import type { Labels } from '../../model/labels.ts';

/** The label a Deployment puts on its ReplicaSets and their pods; the ReplicaSet's name ends with its value. */
const HASH_LABEL = 'pod-template-hash';

/** Jobs of a CronJob are named for the minute (formerly second) they were due, which has at least eight digits. */
const SCHEDULED_JOB = /^(.+)-\d{8,10}$/;

/** What made a pod's controller in turn, by how controllers name things; the controller itself where nothing tells. */
export function guessedOwner(controller: WorkloadRef, labels: Labels): WorkloadRef {
  const { kind, name } = controller;
  if (kind === 'ReplicaSet') {
    const hash = labels.get(HASH_LABEL);
    if (hash !== undefined && hash !== '' && name.length > hash.length + 1 && name.endsWith(`-${hash}`)) {
      return { ...controller, kind: 'Deployment', name: name.slice(0, -hash.length - 1) };
    }
  }
  const scheduled = kind === 'Job' ? SCHEDULED_JOB.exec(name)?.[1] : undefined;
  return scheduled === undefined ? controller : { ...controller, kind: 'CronJob', name: scheduled };
}
