import { kindOf } from '../kinds/registry.ts';
import type { Namespace, Node, Pod, Service, Workload } from '../model/cluster-objects.ts';
import type { Diagnostic } from '../model/diagnostics.ts';
import type { Gap } from '../model/gaps.ts';
import type { ConnectionState } from '../model/live-state.ts';
import { remember } from '../model/memo.ts';
import { emptyMap, type NamespacedMap, type Places } from '../model/namespaced-map.ts';
import type { NetworkPlugin } from '../model/network-plugin.ts';
import type { EndpointSlice } from '../model/service-objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { changedNamespaces } from './changed-namespaces.ts';
import { gapDiagnostics, unreadPolicies } from './gaps.ts';
import { type Implied, impliedNamespaces } from './implied-namespaces.ts';
import { detectPlugin, hasSameTraces } from './network-plugin.ts';
import type { ObjectRecord, Records } from './object-records.ts';
import { podsAndWorkloads } from './pods-and-workloads.ts';
import { comparePolicyNames, policiesInOrder } from './policies-in-order.ts';
import { decodedOf, diagnosticsOf, recordsMeaning, sameMeaning } from './records-by-meaning.ts';
import { type Inhabited, residentsOf } from './residents.ts';
import { exposuresIn, servicesIn, slicesByService } from './service-records.ts';
import { unevaluatedPolicies } from './unevaluated-policies.ts';
import type { OwnedPods } from './workloads.ts';

/** What is made of objects namespace by namespace. */
interface ByNamespace {
  readonly pods: NamespacedMap<Pod>;
  readonly workloads: NamespacedMap<Workload>;
  readonly services: NamespacedMap<Service>;
  readonly slices: NamespacedMap<readonly EndpointSlice[]>;
}

/** A snapshot with what it was made of, for the next. */
export interface Derived extends ByNamespace {
  readonly records: Records;
  readonly coverage: ConnectionState | undefined;
  readonly snapshot: Snapshot;
  readonly declared: ReadonlyMap<string, Namespace>;
  readonly implied: Implied;
}

/** What of a snapshot does not come from objects. */
export interface Surroundings {
  readonly diagnostics: readonly Diagnostic[];
  readonly gaps: readonly Gap[];
  /** Undefined for files. */
  readonly coverage: ConnectionState | undefined;
  readonly owned: OwnedPods;
  readonly places: Places;
}

/**
 * The snapshot that a set of records means. Only what changed since `previous` is made anew: all else is taken over from it, so that
 * object identity tells what changed, and nobody has to look at the rest.
 */
export function deriveSnapshot(records: Records, extra: Surroundings, previous?: Derived): Derived {
  const kept = keeper(records, previous);
  const gaps = sameItemsOr(previous?.snapshot.gaps, allGaps(records, extra.gaps));
  const { pods, workloads, services, slices } = byNamespace(records, extra, previous);
  const policies = policiesInOrder(records, previous && { ...previous, policies: previous.snapshot.policies });
  const declared = kept('namespace', (old) => old.declared) ?? declaredIn(records);
  const implied = impliedBy(declared, { pods, services, policies }, { records, previous });
  const unread = remember(unreadKnown, gaps, () => unreadPolicies(gaps));
  const derived: Snapshot = {
    namespaces:
      previous?.declared === declared && previous.implied === implied
        ? previous.snapshot.namespaces
        : allNamespaces(declared, implied),
    pods,
    nodes: kept('node', (old) => old.snapshot.nodes) ?? nodesIn(records),
    services,
    slices,
    exposures: exposuresIn(records, previous),
    workloads,
    policies,
    refused: kept('refused', (old) => old.snapshot.refused) ?? refusedPolicies(records),
    foreign: sameItemsOr(previous?.snapshot.foreign, [...unread, ...foreignIn(records)]),
    gaps,
    plugin: statedPlugin(records) ?? pluginIn(records, extra.coverage, previous),
    ignoredKinds: kept('ignored', (old) => old.snapshot.ignoredKinds) ?? ignoredKinds(records),
    diagnostics: sameItemsOr(previous?.snapshot.diagnostics, [
      ...extra.diagnostics,
      ...remember(gapsSaid, gaps, () => gapDiagnostics(gaps)),
      ...diagnosticsOf(records),
      ...unevaluatedPolicies(records),
      ...implied.diagnostics,
    ]),
  };
  const snapshot = sameAs(previous?.snapshot, derived);
  return { records, coverage: extra.coverage, snapshot, pods, workloads, services, slices, declared, implied };
}

function byNamespace(
  records: Records,
  { owned, places }: Surroundings,
  previous: (ByNamespace & { readonly records: Records }) | undefined,
): ByNamespace {
  const before = previous ?? {
    records: undefined,
    pods: emptyMap<Pod>(places),
    workloads: emptyMap<Workload>(places),
    services: emptyMap<Service>(places),
    slices: emptyMap<readonly EndpointSlice[]>(places),
  };
  return {
    ...podsAndWorkloads(records, owned, before),
    services: servicesIn(records, { records: before.records, made: before.services }),
    slices: slicesByService(records, { records: before.records, made: before.slices }),
  };
}

/** Takes over from the snapshot before what was made of records of this meaning, where they are the same. */
type Keeper = <T>(meaning: ObjectRecord['decoded']['kind'], of: (old: Derived) => T) => T | undefined;

function keeper(records: Records, previous: Derived | undefined): Keeper {
  return (meaning, of) =>
    previous !== undefined && sameMeaning(records, previous.records, meaning) ? of(previous) : undefined;
}

/** What was there before, where nothing is different: who compares snapshots then knows at once. */
function sameAs(before: Snapshot | undefined, derived: Snapshot): Snapshot {
  if (before === undefined) return derived;
  const fields = Object.keys(derived) as (keyof Snapshot)[];
  return fields.every((field) => before[field] === derived[field]) ? before : derived;
}

function sameItemsOr<T>(before: readonly T[] | undefined, items: readonly T[]): readonly T[] {
  if (before?.length !== items.length) return items;
  return before.every((item, index) => item === items[index]) ? before : items;
}

const unreadKnown = new WeakMap<readonly Gap[], ReturnType<typeof unreadPolicies>>();
const gapsSaid = new WeakMap<readonly Gap[], readonly Diagnostic[]>();

function allGaps(records: Records, gaps: readonly Gap[]): readonly Gap[] {
  const stated = decodedOf(records, 'gap');
  return stated.length === 0 ? gaps : [...gaps, ...stated.map(({ gap }) => gap)];
}

function declaredIn(records: Records): ReadonlyMap<string, Namespace> {
  return new Map(decodedOf(records, 'namespace').map(({ namespace }) => [namespace.name, namespace]));
}

function nodesIn(records: Records): ReadonlyMap<string, Node> {
  return new Map(decodedOf(records, 'node').map(({ node }) => [node.name, node]));
}

function allNamespaces(declared: ReadonlyMap<string, Namespace>, { namespaces }: Implied): Snapshot['namespaces'] {
  return new Map([...declared, ...namespaces.map((namespace): [string, Namespace] => [namespace.name, namespace])]);
}

/** Asked again only where something changed that may stand in a namespace nobody declared. */
function impliedBy(
  declared: ReadonlyMap<string, Namespace>,
  inhabited: Inhabited,
  { records, previous }: { readonly records: Records; readonly previous: Derived | undefined },
): Implied {
  if (previous?.declared === declared) {
    const kinds = [...records].flatMap(([kind, { meaning }]) => (meaning.has('policy') ? [kind] : []));
    const changed = [
      ...sinceIn(inhabited.pods, previous.pods),
      ...sinceIn(inhabited.services, previous.services),
      ...changedNamespaces(kinds, records, previous.records),
    ];
    if (changed.every((namespace) => namespace === '' || declared.has(namespace))) return previous.implied;
  }
  return impliedNamespaces(declared, residentsOf(inhabited));
}

function sinceIn<V>(now: NamespacedMap<V>, before: NamespacedMap<V>): readonly string[] {
  return now.changedSince(before) ?? now.namespaces();
}

function foreignIn(records: Records): Snapshot['foreign'] {
  return decodedOf(records, 'foreign')
    .map(({ foreign }) => foreign)
    .sort((a, b) => comparePolicyNames(a.ref, b.ref));
}

function pluginIn(
  records: Records,
  coverage: ConnectionState | undefined,
  previous: Derived | undefined,
): NetworkPlugin {
  const traces = { records, coverage };
  return previous !== undefined && hasSameTraces(traces, previous) ? previous.snapshot.plugin : detectPlugin(traces);
}

/** What a snapshot found where it was taken: it holds too little to find it again. */
function statedPlugin(records: Records): NetworkPlugin | undefined {
  return decodedOf(records, 'about').find(({ plugin }) => plugin !== undefined)?.plugin;
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
  for (const [kind, { meaning }] of records) {
    const ignored = meaning.get('ignored');
    if (ignored !== undefined) counts.set(kind, ignored);
  }
  return counts;
}
