import type { Snapshot } from '../model/snapshot.ts';
import type { Resolved } from './resolve.ts';
import { endpointNames } from './suggest.ts';

/** Something that can be put into a form's field. */
export interface Completion {
  readonly text: string;
  readonly detail: string;
}

/**
 * Endpoints that match what has been typed so far, at most `limit`: names in the namespace first, then those that begin with it,
 * then those that contain it.
 */
export function completeEndpoint(
  snapshot: Snapshot,
  typed: string,
  { namespace, limit }: { readonly namespace: string; readonly limit: number },
): readonly Completion[] {
  const wanted = typed.trim().toLowerCase();
  // Names are long lists and lists of proposals short: the best are kept by rank, nothing is sorted.
  const byRank: string[][] = [];
  for (const text of endpointNames(snapshot)) {
    const rank = rankOf(text.toLowerCase(), wanted, namespace);
    if (rank === undefined) continue;
    const group = byRank[rank] ?? [];
    byRank[rank] = group;
    if (group.length < limit) group.push(text);
  }
  return byRank
    .flat()
    .slice(0, limit)
    .map((text) => ({ text, detail: detailOf(snapshot, text) }));
}

function rankOf(name: string, wanted: string, namespace: string): number | undefined {
  if (name === wanted) return 0;
  const elsewhere = name.startsWith(`${namespace}/`) ? 0 : 1;
  if (wanted === '') return elsewhere;
  const own = name.slice(name.lastIndexOf('/') + 1);
  if (own.startsWith(wanted)) return 2 + elsewhere;
  if (name.startsWith(wanted)) return 4 + elsewhere;
  return name.includes(wanted) ? 6 + elsewhere : undefined;
}

function detailOf(snapshot: Snapshot, name: string): string {
  const parts = name.split('/');
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 3 && second === 'svc') return portsOfService(snapshot, `${first}/${third}`);
  if (parts.length === 3) return podsOfWorkload(snapshot, first, second, third);
  return first === 'node' ? 'node' : (snapshot.pods.get(name)?.addresses[0]?.text ?? '');
}

function portsOfService(snapshot: Snapshot, key: string): string {
  return (snapshot.services.get(key)?.ports ?? []).map((port) => String(port.port)).join(',');
}

function podsOfWorkload(snapshot: Snapshot, namespace: string, kind: string, name: string): string {
  for (const workload of snapshot.workloads.values()) {
    if (workload.namespace === namespace && workload.name === name && workload.kind.toLowerCase() === kind) {
      return workload.podKeys.length === 1 ? '1 pod' : `${workload.podKeys.length} pods`;
    }
  }
  return '';
}

/** Ports worth asking for at a destination: those its Service has, or its containers declare. */
export function completePort(to: Resolved, typed: string): readonly Completion[] {
  const ports = to.service === undefined ? containerPorts(to) : servicePorts(to);
  return ports.filter(({ text, detail }) => text.startsWith(typed) || detail.startsWith(typed));
}

function servicePorts(to: Resolved): readonly Completion[] {
  return (to.service?.ports ?? []).map((port) => ({
    text: port.protocol === 'TCP' ? String(port.port) : `${port.port}/${port.protocol}`,
    detail: `${port.name ?? ''}→${port.targetPort}`,
  }));
}

function containerPorts(to: Resolved): readonly Completion[] {
  const byText = new Map<string, Completion>();
  for (const end of to.endpoints) {
    if (end.kind !== 'pod') continue;
    for (const { name, port, protocol } of end.pod.ports) {
      const text = protocol === 'TCP' ? String(port) : `${port}/${protocol}`;
      byText.set(text, { text, detail: name ?? '' });
    }
  }
  return [...byText.values()];
}
