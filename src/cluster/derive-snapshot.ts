import type { Decoded, DecodedWorkload } from '../kinds/decoded.ts';
import { kindOf } from '../kinds/registry.ts';
import type { Namespace, Node, Service } from '../model/cluster-objects.ts';
import { workloadKey } from '../model/cluster-objects.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { Gap } from '../model/gaps.ts';
import type { ConnectionState } from '../model/live-state.ts';
import { remember } from '../model/memo.ts';
import type { NetworkPlugin } from '../model/network-plugin.ts';
import type { CompiledPolicy, PolicyRef } from '../model/policies.ts';
import { formatPolicy } from '../model/policies.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { gapDiagnostics, unreadPolicies } from './gaps.ts';
import type { Resident } from './implied-namespaces.ts';
import { impliedNamespaces } from './implied-namespaces.ts';
import { detectPlugin } from './network-plugin.ts';
import type { ObjectRecord, Records } from './object-records.ts';
import { decodedOf, diagnosticsOf, recordsMeaning, sameMeaning } from './records-by-meaning.ts';
import { exposuresIn, slicesByService } from './service-records.ts';
import { unevaluatedPolicies } from './unevaluated-policies.ts';
import type { OwnedPods, PodsAndWorkloads } from './workloads.ts';
import { assembleWorkloads } from './workloads.ts';

/** A snapshot with the records it was made of. */
export interface Derived {
  readonly records: Records;
  readonly snapshot: Snapshot;
}

/** What of a snapshot does not come from objects. */
export interface Surroundings {
  readonly diagnostics: readonly Diagnostic[];
  readonly gaps: readonly Gap[];
  /** Undefined for files. */
  readonly coverage: ConnectionState | undefined;
  readonly owned: OwnedPods;
}

/**
 * The snapshot that a set of records means. What did not change since `previous` is taken over from it, so that object identity
 * tells what did.
 */
export function deriveSnapshot(records: Records, extra: Surroundings, previous?: Derived): Snapshot {
  const gaps = allGaps(records, extra.gaps);
  const { pods, workloads } = podsAndWorkloads(records, extra.owned, previous);
  const before = <T>(meaning: Decoded['kind'], of: (snapshot: Snapshot) => T): T | undefined =>
    previous !== undefined && sameMeaning(records, previous.records, meaning) ? of(previous.snapshot) : undefined;
  const services = before('service', (old) => old.services) ?? servicesIn(records);
  const nodes = before('node', (old) => old.nodes) ?? nodesIn(records);
  const declared = byKey(decodedOf(records, 'namespace'), ({ namespace }): [string, Namespace] => [
    namespace.name,
    namespace,
  ]);
  const policies = before('policy', (old) => old.policies) ?? policiesIn(records, previous?.snapshot.policies ?? []);
  const implied = impliedNamespaces(declared, residentsOf({ pods, services, policies }));
  return {
    namespaces: new Map([
      ...declared,
      ...implied.namespaces.map((namespace): [string, Namespace] => [namespace.name, namespace]),
    ]),
    pods,
    nodes,
    services,
    slices: slicesByService(records, previous),
    exposures: exposuresIn(records, previous),
    workloads,
    policies,
    refused: refusedPolicies(records),
    foreign: [
      ...remember(unread, gaps, () => unreadPolicies(gaps)),
      ...decodedOf(records, 'foreign')
        .map(({ foreign }) => foreign)
        .sort((a, b) => compareNames(a.ref, b.ref)),
    ],
    gaps,
    plugin: statedPlugin(records) ?? detectPlugin({ records, coverage: extra.coverage }),
    ignoredKinds: ignoredKinds(records),
    diagnostics: [
      ...extra.diagnostics,
      ...gapDiagnostics(gaps),
      ...diagnosticsOf(records),
      ...unevaluatedPolicies(records),
      ...implied.diagnostics,
    ],
  };
}

const unread = new WeakMap<readonly Gap[], ReturnType<typeof unreadPolicies>>();

function allGaps(records: Records, gaps: readonly Gap[]): readonly Gap[] {
  const stated = decodedOf(records, 'gap');
  return stated.length === 0 ? gaps : [...gaps, ...stated.map(({ gap }) => gap)];
}

function servicesIn(records: Records): Snapshot['services'] {
  return byKey(decodedOf(records, 'service'), ({ service }): [string, Service] => [service.key, service]);
}

function nodesIn(records: Records): Snapshot['nodes'] {
  return byKey(decodedOf(records, 'node'), ({ node }): [string, Node] => [node.name, node]);
}

/** Begun in the order of before, for what is nearly sorted is sorted quickly. */
function policiesIn(records: Records, before: readonly CompiledPolicy[]): readonly CompiledPolicy[] {
  const left = new Set(decodedOf(records, 'policy').map(({ policy }) => policy));
  const kept = before.filter((policy) => left.delete(policy));
  return [...kept, ...left].sort(inOrderOfEvaluation);
}

/** What a snapshot found where it was taken: it holds too little to find it again. */
function statedPlugin(records: Records): NetworkPlugin | undefined {
  return decodedOf(records, 'about').find(({ plugin }) => plugin !== undefined)?.plugin;
}

function byKey<T, V>(items: readonly T[], entry: (item: T) => [string, V]): ReadonlyMap<string, V> {
  return new Map(items.map(entry));
}

/** Rebuilt only when a pod or a workload changed, for this is most of the work. */
function podsAndWorkloads(records: Records, owned: OwnedPods, previous: Derived | undefined): PodsAndWorkloads {
  if (previous !== undefined && samePods(records, previous.records)) return previous.snapshot;
  const workloads = decodedOf(records, 'workload').map(({ workload }): DecodedWorkload => workload);
  return assembleWorkloads(
    decodedOf(records, 'pod').map(({ pod }) => pod),
    workloads,
    owned,
  );
}

function samePods(records: Records, before: Records): boolean {
  const kinds = new Set([...records.keys(), ...before.keys()]);
  return [...kinds].every((kind) => records.get(kind) === before.get(kind) || !makesPods(kind));
}

function makesPods(kind: string): boolean {
  const [apiVersion = '', name = ''] = kind.split(' ');
  return kind === 'v1 Pod' || kindOf({ apiVersion, kind: name })?.category === 'workload';
}

/** Tier, precedence, namespace, name; the version last, so that the order never depends on the input's. */
function inOrderOfEvaluation(a: CompiledPolicy, b: CompiledPolicy): number {
  return a.tier.order - b.tier.order || a.precedence - b.precedence || compareNames(a.ref, b.ref);
}

function compareNames(a: PolicyRef, b: PolicyRef): number {
  return (
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name) ||
    compareText(a.kind, b.kind) ||
    compareText(a.apiVersion, b.apiVersion)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What stands in each namespace first; templates among the pods speak for their workloads. */
function residentsOf({
  pods,
  services,
  policies,
}: Pick<Snapshot, 'pods' | 'services' | 'policies'>): readonly Resident[] {
  return [
    ...firstResidents(pods, pods.values(), ({ namespace, origin, state, workload, key }) => {
      return { namespace, origin, title: () => (state === 'template' ? workloadKey(workload) : `Pod ${key}`) };
    }),
    ...firstResidents(services, services.values(), ({ namespace, origin, key }) => {
      return { namespace, origin, title: () => `Service ${key}` };
    }),
    ...firstResidents(policies, policies, ({ ref }) => {
      const { namespace, origin } = ref;
      return namespace === undefined ? undefined : { namespace, origin, title: () => formatPolicy(ref) };
    }),
  ];
}

const residents = new WeakMap<object, readonly Resident[]>();

/** One of each namespace, the first; looked for once in the same collection. */
function firstResidents<T>(
  of: object,
  items: Iterable<T>,
  resident: (item: T) => Resident | undefined,
): readonly Resident[] {
  return remember(residents, of, () => {
    const first = new Map<string, Resident>();
    for (const item of items) {
      const made = resident(item);
      if (made !== undefined && !first.has(made.namespace)) first.set(made.namespace, made);
    }
    return [...first.values()];
  });
}

function refusedPolicies(records: Records): Snapshot['refused'] {
  const refused: { id: ObjectRecord['id']; diagnostics: readonly Diagnostic[] }[] = [];
  for (const ofKind of records.values()) {
    for (const { id, diagnostics } of recordsMeaning(ofKind, 'refused')) {
      if (kindOf(id)?.category === 'policy') refused.push({ id, diagnostics });
    }
  }
  return refused;
}

function ignoredKinds(records: Records): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [kind, ofKind] of records) {
    const [first] = ofKind.values();
    if (first?.decoded.kind === 'ignored') counts.set(kind, ofKind.size);
  }
  return counts;
}
