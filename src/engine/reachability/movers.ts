import type { Pod } from '../../model/cluster-objects.ts';
import type { PodClass } from './pod-classes.ts';

/** Pods that were in one class and are in another now; undefined where they were not there, or are not any more. */
export interface Mover {
  readonly from: PodClass | undefined;
  readonly to: PodClass | undefined;
  readonly pods: MovedPod[];
}

export interface MovedPod {
  readonly before: Pod | undefined;
  readonly after: Pod | undefined;
}
