import { type Context, cached } from './content.ts';

const DIGITS = 9;

type Looked = Pick<Context, 'snapshot' | 'settings'>;

/**
 * The namespaces behind the keys 1 to 9: the user's favourites that are there, then the others by name, those of the system last. The
 * list of namespaces shows the digits.
 */
export function favourites({ snapshot, settings }: Looked): readonly string[] {
  return cached(snapshot, `favourites ${settings.favourites.join(' ')}`, () => {
    const chosen = settings.favourites.filter((name) => snapshot.namespaces.has(name));
    const names = [...snapshot.namespaces.keys()].sort().filter((name) => !chosen.includes(name));
    const isSystem = (name: string): boolean => name.startsWith('kube-') || name.startsWith('openshift-');
    const others = [...names.filter((name) => !isSystem(name)), ...names.filter(isSystem)];
    return [...new Set(chosen), ...others].slice(0, DIGITS);
  });
}

/** `1` to `9`, or nothing. */
export function digitOf(looked: Looked, namespace: string): string {
  const position = favourites(looked).indexOf(namespace);
  return position < 0 ? '' : String(position + 1);
}
