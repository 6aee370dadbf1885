import { endpointsOfService } from '../engine/selection.ts';
import type { Service, ServicePort } from '../model/cluster-objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Glyphs } from './glyphs.ts';
import { inNameOrder, type NamespaceOption, withoutNamespace } from './pod-table.ts';
import { type Cell, type Column, cell, type Row, type Table } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { id: 'namespace', title: 'NAMESPACE', align: 'left', minWidth: 9, priority: 3, sortKey: 'S' },
  { id: 'name', title: 'NAME', align: 'left', minWidth: 14, priority: 0, sortKey: 'N' },
  { id: 'type', title: 'TYPE', align: 'left', minWidth: 9, priority: 4, sortKey: 'T' },
  { id: 'clusterIp', title: 'CLUSTER-IP', align: 'left', minWidth: 10, priority: 5 },
  { id: 'ports', title: 'PORTS', align: 'left', minWidth: 14, priority: 0 },
  { id: 'endpoints', title: 'ENDPOINTS', align: 'left', minWidth: 9, priority: 1, sortKey: 'O' },
  { id: 'selector', title: 'SELECTOR', align: 'left', minWidth: 10, priority: 2 },
];

/** Every Service: its ports with the pods' ports they lead to, and how many of its endpoints are ready. */
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
  const cells: readonly Cell[] = [
    cell(service.namespace, 'namespace'),
    cell(service.name, 'strong'),
    cell(service.headless ? `${service.type} (headless)` : service.type),
    cell(service.headless ? 'None' : service.clusterIPs.map((address) => address.text).join(','), 'dim'),
    cell(service.ports.map((port) => servicePortText(port, glyphs)).join(', '), 'plain', service.ports[0]?.port ?? 0),
    endpointsCell(snapshot, service, glyphs),
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

function endpointsCell(snapshot: Snapshot, service: Service, glyphs: Glyphs): Cell {
  if (service.type === 'ExternalName') return cell(`${glyphs.right} ${service.externalName ?? ''}`, 'dim', -1);
  if (service.selector === undefined) return cell('not in the input', 'dim', -1);
  const endpoints = endpointsOfService(snapshot, service);
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  return cell(
    `${ready} ready${ready === endpoints.length ? '' : ` of ${endpoints.length}`}`,
    ready === 0 ? 'warning' : 'plain',
    ready,
  );
}

function selectorOfService({ selector }: Service): string {
  return selector === undefined ? '<none>' : [...selector].map(([key, value]) => `${key}=${value}`).join(',');
}
