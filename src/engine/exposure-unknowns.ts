import type { Pod, Workload } from '../model/cluster-objects.ts';
import { type Endpoint, podEnd } from '../model/endpoints.ts';
import type { Direction } from '../model/policies.ts';
import { type PortSet, PROTOCOLS, type Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Unknown } from '../model/verdict.ts';
import type { DirectionExposure } from './exposure.ts';
import { checkFlow } from './flow.ts';
import { NEW_NAMESPACE, type WithNewPods } from './new-pods.ts';
import type { NewPodsPlace } from './new-pods-exposure.ts';

/** Why it cannot be told whether one port of an exposure is open. */
export interface ExposureUnknown {
  readonly toward: 'outside' | 'new-pods';
  readonly protocol: Protocol;
  readonly port: number;
  readonly because: readonly Unknown[];
}

/**
 * What is not known where an exposure says so: asked about the first port of each range that cannot be told, in each part, of the explaining path.
 * Other ports of the same range may lack more.
 */
export function exposureUnknowns(
  extended: WithNewPods,
  workload: Workload,
  { direction, outside, newPods }: DirectionExposure,
): readonly ExposureUnknown[] {
  const pods = workload.podKeys.flatMap((key) => extended.snapshot.pods.get(key) ?? []);
  const askAbout = (toward: ExposureUnknown['toward'], end: Endpoint | undefined, unknown: PortSet) => {
    if (end === undefined) return [];
    return firstPorts(unknown).flatMap(({ protocol, port }): readonly ExposureUnknown[] => {
      const because = whyUnknown(extended.snapshot, { pods, direction, end, protocol, port });
      return because.length === 0 ? [] : [{ toward, protocol, port, because }];
    });
  };
  return [
    ...outside.parts.flatMap(({ ranges: [range], ports }) =>
      askAbout('outside', range && { kind: 'range', range: { ...range, last: range.first } }, ports.unknown),
    ),
    ...newPods.parts.flatMap(({ where, ports }) => {
      const newPod = extended.pods.get(namespaceOf(where, workload) ?? '');
      return askAbout('new-pods', newPod && podEnd(newPod), ports.unknown);
    }),
  ];
}

function namespaceOf(where: NewPodsPlace, workload: Workload): string | undefined {
  switch (where.kind) {
    case 'own-namespace':
      return workload.namespace;
    case 'other-namespaces':
      return where.names[0];
    case 'new-namespace':
      return NEW_NAMESPACE;
  }
}

function firstPorts(set: PortSet): readonly { readonly protocol: Protocol; readonly port: number }[] {
  return PROTOCOLS.flatMap((protocol) => set[protocol].map(([port]) => ({ protocol, port })));
}

interface UnknownFlow {
  readonly pods: readonly Pod[];
  readonly direction: Direction;
  readonly end: Endpoint;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Of the first pod for which it is not known. */
function whyUnknown(snapshot: Snapshot, { pods, direction, end, protocol, port }: UnknownFlow): readonly Unknown[] {
  for (const pod of pods) {
    const [source, destination] = direction === 'ingress' ? [end, podEnd(pod)] : [podEnd(pod), end];
    const { decision, verdict } = checkFlow(snapshot, { source, destination, protocol, port });
    if (decision !== 'unknown') continue;
    return [verdict.egress, verdict.ingress].flatMap(({ reason }) => (reason.kind === 'unknown' ? reason.because : []));
  }
  return [];
}
