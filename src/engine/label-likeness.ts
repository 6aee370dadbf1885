import { type Labels, NAMESPACE_NAME_LABEL, type Requirement } from '../model/labels.ts';
import { editDistance } from './suggest.ts';

/**
 * Another key that carries the value a requirement wants: `kubernetes.io/metadata.name` where `name` was asked for, `k8s-app` for
 * `app`. Values such as `true` or `1` stand under many keys and tell nothing.
 */
export function keyWithValue(requirement: Requirement, labels: Labels): string | undefined {
  if (requirement.operator !== 'In') return undefined;
  const { key, values } = requirement;
  const name = labels.get(NAMESPACE_NAME_LABEL);
  if (key !== NAMESPACE_NAME_LABEL && name !== undefined && values.includes(name)) return NAMESPACE_NAME_LABEL;
  const telling = values.filter((value) => value.length > 2 && !/^(true|yes|false|none)$/i.test(value));
  for (const [other, value] of labels) if (other !== key && telling.includes(value)) return other;
  return undefined;
}

/** Whether one value may have been written for the other: equal but for case, one the beginning of the other, or a slip of the pen. */
export function isLike(wanted: string, actual: string): boolean {
  const [a, b] = [wanted.toLowerCase(), actual.toLowerCase()];
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  if (shorter >= 3 && (a.startsWith(b) || b.startsWith(a))) return true;
  return editDistance(a, b) <= Math.min(2, Math.floor(shorter / 3));
}
