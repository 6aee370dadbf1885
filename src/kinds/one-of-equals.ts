/** How values are told apart. */
export interface Equality<T> {
  /** Equal values have the same. */
  readonly hashOf: (value: T) => number;
  readonly areEqual: (a: T, b: T) => boolean;
  /** What is kept of the first of equal values. */
  readonly kept?: (value: T) => T;
}

/** Gives equal values one object each. By a number made of them: texts as keys would take more memory than the values do. */
export function oneOfEquals<T extends object>({
  hashOf,
  areEqual,
  kept = (value) => value,
}: Equality<T>): (value: T) => T {
  const byHash = new Map<number, T>();
  /** Those whose number another had first, which hardly any have. */
  const others = new Map<number, T[]>();
  return (value) => {
    const hash = hashOf(value);
    const first = byHash.get(hash);
    if (first !== undefined && areEqual(first, value)) return first;
    const known = others.get(hash)?.find((other) => areEqual(other, value));
    if (known !== undefined) return known;
    const made = kept(value);
    if (first === undefined) byHash.set(hash, made);
    else others.set(hash, [...(others.get(hash) ?? []), made]);
    return made;
  };
}

/** A number made of a text and, to join several, of one made before. */
export function hashOfText(text: string, seed = 0x811c9dc5): number {
  let hash = seed ^ text.length;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
