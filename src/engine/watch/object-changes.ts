import { nameInKey, type Pod, workloadKey } from '../../model/cluster-objects.ts';
import { assertNever } from '../../model/errors.ts';
import { differences } from '../../model/namespaced-map.ts';
import type { ObjectHistory } from '../../model/object-history.ts';
import { type CompiledPolicy, DIRECTIONS, formatPolicy } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { changedPolicies } from '../changed-policies.ts';
import { ruleParts, type SeenObject, seenFields } from './seen-fields.ts';

/** One object as people name it. `namespace` is undefined for what lies in none. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One field that is not as it was; undefined where it is not there. */
export interface FieldChange {
  /** `labels.app`, `spec.ingress[0].from`. */
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What became of one object between two snapshots, as far as any answer can see. */
export type ObjectChange = { readonly name: ObjectName } & (
  | { readonly type: 'added'; readonly after: SeenObject }
  | { readonly type: 'deleted'; readonly before: SeenObject }
  | {
      readonly type: 'edited';
      readonly before: SeenObject;
      readonly after: SeenObject;
      /** At least one. */
      readonly fields: readonly FieldChange[];
    }
);

/**
 * What was added, edited and deleted between two snapshots. Objects of kinds that were not read whole in both are left out: that they
 * were read is no change of the cluster. Cheap where the snapshots share what stayed.
 */
export function changesBetween(before: Snapshot, after: Snapshot): readonly ObjectChange[] {
  const isKnown = knownKinds(before, after);
  const policies = changedPolicies(before.policies, after.policies);
  const found = [
    ...compared(byName(policies.gone), byName(policies.come), policyObject),
    ...compared(before.namespaces, after.namespaces, (namespace) => ({ kind: 'namespace', namespace })),
    ...changedServices(before, after),
    ...compared(before.nodes, after.nodes, (node) => ({ kind: 'node', node })),
    ...(before.foreign === after.foreign
      ? []
      : compared(foreignOf(before), foreignOf(after), (foreign) => ({ kind: 'foreign', foreign }))),
    ...compared(before.pods, after.pods, (pod) => ({ kind: 'pod', pod })),
    ...changedPlugin(before, after),
  ];
  return found.filter((change) => isKnown(change.name.kind) && !standsForPods(change, before, after));
}

/** Services with the endpoints they lead to, where these were read in both: a Service is as it was while both are. */
function changedServices(before: Snapshot, after: Snapshot): readonly ObjectChange[] {
  const sliced = [before, after].every(({ gaps }) => gaps.every(({ kind }) => kind !== 'EndpointSlice'));
  const keys = new Set([...differences(before.services, after.services)].map(({ key }) => key));
  if (sliced) for (const { key } of differences(before.slices, after.slices)) keys.add(key);
  const seen = ({ services, slices }: Snapshot): ReadonlyMap<string, SeenObject> =>
    new Map(
      [...keys].flatMap((key): [string, SeenObject][] => {
        const service = services.get(key);
        return service === undefined
          ? []
          : [[key, { kind: 'service', service, slices: sliced ? slices.get(key) : undefined }]];
      }),
    );
  return compared(seen(before), seen(after), (object) => object);
}

/** What the agents on the nodes make of policies, as far as it was known in both. */
function changedPlugin(before: Snapshot, after: Snapshot): readonly ObjectChange[] {
  if (before.plugin === after.plugin) return [];
  const isKnown = [before, after].every(({ gaps }) => gaps.every(({ kind }) => kind !== 'DaemonSet'));
  const change = isKnown ? edit(pluginObject(before), pluginObject(after)) : undefined;
  return change === undefined ? [] : [change];
}

function pluginObject({ plugin }: Snapshot): SeenObject {
  return { kind: 'plugin', plugin };
}

function byName(policies: readonly CompiledPolicy[]): ReadonlyMap<string, CompiledPolicy> {
  return new Map(policies.map((policy) => [formatPolicy(policy.ref), policy]));
}

function policyObject(policy: CompiledPolicy): SeenObject {
  return { kind: 'policy', policy };
}

function foreignOf({ foreign }: Snapshot): ReadonlyMap<string, Snapshot['foreign'][number]> {
  return new Map(
    foreign.filter(({ unread }) => unread === undefined).map((policy) => [formatPolicy(policy.ref), policy]),
  );
}

function knownKinds(before: Snapshot, after: Snapshot): (kind: string) => boolean {
  const gaps = new Set([...before.gaps, ...after.gaps].flatMap(({ kind, exceptIn }) => (exceptIn ? [] : [kind])));
  return (kind) => !gaps.has(kind);
}

function compared<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  seen: (value: T) => SeenObject,
): readonly ObjectChange[] {
  return [...differences(before, after)].flatMap((difference) => {
    const [was, is] = [difference.before, difference.after];
    if (is === undefined) return was === undefined ? [] : [deletion(seen(was))];
    return (was === undefined ? addition(seen(is)) : edit(seen(was), seen(is))) ?? [];
  });
}

function deletion(before: SeenObject): ObjectChange {
  return { type: 'deleted', name: nameOf(before), before };
}

function addition(after: SeenObject): ObjectChange {
  return { type: 'added', name: nameOf(after), after };
}

function edit(before: SeenObject, after: SeenObject): ObjectChange | undefined {
  const fields = [...fieldChanges(seenFields(before), seenFields(after)), ...ruleChanges(before, after)];
  return fields.length === 0 ? undefined : { type: 'edited', name: nameOf(after), before, after, fields };
}

function fieldChanges(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  prefix = '',
): readonly FieldChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((field) => before.get(field) !== after.get(field))
    .map((field) => ({ field: prefix + field, before: before.get(field), after: after.get(field) }));
}

function ruleChanges(before: SeenObject, after: SeenObject): readonly FieldChange[] {
  if (before.kind !== 'policy' || after.kind !== 'policy') return [];
  return DIRECTIONS.flatMap((direction) =>
    differentRules(
      `spec.${direction}`,
      before.policy.rules.filter(({ ref }) => ref.direction === direction).map(ruleParts),
      after.policy.rules.filter(({ ref }) => ref.direction === direction).map(ruleParts),
    ),
  );
}

type Parts = ReturnType<typeof ruleParts>;

/** A rule put in or taken out moves those behind it, which are no change: what both lists begin and end with is left aside. */
function differentRules(at: string, before: readonly Parts[], after: readonly Parts[]): readonly FieldChange[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && isEqual(before[start], after[start])) start += 1;
  let end = 0;
  while (end < most - start && isEqual(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const gone = before.slice(start, before.length - end);
  const come = after.slice(start, after.length - end);
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, i) => i).flatMap((i) => {
    const [was, is] = [gone[i], come[i]];
    const field = `${at}[${start + i}]`;
    if (was !== undefined && is !== undefined) return fieldChanges(was, is, `${field}.`);
    return [{ field, before: was && wholeRule(was), after: is && wholeRule(is) }];
  });
}

function isEqual(a: Parts | undefined, b: Parts | undefined): boolean {
  return a !== undefined && b !== undefined && fieldChanges(a, b).length === 0;
}

function wholeRule(parts: Parts): string {
  return [...parts].map(([part, text]) => `${part} ${text}`).join(', ');
}

/** An object as people name it; a pod that stands for a workload without pods by the workload. */
function nameOf(object: SeenObject): ObjectName {
  switch (object.kind) {
    case 'pod': {
      const { pod } = object;
      return pod.state === 'template'
        ? pod.workload
        : { kind: 'Pod', namespace: pod.namespace, name: nameInKey(pod.key) };
    }
    case 'policy':
      return object.policy.ref;
    case 'foreign':
      return object.foreign.ref;
    case 'namespace':
      return { kind: 'Namespace', namespace: undefined, name: object.namespace.name };
    case 'service':
      return { kind: 'Service', namespace: object.service.namespace, name: object.service.name };
    case 'node':
      return { kind: 'Node', namespace: undefined, name: object.node.name };
    case 'plugin':
      return { kind: 'NetworkPlugin', namespace: undefined, name: object.plugin.name ?? 'unknown' };
    default:
      return assertNever(object);
  }
}

/**
 * Who did it, as far as the server noted: the manager of an entry that was not there before. An edit that only took something away
 * leaves none.
 */
export function editorOf(change: ObjectChange): string | undefined {
  if (change.type === 'deleted') return undefined;
  const edit = historyOf(change.after)?.edit;
  if (change.type === 'added' || edit === undefined) return edit?.by;
  const before = historyOf(change.before)?.edit;
  return before?.at === edit.at && before.by === edit.by ? undefined : edit.by;
}

function historyOf(object: SeenObject): ObjectHistory | undefined {
  switch (object.kind) {
    case 'pod':
      return object.pod.history;
    case 'policy':
      return object.policy.ref.history;
    case 'namespace':
      return object.namespace.history;
    default:
      return undefined;
  }
}

/** Tells objects apart: `Pod shop/web-1`. */
export function nameKey({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** A workload that gets its first pod, or loses its last, is still the same workload. */
function standsForPods(change: ObjectChange, before: Snapshot, after: Snapshot): boolean {
  const template = templateIn(change);
  if (template === undefined || change.type === 'edited') return false;
  const other = change.type === 'added' ? before : after;
  return other.workloads.has(workloadKey(template.workload));
}

function templateIn(change: ObjectChange): Pod | undefined {
  const object = change.type === 'deleted' ? change.before : change.after;
  return object.kind === 'pod' && object.pod.state === 'template' ? object.pod : undefined;
}
