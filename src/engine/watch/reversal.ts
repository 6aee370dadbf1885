import { type Pod, workloadKey } from '../../model/cluster-objects.ts';
import { assertNever } from '../../model/errors.ts';
import { withEntries } from '../../model/namespaced-map.ts';
import type { CompiledPolicy } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { ObjectChange } from './object-changes.ts';
import type { SeenObject } from './seen-fields.ts';

/** The later of two snapshots as it would be if this one object had not changed. Neither is touched. */
export function reversed({ before, after }: { before: Snapshot; after: Snapshot }, change: ObjectChange): Snapshot {
  const was = change.type === 'added' ? undefined : change.before;
  const is = change.type === 'deleted' ? undefined : change.after;
  const object = is ?? was;
  if (object === undefined) return after;
  switch (object.kind) {
    case 'policy':
      return { ...after, policies: policiesWith(after.policies, policyIn(is), policyIn(was)) };
    case 'foreign': {
      const kept = after.foreign.filter((foreign) => is?.kind !== 'foreign' || foreign !== is.foreign);
      return { ...after, foreign: was?.kind === 'foreign' ? [...kept, was.foreign] : kept };
    }
    case 'namespace': {
      const { name } = object.namespace;
      return {
        ...after,
        namespaces: withEntry(after.namespaces, name, was?.kind === 'namespace' ? was.namespace : undefined),
      };
    }
    case 'service':
      return serviceReversed(after, was?.kind === 'service' ? was : undefined, object);
    case 'node': {
      const { name } = object.node;
      return { ...after, nodes: withEntry(after.nodes, name, was?.kind === 'node' ? was.node : undefined) };
    }
    case 'plugin':
      return was?.kind === 'plugin' ? { ...after, plugin: was.plugin } : after;
    case 'pod':
      return podReversed({ before, after }, podIn(was), object.pod);
    default:
      return assertNever(object);
  }
}

type SeenService = Extract<SeenObject, { kind: 'service' }>;

/** With its endpoints, where these are known. */
function serviceReversed(after: Snapshot, was: SeenService | undefined, { service, slices }: SeenService): Snapshot {
  const { key } = service;
  const isSliced = slices !== undefined || was?.slices !== undefined;
  return {
    ...after,
    services: withEntry(after.services, key, was?.service),
    slices: isSliced ? withEntry(after.slices, key, was?.slices) : after.slices,
  };
}

function policyIn(object: SeenObject | undefined): CompiledPolicy | undefined {
  return object?.kind === 'policy' ? object.policy : undefined;
}

function podIn(object: SeenObject | undefined): Pod | undefined {
  return object?.kind === 'pod' ? object.pod : undefined;
}

/** In order of evaluation: a policy that comes back stands behind those that are asked before it or beside it. */
function policiesWith(
  policies: readonly CompiledPolicy[],
  without: CompiledPolicy | undefined,
  instead: CompiledPolicy | undefined,
): readonly CompiledPolicy[] {
  const kept = policies.filter((policy) => policy !== without);
  if (instead === undefined) return kept;
  return [...kept, instead].sort((a, b) => a.tier.order - b.tier.order || a.precedence - b.precedence);
}

function withEntry<V>(map: ReadonlyMap<string, V>, key: string, value: V | undefined): ReadonlyMap<string, V> {
  return withEntries(map, [[key, value]]);
}

/** A pod stands for its workload together with others: that is as it was, too. */
function podReversed(
  { before, after }: { before: Snapshot; after: Snapshot },
  was: Pod | undefined,
  { key, workload }: Pod,
): Snapshot {
  const owner = workloadKey(was?.workload ?? workload);
  return {
    ...after,
    pods: withEntry(after.pods, key, was),
    workloads: withEntry(after.workloads, owner, before.workloads.get(owner) ?? after.workloads.get(owner)),
  };
}
