import { remember } from '../model/memo.ts';
import type { EndpointSlice, Exposure } from '../model/service-objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Records, RecordsOfKind } from './object-records.ts';

interface Before {
  readonly records: Records;
  readonly snapshot: Snapshot;
}

const SLICES = 'discovery.k8s.io/v1 EndpointSlice';
const EXPOSURES = ['networking.k8s.io/v1 Ingress', 'gateway.networking.k8s.io/v1 HTTPRoute'];

/** The slices of each Service. Taken over from the snapshot before when no slice changed: there may be thousands. */
export function slicesByService(records: Records, previous?: Before): Snapshot['slices'] {
  if (previous !== undefined && isUnchanged([SLICES], records, previous)) return previous.snapshot.slices;
  const byService = new Map<string, EndpointSlice[]>();
  for (const { decoded } of ofKind(records, SLICES).values()) {
    if (decoded.kind !== 'slice' || decoded.slice === undefined) continue;
    remember(byService, decoded.slice.service, () => [] as EndpointSlice[]).push(decoded.slice);
  }
  return byService;
}

/** Everything through which Services are called from outside. */
export function exposuresIn(records: Records, previous?: Before): Snapshot['exposures'] {
  if (previous !== undefined && isUnchanged(EXPOSURES, records, previous)) return previous.snapshot.exposures;
  const found: Exposure[] = [];
  for (const kind of EXPOSURES) {
    for (const { decoded } of ofKind(records, kind).values())
      if (decoded.kind === 'exposure') found.push(decoded.exposure);
  }
  return found.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf({ namespace, name, kind }: Exposure): string {
  return `${namespace}/${name}/${kind}`;
}

const NONE: RecordsOfKind = new Map();

function ofKind(records: Records, kind: string): RecordsOfKind {
  return records.get(kind) ?? NONE;
}

function isUnchanged(kinds: readonly string[], records: Records, { records: before }: Before): boolean {
  return kinds.every((kind) => records.get(kind) === before.get(kind));
}
