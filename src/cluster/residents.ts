import type { Pod, Service } from '../model/cluster-objects.ts';
import { workloadKey } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';
import type { NamespacedMap } from '../model/namespaced-map.ts';
import type { CompiledPolicy } from '../model/policies.ts';
import { formatPolicy } from '../model/policies.ts';
import type { Resident } from './implied-namespaces.ts';

/** What can stand in namespaces. */
export interface Inhabited {
  readonly pods: NamespacedMap<Pod>;
  readonly services: NamespacedMap<Service>;
  readonly policies: readonly CompiledPolicy[];
}

/** What stands in each namespace first; templates among the pods speak for their workloads. */
export function residentsOf({ pods, services, policies }: Inhabited): readonly Resident[] {
  return [
    ...pods.parts().flatMap((part) =>
      firstResidents(part, part.values(), (pod) => {
        const { namespace, origin, state, workload, key } = pod;
        return {
          of: pod,
          namespace,
          origin,
          title: () => (state === 'template' ? workloadKey(workload) : `Pod ${key}`),
        };
      }),
    ),
    ...services.parts().flatMap((part) =>
      firstResidents(part, part.values(), (service) => {
        const { namespace, origin, key } = service;
        return { of: service, namespace, origin, title: () => `Service ${key}` };
      }),
    ),
    ...firstResidents(policies, policies, (policy) => {
      const { namespace, origin } = policy.ref;
      return namespace === undefined
        ? undefined
        : { of: policy, namespace, origin, title: () => formatPolicy(policy.ref) };
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
