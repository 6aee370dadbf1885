import { nameInKey } from '../model/cluster-objects.ts';
import { remember } from '../model/memo.ts';

/** What goes by `namespace/name`, by namespace and name, as kubectl lists it. */
export function inNameOrder<T extends { readonly namespace: string; readonly key: string }>(
  objects: readonly T[],
): readonly T[] {
  // Each namespace for itself: names are compared less often, and namespaces hardly at all.
  const byNamespace = new Map<string, T[]>();
  for (const object of objects) remember(byNamespace, object.namespace, () => [] as T[]).push(object);
  return [...byNamespace].sort(([a], [b]) => compareText(a, b)).flatMap(([, own]) => byName(own));
}

/** By the name alone. */
export function byName<T extends { readonly key: string }>(objects: readonly T[]): readonly T[] {
  const named = objects.map((object) => ({ object, name: nameInKey(object.key) }));
  return named.sort((a, b) => compareText(a.name, b.name)).map(({ object }) => object);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
