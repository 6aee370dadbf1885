import { effectiveOf } from '../engine/effective.ts';
import { type Backends, backendsOf, receiving } from '../engine/service-endpoints.ts';
import type { Service, ServicePort } from '../model/cluster-objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Glyphs } from './glyphs.ts';
import { isolationCell, mergedCell } from './isolation-cells.ts';
import { inNameOrder } from './name-order.ts';
import { type NamespaceOption, withoutNamespace } from './pod-table.ts';
import { type Cell, type Column, cell, type Row, type Table } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { id: 'namespace', title: 'NAMESPACE', align: 'left', minWidth: 9, priority: 3, sortKey: 'S' },
  { id: 'name', title: 'NAME', align: 'left', minWidth: 14, priority: 0, sortKey: 'N' },
  { id: 'type', title: 'TYPE', align: 'left', minWidth: 12, priority: 4, sortKey: 'T' },
  { id: 'clusterIp', title: 'CLUSTER-IP', align: 'left', minWidth: 10, priority: 5 },
  { id: 'ports', title: 'PORTS', align: 'left', minWidth: 14, priority: 0 },
  { id: 'endpoints', title: 'ENDPOINTS', align: 'left', minWidth: 12, priority: 1, sortKey: 'O' },
  { id: 'ingress', title: 'INGRESS', align: 'left', minWidth: 10, priority: 2, sortKey: 'I' },
  { id: 'via', title: 'CALLED VIA', align: 'left', minWidth: 10, priority: 3, sortKey: 'V' },
  { id: 'selector', title: 'SELECTOR', align: 'left', minWidth: 10, priority: 6 },
];

/**
 * Every Service: its ports with the pods' ports they lead to, how many of its endpoints are ready, how these are isolated, and through
 * what it is called from outside.
 */
export function serviceTable(snapshot: Snapshot, glyphs: Glyphs, { namespace }: NamespaceOption = {}): Table<Service> {
  const services = inNameOrder([...snapshot.services.values()]).filter(
    (service) => namespace === undefined || service.namespace === namespace,
  );
  return withoutNamespace(
    { columns: COLUMNS, rows: services.map((service) => serviceRow(snapshot, service, glyphs)) },
    namespace,
  );
}

function serviceRow(snapshot: Snapshot, service: Service, glyphs: Glyphs): Row<Service> {
  const backends = backendsOf(snapshot, service);
  const cells: readonly Cell[] = [
    cell(service.namespace, 'namespace'),
    cell(service.name, 'strong'),
    cell(service.headless ? `${service.type} (headless)` : service.type),
    cell(service.headless ? 'None' : service.clusterIPs.map((address) => address.text).join(','), 'dim'),
    cell(service.ports.map((port) => servicePortText(port, glyphs)).join(', '), 'plain', service.ports[0]?.port ?? 0),
    endpointsCell(service, backends, glyphs),
    ingressCell(snapshot, backends, glyphs),
    viaCell(snapshot, service),
    cell(selectorOfService(service), 'dim'),
  ];
  return { id: service.key, subject: service, cells };
}

/** `http 80→8080`, `53/UDP`: the target is named where it differs. */
export function servicePortText({ name, port, protocol, targetPort }: ServicePort, glyphs: Glyphs): string {
  const named = name === undefined ? '' : `${name} `;
  const target = targetPort === port ? '' : `${glyphs.right}${targetPort}`;
  return `${named}${port}${target}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}

function endpointsCell(service: Service, { source, endpoints, missingPods }: Backends, glyphs: Glyphs): Cell {
  if (service.type === 'ExternalName') return cell(`${glyphs.right} ${service.externalName ?? ''}`, 'dim', -1);
  if (source === 'nowhere') return cell('not in the input', 'dim', -1);
  const ready = endpoints.filter(({ state }) => state === 'ready').length;
  const total = endpoints.length + missingPods.length;
  return cell(`${ready} ready${ready === total ? '' : ` of ${total}`}`, ready === 0 ? 'warning' : 'plain', ready);
}

/** How the pods that get connections are isolated for ingress: who may reach them begins with this. */
function ingressCell(snapshot: Snapshot, { endpoints }: Backends, glyphs: Glyphs): Cell {
  const pods = receiving(endpoints).flatMap(({ end }) => (end.kind === 'pod' ? [end.pod] : []));
  return mergedCell(
    pods.map((pod) => isolationCell(effectiveOf(snapshot, pod), 'ingress', glyphs)),
    glyphs,
  );
}

/** `ing/web`, with its namespace where that is another. */
function viaCell({ exposures }: Snapshot, service: Service): Cell {
  const leading = exposures.filter(({ services }) => services.includes(service.key));
  const names = leading.map(({ kind, namespace, name }) => {
    return `${namespace === service.namespace ? '' : `${namespace}/`}${kind === 'Ingress' ? 'ing' : kind.toLowerCase()}/${name}`;
  });
  return cell(names.join(', '), 'plain');
}

function selectorOfService({ selector }: Service): string {
  return selector === undefined ? '<none>' : [...selector].map(([key, value]) => `${key}=${value}`).join(',');
}
