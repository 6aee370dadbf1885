/**
 * Which parts of an object somebody reads, so that a source need not keep the others. `all` is everything below; `text` is a value that
 * differs from object to object, `shared` one that many objects have in common: equal ones may be one and the same thing.
 */
export type Parts =
  | 'all'
  | 'text'
  | 'shared'
  | { readonly fields: { readonly [key: string]: Parts } }
  | { readonly each: Parts };

/** What is read of the objects of one kind. */
export interface KindParts {
  readonly parts: Parts;
  /** Whether an object that was read so far has all that its kind needs; where it has not, the whole is read. */
  readonly suffices: (value: { readonly [key: string]: unknown }) => boolean;
}

/** What is read of objects of this kind. */
export type PartsOf = (name: { readonly apiVersion: string; readonly kind: string }) => KindParts;

/** Reads everything. */
export const EVERY_PART: KindParts = { parts: 'all', suffices: () => true };
