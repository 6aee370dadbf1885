import type { ObjectRecord } from './object-records.ts';

/**
 * Whether an object that a server sent again says nothing new, as far as is read here: of most that happens to a Deployment or a pod
 * only its status tells. Never true of objects in files, whose places may have moved.
 */
export function saysTheSame(known: ObjectRecord, read: ObjectRecord): boolean {
  if (known.origin.kind !== 'cluster') return false;
  return (
    isSameData(known.decoded, read.decoded) &&
    isSameData(known.diagnostics, read.diagnostics) &&
    isSameData(known.origin, read.origin)
  );
}

/** Whether two pieces of plain data are equal, maps and lists in the same order. Functions are equal only to themselves. */
export function isSameData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => isSameData(item, b[i]))
    );
  }
  if (a instanceof Map || b instanceof Map) return a instanceof Map && b instanceof Map && isSameData([...a], [...b]);
  const keys = Object.keys(a);
  return (
    Object.getPrototypeOf(a) === Object.getPrototypeOf(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameData(Reflect.get(a, key), Reflect.get(b, key)))
  );
}
