import type { Endpoint } from '../model/endpoints.ts';
import { endName } from './end-name.ts';
import type { Note } from './notes.ts';
import type { Resolved } from './resolve.ts';
import { receiving } from './service-endpoints.ts';
import { isTranslated } from './targets.ts';

/**
 * Whether a Service certainly keeps this source from this endpoint: with `internalTrafficPolicy: Local` a connection from inside the
 * cluster only gets endpoints on the node where it begins.
 */
export function isKeptApart(to: Resolved, source: Endpoint, destination: Endpoint): boolean {
  const here = isLocalOnly(to) ? nodeOfEnd(source) : undefined;
  const there = here === undefined ? undefined : nodeOfDestination(to, destination);
  return here !== undefined && there !== undefined && here !== there;
}

/** What is to be said of sources without an endpoint on their node, and of ends of which the node is not known. */
export function localNotes(from: Resolved, to: Resolved): readonly Note[] {
  const { service } = to;
  const used = receiving(to.backends?.endpoints ?? []).map(({ end }) => end);
  const inside = from.endpoints.filter((end) => end.kind === 'pod' || end.kind === 'node');
  if (service === undefined || !isLocalOnly(to) || used.length === 0 || inside.length === 0) return [];
  const alone = inside.filter((source) => used.every((end) => isKeptApart(to, source, end))).map(endName);
  const adrift = [
    ...inside.filter((end) => nodeOfEnd(end) === undefined),
    ...used.filter((end) => nodeOfDestination(to, end) === undefined),
  ];
  const nowhere = [...new Set(adrift.map(endName))];
  return [
    ...(alone.length === 0 ? [] : [{ kind: 'no-local-endpoint', service, sources: alone } as const]),
    ...(nowhere.length === 0 ? [] : [{ kind: 'node-not-known', service, ends: nowhere } as const]),
  ];
}

function isLocalOnly({ service, nodePort }: Resolved): boolean {
  return isTranslated(service) && nodePort !== true && service?.internalTraffic === 'Local';
}

function nodeOfEnd(end: Endpoint): string | undefined {
  if (end.kind === 'pod') return end.pod.nodeName;
  return end.kind === 'node' ? end.node.name : undefined;
}

function nodeOfDestination({ backends }: Resolved, destination: Endpoint): string | undefined {
  return backends?.endpoints.find(({ end }) => end === destination)?.nodeName ?? nodeOfEnd(destination);
}
