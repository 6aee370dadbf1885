import type { ContainerPort } from '../../model/cluster-objects.ts';
import { remember } from '../../model/memo.ts';
import { MAX_PORT, MIN_PORT } from '../../model/ports.ts';
import type { Read } from '../field-reader.ts';
import { boolean, int32, list, openStruct, remembered, text } from '../field-reader.ts';
import type { Interner } from '../interner.ts';
import { objectMetaShape } from '../object-meta.ts';
import { protocolOf } from '../policy-ports.ts';

const portsShape = remembered(
  list(openStruct('v1.ContainerPort', { name: text(), containerPort: int32, protocol: text('v1.Protocol') })),
);

/** What is read of a PodSpec: what policies and Services can see. */
export const podSpecShape = openStruct('v1.PodSpec', {
  hostNetwork: boolean,
  nodeName: text(),
  containers: list(openStruct('v1.Container', { ports: portsShape })),
  initContainers: list(
    openStruct('v1.Container', { ports: portsShape, restartPolicy: text('v1.ContainerRestartPolicy') }),
  ),
});

/** The pod a workload would create. */
export const podTemplateShape = openStruct('v1.PodTemplateSpec', { metadata: objectMetaShape, spec: podSpecShape });

export type RawPodSpec = Read<typeof podSpecShape>;

/** Ports of the containers proper: those that named ports of policies are looked up in (semantics §1.9). */
export function containerPorts(spec: RawPodSpec, interner: Interner): readonly ContainerPort[] {
  return joinedPorts(spec.containers ?? [], interner);
}

/** Ports of init containers that go on running beside the others (`restartPolicy: Always`). */
export function sidecarPorts(spec: RawPodSpec, interner: Interner): readonly ContainerPort[] {
  const sidecars = (spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  return joinedPorts(sidecars, interner);
}

type RawContainers = NonNullable<RawPodSpec['containers']>;

function joinedPorts(containers: RawContainers, interner: Interner): readonly ContainerPort[] {
  const [first, ...others] = containers.filter(({ ports }) => ports !== undefined && ports.length > 0);
  if (first?.ports === undefined) return NO_PORTS;
  // Replicas share the list of their only container that has one.
  if (others.length === 0) return interner.ports(portsOf(first.ports));
  return interner.ports(containers.flatMap((container) => portsOf(container.ports)));
}

const NO_PORTS: readonly ContainerPort[] = [];

const declared = new WeakMap<Read<typeof portsShape>, readonly ContainerPort[]>();

/** An entry no server accepts (no number, or a protocol there is not) declares nothing. */
function portsOf(entries: Read<typeof portsShape> = []): readonly ContainerPort[] {
  return remember(declared, entries, () => declaredBy(entries));
}

function declaredBy(entries: Read<typeof portsShape>): readonly ContainerPort[] {
  return entries.flatMap((entry) => {
    const protocol = protocolOf(entry.protocol ?? 'TCP');
    const port = entry.containerPort ?? 0;
    if (protocol === undefined || port < MIN_PORT || port > MAX_PORT) return [];
    return [{ name: entry.name === '' ? undefined : entry.name, protocol, port }];
  });
}
