import type { Service } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import type { NamespacedMap } from '../model/namespaced-map.ts';
import type { EndpointSlice, Exposure } from '../model/service-objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type MadeBefore, madeByNamespace } from './changed-namespaces.ts';
import type { Records } from './object-records.ts';
import { recordsMeaning } from './records-by-meaning.ts';

interface Before {
  readonly records: Records;
  readonly snapshot: Snapshot;
}

const SERVICES = 'v1 Service';
const SLICES = 'discovery.k8s.io/v1 EndpointSlice';
const EXPOSURES = ['networking.k8s.io/v1 Ingress', 'gateway.networking.k8s.io/v1 HTTPRoute'];

/** All Services, by key. */
export function servicesIn(records: Records, before: MadeBefore<Service>): NamespacedMap<Service> {
  return madeByNamespace(SERVICES, records, before, (own) => {
    const services = new Map<string, Service>();
    for (const { decoded } of own) if (decoded.kind === 'service') services.set(decoded.service.key, decoded.service);
    return services;
  });
}

/** The slices of each Service: they lie in its namespace. */
export function slicesByService(
  records: Records,
  before: MadeBefore<readonly EndpointSlice[]>,
): NamespacedMap<readonly EndpointSlice[]> {
  return madeByNamespace(SLICES, records, before, (own) => {
    const byService = new Map<string, EndpointSlice[]>();
    for (const { decoded } of own) {
      if (decoded.kind !== 'slice' || decoded.slice === undefined) continue;
      remember(byService, decoded.slice.service, () => [] as EndpointSlice[]).push(decoded.slice);
    }
    return byService;
  });
}

/** Everything through which Services are called from outside. */
export function exposuresIn(records: Records, before?: Before): Snapshot['exposures'] {
  if (before !== undefined && EXPOSURES.every((kind) => records.get(kind) === before.records.get(kind)))
    return before.snapshot.exposures;
  const found: Exposure[] = [];
  for (const kind of EXPOSURES) {
    for (const { decoded } of recordsMeaning(records.get(kind), 'exposure'))
      if (decoded.kind === 'exposure') found.push(decoded.exposure);
  }
  return found.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf({ namespace, name, kind }: Exposure): string {
  return `${namespace}/${name}/${kind}`;
}
