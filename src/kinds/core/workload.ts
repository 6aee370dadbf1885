import type { Pod, WorkloadKind, WorkloadRef } from '../../model/cluster-objects.ts';
import { workloadKey } from '../../model/cluster-objects.ts';
import type { Labels } from '../../model/labels.ts';
import type { RawObject } from '../../model/raw-object.ts';
import type { Decode, DecodeContext, Decoded } from '../decoded.ts';
import type { Read } from '../field-reader.ts';
import { openStruct } from '../field-reader.ts';
import type { RawMeta } from '../object-meta.ts';
import { controllerOf, objectMetaShape } from '../object-meta.ts';
import { decodeObject } from './decode-object.ts';
import { onNodesOf, templateSpecOf } from './on-nodes.ts';
import { containerPorts, podTemplateShape, sidecarPorts } from './pod-template.ts';

/** STATUS of a pod that stands for those a workload would create. */
const STATUS_OF_TEMPLATE = 'Template';

type RawTemplate = Read<typeof podTemplateShape>;

const jobSpecShape = openStruct('v1.JobSpec', { template: podTemplateShape });

const cronJobShape = openStruct('v1.CronJob', {
  metadata: objectMetaShape,
  spec: openStruct('v1.CronJobSpec', { jobTemplate: openStruct('v1.JobTemplateSpec', { spec: jobSpecShape }) }),
});

/** Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController and Job: a pod template under `spec.template`. */
export function decodeWorkload(kind: Exclude<WorkloadKind, 'Pod' | 'CronJob'>): Decode {
  const shape = openStruct(`v1.${kind}`, {
    metadata: objectMetaShape,
    spec: openStruct(`v1.${kind}Spec`, { template: podTemplateShape }),
  });
  return (raw, context) =>
    decodeObject(raw, context, {
      shape,
      build: ({ metadata = {}, spec }) => built({ kind, metadata, template: spec?.template ?? {} }, raw, context),
    });
}

/** batch/v1 CronJob: the template of the pods of the jobs it makes. */
export const decodeCronJob: Decode = (raw, context) =>
  decodeObject(raw, context, {
    shape: cronJobShape,
    build: ({ metadata = {}, spec }) =>
      built({ kind: 'CronJob', metadata, template: spec?.jobTemplate?.spec?.template ?? {} }, raw, context),
  });

function built(
  workload: { readonly kind: WorkloadKind; readonly metadata: RawMeta; readonly template: RawTemplate },
  raw: RawObject,
  { id, interner }: DecodeContext,
): Decoded {
  const namespace = interner.text(id.namespace);
  const ref: WorkloadRef = { kind: workload.kind, namespace, name: id.name };
  const { metadata = {}, spec = {} } = workload.template;
  const template: Pod = {
    key: workloadKey(ref),
    namespace,
    labels: interner.labels(withControllerLabels(metadata.labels ?? new Map(), ref)),
    state: 'template',
    status: STATUS_OF_TEMPLATE,
    ready: true,
    addresses: [],
    addressKnown: false,
    hostNetwork: spec.hostNetwork ?? false,
    nodeName: spec.nodeName === undefined || spec.nodeName === '' ? undefined : spec.nodeName,
    ports: containerPorts(spec, interner),
    sidecarPorts: sidecarPorts(spec, interner),
    workload: ref,
    controller: undefined,
    origin: raw.origin,
  };
  return {
    kind: 'workload',
    workload: { ref, controller: controllerOf(workload.metadata, namespace), template },
    ...onNodesOf(raw, ref, templateSpecOf(raw)),
  };
}

/** A Job's pods carry its name as a label. What other controllers add (hashes, ordinals) cannot be told beforehand. */
function withControllerLabels(labels: Labels, { kind, name }: WorkloadRef): Labels {
  if (kind !== 'Job') return labels;
  return new Map([...labels, ['job-name', name], ['batch.kubernetes.io/job-name', name]]);
}
