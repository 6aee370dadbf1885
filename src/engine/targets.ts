import type { Service, ServicePort } from '../model/cluster-objects.ts';
import type { Endpoint } from '../model/endpoints.ts';
import type { Protocol } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Resolved, resolvedService } from './resolve.ts';
import { receiving, type ServiceEndpoint } from './service-endpoints.ts';

/** One destination and what is asked of it. */
export interface Target {
  readonly destination: Endpoint;
  /** As seen at the destination, after Service translation. */
  readonly protocol: Protocol | undefined;
  readonly port: number | undefined;
  readonly portName: string | undefined;
  readonly servicePort: ServicePort | undefined;
}

/** Why there is no such port to ask about. */
export type TargetProblem =
  | {
      readonly problem: 'service-port';
      readonly text: string;
      readonly port: number | string;
      readonly ports: readonly ServicePort[];
    }
  | { readonly problem: 'port-name'; readonly text: string; readonly port: string; readonly names: readonly string[] };

/** The port of a destination, as it was asked for. */
export interface AskedPort {
  readonly port: number | string | undefined;
  readonly protocol: Protocol | undefined;
}

/** Whether connections to it are sent on to its endpoints: a headless Service is only a name for its pods (semantics §1.14). */
export function isTranslated(service: Service | undefined): boolean {
  return service !== undefined && !service.headless;
}

/** Everything a connection to this end may arrive at. */
export function targetsOf(to: Resolved, asked: AskedPort): readonly Target[] | TargetProblem {
  const { port, protocol } = asked;
  if (to.service?.type === 'ExternalName') return [];
  if (isTranslated(to.service)) return serviceTargets(to, asked);
  if (port === undefined) return to.endpoints.map((destination) => ({ ...TARGET, destination }));
  if (typeof port === 'number') {
    return to.endpoints.map((destination) => ({ ...TARGET, destination, port, protocol: protocol ?? 'TCP' }));
  }
  const named = namedTargets(to, port, protocol);
  if (named.length > 0 || to.endpoints.length === 0) return named;
  return { problem: 'port-name', text: to.text, port, names: declaredNames(to) };
}

const TARGET = { protocol: undefined, port: undefined, portName: undefined, servicePort: undefined };

// DNS publishes the numbers of a headless Service's named ports; other names are those of container ports.
function namedTargets(to: Resolved, portName: string, protocol: Protocol | undefined): readonly Target[] {
  const ofService = receiving(to.backends?.endpoints ?? []).flatMap(({ end, ports }) =>
    ports.flatMap(({ servicePort, port }): Target[] => {
      const isIt = servicePort.name === portName && (protocol ?? servicePort.protocol) === servicePort.protocol;
      if (!isIt || port === undefined) return [];
      return [{ ...TARGET, destination: end, portName, port, protocol: servicePort.protocol }];
    }),
  );
  return ofService.length > 0
    ? ofService
    : to.endpoints.flatMap((destination) => containerTargets(destination, portName, protocol));
}

function containerTargets(destination: Endpoint, portName: string, protocol: Protocol | undefined): readonly Target[] {
  if (destination.kind !== 'pod') return [];
  const declared = destination.pod.ports.filter(
    (port) => port.name === portName && (protocol ?? port.protocol) === port.protocol,
  );
  return declared.map((port) => ({ ...TARGET, destination, portName, port: port.port, protocol: port.protocol }));
}

function declaredNames({ service, endpoints }: Resolved): readonly string[] {
  const ofPods = endpoints.flatMap((end) =>
    end.kind === 'pod' ? end.pod.ports.flatMap((port) => port.name ?? []) : [],
  );
  return [...new Set([...(service?.ports.flatMap(({ name }) => name ?? []) ?? []), ...ofPods])];
}

// A policy sees the connection after the Service has translated it: the target port at the pod (semantics §1.14).
function serviceTargets(to: Resolved, { port, protocol }: AskedPort): readonly Target[] | TargetProblem {
  const ports = to.service?.ports ?? [];
  const chosen = port === undefined ? ports : chosenPorts(to, ports, { port, protocol });
  if (chosen.length === 0 && port !== undefined) return { problem: 'service-port', text: to.text, port, ports };
  return receiving(to.backends?.endpoints ?? []).flatMap((behind) =>
    chosen.flatMap((servicePort) => targetAt(behind, servicePort)),
  );
}

function chosenPorts(
  { atNodePortOf }: Resolved,
  ports: readonly ServicePort[],
  { port, protocol }: AskedPort,
): readonly ServicePort[] {
  const named = ports.filter((candidate) =>
    atNodePortOf === undefined ? candidate.port === port || candidate.name === port : candidate.nodePort === port,
  );
  if (protocol !== undefined) return named.filter((candidate) => candidate.protocol === protocol);
  const tcp = named.filter((candidate) => candidate.protocol === 'TCP');
  return tcp.length > 0 ? tcp : named;
}

function targetAt({ end, ports }: ServiceEndpoint, servicePort: ServicePort): readonly Target[] {
  const port = ports.find((candidate) => candidate.servicePort === servicePort)?.port;
  return port === undefined ? [] : [{ ...TARGET, destination: end, port, protocol: servicePort.protocol, servicePort }];
}

/** A node asked for at a NodePort leads to the Service that has it; any other end is what it is. */
export function throughNodePort(snapshot: Snapshot, to: Resolved, { port, protocol }: AskedPort): Resolved {
  if (to.kind !== 'node' || typeof port !== 'number') return to;
  const service = [...snapshot.services.values()].find(({ ports }) =>
    ports.some((candidate) => candidate.nodePort === port && candidate.protocol === (protocol ?? 'TCP')),
  );
  if (service === undefined) return to;
  const behind = resolvedService(snapshot, service);
  const as = `the NodePort of ${behind.text}`;
  const [end] = to.endpoints;
  if (end?.kind !== 'node') return to;
  const address = end.by?.text;
  const asked = address?.includes(':') ? `[${address}]` : (address ?? to.text);
  return { ...behind, text: to.text, atNodePortOf: end.node.name, recognised: { address: `${asked}:${port}`, as } };
}
