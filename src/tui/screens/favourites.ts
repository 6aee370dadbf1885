import type { Snapshot } from '../../model/snapshot.ts';
import { cached } from './content.ts';

const DIGITS = 9;

/** The namespaces behind the keys 1 to 9: by name, those of the system last. The list of namespaces shows the digits. */
export function favourites(snapshot: Snapshot): readonly string[] {
  return cached(snapshot, 'favourites', () => {
    const names = [...snapshot.namespaces.keys()].sort();
    const isSystem = (name: string): boolean => name.startsWith('kube-') || name.startsWith('openshift-');
    return [...names.filter((name) => !isSystem(name)), ...names.filter(isSystem)].slice(0, DIGITS);
  });
}

/** `1` to `9`, or nothing. */
export function digitOf(snapshot: Snapshot, namespace: string): string {
  const position = favourites(snapshot).indexOf(namespace);
  return position < 0 ? '' : String(position + 1);
}
