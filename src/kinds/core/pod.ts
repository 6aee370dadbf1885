import type { IpAddress } from '../../model/addresses.ts';
import { parseAddress } from '../../model/addresses.ts';
import type { PodState, WorkloadRef } from '../../model/cluster-objects.ts';
import type { Labels } from '../../model/labels.ts';
import type { Decode, DecodeContext } from '../decoded.ts';
import type { Read } from '../field-reader.ts';
import { list, openStruct, text } from '../field-reader.ts';
import { historyIn } from '../object-history.ts';
import { controllerOf, objectMetaShape } from '../object-meta.ts';
import { decodeObject } from './decode-object.ts';
import { guessedOwner } from './guessed-owner.ts';
import { onNodesOf } from './on-nodes.ts';
import { containerPorts, podSpecShape, sidecarPorts } from './pod-template.ts';

const statusShape = openStruct('v1.PodStatus', {
  phase: text('v1.PodPhase'),
  podIP: text(),
  podIPs: list(openStruct('v1.PodIP', { ip: text() })),
  conditions: list(
    openStruct('v1.PodCondition', { type: text('v1.PodConditionType'), status: text('v1.ConditionStatus') }),
  ),
});

const podShape = openStruct('v1.Pod', { metadata: objectMetaShape, spec: podSpecShape, status: statusShape });

type RawStatus = Read<typeof statusShape>;

/** STATUS of a pod of which only the manifest is known. */
const STATUS_OF_MANIFEST = 'Manifest';

/** v1 Pod. */
export const decodePod: Decode = (raw, context) =>
  decodeObject(raw, context, {
    shape: podShape,
    build: ({ metadata = {}, spec = {}, status = {} }) => {
      const { id, key, interner } = context;
      const namespace = interner.text(id.namespace);
      const addresses = addressesOf(status);
      const isTerminating = metadata.deletionTimestamp !== undefined;
      const phase = status.phase === '' ? undefined : status.phase;
      const controller = controllerOf(metadata, namespace);
      const labels = interner.labels(metadata.labels ?? new Map());
      const owners = ownersOf(controller, labels, context, namespace);
      return {
        kind: 'pod',
        pod: {
          key,
          namespace,
          labels,
          state: stateOf(phase),
          status: statusOf(phase, isTerminating),
          ready: !isTerminating && isReady(status),
          addresses,
          addressKnown: addresses.length > 0 || (phase !== undefined && phase !== 'Running'),
          hostNetwork: spec.hostNetwork ?? false,
          nodeName: spec.nodeName === undefined || spec.nodeName === '' ? undefined : interner.text(spec.nodeName),
          ports: containerPorts(spec, interner),
          sidecarPorts: sidecarPorts(spec, interner),
          workload: owners.workload,
          controller: owners.controller,
          origin: raw.origin,
          ...historyIn(raw, interner),
        },
        ...onNodesOf(raw, controller, raw.value['spec']),
      };
    },
  });

function ownersOf(
  controller: WorkloadRef | undefined,
  labels: Labels,
  { id: { name }, interner }: DecodeContext,
  namespace: string,
): { readonly controller: WorkloadRef | undefined; readonly workload: WorkloadRef } {
  // A static pod's mirror is "controlled" by its node; nobody looks for it there.
  if (controller === undefined || controller.kind === 'Node') {
    return { controller: undefined, workload: { kind: 'Pod', namespace, name } };
  }
  return { controller: interner.ref(controller), workload: interner.ref(guessedOwner(controller, labels)) };
}

/** All of `podIPs`, or `podIP` of old servers and hand-written status (semantics §1.10). */
function addressesOf(status: RawStatus): readonly IpAddress[] {
  const { podIPs = [], podIP = '' } = status;
  const [only] = podIPs;
  if (podIPs.length <= 1) {
    const address = parseAddress(only === undefined ? podIP : (only.ip ?? ''));
    // A list of one has no room for more, which one that is gathered has.
    return address === undefined ? NO_ADDRESSES : [address];
  }
  return podIPs.flatMap(({ ip = '' }) => parseAddress(ip) ?? []);
}

const NO_ADDRESSES: readonly IpAddress[] = [];

/** Succeeded and Failed pods have no network left; a pod that says nothing is taken to run (semantics §1.13). */
function stateOf(phase: string | undefined): PodState {
  if (phase === 'Succeeded' || phase === 'Failed') return 'finished';
  return phase === 'Pending' ? 'pending' : 'running';
}

function statusOf(phase: string | undefined, isTerminating: boolean): string {
  if (isTerminating && phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating';
  return phase ?? STATUS_OF_MANIFEST;
}

/** Whether a Service would send traffic here. Without a Ready condition nothing speaks against it but the phase. */
function isReady({ phase, conditions }: RawStatus): boolean {
  const ready = conditions?.find((condition) => condition.type === 'Ready');
  if (ready !== undefined) return ready.status === 'True';
  return phase === undefined || phase === '' || phase === 'Running';
}
