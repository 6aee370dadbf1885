import type { WorkloadRef } from '../model/cluster-objects.ts';
import { printable } from './text.ts';

const SHORT_KINDS: Readonly<Record<string, string>> = {
  Deployment: 'deploy',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  ReplicaSet: 'rs',
  ReplicationController: 'rc',
  Job: 'job',
  CronJob: 'cj',
  Pod: 'pod',
};

/** `deploy/web`, as kubectl abbreviates. */
export function workloadText(workload: Pick<WorkloadRef, 'kind' | 'name'>): string {
  return printable(`${SHORT_KINDS[workload.kind] ?? workload.kind.toLowerCase()}/${workload.name}`);
}

/** `shop/deploy/web`; a bare pod is `shop/web`. Can be asked for by this name. */
export function workloadName(workload: WorkloadRef): string {
  return printable(
    workload.kind === 'Pod'
      ? `${workload.namespace}/${workload.name}`
      : `${workload.namespace}/${workloadText(workload)}`,
  );
}
