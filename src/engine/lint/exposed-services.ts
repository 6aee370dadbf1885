import type { Service, Workload } from '../../model/cluster-objects.ts';
import { effectiveOf } from '../effective.ts';
import { workloadOf } from '../selection.ts';
import { type Evidence, finding, type LintRule } from './evidence.ts';
import type { LintFinding } from './finding.ts';

/** Services that are reached from outside the cluster, and lead to pods that no policy isolates. */
export const exposedWithoutPolicy: LintRule = function* (evidence) {
  const { gaps, foreign, services } = evidence.snapshot;
  // Policies that were not read, or are not evaluated, may guard them.
  if (gaps.length > 0 || foreign.length > 0) return;
  for (const service of services.values()) if (isExposed(service)) yield lookAt(service, evidence);
};

function isExposed({ type, externalIPs }: Service): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || externalIPs.length > 0;
}

function lookAt(service: Service, { snapshot, endpointsOf }: Evidence): readonly LintFinding[] {
  const workloads = new Set<Workload>();
  for (const { pod } of endpointsOf(service)) {
    const { subject, ingress } = effectiveOf(snapshot, pod);
    const workload = workloadOf(snapshot, pod);
    if (subject && ingress.state === 'open' && workload !== undefined) workloads.add(workload);
  }
  if (workloads.size === 0) return [];
  const facts = { service, workloads: [...workloads] };
  return [finding('exposed-without-policy', 'warning', { kind: 'service', service }, facts)];
}
