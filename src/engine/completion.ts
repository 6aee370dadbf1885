import { partOf } from '../model/namespaced-map.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type NamesTogether, namesByNamespace } from './endpoint-names.ts';
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
  const { names, lists } = best(worthAsking(snapshot, wanted), wanted, { namespace, limit });
  lastAsked.set(snapshot, { wanted, lists });
  const named = names.map((name) => completionOf(snapshot, name));
  return [...addressesLike(snapshot, wanted, limit), ...named].slice(0, limit);
}

interface Best {
  readonly names: readonly string[];
  /** Those of the lists in which some name fits. */
  readonly lists: readonly NamesTogether[];
}

// Names are long lists and lists of proposals short: the best are kept by rank, nothing is sorted.
function best(
  lists: readonly NamesTogether[],
  wanted: string,
  { namespace, limit }: { readonly namespace: string; readonly limit: number },
): Best {
  const byRank: string[][] = [];
  const fitting = lists.filter(({ namespace: at, names, lower }) => {
    const other = at === namespace ? 0 : 1;
    let isFitting = false;
    for (let index = 0; index < lower.length; index += 1) {
      const fit = likeness(lower[index] ?? '', wanted);
      if (fit === undefined) continue;
      isFitting = true;
      const group = ofRank(byRank, 2 * fit + other);
      if (group.length < limit) group.push(names[index] ?? '');
    }
    return isFitting;
  });
  return { names: byRank.flat().slice(0, limit), lists: fitting };
}

function ofRank(byRank: string[][], rank: number): string[] {
  const group = byRank[rank] ?? [];
  byRank[rank] = group;
  return group;
}

/** What was asked of a snapshot last, and the lists in which some name did. */
const lastAsked = new WeakMap<Snapshot, { readonly wanted: string; readonly lists: readonly NamesTogether[] }>();

/** The lists in which some name may do: whoever goes on typing asks less and less of them, for what fits more letters fits fewer. */
function worthAsking(snapshot: Snapshot, wanted: string): readonly NamesTogether[] {
  const before = lastAsked.get(snapshot);
  return before !== undefined && wanted.startsWith(before.wanted) ? before.lists : namesByNamespace(snapshot);
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
