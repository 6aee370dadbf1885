import type { Endpoint } from '../model/endpoints.ts';
import { endName } from './end-name.ts';
import type { Note } from './notes.ts';
import { isOutside } from './outside-clients.ts';
import type { Resolved } from './resolve.ts';
import { receiving } from './service-endpoints.ts';
import { isTranslated } from './targets.ts';

/**
 * Whether a Service certainly keeps this source from this endpoint: with `internalTrafficPolicy: Local` a connection from inside the
 * cluster only gets endpoints on the node where it begins, and with `externalTrafficPolicy: Local` one from outside at a NodePort only
 * those on the node that was asked.
 */
export function isKeptApart(to: Resolved, source: Endpoint, destination: Endpoint): boolean {
  const here = nodeThatCounts(to, source);
  const there = here === undefined ? undefined : nodeOfDestination(to, destination);
  return here !== undefined && there !== undefined && here !== there;
}

/** Whether the endpoint certainly is among those that this source gets. */
export function isSurelyKept(to: Resolved, source: Endpoint, destination: Endpoint): boolean {
  if (localTraffic(to, source) === undefined) return true;
  const here = nodeThatCounts(to, source);
  return here !== undefined && here === nodeOfDestination(to, destination);
}

/** What is to be said where the node that counts has no endpoint, and of ends of which the node is not known. */
export function localNotes(from: Resolved, to: Resolved): readonly Note[] {
  const { service } = to;
  const used = receiving(to.backends?.endpoints ?? []).map(({ end }) => end);
  const kept = from.endpoints.flatMap((source) => {
    const traffic = localTraffic(to, source);
    return traffic === undefined ? [] : [{ source, traffic }];
  });
  const [first] = kept;
  if (service === undefined || used.length === 0 || first === undefined) return [];
  const { traffic } = first;
  const alone = kept.filter(({ source }) => used.every((end) => isKeptApart(to, source, end)));
  const adrift = [
    ...kept.filter(({ source }) => nodeThatCounts(to, source) === undefined).map(({ source }) => source),
    ...used.filter((end) => nodeOfDestination(to, end) === undefined),
  ];
  const nowhere = [...new Set(adrift.map(endName))];
  const ends = [...new Set(alone.map(({ source }) => (traffic === 'external' ? to.text : endName(source))))];
  return [
    ...(ends.length === 0 ? [] : [{ kind: 'no-local-endpoint', service, traffic, ends } as const]),
    ...(nowhere.length === 0 ? [] : [{ kind: 'node-not-known', service, traffic, ends: nowhere } as const]),
  ];
}

/** Which of the Service's traffic policies keeps a connection from this source on one node; undefined: none. */
function localTraffic({ service, atNodePortOf }: Resolved, source: Endpoint): 'internal' | 'external' | undefined {
  if (service === undefined || !isTranslated(service)) return undefined;
  // What comes from inside gets every endpoint at a NodePort, whatever the policies are.
  if (atNodePortOf !== undefined)
    return isOutside(source) && service.externalTraffic === 'Local' ? 'external' : undefined;
  return !isOutside(source) && service.internalTraffic === 'Local' ? 'internal' : undefined;
}

function nodeThatCounts(to: Resolved, source: Endpoint): string | undefined {
  switch (localTraffic(to, source)) {
    case 'internal':
      return nodeOfEnd(source);
    case 'external':
      return to.atNodePortOf;
    case undefined:
      return undefined;
  }
}

function nodeOfEnd(end: Endpoint): string | undefined {
  if (end.kind === 'pod') return end.pod.nodeName;
  return end.kind === 'node' ? end.node.name : undefined;
}

function nodeOfDestination({ backends }: Resolved, destination: Endpoint): string | undefined {
  return backends?.endpoints.find(({ end }) => end === destination)?.nodeName ?? nodeOfEnd(destination);
}
