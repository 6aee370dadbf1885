import { endpointNames } from '../../engine/endpoint-names.ts';
import { mostAlike } from '../../engine/likeness.ts';
import { endpointNamed } from '../../engine/resolve.ts';
import { type Context, cached } from '../screens/content.ts';
import { lookupNamespace } from '../screens/reach-answer.ts';
import { policyId } from '../screens/subjects.ts';
import type { Subject } from '../state/screens.ts';

const POLICY = 'policy/';

/** Every name `:open` takes: those of endpoints that have a screen, and `policy/NAMESPACE/NAME`. */
export function namesToOpen({ snapshot }: Context): readonly string[] {
  return cached(snapshot, 'names to open', () => [
    ...endpointNames(snapshot).filter((name) => !name.startsWith('node/')),
    ...policyNames(snapshot.policies).keys(),
  ]);
}

function policyNames(policies: Context['snapshot']['policies']): ReadonlyMap<string, string> {
  return new Map(
    policies.map(({ ref }) => [
      POLICY + [ref.namespace, ref.name].filter((part) => part !== undefined).join('/'),
      policyId(ref),
    ]),
  );
}

/** What a name stands for, or what is most like it where nothing is called so; undefined when nothing is like it. */
export function subjectLike(name: string, context: Context): Subject | undefined {
  const [best] = name === '' ? [] : mostAlike(namesToOpen(context), name, 1);
  return subjectNamed(name, context) ?? (best === undefined ? undefined : subjectNamed(best, context));
}

function subjectNamed(name: string, context: Context): Subject | undefined {
  const { snapshot } = context;
  const id = name.startsWith(POLICY) ? policyNames(snapshot.policies).get(name) : undefined;
  if (id !== undefined) return { kind: 'policy', id };
  if (name === '') return undefined;
  const found = endpointNamed(snapshot, name, lookupNamespace(context));
  if (found === undefined) return undefined;
  if (found.service !== undefined) return { kind: 'service', key: found.service.key };
  if (found.workload !== undefined) return { kind: 'workload', key: found.workload.key };
  const [end] = found.endpoints;
  return end?.kind === 'pod' ? { kind: 'pod', key: end.pod.key } : undefined;
}
