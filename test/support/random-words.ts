import * as fc from 'fast-check';
import type { Json } from './naive/objects.ts';

// Few names and values, so that selectors collide; and every way to write nothing, for that is where readers differ.
export const NAMESPACES = ['default', 'n1', 'n2', 'n3'] as const;
export const NODES = ['node1', 'node2'] as const;
export const POD_KEYS = ['k', 'm', 'example.com/k'] as const;
export const NAMESPACE_KEYS = ['k', 'env'] as const;
export const VALUES = ['a', 'b', ''] as const;
export const PORT_NAMES = ['web', 'dns'] as const;
/** Of containers; named ports stand for these. */
export const DECLARED_PORTS = [53, 80, 81, 82] as const;
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** A list, or one of the ways to have none. */
export function listOf<T>(element: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<readonly T[] | null | undefined> {
  const some = fc.array(element, { minLength: 1, maxLength });
  return fc.oneof({ arbitrary: some, weight: 6 }, { arbitrary: fc.constantFrom(undefined, null, []), weight: 2 });
}

/** A value, or none, or null: the same to Kubernetes for every pointer. */
export function orAbsent<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> {
  return fc.oneof({ arbitrary: value, weight: 4 }, { arbitrary: fc.constantFrom(undefined, null), weight: 1 });
}

/** Fields that are undefined are not there at all. */
export function written(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

// Addresses lie close together, so that blocks of every width part them: 10.0.0.0 to 10.0.0.15 and fd00::0 to fd00::f.
export function addressText(family: 4 | 6, place: number): string {
  return family === 4 ? `10.0.0.${place}` : `fd00::${place.toString(16)}`;
}

// The default namespace may be left unsaid.
export const namespaceField = fc.constantFrom(...NAMESPACES, undefined);

export function labels(keys: readonly string[]): fc.Arbitrary<Json | null | undefined> {
  return orAbsent(
    fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...VALUES), {
      maxKeys: keys.length,
      noNullPrototype: true,
    }),
  );
}
