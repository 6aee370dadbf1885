import { remember } from '../model/memo.ts';

/** Objects by namespace and name, as kubectl lists them. */
export function inNameOrder<T extends { readonly namespace: string; readonly name: string }>(
  objects: readonly T[],
): readonly T[] {
  // Each namespace for itself: names are compared less often, and namespaces hardly at all.
  const byNamespace = new Map<string, T[]>();
  for (const object of objects) remember(byNamespace, object.namespace, () => [] as T[]).push(object);
  return [...byNamespace]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, own]) => own.sort((a, b) => compareText(a.name, b.name)));
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
