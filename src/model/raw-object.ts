/** Where in a file something stands; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The way from an object's root to one of its fields: `['spec', 'ingress', 0, 'from']`. */
export type FieldPath = readonly (string | number)[];

/** Where an object came from. */
export type Origin =
  | {
      readonly kind: 'file';
      readonly file: string;
      /** Line on which the object begins, from 1. */
      readonly line: number;
      /**
       * Position of the key (or list item) at this path, or of the nearest ancestor that exists. Computed on demand, for it may
       * read the document again.
       */
      readonly locate: (path: FieldPath) => Position;
    }
  | { readonly kind: 'cluster'; readonly context: string }
  /** Not written anywhere: supplied because something else refers to it. */
  | { readonly kind: 'implied'; readonly by: string };

/** A key that stands twice in one mapping; Kubernetes' lenient reader keeps the last, the strict one refuses. */
export interface DuplicateKey {
  readonly path: FieldPath;
  readonly position: Position;
}

/** One Kubernetes object as a source read it: plain JSON (null-prototype objects), nothing decoded, nothing dropped. */
export interface RawObject {
  readonly value: { readonly [key: string]: unknown };
  readonly origin: Origin;
  readonly duplicateKeys: readonly DuplicateKey[];
}

/** Names one object of a cluster. `namespace` is empty for cluster-scoped kinds. */
export interface ObjectId {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What every source emits, files and watches alike. An event replaces what was known of that object before. */
export type ObjectEvent =
  | { readonly type: 'set'; readonly object: RawObject }
  | { readonly type: 'delete'; readonly id: ObjectId };

/** Position of a field, when its object stands in a file. */
export function positionIn(origin: Origin, path: FieldPath): Position | undefined {
  return origin.kind === 'file' ? origin.locate(path) : undefined;
}

/** A path as the API server prints it: `spec.ingress[0].from[1].podSelector`. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
