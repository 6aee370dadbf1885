import { partOf } from '../model/namespaced-map.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { namesByNamespace } from './endpoint-names.ts';
import { likeness } from './likeness.ts';
import type { Resolved } from './resolve.ts';

/** Something that can be put into a form's field. */
export interface Completion {
  readonly text: string;
  /** What it is: `pod`, `deployment`, `service`, `port`, … */
  readonly kind: string;
  readonly detail: string;
}

/**
 * Endpoints that match what has been typed so far, at most `limit`, best first: names that begin so, names of which a word does, names
 * that hold it or its characters in order; among equals those of the namespace first. What looks like an address is looked for among
 * the addresses of pods too.
 */
export function completeEndpoint(
  snapshot: Snapshot,
  typed: string,
  { namespace, limit }: { readonly namespace: string; readonly limit: number },
): readonly Completion[] {
  const wanted = typed.trim().toLowerCase();
  // Names are long lists and lists of proposals short: the best are kept by rank, nothing is sorted.
  const byRank: string[][] = [];
  for (const { namespace: at, names, lower } of namesByNamespace(snapshot)) {
    const other = at === namespace ? 0 : 1;
    for (let index = 0; index < lower.length; index += 1) {
      const fit = likeness(lower[index] ?? '', wanted);
      if (fit === undefined) continue;
      const rank = 2 * fit + other;
      const group = byRank[rank] ?? [];
      byRank[rank] = group;
      if (group.length < limit) group.push(names[index] ?? '');
    }
  }
  const named = byRank
    .flat()
    .slice(0, limit)
    .map((name) => completionOf(snapshot, name));
  return [...addressesLike(snapshot, wanted, limit), ...named].slice(0, limit);
}

function completionOf(snapshot: Snapshot, text: string): Completion {
  return { text, kind: kindOf(text), detail: detailOf(snapshot, text) };
}

function kindOf(name: string): string {
  const [first = '', second = '', third] = name.split('/');
  if (third !== undefined) return second === 'svc' ? 'service' : second;
  return first === 'node' ? 'node' : 'pod';
}

/** Pods by their addresses, while one is being typed. */
function addressesLike(snapshot: Snapshot, typed: string, limit: number): readonly Completion[] {
  if (!/^(\d{1,3}\.[\d.]*|[0-9a-f]{1,4}:[0-9a-f:]*)$/.test(typed)) return [];
  const found: Completion[] = [];
  for (const pod of snapshot.pods.values()) {
    for (const { text } of pod.addresses) {
      if (text.startsWith(typed)) found.push({ text, kind: 'address', detail: pod.key });
    }
    if (found.length >= limit) break;
  }
  return found;
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
  for (const workload of partOf(snapshot.workloads, namespace).values()) {
    if (workload.name === name && workload.kind.toLowerCase() === kind) {
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
    kind: 'port',
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
      byText.set(text, { text, kind: 'port', detail: name ?? '' });
    }
  }
  return [...byText.values()];
}
